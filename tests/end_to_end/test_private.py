"""Who else can get at a capture: nobody, and where a folder lets them, the person is told; by the real commands."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ask, exported, poll, serving
from tests.terminal import Screen

pytestmark = pytest.mark.slow

GET = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


@pytest.fixture
def _umask_0() -> Iterator[None]:
    """Have files and folders open to everybody, unless their maker says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask_0")
def test_all_that_a_run_makes_is_its_owners_alone(tmp_path: Path) -> None:
    """The folders above the captures too, which none of the first files of a run may leave open."""
    screen = Screen(tmp_path)
    try:
        ask(screen.port, GET)
        screen.wait_for("1 request")
        made = [tmp_path / "state", *(tmp_path / "state").rglob("*")]
        rights = {path.stat().st_mode & 0o777 for path in made if path.is_file()}
        folders = {path.name: path.stat().st_mode & 0o777 for path in made if path.is_dir()}
    finally:
        screen.close()

    assert [rights, folders] == [{0o600}, {"state": 0o700, "httpscope": 0o700, "captures": 0o700}]


@pytest.mark.parametrize("mode", [0o777, 0o1777, 0o707])
def test_a_folder_that_others_can_write_in_is_told(tmp_path: Path, mode: int) -> None:
    """It stays as it is; the capture in it is private all the same, and the sentence is in it."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    with serving(tmp_path / "open") as server:
        told = poll(
            lambda: [line for line in server.stderr().splitlines() if "Others can write" in line], "the warning"
        )
        ask(server.port, GET)
        server.stop()

    where = tmp_path / "open"
    what = f"Others can write in {where}, where this capture is, and so take it: chmod go-w, or another --capture."
    assert told == [f"httpscope: {what}"]
    assert [server.capture.stat().st_mode & 0o777, server.capture.parent.stat().st_mode & 0o7777] == [0o600, mode]
    assert len(exported(tmp_path, server.capture)) == 1


def test_nothing_is_said_of_a_folder_that_others_only_read(tmp_path: Path) -> None:
    """They see the names in it and can open nothing."""
    tmp_path.chmod(0o755)
    with serving(tmp_path) as server:
        ask(server.port, GET)
        server.stop()
        said = server.stderr()

    assert "Others" not in said


def test_the_screen_tells_it_too(tmp_path: Path) -> None:
    """By the capture, as all that the server has to say."""
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    screen = Screen(tmp_path, "--capture", str(tmp_path / "open" / "c.db"))
    try:
        screen.wait_for("Others can write in")
    finally:
        screen.close()
