"""What leaves for an answer, played without a clock: the octets, which of them are supplied, and what happens when.

Of an answer without an end only the first octets are played. No Textual, no input or output.
"""

from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.answer import Reply
from httpscope.rules.feature.pacing import Rate
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.rules.text.amount import rate_text
from httpscope.rules.text.check import delay_text
from httpscope.wire.span import Span

SHOWN: Final = 2**18
"""Octets that are looked through: more is cut, for a preview follows every keystroke."""
SHOWN_OF_ENDLESS: Final = 2**16
"""The same of what goes on and on, which is mostly more of the same."""
_STEPS: Final = 2_000
_WAITS: Final = 8
"""Waits that are told one by one."""
_LINES: Final = 500
"""Header lines that are looked through for what is supplied."""


class Foreseen(NamedTuple):
    """What leaves."""

    octets: bytes
    supplied: tuple[Span, ...]
    events: tuple[str, ...]
    """Waits, in order, in words."""
    end: str
    """What happens behind the last octet, in words."""
    whole: bool
    """The octets are all that will leave."""
    closed: bool
    """The connection ends behind them."""


def foresee(reply: Reply) -> Foreseen:
    """Play the steps of an answer."""
    octets = bytearray()
    waits: list[tuple[int, float]] = []
    end, whole, closed = _("the connection stays open"), True, False
    rates = [shape.octets for shape in reply.shapes if isinstance(shape, Rate)]
    # A rate changes no octet, and cuts them into more steps than anybody wants to play.
    flow = reply._replace(shapes=tuple(shape for shape in reply.shapes if not isinstance(shape, Rate))).flow()
    most = (SHOWN_OF_ENDLESS if reply.endless else SHOWN) + len(reply.head)
    for number, step in enumerate(flow):
        if isinstance(step, Wait) and not step.until_news:
            _add(waits, len(octets), step.seconds)
        elif isinstance(step, Send):
            room = most - len(octets)
            whole = len(step.octets) + len(step.content) <= room
            octets += (step.octets + step.content)[:room]
        else:
            end, closed = _end_of(step)
            break
        if not whole or number > _STEPS:
            whole = False
            end = _("and so on without an end") if reply.endless else end
            break
    told = [
        _("octet {0:,}: {1} pass").format(at, delay_text(seconds))
        for at, seconds in waits[:_WAITS]
        if at or seconds != reply.delay
    ]
    told += [_("{0:,} more waits").format(len(waits) - _WAITS)] if len(waits) > _WAITS else []
    told += [_("at {0}: about {1}").format(rate_text(rate), delay_text(round(len(octets) / rate, 1))) for rate in rates]
    found = bytes(octets)
    return Foreseen(found, _carried(reply.head, reply.supplied, found), tuple(told), end, whole, closed)


def _add(waits: list[tuple[int, float]], at: int, seconds: float) -> None:
    if waits and waits[-1][0] == at:
        seconds += waits.pop()[1]
    waits.append((at, seconds))


def _end_of(step: Step) -> tuple[str, bool]:
    """Say what a step that is neither octets nor a wait of some length does, and whether it ends the connection."""
    match step:
        case Close():
            return _("then the connection is closed"), True
        case Reset():
            return _("then the connection is broken off (RST)"), True
        case Hold():
            return _("then nothing more comes, and the connection stays open"), False
        case _:
            return _("then it stays open for events"), False


def _carried(head: bytes, spans: tuple[Span, ...], octets: bytes) -> tuple[Span, ...]:
    """Find the supplied octets of a head again in what leaves; lines that are in no such head are supplied too."""
    if head.startswith(octets[: len(head)]) and octets:
        return tuple(Span(span.start, min(span.stop, len(octets))) for span in spans if span.start < len(octets))
    at = octets.find(head)
    if head and at >= 0:
        return tuple(Span(span.start + at, span.stop + at) for span in spans)
    known: dict[bytes, list[Span]] = {}
    place = 0
    for line in head.splitlines(keepends=True):
        inside = [(max(span.start - place, 0), min(span.stop - place, len(line))) for span in spans]
        known.setdefault(line.rstrip(b"\r\n"), [Span(start, stop) for start, stop in inside if start < stop])
        place += len(line)
    found: list[Span] = []
    place = 0
    for line in octets[: len(head) + SHOWN].split(b"\n", _LINES)[:_LINES]:
        size = len(line) + 1
        bare = line.rstrip(b"\r")
        if not bare:
            break
        parts = known.get(bare, [Span(0, size)])
        found += [Span(place + span.start, min(place + min(span.stop, size), len(octets))) for span in parts]
        place += size
    return tuple(found)
