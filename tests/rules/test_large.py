"""Files that are too large to be held: what is answered with them, slice by slice, and what ends it."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.rules.answer import Reply
from httpscope.rules.content import LARGEST_HELD, ContentFault, Contents
from httpscope.rules.file.read import read_rules
from httpscope.rules.large import LARGEST_WHOLE, SLICE, Pour, ReadFault, large_of
from httpscope.rules.memory import Memory
from httpscope.rules.opened import OpenFile
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Then
from httpscope.rules.step import Close, Reset, Send, Step
from httpscope.wire.anatomy import anatomy_of_response
from httpscope.wire.span import Span
from tests.rules.asking import asked

CONTENT = bytes(range(251)) * (LARGEST_HELD // 251 + 1_000)
"""A little more than is held, in which no slice is like the next."""
LONG_AGO = 784_111_777


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a large file that rests."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "disk.img").write_bytes(CONTENT)
    os.utime(folder / "disk.img", (LONG_AGO, LONG_AGO))
    return folder


def replied(folder: Path, toml: str = "", *lines: str, method: str = "GET", now: float = 2e9) -> Reply:
    """Give the answer of a rule with the large file to a request with these header lines."""
    text = f'[[rule]]\nanswer.file = "disk.img"\n{toml}\n'
    (rule,) = read_rules(text, "rules.toml", str(folder)).rules
    request = asked(method, b"/", *lines)
    return reply_of(rule, str(folder), request, Contents(), Memory(), persistent=True, now=now)


def sent(reply: Reply) -> bytes:
    """Give all octets that leave."""
    return b"".join(step.octets + step.content for step in reply.flow() if isinstance(step, Send))


def opened(path: Path) -> OpenFile:
    """Open a file as it is now."""
    descriptor = os.open(path, os.O_RDONLY)
    return OpenFile(descriptor, path.name, "text/plain", os.fstat(descriptor), time.time_ns())


def open_files(path: Path) -> int:
    """Count the descriptors of this process that are open for the file."""
    links = (f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd"))
    return sum(os.path.exists(link) and os.path.samefile(link, path) for link in links)


def test_a_large_file_comes_slice_by_slice(shared: Path) -> None:
    """With its length and type, and never more than a slice at a time."""
    reply = replied(shared)
    steps = [step for step in reply.flow() if isinstance(step, Send)]

    assert b"".join(step.octets + step.content for step in steps) == reply.head + CONTENT
    assert b"Content-Length: %d\r\n" % len(CONTENT) in reply.head
    assert max(len(step.content) for step in steps) == SLICE
    assert reply.size == len(reply.head) + len(CONTENT)


def test_to_head_nothing_is_read(shared: Path) -> None:
    """The head is that of the answer to GET."""
    reply = replied(shared, method="HEAD")

    assert sent(reply) == replied(shared).head
    assert reply.pour is None


@pytest.mark.parametrize("sizes", ["", "answer.chunks = [10, 7, 300000]", 'answer.trailers = ["A: b"]'])
def test_in_chunks_it_is_the_same(shared: Path, sizes: str) -> None:
    """The chunks have the sizes that were typed, wherever slices begin and end."""
    typed = sizes or 'answer.headers = ["Transfer-Encoding: chunked"]'
    anatomy = anatomy_of_response(sent(replied(shared, typed)), "GET")

    assert anatomy.defects == ()
    assert anatomy.content_octets() == CONTENT


@pytest.mark.parametrize(
    ("asked_for", "expected"),
    [
        ("bytes=0-9", CONTENT[:10]),
        ("bytes=300000-", CONTENT[300_000:]),
        ("bytes=-7", CONTENT[-7:]),
        (f"bytes={SLICE - 3}-{SLICE + 2}", CONTENT[SLICE - 3 : SLICE + 3]),
    ],
)
def test_a_range_of_it_is_all_that_is_read(shared: Path, asked_for: str, expected: bytes) -> None:
    """206 with the octets that were asked for."""
    reply = replied(shared, "answer.ranges = true", f"Range: {asked_for}")

    assert (reply.status, sent(reply)) == (206, reply.head + expected)
    assert b"Content-Length: %d\r\n" % len(expected) in reply.head


def test_several_ranges_come_in_parts(shared: Path) -> None:
    """As those of a small file do, and the length is right."""
    reply = replied(shared, "answer.ranges = true", "Range: bytes=0-4, 100-104")
    octets = sent(reply)[len(reply.head) :]
    boundary = reply.head.partition(b"boundary=")[2].partition(b"\r\n")[0]
    parts = octets.split(b"--" + boundary)

    assert [part.partition(b"\r\n\r\n")[2] for part in parts[1:-1]] == [
        CONTENT[:5] + b"\r\n",
        CONTENT[100:105] + b"\r\n",
    ]
    assert b"Content-Length: %d\r\n" % len(octets) in reply.head


def test_its_tag_is_made_of_its_stamps_and_holds_as_long_as_they_do(shared: Path) -> None:
    """A client that has it gets 304, also by the date; after a change the tag is another one."""
    toml = "answer.etag = true\nanswer.last_modified = true\nanswer.ranges = true"
    first = replied(shared, toml).head
    tag = first.partition(b"ETag: ")[2].partition(b"\r\n")[0].decode()

    assert b"Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n" in first
    assert replied(shared, toml, f"If-None-Match: {tag}").status == 304
    assert replied(shared, toml, "Range: bytes=0-1", "If-Range: W/" + tag.removeprefix("W/")).status == 200
    assert replied(shared, toml, 'If-Match: "another"').status == 412


def test_a_tag_is_weak_while_a_change_might_not_show(tmp_path: Path) -> None:
    """Stamps tick: a file that was written this moment may be written again in the same tick."""
    (tmp_path / "disk.img").write_bytes(CONTENT)
    soon = (time.time() + 60) * 1e9
    os.utime(tmp_path / "disk.img", ns=(int(soon), int(soon)))

    assert b'ETag: W/"' in replied(tmp_path, "answer.etag = true").head


def test_it_is_not_coded(shared: Path) -> None:
    """Coding it would take it into memory; the client is told that others may get it coded."""
    head = replied(shared, "answer.encode = true", "Accept-Encoding: gzip").head

    assert b"Content-Encoding" not in head
    assert b"Vary: Accept-Encoding\r\n" in head


def test_a_fault_is_done_to_all_of_it(shared: Path) -> None:
    """Half of its content leaves, and then the connection ends."""
    reply = replied(shared, 'answer.fault = "stop-in-content"')
    *_, last = reply.flow()

    assert sent(reply) == reply.head + CONTENT[: len(CONTENT) // 2]
    assert isinstance(last, Close | Reset)


def test_a_fault_cannot_be_done_to_what_has_no_room_in_memory(tmp_path: Path) -> None:
    """A sentence says how much has."""
    with (tmp_path / "disk.img").open("wb") as file:
        file.truncate(LARGEST_WHOLE + 1)

    with pytest.raises(ContentFault, match="has more than 64 MiB, the most that this answer can do something to"):
        replied(tmp_path, 'answer.fault = "stop-in-content"')


def test_a_template_of_such_a_size_is_refused(shared: Path) -> None:
    """As any that is longer than a mebibyte, and nothing is read for it."""
    with pytest.raises(ContentFault, match="a template has up to 1 MiB"):
        replied(shared, "answer.template = true")


def _shrink(path: Path) -> None:
    os.truncate(path, SLICE + 10)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"!")


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


@pytest.mark.parametrize("change", [_shrink, _overwrite, _append])
def test_of_a_file_that_changes_while_it_is_sent_nothing_more_leaves(tmp_path: Path, change: object) -> None:
    """The answer is broken off, with a sentence: never an octet of another content."""
    path = tmp_path / "disk.img"
    path.write_bytes(CONTENT)
    os.utime(path, (LONG_AGO, LONG_AGO))
    flow = replied(tmp_path).flow()
    before = [next(flow), next(flow)]
    assert callable(change)
    change(path)
    after: list[Step] = list(flow)

    assert b"".join(step.content for step in before if isinstance(step, Send)) == CONTENT[: 2 * SLICE]
    assert after == [Reset("disk.img was changed while it was sent")]


def test_a_file_that_another_one_replaces_is_sent_to_its_end(tmp_path: Path) -> None:
    """An editor that renames a new file into place leaves the old one as it is to those who have it open."""
    path = tmp_path / "disk.img"
    path.write_bytes(CONTENT)
    reply = replied(tmp_path)
    flow = reply.flow()
    first = next(flow)
    (tmp_path / "new").write_bytes(b"new")
    os.replace(tmp_path / "new", path)

    steps = [step for step in (first, *flow) if isinstance(step, Send)]
    assert b"".join(step.octets + step.content for step in steps) == reply.head + CONTENT


def test_a_link_that_is_turned_elsewhere_afterwards_leads_nobody_there(tmp_path: Path) -> None:
    """The file is opened once, inside the folder, and what was opened is sent."""
    (tmp_path / "inside").write_bytes(CONTENT)
    (tmp_path / "disk.img").symlink_to("inside")
    reply = replied(tmp_path)
    (tmp_path / "disk.img").unlink()
    (tmp_path / "disk.img").symlink_to("/etc/passwd")

    assert sent(reply) == reply.head + CONTENT


def test_a_disk_that_fails_ends_the_answer_with_its_reason() -> None:
    """The system's own words; before the first slice not even a head leaves."""
    # The memory of this process at address 0 is a regular file's octet that no read can give.
    file = opened(Path("/proc/self/mem"))
    with pytest.raises(ReadFault, match="mem cannot be read: Input/output error"):
        file.read(Span(0, 10))

    reply = Reply(200, "", b"HTTP/1.1 200 OK\r\n\r\n", b"", (), then=Then.KEEP, delay=0.0)
    poured = reply._replace(pour=Pour(large_of(file, Span(0, 10))))
    assert list(poured.flow()) == [Reset("mem cannot be read: Input/output error")]


@pytest.fixture
def swept() -> Iterator[None]:
    """Have nothing of other tests lie about."""
    gc.collect()
    yield
    gc.collect()


@pytest.mark.usefixtures("swept")
def test_all_who_get_it_share_one_descriptor_and_the_last_one_closes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However an answer ends, nothing stays open."""
    path = tmp_path / "disk.img"
    path.write_bytes(CONTENT)
    os.utime(path, (LONG_AGO, LONG_AGO))
    contents = Contents()
    (rule,) = read_rules('[[rule]]\nanswer.file = "disk.img"', "rules.toml", str(tmp_path)).rules
    now = path.stat().st_ctime_ns + 10 * 10**9
    monkeypatch.setattr("time.time_ns", lambda: now)
    replies = [reply_of(rule, str(tmp_path), asked(), contents, Memory(), persistent=True, now=2e9) for _ in range(3)]
    flow = replies[0].flow()
    next(flow)

    assert open_files(path) == 1
    replies.clear()
    assert open_files(path) == 1
    del flow
    assert open_files(path) == 0
