"""Octets and rates as people write them: `100`, `"1 KiB"`, `"56 kbit/s"`. Pure."""

import re
from typing import Final

from httpscope.i18n import _
from httpscope.rules.check import Unfit

MOST: Final = 2**40
"""No amount is larger: a slip of the keyboard, not a wish."""
_AMOUNT: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*(?:([kmg])(i?))?(b|bit|octets)?\s*(/\s*s)?", re.IGNORECASE)
_POWERS: Final = {"k": 1, "m": 2, "g": 3}


def octets(value: object, *, least: int = 0) -> int:
    """Read a number of octets; k is 1000 and Ki 1024. Raises `check.Unfit`."""
    expected = Unfit(_('a number of octets such as 100 or "1 KiB"'))
    return _read(value, expected, least=least, rate=False)


def rate(value: object) -> int:
    """Read octets a second, at least 1. Raises `check.Unfit`."""
    return _read(value, Unfit(_('octets a second such as 1000, "1 KiB/s" or "56 kbit/s"')), least=1, rate=True)


def rate_text(number: int) -> str:
    """Write octets a second: `1 KiB/s`."""
    for sign, factor in (("MiB", 2**20), ("KiB", 2**10)):
        if number % factor == 0:
            return f"{number // factor:,} {sign}/s"
    return f"{number:,} B/s"


def _read(value: object, expected: Unfit, *, least: int, rate: bool) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise expected
    found = _AMOUNT.fullmatch(str(value).strip())
    if found is None or (found[5] and not rate) or ((found[4] or "").lower() == "bit" and not rate):
        raise expected
    base = 1024 if found[3] else 1000
    number = float(found[1]) * base ** _POWERS.get((found[2] or "").lower(), 0)
    number = int(number / 8 if (found[4] or "").lower() == "bit" else number)
    if not least <= number <= MOST:
        raise expected
    return number
