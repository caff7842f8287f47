"""A filter's text as tokens: parentheses, signs, and terms with key, operator and value. Blanks stand between them."""

import re
from typing import Final, NamedTuple

from httpscope.filters.fault import FilterFault
from httpscope.filters.vocabulary import KEYS
from httpscope.i18n import _

OPEN, CLOSE, NOT, OR, AND, TERM = "(", ")", "not", "or", "and", "term"

_KEY: Final = re.compile(r"([A-Za-z]+)(:|>=|<=|!=|=|>|<)")
_PLAIN: Final = re.compile(r'[^\s()"]+')
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


class Token(NamedTuple):
    """A piece of the text."""

    kind: str
    start: int
    stop: int
    key: str = ""
    """In small letters; empty where a term is a bare word."""
    operator: str = ""
    value: str = ""
    """Without its quotation marks."""
    value_start: int = 0
    pieces: tuple[str, ...] = ()
    """The value between stars that were not in quotation marks."""


def tokens(text: str) -> list[Token]:
    """Take a text apart. Raises FilterFault."""
    found = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign.isspace():
            at += 1
            continue
        token = Token(NOT if sign == "-" else sign, at, at + 1) if sign in "()-" else _term(text, at)
        found.append(token)
        at = token.stop
    return found


def _term(text: str, start: int) -> Token:
    at = start
    key = operator = ""
    named = _KEY.match(text, at)
    if named is not None and not _is_plain(named, text):
        key, operator = named[1].lower(), named[2]
        at = named.end()
    value_start = at
    pieces, quoted = [""], False
    while at < len(text):
        if text[at] == '"':
            closed = _QUOTED.match(text, at)
            if closed is None:
                raise FilterFault(_("the quotation mark is not closed"), at, len(text))
            pieces[-1] += _ESCAPED.sub(r"\1", closed[1])
            quoted = True
            at = closed.end()
            continue
        run = _PLAIN.match(text, at)
        if run is None:
            break
        first, *rest = run[0].split("*")
        pieces[-1] += first
        pieces += rest
        at = run.end()
    value = "*".join(pieces)
    if not key and not quoted and value.lower() in {OR, AND, NOT}:
        return Token(value.lower(), start, at)
    return Token(TERM, start, at, key, operator, value, value_start, tuple(pieces))


def _is_plain(named: re.Match[str], text: str) -> bool:
    """Tell whether what looks like a key is none: in `http://`, and in `id=5`, where it is no key that there is."""
    if named[2] == ":":
        return text.startswith("//", named.end())
    return "=" in named[2] and len(named[2]) == 1 and named[1].lower() not in KEYS
