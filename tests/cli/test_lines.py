"""Lines of `serve` in a file: those for which there is no room are left out whole, and told of when there is again."""

import contextlib
import os
import resource
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from httpscope.cli.lines import LineFile
from httpscope.cli.report import Report
from httpscope.exchange import Answer, Batch, Connection, Exchange
from tests.running import COMMAND, ask, environment, exported, poll, read_to_end

GET = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.fixture
def output(tmp_path: Path) -> Iterator[int]:
    """An empty file, open for writing."""
    descriptor = os.open(tmp_path / "out", os.O_RDWR | os.O_CREAT, 0o600)
    yield descriptor
    os.close(descriptor)


@contextlib.contextmanager
def room(octets: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many octets."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def written(descriptor: int) -> str:
    """Give what is in the file."""
    return os.pread(descriptor, 10_000, 0).decode()


def test_lines_are_written_together(output: int) -> None:
    """Not before somebody asks for it."""
    lines = LineFile(output)
    lines.add("one\ntwo\n", 2)
    lines.add("␍ \udc80\n", 1)
    assert not written(output)
    lines.flush()

    assert written(output) == "one\ntwo\n␍ \\udc80\n"
    assert [lines.left_out, lines.reason] == [0, ""]


@pytest.mark.parametrize("octets", range(13))
def test_no_line_is_torn_wherever_the_room_ends(output: int, octets: int) -> None:
    """The rest of the one that was begun comes first when there is room again; the others are counted."""
    lines = LineFile(output)
    with room(octets):
        for text in ("one\n", "two\n", "three\n"):
            lines.add(text, 1)
        lines.flush()
        lines.add("four\n", 1)
        lines.flush()
        assert lines.reason == "File too large"
        assert lines.missing == 4 - written(output).count("\n")
    lines.add("five\n", 1)
    lines.flush()

    whole = ["one\n", "two\n", "three\n"][: 0 if not octets else 1 if octets <= 4 else 2 if octets <= 8 else 3]
    assert written(output) == "".join([*whole, "five\n"])
    assert lines.left_out == 4 - len(whole)
    assert lines.reason == ""


def test_a_reader_that_has_gone_is_an_error() -> None:
    """What to do about it is not for the lines to say."""
    read, write = os.pipe()
    os.close(read)
    lines = LineFile(write)
    with pytest.raises(BrokenPipeError):
        lines.add("x" * 100_000, 1)
    os.close(write)


def test_a_pipe_that_does_not_block_is_waited_for() -> None:
    """Who shares it with us may have set it so, and no line is lost by it."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ThreadPoolExecutor(1) as pool, ours:
        read = pool.submit(read_to_end, theirs)
        lines = LineFile(ours.fileno())
        lines.add("x" * 5_000_000, 1)
        ours.shutdown(socket.SHUT_WR)

        assert read.result(10) == b"x" * 5_000_000
    theirs.close()


def test_how_many_lines_are_missing_stands_in_their_place(output: int, tmp_path: Path) -> None:
    """And that they begin to be is told to people, once."""
    told: list[str] = []
    report = Report(output, "text", tmp_path / "no.db", told.append)
    with room(0):
        report.take(_asked(1))
        poll(lambda: told, "word of it")
        report.take(_asked(2))
        poll(lambda: report._lines.left_out == 2, "both to be left out")
    report.take(_asked(3))
    report.close()

    first, second = written(output).splitlines()
    assert first == "(2 lines left out: they could not be written in time; the capture has all)"
    assert "  #3  " in second
    assert told == ["Lines are left out of the output: File too large. Requests are answered and captured."]
    assert report.fault == ""


def _asked(number: int) -> Batch:
    exchange = Exchange(number, 1, number, 0, 0, 20, 20, "GET", "/", "HTTP/1.1", "")
    return Batch(
        connections=[Connection(1, 0, "127.0.0.1:1", "")],
        exchanges=[exchange],
        answers=[Answer(number, 0, 0, 10, 200, "", None)],
    )


@pytest.mark.parametrize("form", ["text", "jsonl", "octets"])
@pytest.mark.parametrize("lost", [1, 2])
def test_a_disk_that_is_full_stops_no_server(tmp_path: Path, form: str, lost: int) -> None:
    """Whether its output or its words go there: clients are answered, and the capture has all."""
    log = tmp_path / "log"
    with log.open("wb") as kept, Path("/dev/full").open("wb") as full, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        server = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), "--format", form, "--capture", str(tmp_path / "c.db")],
            stdout=full if lost == 1 else kept,
            stderr=full if lost == 2 else kept,
            env=environment(tmp_path),
        )
        poll(lambda: _answered(port), "the first answer")
        for _ in range(10):
            assert ask(port, GET).startswith(b"HTTP/1.1 200 ")
        server.send_signal(signal.SIGTERM)
        status = server.wait(10)

    said = log.read_text()
    assert len(exported(tmp_path, tmp_path / "c.db")) == 11
    if lost == 1:
        assert "Lines are left out of the output: No space left on device." in said
        assert " lines are missing in the output: No space left on device" in said
        assert status == 1
    else:
        assert said.count("GET /a HTTP/1.1") == 11 if form != "jsonl" else len(said.splitlines()) == 11
        assert status == 0


def _answered(port: int) -> bool:
    try:
        return ask(port, GET).startswith(b"HTTP/1.1 200 ")
    except ConnectionRefusedError:
        return False


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_standard_output_that_is_closed_gets_nothing_written_elsewhere(tmp_path: Path, closed: str) -> None:
    """The capture or a client's socket could have got its number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = f"exec {' '.join(COMMAND)} serve --port {port} --capture {tmp_path}/c.db {closed}"
    with subprocess.Popen(["sh", "-c", command], env=environment(tmp_path), stderr=subprocess.PIPE) as server:
        poll(lambda: _answered(port), "the first answer")
        answer = ask(port, GET)
        server.send_signal(signal.SIGTERM)
        assert server.stderr is not None
        said = server.stderr.read()

    assert server.returncode == 0
    assert b"Traceback" not in said
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(exported(tmp_path, tmp_path / "c.db")) == 2


@pytest.mark.parametrize("command", ["captures", "explain {0}/r.toml --request {0}/r.txt"])
def test_a_list_that_cannot_be_written_is_one_clear_line(tmp_path: Path, command: str) -> None:
    """It names the standard output, which is what failed."""
    (tmp_path / "r.toml").write_text('[[rule]]\nanswer.body = "x"\n')
    (tmp_path / "r.txt").write_bytes(GET)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *command.format(tmp_path).split()],
            stdout=full, stderr=subprocess.PIPE, env=environment(tmp_path), check=False, timeout=30,
        )  # fmt: skip

    assert done.stderr == b"httpscope: standard output: No space left on device\n"
    assert done.returncode == 1
