"""The preview on a real terminal follows the server from answer to answer, with curl as the client."""

import subprocess
from pathlib import Path

import pytest

from tests.terminal import Screen

pytestmark = pytest.mark.slow

RULES = """
[[rule]]
name = "turns"
answer.template = true
answer.sequence_per = "client"
answer.sequence = [{ body = "one for {{ request.client }}" }, { body = "two, {{ counter() }}" }, { body = "three" }]
"""


def curl(screen: Screen) -> str:
    """Ask on a connection of its own."""
    command = ["curl", "-sS", "--max-time", "20", f"http://127.0.0.1:{screen.port}/"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def test_the_preview_shows_the_next_answer_to_the_selected_request(tmp_path: Path) -> None:
    """Of this client's sequence, with its values; after the key `0` the first again."""
    (tmp_path / "r.toml").write_text(RULES)
    screen = Screen(tmp_path, "--rules", str(tmp_path / "r.toml"))
    try:
        screen.wait_for("as the first time: nobody knows who asks")
        assert curl(screen) == "one for 127.0.0.1"
        screen.wait_for("answer 2 of 3 of the sequence", "two, 1")
        assert curl(screen) == "two, 1"
        screen.wait_for("answer 3 of 3 of the sequence", "three")
        screen.press("0")
        screen.wait_for("Which counts begin anew?")
        screen.press("enter")
        screen.wait_for("answer 1 of 3 of the sequence", "one for 127.0.0.1")
        assert curl(screen) == "one for 127.0.0.1"
    finally:
        screen.close()
