"""Looking through exchanges for those that fit a filter: its tree becomes one statement with parameters.

No index serves this: every request would pay for it. So a stretch of exchanges is looked at by one question, that no
transaction stays open for long and whoever asks can stop between two. Only the tables that the filter is about are
joined. What is looked at is what a row of the list is made of (see `statement.ROWS`), but for sizes of what is still
on its way: they fit no range. A text is compared up to its first NUL, as SQLite's LIKE does.
"""

import re
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from httpscope.exchange import WAITING
from httpscope.filters.tree import All, Filter, Is, Not, Range, Some, Text, Word
from httpscope.store.statement import ANSWER_STOP, Statement

STRETCH: Final = 16_384
"""Exchanges looked at by one question: some 10 ms."""

_PROGRESSED: Final = Statement("SELECT EXISTS (SELECT 1 FROM progress WHERE exchange >= ? AND exchange <= ?)", (int,))

_JOINS: Final = MappingProxyType(
    {
        "p": "LEFT JOIN (SELECT exchange, stop, method, target, version, remark, max(number) FROM progress "
        "WHERE exchange >= ?1 AND exchange <= ?2 GROUP BY exchange) p ON p.exchange = e.id",
        "a": "LEFT JOIN answer a ON a.exchange = e.id",
        "c": "LEFT JOIN connection c ON c.id = e.connection",
        "k": "LEFT JOIN closing k ON k.connection = e.connection",
    }
)
"""Tables by their short names. With `max` SQLite gives the other columns of that row: the newest progress."""

_HOLD: Final = "(SELECT h.state FROM hold h WHERE h.exchange = e.id ORDER BY h.id DESC LIMIT 1)"
_WAITING: Final = ", ".join(f"'{state}'" for state in WAITING)
_STATES: Final = MappingProxyType(
    {
        "defect": "{remark} <> ''",
        "unanswered": "a.exchange IS NULL",
        "arriving": "{stop} IS NULL AND k.connection IS NULL",
        "held": f"{_HOLD} IN ({_WAITING}) AND k.connection IS NULL",
        "open": f"a.exchange IS NOT NULL AND {ANSWER_STOP} IS NULL AND k.connection IS NULL",
    }
)
_NUMBERS: Final = MappingProxyType(
    {
        "status": "a.status",
        "took": "a.at - e.at",
        "in": "coalesce({stop}, k.received) - e.start",
        "out": f"coalesce({ANSWER_STOP}, k.sent) - a.start",
        "connection": "e.connection",
        "number": "e.id",
    }
)
_TEXTS: Final = MappingProxyType(
    {
        "method": "{method}",
        "path": "{target}",
        "version": "{version}",
        "remark": "{remark}",
        "rule": "coalesce(a.rule, '')",
        "client": "coalesce(c.peer, '')",
    }
)
_WORD: Final = ("path", "method", "remark", "rule", "client")
"""Where a bare word is looked for, the likeliest first."""
_OF_PROGRESS: Final = ("stop", "method", "target", "version", "remark")
_LATIN: Final = frozenset({"method", "path", "version"})
"""Columns that hold octets read as latin-1; what a person types is UTF-8 there."""


_USUAL: Final = MappingProxyType({"method": "GET", "remark": ""})
"""What mostly stands in a column."""
_NEVER_OF_CLIENTS: Final = frozenset("/ ")
"""Signs of no address, port, or name of an interface."""


class _Sieve:
    """The statement of one filter, and its values."""

    def __init__(self, wanted: Filter, *, progressed: bool) -> None:
        self.values: list[int | str] = []
        self._places: dict[int | str, str] = {}
        self._columns = {name: f"e.{name}" for name in _OF_PROGRESS}
        if progressed:
            self._columns = {name: f"coalesce(p.{name}, e.{name})" for name in _OF_PROGRESS}
        fits = self._sql(wanted)
        joins = " ".join(join for name, join in _JOINS.items() if re.search(rf"\b{name}\.", fits))
        self.statement = Statement(
            f"SELECT e.id FROM exchange e {joins} WHERE e.id >= ?1 AND e.id <= ?2 AND {fits} ORDER BY e.id", (int,)
        )

    def _sql(self, wanted: Filter) -> str:
        """Give an expression that is true where the filter fits; NULL is as good as false."""
        match wanted:
            case All(parts):
                return self._joined(" AND ", parts) if parts else "1"
            case Some(parts):
                return self._joined(" OR ", parts)
            case Not(part):
                return f"({self._sql(part)}) IS NOT TRUE"
            case Is(state):
                return f"({_STATES[state].format_map(self._columns)})"
            case Range(field, low, high):
                return self._range(_NUMBERS[field].format_map(self._columns), low, high)
            case Text(field, pieces, codes):
                return self._texts([field], pieces, codes)
            case Word(pieces, codes):
                return self._texts(_WORD, pieces, codes)

    def _joined(self, word: str, parts: Sequence[Filter]) -> str:
        return f"({word.join(map(self._sql, parts))})"

    def _range(self, number: str, low: int | None, high: int | None) -> str:
        if low is not None and high is not None:
            return f"({number} BETWEEN {self._place(low)} AND {self._place(high)})"
        if high is not None:
            return f"({number} <= {self._place(high)})"
        return f"({number} >= {self._place(0 if low is None else low)})"

    def _texts(self, fields: Sequence[str], pieces: Sequence[str], codes: Sequence[str]) -> str:
        tests = []
        for field in fields:
            if field == "client" and not _NEVER_OF_CLIENTS.isdisjoint("".join(pieces)):
                continue
            place = self._place(_pattern(pieces, latin=field in _LATIN))
            column = _TEXTS[field].format_map(self._columns)
            known = _USUAL.get(field)
            # Comparing costs a fifth of what LIKE does.
            guard = f"{column} <> '{known}' AND " if known is not None and not _has(known, pieces) else ""
            tests.append(f"({guard}{column} LIKE {place} ESCAPE '\\')")
        if codes:
            tests.append(f"{self._columns['remark']} IN ({', '.join(map(self._place, codes))})")
        return f"({' OR '.join(tests) or '0'})"

    def _place(self, value: int | str) -> str:
        """Give the parameter that holds a value; the first two are the numbers to look between."""
        if value not in self._places:
            self.values.append(value)
            self._places[value] = f"?{len(self.values) + 2}"
        return self._places[value]


def fitting(ask: Callable[..., list[Any]], wanted: Filter, first: int, last: int) -> "array[int]":
    """Give the numbers from `first` to `last` that fit, with a way to ask the capture."""
    ((progressed,),) = ask(_PROGRESSED, first, last)
    sieve = _sieve(wanted, progressed=bool(progressed))
    return array("Q", chain.from_iterable(ask(sieve.statement, first, last, *sieve.values)))


@lru_cache(maxsize=16)
def _sieve(wanted: Filter, *, progressed: bool) -> _Sieve:
    return _Sieve(wanted, progressed=progressed)


def _pattern(pieces: Sequence[str], *, latin: bool) -> str:
    """Give a pattern of LIKE that any text with the pieces in their order fits."""
    escaped = (piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for piece in pieces)
    pattern = "%" + "%".join(escaped) + "%"
    return pattern.encode().decode("latin-1") if latin else pattern


def _has(text: str, pieces: Sequence[str]) -> bool:
    """Tell whether a text has all pieces in their order, as LIKE would; one of ASCII letters, or an empty one."""
    text, at = text.lower(), 0
    for piece in pieces:
        place = text.find(piece.lower(), at)
        if place < 0:
            return False
        at = place + len(piece)
    return True
