"""Where keys and values stand in a TOML text, so that a fault can name line and column.

`tomllib` has read the text before and gives no places; this scanner therefore trusts the text to be right, and only
looks for where things begin. It reads no value.
"""

import re
from typing import Final, NamedTuple

Keys = tuple[str | int, ...]
"""The way to a value: names of keys, and numbers of elements in arrays, from 0."""


class Place(NamedTuple):
    """Offsets in the text: where a key and its value begin, and where the value ends; of a table, its header."""

    key: int
    value: int
    stop: int


_SPACE: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_KEY: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+')
_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE: Final = re.compile(r"[^,\]}#\n]*")


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Give line and column of an offset, both from 1, the column in characters."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1


def places(text: str) -> dict[Keys, Place]:
    """Give the place of each table, key and array element of a text that `tomllib` has read without a fault."""
    return _Scanner(text).scan()


def place_of(text: str, keys: Keys) -> Place | None:
    """Give the place of one of these, or of the nearest table above it; looks no further than it stands."""
    found = _Scanner(text).scan(until=keys)
    while keys and keys not in found:
        keys = keys[:-1]
    return found[keys] if keys else None


class _Scanner:
    """One way through a text, from the start to the end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._found: dict[Keys, Place] = {}
        self._tables: dict[Keys, int] = {}
        """How many elements each array of tables has so far."""

    def scan(self, until: Keys | None = None) -> dict[Keys, Place]:
        """Read the whole text, or as far as these keys are found."""
        table: Keys = ()
        while until not in self._found and self._skip(_SPACE) < len(self._text):
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
        return self._found

    def _skip(self, what: re.Pattern[str]) -> int:
        found = what.match(self._text, self._at)
        if found:
            self._at = found.end()
        return self._at

    def _header(self) -> Keys:
        start = self._at
        element = self._text.startswith("[[", start)
        self._at += 2 if element else 1
        self._skip(_BLANK)
        names = [name for name, _ in self._key()]
        self._at += 2 if element else 1
        place_of_header = Place(start, start, self._at)
        keys: Keys = ()
        for place, name in enumerate(names):
            keys = (*keys, name)
            if element and place == len(names) - 1:
                self._tables[keys] = self._tables.get(keys, 0) + 1
            if keys in self._tables:
                keys = (*keys, self._tables[keys] - 1)
            self._found.setdefault(keys, place_of_header)
        return keys

    def _key(self) -> list[tuple[str, int]]:
        """Read a key up to and including the blank behind it; give its parts and where they stand."""
        parts: list[tuple[str, int]] = []
        while found := _KEY.match(self._text, self._at):
            name = found[0]
            parts.append((name[1:-1] if name[0] in "\"'" else name, self._at))
            self._at = found.end()
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                break
            self._at += 1
            self._skip(_BLANK)
        return parts

    def _pair(self, table: Keys) -> None:
        parts = self._key()
        if not parts:
            raise ValueError(f"no key at offset {self._at}")
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        value = self._at
        self._value((*table, *(name for name, _ in parts)))
        keys = table
        for name, start in parts:
            keys = (*keys, name)
            self._found.setdefault(keys, Place(start, value, self._at))

    def _value(self, keys: Keys) -> None:
        opening = self._text[self._at : self._at + 1]
        if opening in {'"', "'"}:
            self._skip(_STRING)
        elif opening == "[":
            self._array(keys)
        elif opening == "{":
            self._inline_table(keys)
        else:
            self._skip(_BARE)

    def _array(self, keys: Keys) -> None:
        self._at += 1
        index = 0
        while not self._text.startswith("]", self._skip(_SPACE)):
            element = (*keys, index)
            start = self._at
            self._value(element)
            self._found[element] = Place(start, start, self._at)
            if self._text.startswith(",", self._skip(_SPACE)):
                self._at += 1
            index += 1
        self._at += 1

    def _inline_table(self, keys: Keys) -> None:
        self._at += 1
        while not self._text.startswith("}", self._skip(_SPACE)):
            self._pair(keys)
            if self._text.startswith(",", self._skip(_SPACE)):
                self._at += 1
        self._at += 1
