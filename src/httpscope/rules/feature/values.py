"""Field values as requests carry them and features write them: lists, dates, Vary; and how switches are read.

Pure; nothing a client sends raises. RFC 9110 §5.6.1, §5.6.7 and §12.5.5.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text.table import typed, unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

_ELEMENT: Final = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+')
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME: Final = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_DATES: Final = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"[A-Z][a-z]{{2}}, (?P<day>\d\d) (?P<month>[A-Z][a-z]{{2}}) (?P<year>\d{{4}}) {_TIME} GMT",
        rf"[A-Z][a-z]{{5,8}}, (?P<day>\d\d)-(?P<month>[A-Z][a-z]{{2}})-(?P<year>\d\d) {_TIME} GMT",
        rf"[A-Z][a-z]{{2}} (?P<month>[A-Z][a-z]{{2}}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})",
    )
)
"""IMF-fixdate, that of RFC 850, and that of asctime."""
_SHORT_YEAR: Final = 100
_THIS_CENTURY: Final = 70
"""Years of two digits below it are of the century from 2000 on; the rule of RFC 9110 (50 years ahead) needs a clock."""


@dataclass(frozen=True, slots=True)
class Off:
    """A switch that is there and off."""

    stage: Stage = Stage.DRESS
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Leave the answer as it is."""


def elements(values: Iterable[str]) -> list[str]:
    """Give the elements of a comma-separated list, of all lines, without empty ones; quoted strings stay whole."""
    found = [element.strip(" \t") for value in values for element in _ELEMENT.findall(value)]
    return [element for element in found if element]


def http_date(text: str) -> int | None:
    """Give a date in seconds since the epoch, None where it is none (RFC 9110 §5.6.7)."""
    found = next((match for form in _DATES if (match := form.fullmatch(text.strip(" \t")))), None)
    if found is None or found["month"] not in _MONTHS:
        return None
    year = int(found["year"])
    if year < _SHORT_YEAR and len(found["year"]) == len("94"):
        year += 2000 if year < _THIS_CENTURY else 1900
    try:
        day = datetime(year, _MONTHS.index(found["month"]) + 1, int(found["day"]), tzinfo=UTC)
    except ValueError:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"])
    if hour > 23 or minute > 59 or second > 60:  # noqa: PLR2004 - a leap second is a second
        return None
    return int(day.timestamp()) + 3600 * hour + 60 * minute + second


def vary(plan: "Plan", *names: str) -> None:
    """Say that the answer depends on fields of the request, unless that is said already."""
    told = {element.lower() for element in elements(plan.typed("Vary"))}
    missing = [name for name in names if name.lower() not in told]
    if missing and "*" not in told:
        plan.add(f"Vary: {', '.join(missing)}")


def texts(keys: Keys, value: Any, expected: str) -> tuple[str, ...]:  # noqa: ANN401 - TOML
    """Read a text, or a list of texts that is not empty. Raises Misfit."""
    if isinstance(value, str):
        return (value,)
    found = tuple(
        typed((*keys, place), each, str, expected) for place, each in enumerate(typed(keys, value, list, expected))
    )
    if not found:
        raise unexpected(keys, expected, value)
    return found


def switch(keys: Keys, value: Any, on: Feature) -> Feature:  # noqa: ANN401 - TOML
    """Read true or false. Raises Misfit."""
    return on if typed(keys, value, bool, _("true or false")) else Off()
