"""Times, sizes and statuses as the short texts that a table has room for.

Pure functions from facts to text. Numbers are rounded to what a person reads at a glance; exact ones belong to the
exchange itself.
"""

import time
from typing import Final, NamedTuple

_NS_PER_MS: Final = 1_000_000
_NS_PER_S: Final = 1_000_000_000
_THOUSAND: Final = 1000
_MINUTE: Final = 60
_ONE_DECIMAL_BELOW: Final = 10
"""Below this a figure keeps one decimal: 1.2 kB, but 12 kB."""


class StatusClass(NamedTuple):
    """How a class of statuses is told apart: by a sign, and by a colour for those who see it."""

    sign: str
    style: str
    """Name of a component class: `good`, `moved`, `warning`, `bad`, or `muted`."""


_CLASSES: Final = {
    1: StatusClass("·", "muted"),
    2: StatusClass("✓", "good"),
    3: StatusClass("→", "moved"),
    4: StatusClass("✗", "warning"),
    5: StatusClass("‼", "bad"),
}
_NO_CLASS: Final = StatusClass("?", "warning")


def status_class(status: int) -> StatusClass:
    """Give sign and style of the class of a status; codes outside the five classes of RFC 9110 §15 get a `?`."""
    return _CLASSES.get(status // 100, _NO_CLASS)


def clock(at: int, *, milliseconds: bool = True) -> str:
    """Give the local time of day of `at` (nanoseconds since the epoch): `14:03:07.120`."""
    seconds, rest = divmod(at, _NS_PER_S)
    text = time.strftime("%H:%M:%S", time.localtime(seconds))
    return f"{text}.{rest // _NS_PER_MS:03d}" if milliseconds else text


def octets(count: int) -> str:
    """Give a number of octets in at most six cells: `0 B`, `999 B`, `1.2 kB`, `34 kB`, `5.0 MB`."""
    if count < _THOUSAND:
        return f"{count} B"
    amount = float(count)
    for unit in ("kB", "MB", "GB"):
        amount /= _THOUSAND
        if round(amount, 1) < _ONE_DECIMAL_BELOW:
            return f"{amount:.1f} {unit}"
        if round(amount) < _THOUSAND:
            return f"{amount:.0f} {unit}"
    return f"{amount / _THOUSAND:.0f} TB"


def duration(nanoseconds: int) -> str:
    """Give a length of time in at most seven cells: `0.4 ms`, `12 ms`, `1.25 s`, `2m 05s`, `3h 07m`."""
    milliseconds = nanoseconds / _NS_PER_MS
    if round(milliseconds, 1) < _ONE_DECIMAL_BELOW:
        return f"{milliseconds:.1f} ms"
    if round(milliseconds) < _THOUSAND:
        return f"{milliseconds:.0f} ms"
    seconds = nanoseconds / _NS_PER_S
    if round(seconds, 2) < _MINUTE:
        return f"{seconds:.2f} s"
    minutes, seconds_left = divmod(round(seconds), _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes}m {seconds_left:02d}s"
    hours, minutes_left = divmod(minutes, _MINUTE)
    return f"{hours}h {minutes_left:02d}m"


def rate(per_second: float) -> str:
    """Give a rate: `0`, `0.4`, `12`, `18,000`."""
    if per_second == 0 or per_second >= _ONE_DECIMAL_BELOW:
        return f"{per_second:,.0f}"
    return f"{per_second:.1f}"
