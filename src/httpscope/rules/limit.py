"""The limits in words: what each bounds, its unit, what happens when it strikes, and why it is what it is.

A table, and how a value of it is read and written. What acts on them: `wire` on sizes, `server` on all others.
"""

import math
import re
from dataclasses import replace
from enum import Enum
from typing import Any, Final, NamedTuple

from httpscope.i18n import N_, _
from httpscope.rules import check
from httpscope.rules.check import Unfit
from httpscope.rules.settings import Settings

MOST: Final = 2**50
"""No limit is larger: a slip of the keyboard, not a wish."""
_OCTETS: Final = re.compile(r"(\d{1,16})\s*([kmgt]?i?b?)")
_FACTORS: Final = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


class Unit(Enum):
    """What a limit counts."""

    OCTETS = N_("octets")
    SECONDS = N_("seconds")
    RATE = N_("octets a second")
    COUNT = N_("count")


class LimitKind(NamedTuple):
    """One limit."""

    name: str
    """As it is called in the rules file and in flags; a field of `Limits` or of `wire.limits.Limits`."""
    unit: Unit
    what: str
    """What it bounds."""
    then: str
    """What happens when it strikes."""
    why: str
    """Why the default is what it is."""
    codes: tuple[str, ...] = ()
    """Remarks and reasons of closing that tell in the capture that it struck."""
    least: int = 1


_O, _S, _R, _C = Unit.OCTETS, Unit.SECONDS, Unit.RATE, Unit.COUNT
_408: Final = N_("408 and close")

SIZES: Final = (
    LimitKind(
        "request_line",
        _O,
        N_("Request line"),
        "414",
        N_("RFC 9112 §3 asks for at least 8000; nginx has 8 KiB, Apache 8190."),
        ("target-too-long", "method-too-long"),
    ),
    LimitKind(
        "field_line",
        _O,
        N_("One header line"),
        "431",
        N_("Cookies of a browser are about 4 KiB; tickets of single sign-on come near 8."),
        ("field-line-too-long",),
    ),
    LimitKind(
        "head",
        _O,
        N_("Request line and headers together"),
        "431",
        N_("Room for long cookies, and small enough to keep a thousand half heads in memory."),
        ("head-too-large",),
    ),
    LimitKind(
        "fields",
        _C,
        N_("Header lines of a request"),
        "431",
        N_("A browser sends about 15; Apache stops at 100."),
        ("too-many-fields",),
    ),
    LimitKind(
        "chunk_line",
        _O,
        N_("Size line of a chunk, extensions included"),
        "400",
        N_("Nobody sends extensions but those who want a server to swallow them forever."),
        ("chunk-line-too-long",),
    ),
    LimitKind(
        "extensions",
        _O,
        N_("Chunk extensions of a message, all chunks together"),
        "400",
        N_("A line each would let a client send without end."),
        ("chunk-extensions-too-large",),
    ),
    LimitKind(
        "trailers",
        _O,
        N_("Trailer section"),
        "431",
        N_("Trailers carry a checksum or a timing; a few lines."),
        ("trailers-too-large",),
    ),
    LimitKind(
        "content",
        _O,
        N_("Content of a request, read"),
        "413",
        N_("Enough for photographs and firmware; a laptop survives several at once."),
        ("content-too-large",),
        0,
    ),
)
"""Fields of `wire.limits.Limits`."""

LISTENER: Final = (
    LimitKind(
        "first_octet_time",
        _S,
        N_("From the connection to its first octet"),
        N_("close"),
        N_("Browsers connect ahead of need and keep such a connection for a while."),
        ("first-octet-timeout",),
    ),
    LimitKind(
        "head_time",
        _S,
        N_("From the first octet of a request to its empty line"),
        _408,
        N_("A real client takes milliseconds. CIS asks for 10 s of nginx; HAProxy's sample against slow heads has 5."),
        ("head-timeout",),
    ),
    LimitKind(
        "read_time",
        _S,
        N_("Between two reads of content"),
        _408,
        N_("Apache gives 20 s; a network that is silent for longer is gone."),
        ("content-timeout",),
    ),
    LimitKind(
        "write_time",
        _S,
        N_("While the client takes nothing of its answer"),
        N_("break off"),
        N_("An answer that nobody takes would be held forever."),
        ("write-timeout",),
    ),
    LimitKind(
        "patience",
        _S,
        N_("Instead of the three times above, while few peers are slow"),
        N_("as above"),
        N_("People type requests by hand, with nc or telnet, and a class waits with them."),
        (),
        0,
    ),
    LimitKind(
        "crowd",
        _C,
        N_("Slow peers up to which patience counts"),
        N_("the short times count"),
        N_("A class tries it one or two at a time; an attack needs hundreds."),
        (),
        0,
    ),
    LimitKind(
        "receive_rate",
        _R,
        N_("Content of a request, on average, once a crowd is slow"),
        _408,
        N_("A line of 1995 is faster; slower is an attack, or broken."),
        ("content-too-slow",),
        0,
    ),
    LimitKind(
        "send_rate",
        _R,
        N_("Answer that the client takes, on average, once a crowd is slow"),
        N_("break off"),
        N_("Below this a reader takes its answer in order to hold a place, not to read."),
        ("write-timeout",),
        0,
    ),
    LimitKind(
        "idle_time",
        _S,
        N_("Between two requests of a connection"),
        N_("close"),
        N_("nginx has 75; browsers give up between 60 and 115."),
        ("idle-timeout",),
    ),
    LimitKind(
        "linger_time",
        _S,
        N_("After our FIN, for the client to close too"),
        N_("close"),
        N_("Closing at once could destroy the answer: RFC 9112 §9.6."),
    ),
    LimitKind(
        "stop_time",
        _S,
        N_("For answers in progress when the server is stopped"),
        N_("break off"),
        N_("Whoever presses q wants to be gone."),
    ),
    LimitKind(
        "connections",
        _C,
        N_("Connections at once"),
        N_("503 and close"),
        N_("Ten thousand idle ones take about 100 MB with what the system holds for them."),
        ("too-many-connections",),
    ),
    LimitKind(
        "connections_per_client",
        _C,
        N_("Connections at once from one other machine"),
        N_("503 and close"),
        N_("Thirty browsers behind one router open six each. This machine itself is not counted."),
        ("too-many-connections-of-client",),
    ),
    LimitKind(
        "requests",
        _C,
        N_("Requests on one connection; 0 is any number"),
        N_("Connection: close"),
        N_("Nothing here grows with their number, and a close in between looks like a fault to a client under test."),
        ("requests-used-up",),
        0,
    ),
    LimitKind(
        "pipelined",
        _C,
        N_("Requests of one connection answered ahead of the wire"),
        N_("wait unread"),
        N_("One client must not fill the turn of all others."),
    ),
    LimitKind(
        "unread",
        _O,
        N_("Further requests held in memory while answers go out"),
        N_("the connection is not read"),
        N_("One read of a socket; the client's system keeps the rest."),
    ),
    LimitKind(
        "slice",
        _O,
        N_("Content handed to the system at a time"),
        N_("the rest waits"),
        N_("What a slow reader makes us hold in memory."),
    ),
    LimitKind(
        "kept",
        _O,
        N_("Body of one request, kept in the capture"),
        N_("the rest is counted and digested"),
        N_("As much as is read by default, so that nothing is missing; who reads more must not fill the disk."),
        (),
        0,
    ),
    LimitKind(
        "sent",
        _O,
        N_("An answer without an end"),
        N_("close"),
        N_("What leaves is kept in the capture, and a client that was forgotten must not fill the disk."),
        ("endless-answer",),
    ),
    LimitKind(
        "held",
        _C,
        N_("Requests that wait for a person at once"),
        "503",
        N_("More than anybody looks through; each keeps a connection open."),
        (),
        0,
    ),
    LimitKind(
        "hold_time",
        _S,
        N_("For a person to answer, where the rule says no time of its own"),
        N_("the rules answer"),
        N_("A browser waits five minutes or so; longer, and nobody is there any more."),
    ),
)
"""Fields of `Limits`."""

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
    """Read `8192`, `"64KiB"`, `"10s"` as the kind asks for. Raises `check.Unfit` with what was expected."""
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
        found = _OCTETS.fullmatch(value.strip().lower())
        if not found or (found[2] and kind.unit is not Unit.OCTETS):
            raise Unfit(_expected(kind))
        return int(found[1]) << 10 * _FACTORS[found[2].rstrip("b").rstrip("i")]
    if not math.isfinite(value) or value != int(value):
        raise Unfit(_expected(kind))
    return int(value)


def _expected(kind: LimitKind) -> str:
    match kind.unit:
        case Unit.SECONDS:
            return _('a time such as "250ms" or "10s", above 0 and up to an hour')
        case Unit.OCTETS:
            return _('a number of octets such as 8192 or "64KiB", at least {0}').format(kind.least)
        case _:
            return _("a whole number, at least {0}").format(kind.least)
