"""The installed command in a terminal, driven by keys alone, with clients that nobody here wrote."""

import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.attacks import ATTACKS, PLACES
from tests.faults.hostile_text import groups
from tests.faults.terminal_octets import foreign_to_the_screen
from tests.running import COMMAND, ask, environment, exported, poll
from tests.terminal import Screen, Terminal

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium")
BROWSER_IS_A_MUST = os.environ.get("CI") == "true"
GET = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A screen with its server."""
    made = Screen(tmp_path)
    try:
        yield made
    finally:
        made.close()


def curl(port: int, *arguments: str) -> str:
    """Ask with curl, and give the answer, head included."""
    return subprocess.run(
        ["curl", "-sS", "-i", "--max-time", "10", *arguments, f"http://127.0.0.1:{port}/from-curl"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def type_answer(screen: Screen, port: int, status: str, content_type: str, body: str) -> None:
    """Type another answer, as a person does who has just read the first line of the README."""
    screen.press("e")
    screen.wait_for("f2 Preview")
    screen.press(*status)
    poll(lambda: re.search(rf"Status +{status} ", screen.text), "the status typed")
    screen.press("tab", "tab", *content_type)
    poll(lambda: re.search(rf"Type +{content_type} ", screen.text), "the content type typed")
    screen.press("tab", "tab", "tab", "ctrl+a", *body)
    screen.wait_for(body)
    poll(lambda: status in curl(port).partition("\n")[0], "the new status on the wire")


@pytest.mark.skipif(shutil.which("curl") is None and not BROWSER_IS_A_MUST, reason="curl is not installed")
def test_curl_gets_what_was_typed(screen: Screen) -> None:
    """Status, content type and body are edited live, and the next real response has them."""
    port = screen.port
    before = curl(port)
    screen.wait_for("/from-curl")
    type_answer(screen, port, "418", "text/plain", "short and stout")
    poll(lambda: curl(port).endswith("short and stout"), "the new body on the wire")
    head, _, body = curl(port).partition("\n\n")

    assert before.startswith("HTTP/1.1 200 OK")
    assert head.startswith("HTTP/1.1 418 ")
    assert re.findall("Content-Type: .*", head) == ["Content-Type: text/plain"]
    assert f"Content-Length: {len(body)}\n" in head


@pytest.mark.skipif(CHROMIUM is None and not BROWSER_IS_A_MUST, reason="chromium is not installed")
def test_a_browser_shows_what_was_typed(screen: Screen, tmp_path: Path) -> None:
    """A real browser renders the page that was typed into the screen, and its request is in the list."""
    port = screen.port
    type_answer(screen, port, "200", "text/html", "<h1 id=t>typed</h1>")
    poll(lambda: curl(port).endswith("<h1 id=t>typed</h1>"), "the new body on the wire")
    done = subprocess.run(
        [
            CHROMIUM or "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            f"--user-data-dir={tmp_path / 'chromium'}",
            "--dump-dom",
            f"http://127.0.0.1:{port}/in-the-browser",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert '<h1 id="t">typed</h1>' in done.stdout
    screen.press("escape")
    screen.wait_for("/in-the-browser")


def test_a_half_typed_request_line_shows_octet_by_octet(screen: Screen) -> None:
    """Before its first LF, and before anything else, what was typed is on the screen."""
    with socket.create_connection(("127.0.0.1", screen.port)) as client:
        client.sendall(b"G")
        poll(lambda: re.search(r"1 \S+ +G ", screen.text), "the first octet")
        client.sendall(b"ET /half")
        screen.wait_for("/half")


def test_leaving_restores_the_terminal_and_names_the_capture(tmp_path: Path) -> None:
    """After `q` the alternate screen is left, the cursor is back, and the file that was printed can be exported."""
    screen = Screen(tmp_path)
    try:
        ask(screen.port, GET)
        screen.wait_for("/a")
        screen.press("q")
        status = screen.wait()
    finally:
        screen.close()
    last = bytes(screen.raw).decode(errors="replace")
    named = re.search(r"httpscope: capture: (\S+)", last)

    assert status == 0
    assert last.rindex("\x1b[?1049l") > last.rindex("\x1b[?1049h")
    assert "\x1b[?25h" in last[last.rindex("\x1b[?1049l") - 200 :]
    assert named is not None
    assert [row["target"] for row in exported(tmp_path, Path(named[1]))] == ["/a"]


def server_of(screen: Screen) -> int:
    """Give the process id of the screen's server."""
    children = Path(f"/proc/{screen.pid}/task/{screen.pid}/children").read_text().split()
    return next(int(pid) for pid in children if b"serve" in Path(f"/proc/{pid}/cmdline").read_bytes())


def test_a_server_that_dies_is_told_and_started_again(screen: Screen) -> None:
    """The screen says so and why, and one key brings it back on the same port with the capture going on."""
    port = screen.port
    ask(port, GET)
    screen.wait_for("/a")
    os.kill(server_of(screen), signal.SIGKILL)
    screen.wait_for("SIGKILL")
    screen.press("R")
    poll(lambda: answers(port), "the server to answer again")
    ask(port, GET.replace(b"/a", b"/after"))
    screen.wait_for("/a ", "/after")


def answers(port: int) -> bool:
    """Tell whether something answers on the port."""
    try:
        return ask(port, GET).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@pytest.mark.parametrize("name", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_when_the_screen_dies_the_server_stops_and_the_capture_is_whole(tmp_path: Path, name: signal.Signals) -> None:
    """Nothing is left running, and everything that was answered is in one file."""
    screen = Screen(tmp_path)
    port = screen.port
    server = server_of(screen)
    try:
        ask(port, GET)
        os.kill(screen.pid, name)
        screen.wait()
        poll(lambda: not Path(f"/proc/{server}").exists(), "the server to stop")
    finally:
        screen.close()
    (capture,) = (tmp_path / "state" / "httpscope" / "captures").glob("*.db")

    assert [row["target"] for row in exported(tmp_path, capture)] == ["/a"]


def test_hostile_text_in_every_place_leaves_the_terminal_alone(screen: Screen) -> None:
    """No sequence and no character but the screen's own reaches the terminal, in the list and in each view.

    `python -m tests.faults.hostile_text` opens every view of every place for every attack, which takes minutes.
    """
    port = screen.port
    for attack in ATTACKS.values():
        ask(port, PLACES["target"](attack), half_close=True)
    texts = [groups()["characters"], groups()["octets"] + groups()["controls"]]
    places = ("field value", "body as text", "form")
    for place in places:
        for bad in texts:
            ask(port, PLACES[place](bad), half_close=True)
    screen.wait_for(f"{len(ATTACKS) + len(texts) * len(places)} requests")
    for _entry in range(len(texts) * len(places)):
        screen.press("v", "v", "v", "v", "v", "k")
    screen.press("c", "escape", "pageup", "pageup")
    screen.settle()

    assert foreign_to_the_screen(bytes(screen.raw)) == set()
    assert "<U+202E>" in screen.raw.decode()


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_restores_the_terminal_and_stops_the_server(tmp_path: Path, name: signal.Signals) -> None:
    """As `q` does, but without a question; it is an end in order, and its exit status 0 as that of `serve`."""
    screen = Screen(tmp_path)
    server = server_of(screen)
    try:
        os.kill(screen.pid, name)
        status = screen.wait()
    finally:
        screen.close()
    last = bytes(screen.raw)

    assert status == 0
    assert last.rindex(b"\x1b[?1049l") > last.rindex(b"\x1b[?1049h")
    assert b"httpscope: capture: " in last
    assert not Path(f"/proc/{server}").exists()


def test_a_storm_of_resizes_and_a_stop_leave_the_screen_whole(screen: Screen) -> None:
    """Five hundred sizes, some absurd, and back to the first; then the shell takes it to the background and back.

    Textual takes sizes that follow each other closely together, and sees no change where the last is the first again;
    but the terminal has lost what it showed.
    """
    port = screen.port
    for number in range(500):
        screen.resize(1 + number * 7 % 200, 1 + number * 3 % 70)
    screen.resize(120, 40)
    screen.wait_for("Requests", "Rules", "Quit")
    ask(port, GET)
    screen.wait_for("/a ", "Quit")
    os.kill(screen.pid, signal.SIGSTOP)
    ask(port, GET.replace(b"/a", b"/while-stopped"))
    os.kill(screen.pid, signal.SIGCONT)
    screen.wait_for("/while-stopped")


def test_view_shows_a_capture_and_listens_to_nothing(tmp_path: Path) -> None:
    """Yesterday's capture opens with the same views."""
    first = Screen(tmp_path)
    try:
        ask(first.port, GET)
        first.wait_for("/a")
        first.press("q")
        first.wait()
    finally:
        first.close()
    (capture,) = (tmp_path / "state" / "httpscope" / "captures").glob("*.db")
    viewer = Terminal([*COMMAND, "view", str(capture)], environment(tmp_path))
    try:
        viewer.wait_for("/a", "GET", "Quit")
        listening = subprocess.run(
            ["sh", "-c", f"ls -l /proc/{viewer.pid}/fd | grep -c socket: || true"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        viewer.press("q")
        status = viewer.wait()
    finally:
        viewer.close()

    assert status == 0
    assert int(listening) <= 2  # the event loop's own pair


def test_a_full_disk_is_told_on_the_screen_and_it_goes_on_by_itself(screen: Screen) -> None:
    """A quota stands for the disk: the client gets 503, the person reads why, and when there is room it works again."""
    port = screen.port
    large = b"POST /large HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n" + bytes(500_000)
    resource.prlimit(server_of(screen), resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        with contextlib.suppress(OSError):  # answered before all was sent
            client.sendall(large)
        refused = client.recv(65_536)
    screen.wait_for("There is no room left")
    resource.prlimit(server_of(screen), resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ask(port, GET.replace(b"/a", b"/room-again"))
    screen.wait_for("/room-again")

    assert refused.startswith(b"HTTP/1.1 503 ")


def test_the_demo_fills_the_screen_without_a_browser(tmp_path: Path) -> None:
    """A scripted client of our own sends what there is to see."""
    screen = Screen(tmp_path, "--demo")
    try:
        screen.wait_for("/favicon.ico", "/guestbook", patience=30)
    finally:
        screen.close()
