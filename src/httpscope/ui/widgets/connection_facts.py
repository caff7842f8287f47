"""The connection mode: who the client is, what happened when, and every read and write with its time.

Pure rows. Times are differences of the capture's own clock (`exchange.py`), so none is negative. A body that came in
a hundred thousand segments costs only the rows that are seen.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND
from httpscope.i18n import N_, _, ngettext
from httpscope.rules.settings import Settings
from httpscope.store.reader import Transfer
from httpscope.ui.cut_off import cut_sentence
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.figures import clock
from httpscope.ui.hold_words import hold_words
from httpscope.ui.holes import SIGN
from httpscope.ui.paint import Tone
from httpscope.ui.strikes import strike_sentence
from httpscope.ui.widgets.message_lines import Row, label
from httpscope.visible import visible

CLOSINGS: Final = {
    "client-closed": N_("the client closed it, with everything answered"),
    "client-left": N_("the client closed it in the middle of a request, or before its answer was out"),
    "client-reset": N_("the client broke it off (RST)"),
    "silent": N_("the client left without a single octet"),
    "server-closed": N_("httpscope closed it in order"),
    "server-reset": N_("httpscope broke it off (RST), as the rule asks"),
    "content-failed": N_("httpscope broke it off (RST): the file changed while it was sent, or could not be read"),
    "head-timeout": N_("httpscope closed it: the head was not whole in time"),
    "content-timeout": N_("httpscope closed it: no more content came in time"),
    "content-too-slow": N_("httpscope closed it: the content came too slowly while many clients were slow"),
    "first-octet-timeout": N_("httpscope closed it: nothing came in time"),
    "idle-timeout": N_("httpscope closed it: no further request came in time"),
    "endless-answer": N_("httpscope closed it: an endless answer had come to its limit"),
    "write-timeout": N_("httpscope closed it: the client did not read its answer"),
    "requests-used-up": N_("httpscope closed it: it had as many requests as one connection may have"),
    "too-many-connections": N_("turned away with 503: too many connections at once"),
    "too-many-connections-of-client": N_("turned away with 503: too many connections from one address"),
    "not-allowed": N_("closed at once, without an answer: --allow does not let this address in"),
    "server-stopped": N_("httpscope was stopped"),
    "server-died": N_("the server died with the connection open"),
}
"""How a connection ended, in plain words, by the code in `exchange.CLOSING_REASONS`."""

_LABEL_WIDTH: Final = 20
_SECOND: Final = 1_000_000_000


class Fact(NamedTuple):
    """A line of the mode."""

    title: str
    text: str


def facts_of(
    facts: ExchangeFacts, head: int, request_complete: bool, settings: Settings | None = None
) -> Iterator[Fact]:
    """Tell the story of the exchange on its connection; `head` is how many octets the request's head has, 0 so far.

    `settings` are those in force, for the value of a limit that struck.
    """
    row, about = facts.row, facts.connection
    opened = about.connection.at
    inbound = [transfer for transfer in facts.transfers if transfer.direction == INBOUND]
    outbound = [transfer for transfer in facts.transfers if transfer.direction == OUTBOUND]
    yield Fact(_("client"), visible(about.connection.peer))
    yield Fact(_("reached"), visible(about.connection.local))
    among = _("number {ordinal:,} of {n:,} on this connection")
    yield Fact(_("this request"), among.format(ordinal=row.ordinal, n=about.requests))
    if row.hold:
        yield Fact(_("held"), hold_words(row.hold))
    if row.rule:
        yield Fact(_("answered by"), _("{rule} · W says why").format(rule=visible(row.rule)))
    yield Fact(_("opened"), clock(opened))
    moments = (
        (_("first octet"), row.at),
        (_("head complete"), _time_of(inbound, head) if head else None),
        (_("request complete"), inbound[-1].at if inbound and request_complete else None),
        (_("answer begun"), outbound[0].at if outbound else None),
        (_("answer out"), outbound[-1].at if outbound and not row.answer_open and _size(facts) >= row.sent else None),
        (_("closed"), about.closing.at if about.closing else None),
    )
    for title, at in moments:
        said = _("not yet") if about.closing is None else _("never")
        yield Fact(title, said if at is None else elapsed(at - opened))
    if about.closing is not None:
        reason = CLOSINGS.get(about.closing.reason, "")
        yield Fact(_("how it ended"), _(reason) if reason else visible(about.closing.reason))
    if cut := cut_sentence(row):
        yield Fact(_("cut off"), cut)
    if about.closing is not None and (struck := strike_sentence(about.closing.reason, settings)):
        yield Fact(_("what struck"), struck)


def _size(facts: ExchangeFacts) -> int:
    """Give how many octets of the answer left."""
    return len(facts.answer) + sum(hole.octets for hole in facts.answer_holes)


def _time_of(transfers: Sequence[Transfer], octets: int) -> int | None:
    """Give when so many octets of the request were there."""
    sizes = list(accumulate(transfer.stop - transfer.start for transfer in transfers))
    at = bisect_left(sizes, octets)
    return transfers[at].at if at < len(transfers) else None


def elapsed(nanoseconds: int) -> str:
    """Give a time since the connection was opened, as `+0.4 ms` or `+12.345 s`."""
    if nanoseconds < _SECOND:
        return f"+{nanoseconds / 1e6:.1f} ms"
    return f"+{nanoseconds / 1e9:,.3f} s"


class FactLines:
    """The rows: facts, and then a row for each read and write."""

    whole: Final = True

    def __init__(self, facts: Sequence[Fact], transfers: Sequence[Transfer], opened: int, width: int) -> None:
        """Take what is to be shown; `opened` is when the connection was accepted."""
        self._facts = _wrapped(facts, max(width - _LABEL_WIDTH, 16))
        self._transfers = transfers
        self._opened = opened
        self.rows = len(self._facts) + (2 + len(transfers) if transfers else 0)

    def grow(self, octets: int) -> None:
        """All rows are known from the start."""

    def row(self, number: int) -> Row:
        """Draw one row."""
        if number < len(self._facts):
            title, text = self._facts[number]
            return (label(f"{title:<{_LABEL_WIDTH}}", Tone.NAME), label(text, Tone.VALUE))
        at = number - len(self._facts) - 2
        if at < 0:
            return (label(_("reads and writes, from the opening of the connection"), Tone.HEADING),) if at == -1 else ()
        transfer = self._transfers[at]
        size = transfer.stop - transfer.start
        comes = transfer.direction == INBOUND
        octets = ngettext("{n:,} octet", "{n:,} octets", size).format(n=size)
        way = _("from the client") if comes else _("to the client")
        if transfer.digest is not None:
            way += f" · {SIGN} " + _("not kept · SHA-256 {digest}").format(digest=transfer.digest.hex())
        return (
            label(f"{elapsed(transfer.at - self._opened):>14} ", Tone.NUMBER),
            label("⇢ " if comes else "⇠ ", Tone.METHOD if comes else Tone.STRING),
            label(f"{octets} ", Tone.VALUE),
            label(way),
        )

    def row_of(self, _offset: int) -> int | None:
        """No row shows octets."""
        return None


def _wrapped(facts: Sequence[Fact], width: int) -> list[Fact]:
    rows: list[Fact] = []
    for fact in facts:
        title, rest = fact
        while len(rest) > width:
            space = rest.rfind(" ", 0, width + 1)
            cut = space if space > 0 else width
            rows.append(Fact(title, rest[:cut]))
            title, rest = "", rest[cut:].lstrip()
        rows.append(Fact(title, rest))
    return rows
