"""Numbers of a filter: what stands behind `status>=`, `took>` or `in:`, as bounds. Units are those of rules."""

import re
from types import MappingProxyType
from typing import Final, NamedTuple

from httpscope.i18n import N_, _

MOST: Final = 2**63 - 1
"""What is larger is taken for this; no number of a capture is."""

_PLAIN: Final = re.compile(r"\d+", re.ASCII)
_STATUS: Final = re.compile(r"(?:\d{3}|\dxx|\d\dx|0)", re.ASCII | re.IGNORECASE)
_AMOUNT: Final = re.compile(r"(\d{1,16})(?:\.(\d{1,6}))?\s*([a-zµ]*)", re.ASCII | re.IGNORECASE)
_RANGE: Final = re.compile(r"(.*?)(?:\.\.|-|\N{EN DASH})(.*)")
_OCTETS: Final = MappingProxyType(
    {"": 1, "b": 1}
    | {
        letter + sign: base**power
        for power, letter in enumerate("kmgt", 1)
        for sign, base in (("", 1000), ("b", 1000), ("i", 1024), ("ib", 1024))
    }
)
_TIMES: Final = MappingProxyType(
    {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "min": 60 * 10**9, "h": 3600 * 10**9}
)
_EXPECTED: Final = MappingProxyType(
    {
        "status": N_("a status such as 404, 4xx or 400-499"),
        "took": N_("a time such as 100ms, 2s or 1s-5s"),
        "in": N_("a size such as 500, 1kB or 1KiB-1MiB"),
        "out": N_("a size such as 500, 1kB or 1KiB-1MiB"),
        "connection": N_("the number of a connection, such as 5 or 5-9"),
        "number": N_("the number of a request, such as 100 or 100-200"),
    }
)


class _Amount(NamedTuple):
    """A number as it was written."""

    low: int
    high: int
    """The same but for a class of statuses."""
    half: int = 0
    """Half of what its last digit is worth: `12ms` means all that is written so."""


class Unread(ValueError):
    """A value that is none; the text completes "expected ..."."""


def bounds(field: str, operator: str, value: str) -> tuple[int | None, int | None]:
    """Give the lowest and the highest number that fit, None for no bound. Raises Unread.

    A range has bounds with `-` or `..` between them, of which one may be missing.
    """
    amount = _read(field, value)
    if operator not in {":", "=", "!="}:
        if amount is None:
            raise Unread(_(_EXPECTED[field]))
        return _compared(operator, amount)
    if amount is not None:
        rest = 1 if amount.half else 0
        return max(amount.low - amount.half, 0), min(amount.high + amount.half - rest, MOST)
    between = _RANGE.fullmatch(value)
    if between is None:
        raise Unread(_(_EXPECTED[field]))
    ends = [_read(field, end) if end else None for end in between.groups()]
    if not any(ends) or any(text and end is None for text, end in zip(between.groups(), ends, strict=True)):
        raise Unread(_(_EXPECTED[field]))
    low, high = ends
    return low and low.low, high and high.high


def _compared(operator: str, amount: _Amount) -> tuple[int | None, int | None]:
    match operator:
        case ">":
            return min(amount.high + 1, MOST), None
        case ">=":
            return amount.low, None
        case "<":
            return None, amount.low - 1
        case _:
            return None, amount.high


def _read(field: str, value: str) -> _Amount | None:
    match field:
        case "status":
            if not _STATUS.fullmatch(value):
                return None
            shown = value.lower()
            return _Amount(int(shown.replace("x", "0")), int(shown.replace("x", "9")))
        case "took":
            return _amount(value, _TIMES)
        case "in" | "out":
            return _amount(value, _OCTETS)
        case _:
            number = min(int(value[:20]), MOST) if _PLAIN.fullmatch(value) else None
            return None if number is None else _Amount(number, number)


def _amount(value: str, units: MappingProxyType[str, int]) -> _Amount | None:
    found = _AMOUNT.fullmatch(value.replace("µ", "u"))
    if found is None or found[3].lower() not in units:
        return None
    decimals = found[2] or ""
    unit, parts = units[found[3].lower()], 10 ** len(decimals)
    number = min(int(found[1] + decimals) * unit // parts, MOST - unit)
    return _Amount(number, number, unit // parts // 2)
