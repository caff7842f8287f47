"""Octets that a person asks for at a terminal: drawn there, and exact in a pipe or a file; by the real commands."""

from pathlib import Path

import pytest

from tests.faults.terminal_octets import foreign_to_lines
from tests.running import COMMAND, ask, environment, run, serving
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

HOSTILE = b"\x1b]0;owned\x07\x9b2J\r\nlast\x1b[2J"
REQUEST = b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(HOSTILE) + HOSTILE
DRAWN = "␛]0;owned␇·2J␍␊\nlast␛[2J\n"
TOLD = "httpscope: on a terminal, pictures stand for control octets;"


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """Make a capture of a request whose body acts on terminals."""
    with serving(tmp_path) as server:
        ask(server.port, REQUEST)
        server.stop()
    return server.capture


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Write a rule that answers with such a body."""
    (tmp_path / "body").write_bytes(HOSTILE)
    path = tmp_path / "rules.toml"
    path.write_text("[[rule]]\nanswer.file = 'body'\n", encoding="utf-8")
    return path


def at_a_terminal(folder: Path, *arguments: str) -> str:
    """Give what the command writes to a terminal."""
    terminal = Terminal([*COMMAND, *arguments], environment(folder))
    try:
        assert terminal.wait() == 0
    finally:
        terminal.close()
    lines = bytes(terminal.raw).replace(b"\r\n", b"\n")
    assert not foreign_to_lines(lines)
    return lines.decode()


@pytest.mark.parametrize("more", [(), ("--exchange", "1"), ("--redact",)])
def test_exported_octets_are_drawn(tmp_path: Path, capture: Path, more: tuple[str, ...]) -> None:
    """A line behind each LF, and once a sentence on what that is and how to have the octets."""
    shown = at_a_terminal(tmp_path, "export", str(capture), "--format", "raw", *more)

    assert shown.startswith("POST / HTTP/1.1␍␊\nHost: h␍␊\n")
    assert shown.endswith(f"␍␊\n␍␊\n{DRAWN}{TOLD} -o FILE or a pipe gives the exact octets\n")


def test_answers_explained_are_drawn(tmp_path: Path, rules: Path) -> None:
    """`explain --octets` shows what a server would send, which may be anybody's file."""
    shown = at_a_terminal(tmp_path, "explain", str(rules), "/", "-X", "GET", "--octets")

    assert shown.startswith("HTTP/1.1 200 OK␍␊\n")
    assert shown.endswith(f"{DRAWN}{TOLD} a pipe or a file (> FILE) gives the exact octets\n")


def test_elsewhere_they_are_exact(tmp_path: Path, capture: Path, rules: Path) -> None:
    """In a pipe, and in a file that is named at a terminal; and nothing is said about pictures."""
    piped = run(tmp_path, "export", str(capture))
    told = at_a_terminal(tmp_path, "export", str(capture), "-o", str(tmp_path / "octets"))
    explained = run(tmp_path, "explain", str(rules), "/", "-X", "GET", "--octets")

    assert [piped.stdout, piped.stderr, told, (tmp_path / "octets").read_bytes()] == [REQUEST, b"", "", REQUEST]
    assert [explained.stdout.partition(b"\r\n\r\n")[2], explained.stderr] == [HOSTILE, b""]


def test_json_lines_are_the_same_on_a_terminal(tmp_path: Path, capture: Path) -> None:
    """They are ASCII, with escapes for all that acts."""
    shown = at_a_terminal(tmp_path, "export", str(capture), "--format", "jsonl")

    assert shown.encode() == run(tmp_path, "export", str(capture), "--format", "jsonl").stdout
