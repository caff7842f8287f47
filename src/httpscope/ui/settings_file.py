"""The text of the settings file: read strictly, and changed with comments, order and unknown keys kept.

Only the start of a person who has such a file, and who changes a setting, waits for the libraries that this needs.
"""

import tomllib
from collections.abc import Mapping

import msgspec

from httpscope.ui.settings import ANSWER_SHARE, LIST_SHARE
from httpscope.ui.themes import DEFAULT


class Screen(msgspec.Struct):
    """The table `[screen]` of the file."""

    theme: str = DEFAULT
    list_share: float = LIST_SHARE
    answer_share: float = ANSWER_SHARE


class File(msgspec.Struct):
    """The file."""

    screen: Screen = msgspec.field(default_factory=Screen)
    keys: dict[str, str] = msgspec.field(default_factory=dict)


def read(text: str) -> File:
    """Read the text of the file. Raises ValueError that says what is wrong with it."""
    return msgspec.convert(tomllib.loads(text), File)


def written(before: str, screen: Mapping[str, object], keys: Mapping[str, str]) -> str:
    """Give the text of before with the settings in it; comments, order and what is not known here stay."""
    import tomlkit  # noqa: PLC0415  (30 ms that only the person who changes a setting waits for)

    document = tomlkit.parse(before)
    chosen: dict[str, Mapping[str, object]] = {"screen": screen, "keys": keys}
    for name, values in chosen.items():
        table = document.setdefault(name, tomlkit.table())
        for key, value in values.items():
            if table.get(key) != value:
                table[key] = value
    return tomlkit.dumps(document)
