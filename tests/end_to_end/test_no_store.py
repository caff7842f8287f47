"""`--no-store`: nothing of a run is left, however it ends, by the real command."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.test_captures import shelf
from tests.running import COMMAND, ask, environment, poll, run
from tests.terminal import Screen

pytestmark = pytest.mark.slow

GET = b"GET /secret HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


class Server:
    """A server that keeps nothing, on a free port."""

    def __init__(self, folder: Path, memory: Path, number: int) -> None:
        self._said = folder / f"stderr-{number}.txt"
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [*COMMAND, "serve", "--port", "0", "--no-store"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=environment(folder, XDG_RUNTIME_DIR=str(memory)),
            )
        self.port = int(poll(self._listening, "the server to listen"))

    def _listening(self) -> str:
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+)/\n", self.said)
        return found[1] if found else ""

    @property
    def said(self) -> str:
        """What it said on its standard error."""
        return self._said.read_text(encoding="utf-8")


Start = Callable[[], Server]


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    """Give a folder that stands for the user's own in memory."""
    folder = tmp_path / "memory"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def start(tmp_path: Path, memory: Path) -> Iterator[Start]:
    """Give a way to start servers that are ended with the test."""
    begun: list[Server] = []

    def serve() -> Server:
        begun.append(Server(tmp_path, memory, len(begun)))
        return begun[-1]

    yield serve
    for server in begun:
        server.process.kill()
        server.process.wait()


def mode(path: Path) -> int:
    """Give the rights on a file or a folder."""
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_the_capture_is_private_and_goes_with_the_server(
    tmp_path: Path, memory: Path, start: Start, name: signal.Signals
) -> None:
    """It lies in memory while it is needed, the lines say so, and no other place has seen it."""
    server = start()
    answer = ask(server.port, GET)
    (folder,) = memory.iterdir()
    (capture,) = folder.glob("*.db")
    rights = [mode(folder), mode(capture)]
    server.process.send_signal(name)

    assert [answer[:15], rights, server.process.wait(15)] == [b"HTTP/1.1 200 OK", [0o700, 0o600], 0]
    assert server.said.splitlines()[1:] == 2 * ["httpscope: nothing of this run is kept (--no-store)"]
    assert [list(memory.iterdir()), (tmp_path / "state").exists()] == [[], False]


def test_what_a_killed_run_left_goes_at_the_next_start_and_what_is_in_use_stays(memory: Path, start: Start) -> None:
    """A lock tells the one from the other; what only looks like ours is not touched."""
    killed = start()
    (left,) = memory.iterdir()
    (memory / "httpscope-unkept-others").mkdir(mode=0o755)
    (memory / "httpscope-unkept-link").symlink_to(memory)
    others = {memory / "httpscope-unkept-others", memory / "httpscope-unkept-link"}
    running = start()
    (used,) = set(memory.iterdir()) - others - {left}
    killed.process.kill()
    killed.process.wait()
    start()
    poll(lambda: not left.exists(), "what is left to go")

    assert used.exists()
    assert others < set(memory.iterdir())
    assert ask(running.port, GET).startswith(b"HTTP/1.1 200")


def test_without_a_place_in_memory_the_temporary_folder_is_taken(tmp_path: Path) -> None:
    """A folder that others may look into is no such place."""
    open_to_all, temporary = tmp_path / "open", tmp_path / "tmp"
    open_to_all.mkdir(mode=0o755)
    temporary.mkdir()
    screen = Screen(tmp_path, "--no-store", XDG_RUNTIME_DIR=str(open_to_all), TMPDIR=str(temporary))
    try:
        found = [list(open_to_all.iterdir()), len(list(temporary.glob("httpscope-unkept-*")))]
    finally:
        screen.close()

    assert found == [[], 1]


@pytest.mark.parametrize(
    "how",
    [
        "q",
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGKILL,
    ],
)
def test_the_screen_says_that_nothing_is_kept_and_leaves_nothing(
    tmp_path: Path, memory: Path, how: str | signal.Signals
) -> None:
    """However it ends: of a screen that was killed the server removes what there is."""
    screen = Screen(tmp_path, "--no-store", XDG_RUNTIME_DIR=str(memory))
    try:
        screen.wait_for("nothing is kept")
        ask(screen.port, GET)
        screen.wait_for("/secret")
        if isinstance(how, str):
            screen.press(how)
        else:
            os.kill(screen.pid, how)
        screen.wait()
        poll(lambda: not list(memory.iterdir()), "the folder to go")
    finally:
        screen.close()

    assert not list(tmp_path.glob("state/**/*.db"))
    if how != signal.SIGKILL:
        assert b"httpscope: nothing of this run is kept (--no-store)" in bytes(screen.raw)


def test_a_run_that_keeps_nothing_removes_nothing_that_is_kept(tmp_path: Path, memory: Path) -> None:
    """A variable says how many captures are kept, and this run adds none; the server that the screen starts knows."""
    kept = shelf(tmp_path, 3)
    screen = Screen(tmp_path, "--no-store", XDG_RUNTIME_DIR=str(memory), HTTPSCOPE_KEEP="1")
    try:
        ask(screen.port, GET)
        screen.wait_for("/secret")
    finally:
        screen.close()

    assert all(capture.exists() for capture in kept)


def test_a_server_that_died_goes_on_with_what_is_not_kept(tmp_path: Path, memory: Path) -> None:
    """The screen is there and starts it again, so nothing is removed yet."""
    screen = Screen(tmp_path, "--no-store", XDG_RUNTIME_DIR=str(memory))
    try:
        ask(screen.port, GET)
        screen.wait_for("/secret")
        children = Path(f"/proc/{screen.pid}/task/{screen.pid}/children").read_text(encoding="ascii").split()
        os.kill(int(children[0]), signal.SIGTERM)
        screen.wait_for("Press R")
        screen.press("R")
        poll(lambda: ask_quietly(screen.port), "the server to answer again")
        screen.wait_for("/secret", "2 requests")
    finally:
        screen.close()


def ask_quietly(port: int) -> bool:
    """Tell whether the server answers."""
    try:
        return ask(port, GET).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@pytest.mark.parametrize(("more", "name"), [(("--capture", "x.db"), "--capture"), (("--keep", "2"), "--keep")])
def test_to_keep_nothing_and_something_is_refused(tmp_path: Path, more: tuple[str, str], name: str) -> None:
    """One of the two is a mistake, and only the person knows which."""
    done = run(tmp_path, "serve", "--no-store", *more)

    assert [done.returncode, done.stderr.decode()] == [
        2, f"httpscope: --no-store keeps nothing, and {name} says what to keep; say one of them\n"
    ]  # fmt: skip
