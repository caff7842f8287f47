"""How the value of a limit is read and written, and set in settings. The limits themselves are in `limit_table`.

What acts on them: `wire` on sizes, `server` on all others.
"""

import math
import re
from dataclasses import replace
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.file.limit_kind import LimitKind, Unit
from httpscope.rules.file.limit_table import LISTENER, SIZES
from httpscope.rules.settings import Settings
from httpscope.rules.text import amount, check
from httpscope.rules.text.check import Unfit

MOST: Final = 2**50
"""No limit is larger: a slip of the keyboard, not a wish."""
_NUMBER: Final = re.compile(r"\d{1,16}", re.ASCII)

KINDS: Final = {kind.name: kind for kind in (*SIZES, *LISTENER)}
_SIZE_NAMES: Final = frozenset(kind.name for kind in SIZES)


def value_of(settings: Settings, name: str) -> float:
    """Give the value of a limit in its unit."""
    holder = settings.sizes if name in _SIZE_NAMES else settings.limits
    return float(getattr(holder, name))


def with_value(settings: Settings, name: str, value: object) -> Settings:
    """Give the settings with a limit set to what a person wrote. Raises `check.Unfit`, KeyError for an unknown name."""
    found = read_value(KINDS[name], value)
    change: dict[str, Any] = {name: found if KINDS[name].unit is Unit.SECONDS else int(found)}
    if name in _SIZE_NAMES:
        return replace(settings, sizes=replace(settings.sizes, **change))
    return replace(settings, limits=replace(settings.limits, **change))


def read_value(kind: LimitKind, value: object) -> float:
    """Read `8192`, `"64 KiB"`, `"10s"` as the kind asks for. Raises `check.Unfit` with what was expected."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit(_expected(kind))
    if kind.unit is Unit.SECONDS:
        seconds = check.delay(value)
        if not seconds and kind.least:
            raise Unfit(_expected(kind))
        return seconds
    number = _number(kind, value)
    if not kind.least <= number <= MOST:
        raise Unfit(_expected(kind))
    return number


def value_text(kind: LimitKind, value: float) -> str:
    """Write a value as people would: `64 KiB`, `10s`, `500`."""
    if kind.unit is Unit.SECONDS:
        return check.delay_text(value)
    if kind.unit is Unit.OCTETS:
        for sign, factor in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
            if value and value % factor == 0:
                return f"{value / factor:.0f} {sign}"
    return f"{value:.0f}"


def _number(kind: LimitKind, value: float | str) -> int:
    if isinstance(value, str):
        if kind.unit is Unit.OCTETS:
            return amount.octets(value, most=MOST, expected=_expected(kind))
        if not _NUMBER.fullmatch(value.strip()):
            raise Unfit(_expected(kind))
        return int(value)
    if not math.isfinite(value) or value != int(value):
        raise Unfit(_expected(kind))
    return int(value)


def _expected(kind: LimitKind) -> str:
    match kind.unit:
        case Unit.SECONDS:
            return _('a time such as "250ms" or "10s", above 0 and up to an hour')
        case Unit.OCTETS:
            return _('a number of octets such as 8192 or "64 KiB", at least {0}').format(kind.least)
        case _:
            return _("a whole number, at least {0}").format(kind.least)
