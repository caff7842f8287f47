"""What a person chose about the screen and wants to find again: theme, sizes of panes, keys.

One small TOML file that may be edited by hand. It is read once at the start and written when something changes; a
file that cannot be read or written costs the choice, never the program. Nothing about traffic or rules belongs here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from platformdirs import user_config_path

from httpscope.i18n import _
from httpscope.private import make_folder
from httpscope.ui.themes import DEFAULT

LIST_SHARE: Final = 0.4
ANSWER_SHARE: Final = 0.36
"""Shares that a person sees who never changed them."""

SMALLEST_SHARE: Final = 0.15
LARGEST_SHARE: Final = 0.85
"""Bounds of a pane's share of its column or row: what is left must stay usable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one person."""

    theme: str = DEFAULT
    list_share: float = LIST_SHARE
    """Height of the list, as a share of its column."""
    answer_share: float = ANSWER_SHARE
    """Width of the answer panel, as a share of the window."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Keys by binding id, several separated by commas, such as `{"list.follow": "F"}`."""
    path: Path | None = None
    """File that changes are written to; None keeps them in memory only."""
    fault: str = ""
    """Why the file could not be used, for people; empty when all is well."""

    @classmethod
    def load(cls, path: Path | None = None) -> "Settings":
        """Read the settings of this person, or those at `path`.

        A file that is not there gives the defaults, an unusable one the defaults and a `fault`.
        """
        path = path or settings_path()
        try:
            text = path.read_text(encoding="utf-8")
            from httpscope.ui.settings_file import read  # noqa: PLC0415  (20 ms, where there is a file)

            file = read(text)
        except FileNotFoundError:
            return cls(path=path)
        except (OSError, ValueError) as error:
            # A file that a person broke is a file that a person will want to mend: it is never written over.
            return cls(fault=_("The settings in {path} were not used: {error}").format(path=path, error=error))
        screen = file.screen
        return cls(screen.theme, _bounded(screen.list_share), _bounded(screen.answer_share), file.keys, path)

    def resized(self, *, list_share: float | None = None, answer_share: float | None = None) -> "Settings":
        """Give the settings with the shares changed, held within the bounds."""
        return replace(
            self,
            list_share=self.list_share if list_share is None else _bounded(list_share),
            answer_share=self.answer_share if answer_share is None else _bounded(answer_share),
        )

    def themed(self, theme: str) -> "Settings":
        """Give the settings with another theme."""
        return replace(self, theme=theme)


def settings_path() -> Path:
    """Give the file that settings live in on this machine; it need not exist."""
    return user_config_path("httpscope") / "settings.toml"


def save_settings(settings: Settings) -> None:
    """Write the settings into the file as it is by now. Raises OSError, also where that cannot be used."""
    if settings.path is None:
        return
    from httpscope.ui.settings_file import written  # noqa: PLC0415

    screen = {"theme": settings.theme, "list_share": settings.list_share, "answer_share": settings.answer_share}
    text = written(_text_of(settings.path), screen, settings.keymap)
    make_folder(settings.path.parent)
    fresh = settings.path.with_name(f".{settings.path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(settings.path)


def _bounded(share: float) -> float:
    return round(min(max(share, SMALLEST_SHARE), LARGEST_SHARE), 3)


def _text_of(path: Path) -> str:
    """Read the file as it is now, which a person may have edited since; one that is not there is empty."""
    try:
        text = path.read_text(encoding="utf-8")
        from httpscope.ui.settings_file import read  # noqa: PLC0415

        read(text)
    except FileNotFoundError:
        return ""
    except ValueError as error:
        # Broken since it was read: the person is at work on it, and it is not written over.
        raise OSError(_("The settings in {path} were not written: {error}").format(path=path, error=error)) from None
    return text
