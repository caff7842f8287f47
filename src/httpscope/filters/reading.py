"""Reading a filter: a text becomes a tree, or a fault that says what was expected, and where. Pure.

filter = all-of *( "or" all-of )
all-of = 1*( *( "-" / "not" ) ( "(" filter ")" / term ) )   ; "and" may stand between
term   = [ key ( ":" / "=" / "!=" / ">" / ">=" / "<" / "<=" ) ] value
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from httpscope.filters import tokens as kinds
from httpscope.filters.fault import FilterFault
from httpscope.filters.tokens import Token, tokens
from httpscope.filters.tree import EVERYTHING, All, Filter, Is, Not, Range, Some, Text, Word
from httpscope.filters.values import Unread, bounds
from httpscope.filters.vocabulary import IS, KEYS, NUMBERS, STATES, TEXTS
from httpscope.i18n import _

LONGEST: Final = 400
"""Characters of a filter; beyond this it was pasted by mistake."""
DEEPEST: Final = 30
"""Parentheses in parentheses."""

_NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})
_EQUAL: Final = (":", "=", "!=")


def read_filter(text: str, remarks: Mapping[str, str] = _NO_WORDS) -> Filter:
    """Read a filter. Raises FilterFault.

    `remarks` has for the code of a remark the words that people see, so that these are found as well.
    """
    if len(text) > LONGEST:
        raise FilterFault(_("a filter has up to {0} characters").format(LONGEST), LONGEST, len(text))
    # Half of a surrogate pair comes from no keyboard, and is in no capture.
    text = text.encode("utf-8", "replace").decode()
    return _Reading(text, remarks).all()


class _Reading:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, remarks: Mapping[str, str]) -> None:
        self._remarks = remarks
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0
        self._end = len(text)

    def all(self) -> Filter:
        """Read the whole text."""
        if not self._tokens:
            return EVERYTHING
        found = self._some()
        if (token := self._next()) is not None:
            raise FilterFault(_("this parenthesis closes nothing"), token.start, token.stop)
        return found

    def _next(self, *wanted: str) -> Token | None:
        """Give the next token where there is one, and it is one of those wanted (of any kind, if none is named)."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        return token if token is not None and (not wanted or token.kind in wanted) else None

    def _take(self, *wanted: str) -> Token | None:
        token = self._next(*wanted)
        self._at += token is not None
        return token

    def _some(self) -> Filter:
        parts = [self._all_of()]
        while self._take(kinds.OR):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _all_of(self) -> Filter:
        parts = [self._item()]
        while self._take(kinds.AND) or self._next(kinds.NOT, kinds.OPEN, kinds.TERM):
            parts.append(self._item())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _item(self) -> Filter:
        negated = False
        while self._take(kinds.NOT):
            negated = not negated
        found = self._atom()
        return Not(found) if negated else found

    def _atom(self) -> Filter:
        if (term := self._take(kinds.TERM)) is not None:
            return self._term(term)
        opened = self._take(kinds.OPEN)
        if opened is None:
            raise self._missing()
        self._depth += 1
        if self._depth > DEEPEST:
            raise FilterFault(_("too many parentheses in each other"), opened.start, opened.stop)
        found = self._some()
        self._depth -= 1
        if self._take(kinds.CLOSE) is None:
            raise FilterFault(_("this parenthesis is not closed"), opened.start, opened.stop)
        return found

    def _missing(self) -> FilterFault:
        here = self._next()
        before = self._tokens[self._at - 1] if self._at else None
        place = (here.start, here.stop) if here else (self._end, self._end)
        if before is None:
            return FilterFault(_("expected something to look for"), *place)
        sign = "-" if before.kind == kinds.NOT and before.stop - before.start == 1 else before.kind
        return FilterFault(_("expected something to look for after “{0}”").format(sign), *place)

    def _term(self, token: Token) -> Filter:
        if not token.key:
            if not any(token.pieces) and len(token.pieces) == 1:
                raise FilterFault(_("expected something between the quotation marks"), token.start, token.stop)
            return Word(token.pieces, self._codes(token.pieces))
        if token.key not in KEYS:
            near = _near(token.key, KEYS)
            said = _("there is no key “{0}”; text with a colon needs quotation marks")
            if near:
                said = _("there is no key “{0}”; did you mean {1}?")
            raise FilterFault(said.format(token.key, near), token.start, token.start + len(token.key))
        found = self._keyed(token)
        return Not(found) if token.operator == "!=" else found

    def _keyed(self, token: Token) -> Filter:
        if token.key in NUMBERS:
            try:
                low, high = bounds(token.key, token.operator, token.value)
            except Unread as unread:
                raise self._expected(token, str(unread)) from unread
            return Range(token.key, low, high)
        if token.operator not in _EQUAL:
            said = _("expected a colon: {0}:{1}").format(token.key, token.value)
            raise FilterFault(said, token.start + len(token.key), token.value_start)
        if token.key == IS:
            return self._state(token)
        if not any(token.pieces):
            raise self._expected(token, _("what to look for behind {0}:").format(token.key))
        assert token.key in TEXTS
        codes = self._codes(token.pieces) if token.key == "remark" else ()
        return Text(token.key, token.pieces, codes)

    def _state(self, token: Token) -> Filter:
        state = token.value.lower()
        if state in STATES:
            return Is(state)
        near = _near(state, STATES)
        if near:
            raise self._expected(token, _("is:{0}, not {1}").format(near, token.value))
        raise self._expected(token, _("one of {0}").format(", ".join(STATES)))

    @staticmethod
    def _expected(token: Token, what: str) -> FilterFault:
        return FilterFault(_("expected {0}").format(what), token.value_start, token.stop)

    def _codes(self, pieces: tuple[str, ...]) -> tuple[str, ...]:
        wanted = [piece.lower() for piece in pieces]
        return tuple(code for code, words in self._remarks.items() if _has(words.lower(), wanted))


def _has(text: str, pieces: Iterable[str]) -> bool:
    """Tell whether a text has all pieces in their order."""
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _near(name: str, names: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - only where there is a fault to explain

    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)), "")
