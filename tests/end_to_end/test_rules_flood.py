"""A rules file that is written a hundred times a second, in every manner there is, while clients ask."""

import os
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import ask, poll, serving

pytestmark = pytest.mark.slow

GET = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
VERSIONS = 150


def text(number: int) -> str:
    """Give the rules of a version; its number stands in two places of the answer."""
    return f'[[rule]]\nanswer.headers = ["X-Version: {number}"]\nanswer.body = "version {number}"\n'


def in_place(path: Path, octets: str) -> None:
    """Cut the file to nothing, then write it."""
    path.write_text(octets)


def replaced(path: Path, octets: str) -> None:
    """Put another file in its place."""
    other = path.with_suffix(".new")
    other.write_text(octets)
    os.replace(other, path)


def deleted_before(path: Path, octets: str) -> None:
    """Delete the file, and create it anew."""
    path.unlink()
    path.write_text(octets)


def broken_before(path: Path, octets: str) -> None:
    """Write half of it first."""
    path.write_text(octets[:20])
    path.write_text(octets)


def test_every_answer_is_that_of_one_version(tmp_path: Path) -> None:
    """Never a mixture, never the rules of nobody; the last version is in force with the next request."""
    path = tmp_path / "rules.toml"
    path.write_text(text(0))
    manners: list[Callable[[Path, str], None]] = [in_place, replaced, deleted_before, broken_before]
    answers: list[bytes] = []
    over = threading.Event()

    with serving(tmp_path, "--rules", str(path)) as server:

        def client() -> None:
            while not over.is_set():
                answers.append(ask(server.port, GET))

        clients = [threading.Thread(target=client) for _ in range(4)]
        for each in clients:
            each.start()
        try:
            for number in range(1, VERSIONS + 1):
                manners[number % len(manners)](path, text(number % 100))
                seen = len(answers)
                poll(lambda seen=seen: len(answers) > seen, "an answer")  # type: ignore[misc]
        finally:
            over.set()
            for each in clients:
                each.join()
        last = ask(server.port, GET)
        assert server.stop() == 0

    for answer in [*answers, last]:
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"X-Version: " + body.removeprefix(b"version ") + b"\r\n" in head + b"\r\n"
    assert last.endswith(b"version %d" % (VERSIONS % 100))
    with sqlite3.connect(server.capture) as capture:
        texts = [row[0] for row in capture.execute("SELECT text FROM ruleset")]
        notices = capture.execute("SELECT text FROM notice WHERE topic = 'rules'").fetchall()
    capture.close()
    assert len(texts) == len(set(texts))
    assert len(notices) < VERSIONS / 10
