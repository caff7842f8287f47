"""The copies from which damaged captures, and those of an earlier format, are read: gone, however their reader ends."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from httpscope.exchange import Batch
from tests.running import COMMAND, environment, poll
from tests.store.sample import connected, exchanged, finished
from tests.terminal import Terminal

pytestmark = pytest.mark.slow


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Give a capture of which a part is lost, and of which more is left than a pipe holds."""
    rows = (exchanged(number) for number in range(1, 5_001))
    path = finished(tmp_path / "c", Batch(connections=[connected()]), *rows)
    os.truncate(path, path.stat().st_size - 4096)
    return path


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Give a folder that stands for the one of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


Read = Callable[[], tuple["subprocess.Popen[bytes]", Path]]


@pytest.fixture
def read(tmp_path: Path, damaged: Path, temporary: Path) -> Iterator[Read]:
    """Give a way to export the capture to somebody who reads nothing of it, which has no end, and to see its copy."""
    begun: list[subprocess.Popen[bytes]] = []

    def export() -> "tuple[subprocess.Popen[bytes], Path]":
        before = set(temporary.glob("*/c"))
        command = [*COMMAND, "export", str(damaged)]
        more = environment(tmp_path, TMPDIR=str(temporary))
        begun.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=more))
        (copy,) = poll(lambda: set(temporary.glob("*/c")) - before, "the copy")
        return begun[-1], copy

    yield export
    for process in begun:
        process.kill()
        process.communicate()


def command(tmp_path: Path, temporary: Path, *arguments: str) -> int:
    """Run a command with this folder for temporary files, and give its exit status."""
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(tmp_path, TMPDIR=str(temporary)), capture_output=True, check=False
    ).returncode


@pytest.mark.parametrize("what", ["captures", "export"])
def test_what_a_killed_reader_left_goes_when_a_command_opens_captures(
    tmp_path: Path, damaged: Path, temporary: Path, read: Read, what: str
) -> None:
    """The copy of one that still reads stays, and what is not ours is not touched."""
    (killed, first), (reading, second) = read(), read()
    rights = [path.stat().st_mode & 0o777 for path in (first.parent, first)]
    (temporary / "httpscope-copy-open").mkdir(mode=0o755)
    killed.kill()
    killed.wait()
    left = first.exists()
    status = command(tmp_path, temporary, what, *([str(damaged)] if what == "export" else []))

    assert [rights, left, status, reading.poll()] == [[0o700, 0o600], True, int(what == "export"), None]
    assert {folder.name for folder in temporary.iterdir()} == {second.parent.name, "httpscope-copy-open"}


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_copy(temporary: Path, read: Read, name: signal.Signals) -> None:
    """Those with which a system or a person ends a program in order."""
    reading, _copy = read()
    reading.send_signal(name)

    assert [reading.wait(15), list(temporary.iterdir())] == [128 + name, []]


def test_the_copy_of_a_screen_that_was_killed_goes_with_the_next_one(
    tmp_path: Path, damaged: Path, temporary: Path
) -> None:
    """And that one takes its own along."""
    left = []
    for name in (signal.SIGKILL, signal.SIGTERM):
        screen = Terminal([*COMMAND, "view", str(damaged)], environment(tmp_path, TMPDIR=str(temporary)))
        try:
            screen.wait_for("is damaged")
            os.kill(screen.pid, name)
            screen.wait()
        finally:
            screen.close()
        left.append(len(list(temporary.iterdir())))

    assert left == [1, 0]
