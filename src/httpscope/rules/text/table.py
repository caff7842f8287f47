"""How the tables of a rules file are read: a key that nobody knows, a value of another type, a value that does not fit.

Everything raises `Misfit` with the way to the key or value at fault; `file.read` finds the place in the text. No I/O,
and nothing here knows which keys there are.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from httpscope.i18n import _
from httpscope.rules.place import Keys
from httpscope.rules.text import check
from httpscope.visible import visible

_T = TypeVar("_T")
_V = TypeVar("_V")
Table = Mapping[str, Any]
_LONGEST_QUOTE: Final = 40
_LONGEST_NAME: Final = 80
_NOWHERE: Final[Mapping[str, str]] = {}


class Misfit(Exception):
    """What does not fit in the tables, and the way to it."""

    def __init__(self, keys: Keys, expected: str, sentence: str, *, on_key: bool = False, line: int = 0) -> None:
        super().__init__(sentence)
        self.keys = keys
        self.expected = expected
        self.on_key = on_key
        """Whether the key is wrong, rather than its value."""
        self.line = line
        """Line within the text that the value is, from 1; 0 for the value as a whole."""


def take(
    keys: Keys,
    table: Table,
    name: str,
    kind: type[_T],
    expected: str,
    checker: Callable[[_T], _T] | None = None,
) -> _T | None:
    """Take the value of a key, None where the key is not there."""
    if name not in table:
        return None
    found = typed((*keys, name), table[name], kind, expected)
    return found if checker is None else checked((*keys, name), found, checker)


def typed(keys: Keys, value: object, kind: type[_T], expected: str) -> _T:
    """Give a value that must be of a type."""
    # A boolean is an integer to Python, and no status code to a person.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise unexpected(keys, expected, value)
    return value


def checked(keys: Keys, value: _V, checker: Callable[[_V], _T]) -> _T:
    """Give what a checker of `check` makes of a value."""
    try:
        return checker(value)
    except check.Unfit as unfit:
        raise unexpected(keys, unfit.expected, value, unfit.hint) from None


def known(keys: Keys, table: Table, names: Sequence[str], elsewhere: Mapping[str, str] = _NOWHERE) -> None:
    """Raise Misfit for the first key of a table that is none of the names.

    `elsewhere` has names of other levels, which people forget, by their full name.
    """
    for key in table:
        if key not in names:
            raise _unknown((*keys, key), names, elsewhere)


def _unknown(keys: Keys, names: Sequence[str], elsewhere: Mapping[str, str]) -> Misfit:
    """Say which right name is nearest, also one that belongs a level further down."""
    key = str(keys[-1])
    level = dotted(keys[:-1])
    choices = {f"{level}.{name}" if level else name: name for name in names}
    here = ", ".join(choices)
    choices |= elsewhere
    import difflib  # noqa: PLC0415 - only where there is a fault to explain

    near = difflib.get_close_matches(key.lower(), list(choices.values()), n=1, cutoff=0.6)
    named = next((full for full, name in choices.items() if near and name == near[0]), "")
    expected = named or here
    hint = _("did you mean {0}?").format(named) if named else _("expected one of {0}").format(expected)
    full_key = visible(_cut(dotted(keys), _LONGEST_NAME))
    return Misfit(keys, expected, _("{0}: unknown key; {1}").format(full_key, hint), on_key=True)


def unexpected(keys: Keys, expected: str, got: object, hint: str = "", *, on_key: bool = False) -> Misfit:
    """Say what was expected at the keys, and what is there."""
    sentence = _("{0}: expected {1}, got {2}").format(visible(dotted(keys)) or "rule", expected, _quoted(got))
    return Misfit(keys, expected, f"{sentence} ({hint})" if hint else sentence, on_key=on_key)


def dotted(keys: Keys) -> str:
    """Name a key as people write it within its rule: `answer.status`; at the top by its whole name: `limits.head`."""
    within = keys[2:] if keys[:1] == ("rule",) and len(keys) > 1 else keys
    return ".".join(str(key) for key in within if isinstance(key, str))


def _quoted(value: object) -> str:
    if isinstance(value, dict):
        return _("a table")
    if isinstance(value, list):
        return _("a list")
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return visible(_cut(text, _LONGEST_QUOTE))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
