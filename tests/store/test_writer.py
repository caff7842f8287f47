"""A batch goes in whole or not at all, and repeated content once."""

import os
import sqlite3
from pathlib import Path

import pytest

from httpscope.exchange import Answer, Batch, Exchange, Notice, RulesetText, Segment
from httpscope.store.content import INLINE
from httpscope.store.reader import Reader
from httpscope.store.row import Snapshot
from httpscope.store.writer import CaptureFault, Writer
from tests.store.sample import ANSWER, REQUEST, Capture, closed, connected, exchanged, finished


def contents(path: Path) -> int:
    """Count the contents that are kept apart."""
    connection = sqlite3.connect(path)
    ((count,),) = connection.execute("SELECT count(*) FROM content").fetchall()
    connection.close()
    return int(count)


def with_content(number: int, content: bytes) -> Batch:
    """Give an exchange whose answer ends in this content."""
    batch = exchanged(number, connection=number, ordinal=1, answer=b"head" + content)
    batch.segments[1] = Segment(number, 1, 1, 0, b"head", content)
    return batch


def test_repeated_content_is_stored_once(tmp_path: Path) -> None:
    """A hundred answers of one body, even in unlike bytes objects, grow the capture by one body."""
    body = b"x" * 100_000
    path = finished(tmp_path / "c", *(with_content(number, bytes(bytearray(body))) for number in range(1, 101)))

    assert path.stat().st_size < 3 * len(body)
    assert contents(path) == 1
    reader = Reader(path)
    assert {reader.answer_octets(number) for number in range(1, 101)} == {b"head" + body}
    reader.close()


def test_small_content_stands_beside_its_head(tmp_path: Path) -> None:
    """Content that is smaller than its own bookkeeping gets no row of its own."""
    path = finished(tmp_path / "c", with_content(1, b"x" * (INLINE - 1)), with_content(2, b""))

    assert contents(path) == 0


def test_a_failed_batch_leaves_nothing(capture: Capture) -> None:
    """When one row of a batch cannot go in none does, the reader sees no change, and the next batch is whole."""
    capture.writer.commit(exchanged(1))
    before = capture.reader.snapshot(None)
    bad = with_content(2, b"y" * 1_000)
    bad.answers.append(Answer(1, 5, 0, 1, 200, "", None))
    bad.connections.append(connected(2))

    with pytest.raises(CaptureFault, match="cannot be written") as caught:
        capture.writer.commit(bad)

    assert not caught.value.full
    assert capture.reader.snapshot(before) == before._replace(changed_from=2)
    assert capture.reader.row(2) is None
    capture.writer.commit(with_content(2, b"y" * 1_000))
    assert capture.reader.answer_octets(2) == b"head" + b"y" * 1_000
    after: Snapshot = capture.reader.snapshot(before)
    assert (after.exchanges, after.answers, after.connections) == (2, 2, 0)


def test_content_of_a_failed_batch_is_not_kept(tmp_path: Path) -> None:
    """Only what the rows of a capture refer to takes room in it."""
    writer = Writer(tmp_path / "c")
    bad = with_content(1, b"y" * 1_000)
    bad.exchanges *= 2
    with pytest.raises(CaptureFault):
        writer.commit(bad)
    writer.commit(exchanged(1))
    writer.close()

    assert contents(tmp_path / "c") == 0


def test_rows_tell_where_to_look(tmp_path: Path) -> None:
    """Connection, exchange and closing carry how many segments and exchanges there were, before them and after."""
    path = finished(
        tmp_path / "c",
        exchanged(1),
        Batch(connections=[connected(2)]),
        exchanged(2, 2, 1),
        Batch(closings=[closed(2, 1, 1)]),
    )
    database = sqlite3.connect(path)
    found = [
        database.execute(f"SELECT {columns} FROM {table}").fetchone()
        for table, columns in (
            ("connection", "segments, exchanges"),
            ("exchange", "max(segments)"),
            ("closing", "segments, exchanges"),
        )
    ]
    database.close()

    assert found == [(2, 1), (4,), (4, 2)]


def test_an_existing_file_is_never_written_over(tmp_path: Path) -> None:
    """Naming a file that exists is refused with what to do, whatever the file is, and leaves it as it was."""
    path = tmp_path / "notes.txt"
    path.write_text("mine")

    with pytest.raises(CaptureFault, match=r"notes\.txt exists already.*choose another name"):
        Writer(path)

    assert path.read_text() == "mine"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link at the name, even one that leads nowhere, counts as a file that exists."""
    path = tmp_path / "c"
    path.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CaptureFault, match="exists already"):
        Writer(path)

    assert not (tmp_path / "elsewhere").exists()


def test_files_and_new_folders_are_their_owners_alone(tmp_path: Path) -> None:
    """Capture, WAL, index and lock are 0600 and folders made for them 0700, though the umask would allow more."""
    before = os.umask(0)
    try:
        writer = Writer(tmp_path / "new" / "deep" / "c")
        writer.commit(exchanged(1))
        modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    finally:
        os.umask(before)
    writer.close()

    assert modes == {
        "new": 0o700, "new/deep": 0o700, "new/deep/c": 0o600, "new/deep/c-wal": 0o600, "new/deep/c-shm": 0o600,
        "new/deep/c-lock": 0o600,
    }  # fmt: skip


def test_closing_leaves_one_file(tmp_path: Path) -> None:
    """After `close` nothing stands beside the capture."""
    finished(tmp_path / "c", exchanged(1))

    assert [path.name for path in tmp_path.iterdir()] == ["c"]


def test_closing_beside_a_reader_leaves_everything_readable(tmp_path: Path) -> None:
    """A screen that still reads goes on reading, and a later one reads as well."""
    writer = Writer(tmp_path / "c")
    reader = Reader(tmp_path / "c")
    writer.commit(exchanged(1))
    assert reader.row(1) is not None
    writer.close()

    assert reader.request_octets(1) == REQUEST
    reader.close()
    later = Reader(tmp_path / "c")
    assert later.answer_octets(1) == ANSWER
    later.close()


def test_a_wal_left_by_a_removed_capture_does_no_harm(tmp_path: Path) -> None:
    """The name of a capture that somebody removed without its WAL can be used again."""
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"c{suffix}").write_bytes(os.urandom(40_000))
    path = finished(tmp_path / "c", exchanged(1))
    reader = Reader(path)

    assert reader.request_octets(1) == REQUEST
    reader.close()


def test_a_removed_capture_is_noticed(capture: Capture) -> None:
    """When the file is removed while it is written, commits fail and say so instead of writing into nowhere."""
    capture.writer.commit(exchanged(1))
    away = capture.path.with_name("away")
    capture.path.rename(away)

    with pytest.raises(CaptureFault, match="is gone"):
        capture.writer.commit(exchanged(2))

    capture.path.write_bytes(b"")
    with pytest.raises(CaptureFault, match="replaced"):
        capture.writer.commit(exchanged(2))
    away.replace(capture.path)
    capture.writer.commit(exchanged(2))
    assert capture.reader.snapshot(None).exchanges == 2


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file where a folder should be is told with the reason."""
    (tmp_path / "file").write_text("")

    with pytest.raises(CaptureFault, match=r"file/c cannot be made: .*--capture"):
        Writer(tmp_path / "file" / "c")


def test_paths_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    """A control character in a path is shown as a picture."""
    path = tmp_path / "\x1b]52;c"
    path.write_text("")

    with pytest.raises(CaptureFault) as caught:
        Writer(path)

    assert str(caught.value).isprintable()


def test_texts_that_are_no_utf8_are_kept_readable(capture: Capture) -> None:
    """A path with octets that are no UTF-8 goes in with those octets spelt out."""
    capture.writer.commit(
        Batch(rulesets=[RulesetText(1, 5, "r\udcff.toml", "")], notices=[Notice(1, "error", "x", "\udcfe")])
    )

    ruleset = capture.reader.ruleset(1)
    assert ruleset is not None
    assert ruleset.source == "r\\udcff.toml"
    assert capture.reader.notices()[0].text == "\\udcfe"


def test_fields_that_are_not_known_yet(capture: Capture) -> None:
    """An exchange may have a head and no stop yet."""
    capture.writer.commit(Batch(exchanges=[Exchange(1, 1, 1, 5, 0, 20, None, "PUT", "/", "HTTP/1.1", "")]))

    assert capture.reader.exchange(1) == Exchange(1, 1, 1, 5, 0, 20, None, "PUT", "/", "HTTP/1.1", "")
