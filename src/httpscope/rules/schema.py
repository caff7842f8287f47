"""From the tables of a rules file to rules: which keys there are, what they hold, which of them exclude each other.

Raises `Misfit` with the way to the key or value at fault; `file.py` finds the place in the text. No I/O.
"""

import binascii
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from httpscope.i18n import _
from httpscope.rules import check
from httpscope.rules.place import Keys
from httpscope.rules.rule import Canned, Match, Rule, Then
from httpscope.visible import visible

TOP_KEYS: Final = ("rule", "policy", "limits")
RULE_KEYS: Final = ("name", "match", "answer", "off")
MATCH_KEYS: Final = ("method", "path")
ANSWER_KEYS: Final = (
    *("status", "reason", "type", "headers", "body", "body_base64", "file", "folder"),
    *("delay", "connection", "supply", "raw", "raw_base64"),
)
CONTENT_KEYS: Final = ("body", "body_base64", "file", "folder", "raw", "raw_base64")
"""At most one of these says what an answer carries."""
BESIDE_RAW: Final = frozenset({"delay", "connection", "raw", "raw_base64"})
"""Keys that have an effect beside raw octets."""

_T = TypeVar("_T")
_V = TypeVar("_V")
_Table = Mapping[str, Any]
_LONGEST_QUOTE: Final = 40
_LONGEST_NAME: Final = 80


class Misfit(Exception):
    """What does not fit in the tables, and the way to it."""

    def __init__(self, keys: Keys, expected: str, sentence: str, *, on_key: bool = False) -> None:
        super().__init__(sentence)
        self.keys = keys
        self.expected = expected
        self.on_key = on_key
        """Whether the key is wrong, rather than its value."""


def rules_of(document: _Table) -> tuple[Rule, ...]:
    """Give the rules of a document that `tomllib` has read."""
    known((), document, TOP_KEYS)
    tables = document.get("rule", [])
    if not isinstance(tables, list):
        raise unexpected(("rule",), _("[[rule]], in two pairs of brackets"), tables, on_key=True)
    return tuple(_rule(("rule", index), table) for index, table in enumerate(tables))


def default_name(index: int) -> str:
    """Give the name of a rule that has none in the file."""
    return f"rule {index + 1}"


def _rule(keys: Keys, table: object) -> Rule:
    rule = _typed(keys, table, dict, _("a table"))
    known(keys, rule, RULE_KEYS)
    index = keys[-1]
    return Rule(
        name=_value(keys, rule, "name", str, _("a text")) or default_name(int(index)),
        match=_match((*keys, "match"), rule.get("match", {})),
        answer=_answer((*keys, "answer"), rule.get("answer", {})),
        on=not _value(keys, rule, "off", bool, _("true or false")),
    )


def _match(keys: Keys, value: object) -> Match:
    table = _typed(keys, value, dict, _("a table with method and path"))
    known(keys, table, MATCH_KEYS)
    return Match(
        methods=_methods((*keys, "method"), table["method"]) if "method" in table else (),
        path=_value(keys, table, "path", str, _("a text such as /a.html"), check.path),
    )


def _methods(keys: Keys, value: object) -> tuple[str, ...]:
    expected = _('a method such as "GET", a list of methods, or "*"')
    if isinstance(value, str):
        return (_checked(keys, value, check.method),)
    names = _typed(keys, value, list, expected)
    if not names:
        raise unexpected(keys, expected, value)
    methods = tuple(
        _checked((*keys, index), _typed((*keys, index), name, str, expected), check.method)
        for index, name in enumerate(names)
    )
    if "*" in methods and len(methods) > 1:
        raise unexpected((*keys, methods.index("*")), _('"*" by itself, since it is any method'), "*")
    return methods


def _answer(keys: Keys, value: object) -> Canned:
    table = _typed(keys, value, dict, _("a table with status, type, body ..."))
    known(keys, table, ANSWER_KEYS)
    _exclusive(keys, table)
    text, number = _("a text"), _("an integer from 0 to 999")
    status = _value(keys, table, "status", int, number, check.status_code)
    content_type = _value(keys, table, "type", str, text, check.content_type)
    octets = _octets(keys, table, "body_base64")
    supply = _value(keys, table, "supply", bool, _("true or false"))
    canned = Canned(
        status=200 if status is None else status,
        reason=_value(keys, table, "reason", str, text, check.reason_phrase),
        content_type=content_type,
        headers=_headers((*keys, "headers"), table.get("headers", [])),
        body=_value(keys, table, "body", str, text) or "" if octets is None else octets,
        file=_value(keys, table, "file", str, text, check.file_name),
        folder=_value(keys, table, "folder", str, text, check.file_name),
        delay=_delay((*keys, "delay"), table.get("delay", 0)),
        then=_then((*keys, "connection"), table.get("connection", Then.AUTO.value)),
        raw=_raw(keys, table),
        supply=True if supply is None else supply,
    )
    if isinstance(canned.body, str):
        _checked((*keys, "body"), canned.body, lambda body: check.body(body, canned.named_type()))
    return canned


def _exclusive(keys: Keys, table: _Table) -> None:
    contents = [key for key in table if key in CONTENT_KEYS]
    if len(contents) > 1:
        expected = _("one of {0}").format(", ".join(CONTENT_KEYS))
        sentence = _("answer.{0}: there is answer.{1} already; an answer has {2}")
        raise Misfit((*keys, contents[1]), expected, sentence.format(contents[1], contents[0], expected), on_key=True)
    if "raw" in table or "raw_base64" in table:
        for key in table:
            if key not in BESIDE_RAW:
                expected = _("only answer.delay and answer.connection beside raw octets")
                sentence = _("answer.{0}: raw octets are the whole answer; expected {1}").format(key, expected)
                raise Misfit((*keys, key), expected, sentence, on_key=True)


def _headers(keys: Keys, value: object) -> tuple[str, ...]:
    expected = _('a list of lines such as ["X-Colour: blue"]')
    lines = _typed(keys, value, list, expected)
    return tuple(
        _checked((*keys, index), _typed((*keys, index), line, str, expected), check.header_line)
        for index, line in enumerate(lines)
    )


def _delay(keys: Keys, value: object) -> float:
    expected = _('a time such as "250ms" or "2s"')
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise unexpected(keys, expected, value)
    return _checked(keys, value, check.delay)


def _then(keys: Keys, value: object) -> Then:
    for then in Then:
        if value == then.value:
            return then
    raise unexpected(keys, ", ".join(f'"{then.value}"' for then in Then), value)


def _raw(keys: Keys, table: _Table) -> bytes | None:
    text = _value(keys, table, "raw", str, _("a text"))
    return _octets(keys, table, "raw_base64") if text is None else text.encode()


def _octets(keys: Keys, table: _Table, name: str) -> bytes | None:
    text = _value(keys, table, name, str, _("a text in base64"))
    if text is None:
        return None
    try:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except ValueError:
        raise unexpected((*keys, name), _("a text in base64"), text) from None


def _value(
    keys: Keys,
    table: _Table,
    name: str,
    kind: type[_T],
    expected: str,
    checker: Callable[[_T], _T] | None = None,
) -> _T | None:
    """Take the value of a key, None where the key is not there."""
    if name not in table:
        return None
    value = _typed((*keys, name), table[name], kind, expected)
    return value if checker is None else _checked((*keys, name), value, checker)


def _typed(keys: Keys, value: object, kind: type[_T], expected: str) -> _T:
    # A boolean is an integer to Python, and no status code to a person.
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise unexpected(keys, expected, value)
    return value


def _checked(keys: Keys, value: _V, checker: Callable[[_V], _T]) -> _T:
    try:
        return checker(value)
    except check.Unfit as unfit:
        raise unexpected(keys, unfit.expected, value, unfit.hint) from None


def known(keys: Keys, table: _Table, names: tuple[str, ...]) -> None:
    """Raise Misfit for the first key of a table that is none of the names."""
    for key in table:
        if key not in names:
            raise _unknown((*keys, key), names)


def _unknown(keys: Keys, names: tuple[str, ...]) -> Misfit:
    """Say which right name is nearest, also one that belongs a level further down."""
    key = str(keys[-1])
    level = dotted(keys[:-1])
    choices = {f"{level}.{name}" if level else name: name for name in names}
    here = ", ".join(choices)
    if not level and "match" in names:
        choices |= {f"match.{name}": name for name in MATCH_KEYS} | {f"answer.{name}": name for name in ANSWER_KEYS}
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
