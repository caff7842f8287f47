"""What a person chose about the screen and wants to find again: theme, sizes of panes, keys.

One small TOML file that may be edited by hand. It is read once at the start and written when something changes; a
file that cannot be read or written costs the choice, never the program. Nothing about traffic or rules belongs here.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from platformdirs import user_config_path

from httpscope.i18n import _
from httpscope.ui.themes import DEFAULT

SMALLEST_SHARE: Final = 0.15
LARGEST_SHARE: Final = 0.85
"""Bounds of a pane's share of its column or row: what is left must stay usable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The choices of one person."""

    theme: str = DEFAULT
    list_share: float = 0.4
    """Height of the list, as a share of its column."""
    answer_share: float = 0.36
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
            return _from_table(tomllib.loads(path.read_text(encoding="utf-8")), path)
        except FileNotFoundError:
            return cls(path=path)
        except (OSError, ValueError) as error:
            # A file that a person broke is a file that a person will want to mend: it is never written over.
            return cls(fault=_("The settings in {path} were not used: {error}").format(path=path, error=error))

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
    """Write the settings, replacing the file whole. Raises OSError."""
    if settings.path is None:
        return
    settings.path.parent.mkdir(parents=True, exist_ok=True)
    fresh = settings.path.with_name(f".{settings.path.name}.{os.getpid()}")
    fresh.write_text(_to_toml(settings), encoding="utf-8")
    fresh.replace(settings.path)


def _from_table(table: Mapping[str, Any], path: Path) -> Settings:
    """Take what is known from the table. Raises ValueError for a value of the wrong type."""
    screen, keys = table.get("screen", {}), table.get("keys", {})
    if not isinstance(screen, dict) or not isinstance(keys, dict):
        raise ValueError(_("[screen] and [keys] have to be tables"))
    theme = screen.get("theme", DEFAULT)
    if not isinstance(theme, str):
        raise ValueError(_("screen.theme has to be the name of a theme"))
    for name, key in keys.items():
        if not isinstance(key, str):
            raise ValueError(_("keys.{name} has to be a key such as \"ctrl+k\"").format(name=name))
    default = Settings()
    return Settings(
        theme=theme,
        list_share=_share(screen, "list_share", default.list_share),
        answer_share=_share(screen, "answer_share", default.answer_share),
        keymap=keys,
        path=path,
    )


def _share(screen: Mapping[str, Any], name: str, default: float) -> float:
    value = screen.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(_("screen.{name} has to be a number from 0 to 1").format(name=name))
    return _bounded(value)


def _bounded(share: float) -> float:
    return round(min(max(share, SMALLEST_SHARE), LARGEST_SHARE), 3)


def _to_toml(settings: Settings) -> str:
    import tomlkit  # noqa: PLC0415  (30 ms that only the person who changes a setting waits for)

    document = tomlkit.document()
    document["screen"] = {
        "theme": settings.theme,
        "list_share": settings.list_share,
        "answer_share": settings.answer_share,
    }
    document["keys"] = dict(settings.keymap)
    return tomlkit.dumps(document)
