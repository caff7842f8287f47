"""Where requests wait for a person, and where what people at the screen order is carried out.

It knows who waits and for how long, and asks connections to act; what is answered is decided by rules, rulebook and
session. It runs on the event loop, in whose turns everything is recorded before it happens.
"""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, assert_never

from httpscope.exchange import HOLD_TOPIC, Notice
from httpscope.rules.feature.hold import HoldThen
from httpscope.rules.file.read import RulesFault
from httpscope.server.orders import (
    Append,
    ByHand,
    Drop,
    End,
    Forget,
    HoldAll,
    Lines,
    Order,
    OrderFault,
    Release,
    ReleaseAll,
    Say,
    read_order,
)
from httpscope.server.pending import Pending

if TYPE_CHECKING:
    from httpscope.exchange import Batch
    from httpscope.rules.rule import Rule
    from httpscope.rules.settings import Settings
    from httpscope.server.session import Session
    from httpscope.server.turn import Turn

Deed = Callable[["Session", int, "Batch"], None]
"""Changes a session at a time, in nanoseconds, and gives rows."""


class Waiter(Protocol):
    """A connection, as the desk sees it."""

    def attend(self, deed: Deed) -> None:
        """Do something to the session, and carry out what it then wants, in the next turn."""

    def add(self, exchange: int | None, octets: bytes) -> bool:
        """Add octets to the answer that is open, of this exchange or of any; tell whether there is one."""


class Rules(Protocol):
    """The rulebook, as the desk sees it."""

    def forget(self, rule: str | None) -> None:
        """Let the counts of a rule, or of all, begin anew."""

    def settings(self) -> "Settings":
        """Give policy and limits."""

    def one_of(self, text: str) -> "Rule":
        """Give the first rule of a text. Raises RulesFault."""


class _Case(NamedTuple):
    waiter: Waiter
    pending: Pending
    timer: asyncio.TimerHandle


class Desk:
    """All requests that wait, and the orders about them."""

    def __init__(self, turn: "Turn", rules: Rules) -> None:
        self.everything = False
        """The answers to all requests wait, whatever the rules say."""
        self._turn = turn
        self._rules = rules
        self.connections: Callable[[], Iterable[Waiter]] = tuple
        """Gives all that are open."""
        self._lines = Lines()
        self._seats: set[int] = set()
        self._cases: dict[int, _Case] = {}

    def seat(self, connection: int) -> bool:
        """Take a connection in whose request is to wait; False where too many wait already."""
        if len(self._seats) >= self._rules.settings().limits.held:
            return False
        self._seats.add(connection)
        return True

    def begin(self, waiter: Waiter, pending: Pending) -> None:
        """A request waits from now on, or waits anew since a person did something about it."""
        before = self._cases.pop(pending.exchange, None)
        if before is not None:
            before.timer.cancel()
        timer = asyncio.get_running_loop().call_later(pending.seconds, self._expire, pending.exchange)
        self._cases[pending.exchange] = _Case(waiter, pending, timer)

    def leave(self, connection: int, pending: Pending | None) -> None:
        """The request of a connection waits no more."""
        self._seats.discard(connection)
        case = self._cases.get(pending.exchange) if pending is not None else None
        if case is not None and case.pending is pending:  # a number that was not recorded is given again
            del self._cases[case.pending.exchange]
            case.timer.cancel()

    def close(self) -> None:
        """The server stops: those who wait get a 503."""
        for case in tuple(self._cases.values()):
            case.waiter.attend(lambda session, at, batch: session.dismiss("server-stopped", at, batch))

    def take(self, octets: bytes) -> None:
        """Take octets of orders, and carry out those that are whole."""
        for line in self._lines.feed(octets):
            if line is None:
                self._tell("The screen gave an order that is too long.")
                continue
            try:
                self.carry_out(read_order(line))
            except (OrderFault, RulesFault) as fault:
                self._tell(str(fault))

    def carry_out(self, order: Order) -> None:
        """Do what people want. Raises OrderFault where it comes too late, RulesFault for a rule that is none."""
        match order:
            case HoldAll(on):
                self.everything = on
                self._tell("All requests are held." if on else "Requests are held by rules alone.", HOLD_TOPIC)
            case ReleaseAll():
                for exchange in tuple(self._cases):
                    self._attend(exchange, _release)
            case Append(exchange, octets):
                if not [waiter for waiter in self.connections() if waiter.add(exchange, octets)]:
                    raise OrderFault("No answer is open that anything could be added to.")
            case Forget(rule):
                self._rules.forget(rule)
                whose = "all rules" if rule is None else rule
                self._tell(f"The counts of {whose} begin anew.")
            case _:
                self._attend(order.exchange, self._deed(order))

    def _deed(self, order: Release | Drop | ByHand | Say | End) -> Deed:
        """Give what an order about one request that waits does to its session. Raises RulesFault."""
        match order:
            case Release(_, None):
                return _release
            case Release(_, text):
                rule = self._rules.one_of(text or "")
                return lambda session, at, batch: session.release_by(rule, at, batch)
            case Drop(_, by):
                return partial(_drop, by)
            case ByHand(_):
                return lambda session, at, batch: session.take_in_hand(at, batch)
            case Say(_, octets, pause):
                return lambda session, at, batch: session.say(octets, pause, at, batch)
            case End(_, by):
                return lambda session, at, batch: session.end_by_hand(by, at, batch)
        assert_never(order)

    def _attend(self, exchange: int, deed: Deed) -> None:
        case = self._cases.get(exchange)
        if case is None:
            raise OrderFault(f"Request {exchange} does not wait any more.")
        case.waiter.attend(deed)

    def _expire(self, exchange: int) -> None:
        case = self._cases.get(exchange)
        if case is not None:
            case.waiter.attend(partial(_expire, case.pending.then))

    def _tell(self, text: str, topic: str = "orders") -> None:
        self._turn.batch.notices.append(Notice(self._turn.clock(), "information", topic, text))
        self._turn.schedule()


def _release(session: "Session", at: int, batch: "Batch") -> None:
    session.release("released", at, batch)


def _drop(by: str, session: "Session", at: int, batch: "Batch") -> None:
    session.drop("dropped", at, batch, reset=by == "rst")


def _expire(then: HoldThen, session: "Session", at: int, batch: "Batch") -> None:
    match then:
        case HoldThen.ANSWER:
            session.release("timeout", at, batch)
        case HoldThen.UNAVAILABLE:
            session.dismiss("timeout", at, batch)
        case HoldThen.DROP:
            session.drop("timeout", at, batch, reset=False)
