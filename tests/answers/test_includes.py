"""Rules split over files, edited while the server runs."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.running import poll, run, serving


def asked_of(capture: Path, question: str) -> list[str]:
    """Give the first column of what the capture answers."""
    with closing(sqlite3.connect(f"file:{capture}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute(question)]


def test_curl_sees_the_edit_of_an_included_file_with_its_next_request(tmp_path: Path) -> None:
    """And the capture holds a text that says all that was in force."""
    folder = tmp_path / "rules.d"
    folder.mkdir()
    (folder / "one.toml").write_text('[[rule]]\nname = "one"\nmatch.path = "/one"\nanswer.body = "first"\n')
    (tmp_path / "r.toml").write_text('include = ["rules.d/"]\n\n[[rule]]\nname = "rest"\nanswer.body = "rest"\n')
    with serving(tmp_path, "--rules", str(tmp_path / "r.toml")) as server:

        def get(path: str) -> str:
            command = ["curl", "-sS", f"http://127.0.0.1:{server.port}{path}"]
            return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout

        assert (get("/one"), get("/two")) == ("first", "rest")
        (folder / "one.toml").write_text('[[rule]]\nname = "one"\nmatch.path = "/one"\nanswer.body = "other"\n')
        assert get("/one") == "other"
        (folder / "two.toml").write_text('[[rule]]\nname = "two"\nmatch.path = "/two"\nanswer.body = "new"\n')
        assert get("/two") == "new"
        (folder / "two.toml").write_text("[[rule]]\nanswr = 1\n")
        assert get("/two") == "new"
        faults = "SELECT text FROM notice WHERE topic = 'rules' AND severity = 'error'"
        (notice,) = poll(lambda: asked_of(server.capture, faults), "the notice")
    texts = asked_of(server.capture, "SELECT text FROM ruleset ORDER BY id")

    assert f"# From {folder / 'two.toml'}" in texts[-1]
    assert texts[-1].count("[[rule]]") == 3
    assert notice.startswith(f"{folder / 'two.toml'}:2:1: answr: unknown key; did you mean answer?")


def test_a_server_does_not_start_with_an_include_that_is_not_there(tmp_path: Path) -> None:
    """It says which line names it."""
    (tmp_path / "r.toml").write_text('include = ["no.toml"]\n')

    done = run(tmp_path, "serve", "--port", "0", "--rules", str(tmp_path / "r.toml"))

    assert done.returncode != 0
    assert b"r.toml:1:12: include: no.toml: there is no such file" in done.stderr
