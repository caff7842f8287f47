"""A cheap hint that a capture was written to."""

from pathlib import Path

from httpscope.store.touch import Touch
from tests.running import poll
from tests.ui.seeded import empty_capture


def test_a_commit_is_felt_and_quiet_is_not(tmp_path: Path) -> None:
    """Each commit writes to the WAL, whose time tells."""
    talk = empty_capture(tmp_path / "capture.db")
    touch = Touch(tmp_path / "capture.db")
    assert touch.felt()
    assert not touch.felt()

    def commit() -> bool:
        talk.notice("information", "x", "something")
        talk.commit()
        return touch.felt()

    poll(commit, "a commit to be felt, once the file system's clock has gone on")
    talk.end()

    assert touch.felt()
    assert not touch.felt()


def test_a_capture_that_is_not_there_is_quiet(tmp_path: Path) -> None:
    """Whoever opens it says what is wrong."""
    touch = Touch(tmp_path / "none.db")

    assert touch.felt()
    assert not touch.felt()
