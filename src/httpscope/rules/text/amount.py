"""Octets and rates as people write them: `100`, `"1 KiB"`, `"56 kbit/s"`: kB is 1000 octets, KiB 1024. Pure.

The prefixes are those of the SI and of IEC 80000-13, in any case of letters, and mean the same wherever they stand.
"""

import re
from typing import Final

from httpscope.i18n import _
from httpscope.rules.text.check import Unfit

MOST: Final = 2**40
"""No amount is larger: a slip of the keyboard, not a wish."""
_AMOUNT: Final = re.compile(
    r"(\d{1,16})(?:\.(\d{1,6}))?\s*(?:([kmgt])(i?))?(b|bit|octets)?\s*(/\s*s)?", re.IGNORECASE | re.ASCII
)
_POWERS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def octets(value: object, *, least: int = 0, most: int = MOST, expected: str = "") -> int:
    """Read a number of octets; kB is 1000 and KiB 1024. Raises `check.Unfit` with what was expected."""
    unfit = Unfit(expected or _('a number of octets such as 100 or "1 KiB"'))
    return _read(value, unfit, least=least, most=most, rate=False)


def rate(value: object) -> int:
    """Read octets a second, at least 1. Raises `check.Unfit`."""
    return _read(
        value, Unfit(_('octets a second such as 1000, "1 KiB/s" or "56 kbit/s"')), least=1, most=MOST, rate=True
    )


def rate_text(number: int) -> str:
    """Write octets a second: `1 KiB/s`."""
    for sign, factor in (("MiB", 2**20), ("KiB", 2**10)):
        if number % factor == 0:
            return f"{number // factor:,} {sign}/s"
    return f"{number:,} B/s"


def _read(value: object, expected: Unfit, *, least: int, most: int, rate: bool) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise expected
    found = _AMOUNT.fullmatch(str(value).strip())
    if found is None:
        raise expected
    whole, decimals, prefix, binary, unit, per_second = (part.lower() for part in found.groups(""))
    if not rate and (per_second or unit == "bit"):
        raise expected
    factor: int = (1024 if binary else 1000) ** _POWERS[prefix]
    parts: int = 10 ** len(decimals) * (8 if unit == "bit" else 1)
    number = int(whole + decimals) * factor // parts
    if not least <= number <= most:
        raise expected
    return number
