"""Settings: what is chosen is found again, and a file that a person broke is told and left alone."""

from pathlib import Path

import pytest

from httpscope.ui.settings import LARGEST_SHARE, SMALLEST_SHARE, Settings, save_settings
from httpscope.ui.themes import DEFAULT


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    """Theme, sizes and keys survive a round through the file, whose folder is made if need be."""
    path = tmp_path / "httpscope" / "settings.toml"
    chosen = Settings("httpscope-light", 0.5, 0.25, {"list.follow": "F"}, path)

    save_settings(chosen)

    assert Settings.load(path) == chosen


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    """Who never chose anything gets the defaults, and no file is written."""
    path = tmp_path / "settings.toml"

    assert Settings.load(path) == Settings(path=path)
    assert not path.exists()


def test_what_is_not_said_is_default(tmp_path: Path) -> None:
    """A file by hand may name one thing only."""
    path = tmp_path / "settings.toml"
    path.write_text('[keys]\n"list.follow" = "ctrl+f"\n')

    assert Settings.load(path) == Settings(keymap={"list.follow": "ctrl+f"}, path=path)


@pytest.mark.parametrize(
    "text",
    [
        "theme = ",
        "screen = 7",
        "[screen]\ntheme = 7",
        '[screen]\nlist_share = "half"',
        "[screen]\nlist_share = true",
        "[keys]\nfollow = 7",
    ],
)
def test_a_broken_file_is_told_and_left_alone(tmp_path: Path, text: str) -> None:
    """What cannot be used gives the defaults and a sentence, and is never written over."""
    path = tmp_path / "settings.toml"
    path.write_text(text)

    settings = Settings.load(path)
    save_settings(settings.themed("httpscope-light"))

    assert "settings.toml" in settings.fault
    assert settings.theme == DEFAULT
    assert path.read_text() == text


def test_octets_that_are_no_text_are_told(tmp_path: Path) -> None:
    """A file that is not UTF-8 is a fault and no crash."""
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe")

    assert "settings.toml" in Settings.load(path).fault


def test_shares_stay_within_bounds() -> None:
    """No pane can be made so small that it cannot be found again."""
    settings = Settings().resized(list_share=-1, answer_share=2)

    assert (settings.list_share, settings.answer_share) == (SMALLEST_SHARE, LARGEST_SHARE)


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    """Comments, order and keys that this version does not know are kept when a theme is chosen."""
    path = tmp_path / "settings.toml"
    text = '# mine\n[later]\nkey = 1\n\n[screen]\nlist_share = 0.5  # half\nnew = true\ntheme = "httpscope-dark"\n'
    path.write_text(text)

    save_settings(Settings.load(path).themed("httpscope-light"))

    assert path.read_text().startswith(text.replace("httpscope-dark", "httpscope-light"))
    assert Settings.load(path) == Settings("httpscope-light", 0.5, path=path)


def test_a_file_that_was_broken_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """A person who is at work on the file is told, and finds it as they left it."""
    path = tmp_path / "settings.toml"
    settings = Settings.load(path)
    path.write_text("[screen")

    with pytest.raises(OSError, match="were not written"):
        save_settings(settings.themed("httpscope-light"))

    assert path.read_text() == "[screen"
