"""The two servers of the lesson, compared to the octet with raw sockets, with and without a screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.running import ask, poll, serving
from tests.terminal import Screen

EXAMPLES = Path(__file__).parents[2] / "examples"
HELLO = b"HTTP/1.1 200 OK\nContent-Type:text/html\n\n<h1>Hello world</h1>\n"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE")


@contextmanager
def lesson(folder: Path, example: str, how: str) -> Iterator[int]:
    """Run an example under `serve` or with the screen, and give its port."""
    rules = str(EXAMPLES / example)
    if how == "serve":
        with serving(folder, rules) as server:
            yield server.port
        return
    screen = Screen(folder, rules)
    try:
        yield screen.port
    finally:
        screen.close()


def request(method: str, path: str) -> bytes:
    """Make the smallest request, in the form that its method asks for."""
    target = "h:80" if method == "CONNECT" else path
    host = "h:80" if method == "CONNECT" else "h"
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize("how", ["serve", "screen"])
def test_the_one_page_server_answers_everything_with_exactly_its_octets(tmp_path: Path, how: str) -> None:
    """Raw, bare LF, nothing added, then the close: for all eight methods and any path."""
    with lesson(tmp_path, "hello.toml", how) as port:
        answers = {method: ask(port, request(method, "/any/path?x=1")) for method in METHODS}

    assert answers == dict.fromkeys(METHODS, HELLO)


def test_clients_that_leave_without_a_byte_do_no_harm(tmp_path: Path) -> None:
    """They come and go; the next one is answered."""
    with lesson(tmp_path, "hello.toml", "serve") as port:
        for _ in range(20):
            assert ask(port, b"", half_close=True) == b""

        assert ask(port, request("GET", "/")) == HELLO


def test_the_raw_octets_are_printed_as_in_the_lesson(tmp_path: Path) -> None:
    """`Connect from`, and what the client sent."""
    with serving(tmp_path, str(EXAMPLES / "hello.toml"), "--format", "octets") as server:
        ask(server.port, request("GET", "/"))
        printed = poll(lambda: server.stdout() if "GET / HTTP/1.1␍␊" in server.stdout() else "", "the octets")

    assert printed.startswith("Connect from 127.0.0.1:")


@pytest.mark.parametrize("how", ["serve", "screen"])
def test_the_index_server_answers_the_front_page_with_the_file(tmp_path: Path, how: str) -> None:
    """`/` is 200 with the contents of index.html; everything else is 404 and Sorry."""
    with lesson(tmp_path, "index-page.toml", how) as port:
        front = ask(port, request("GET", "/"))
        other = ask(port, request("GET", "/favicon.ico"))
    head, _, body = front.partition(b"\r\n\r\n")

    assert head.split(b"\r\n")[:2] == [b"HTTP/1.1 200 OK", b"Content-Type:text/html"]
    assert body == (EXAMPLES / "index.html").read_bytes()
    assert other.startswith(b"HTTP/1.1 404 Not Found\r\n")
    assert other.partition(b"\r\n\r\n")[2] == b"<h1>Sorry...</h1>"
