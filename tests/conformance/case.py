"""One row of the table: octets, and what a conforming origin server does with them. Values only."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from tests.conformance.response import Response

Check = Callable[[list[Response]], str | None]
"""Looks at the responses of a case, interim ones included; gives what is wrong, or None."""

OK: Final = frozenset({200})
SUCCESS: Final = frozenset(range(200, 300))


class Level(Enum):
    """How much the RFC insists (RFC 2119)."""

    MUST = "MUST"
    MUST_NOT = "MUST NOT"
    SHOULD = "SHOULD"
    SHOULD_NOT = "SHOULD NOT"
    MAY = "MAY"


class Then(Enum):
    """What becomes of the connection."""

    GOES_ON = "may go on"
    """A further request is answered: the server has found the end of the message where it is."""
    CLOSES = "closes"
    """Nothing behind is answered, or read as a request."""
    WAITS = "waits for the rest"
    """The message is not whole: no answer until patience ends."""


@dataclass(frozen=True, slots=True)
class Case:
    """A row."""

    id: str
    section: str
    """Where the requirement stands, as `RFC 9112 §3.2`."""
    level: Level
    octets: bytes
    then: Then
    statuses: frozenset[int]
    """What our server answers: one of these."""
    answers: int = 1
    """Final responses to the octets."""
    checks: tuple[Check, ...] = ()
    """What else must hold of the responses."""
    methods: tuple[str, ...] = ()
    """Methods of the requests, where a response's framing hangs on them; by default the first word."""
    later: bytes = b""
    """Octets that the client sends when an interim response has come."""
    half_close: bool = False
    """The client sends its FIN behind the octets, and nothing more."""
    elsewhere: frozenset[int] = frozenset()
    """What other servers may answer as well."""
    differs: str = ""
    """Why our server does not do what the section asks, or does what it only allows; empty where it does."""
    ours: bool = False
    """The case needs the rules of our own server: it says nothing about another one."""

    def method_of(self, number: int) -> str:
        """Give the method of the n-th request, counted from 0."""
        if number < len(self.methods):
            return self.methods[number]
        first = self.octets.lstrip(b"\r\n").split(b" ", 1)[0].decode("latin-1")
        return first if number == 0 else "GET"


def refused(
    id: str,
    section: str,
    level: Level,
    octets: bytes,
    *statuses: int,
    elsewhere: frozenset[int] = frozenset(),
    checks: tuple[Check, ...] = (),
    differs: str = "",
) -> Case:
    """Give a row for octets that are refused, with 400 unless other statuses are named; the connection closes."""
    allowed = frozenset(statuses or {400})
    return Case(id, section, level, octets, Then.CLOSES, allowed, elsewhere=elsewhere, checks=checks, differs=differs)


def answered(
    id: str,
    section: str,
    level: Level,
    octets: bytes,
    *checks: Check,
    then: Then = Then.GOES_ON,
    statuses: frozenset[int] = OK,
    answers: int = 1,
    methods: tuple[str, ...] = (),
    elsewhere: frozenset[int] = SUCCESS,
    differs: str = "",
    ours: bool = False,
) -> Case:
    """Give a row for octets that are one request or several, all of them answered."""
    return Case(
        id,
        section,
        level,
        octets,
        then,
        statuses,
        answers,
        checks,
        methods,
        elsewhere=elsewhere,
        differs=differs,
        ours=ours,
    )


def waits(id: str, section: str, level: Level, octets: bytes) -> Case:
    """Give a row for a message that is not whole: it is not answered but with a 408 when patience ends."""
    return Case(id, section, level, octets, Then.WAITS, frozenset({408}))


def cut_off(id: str, section: str, level: Level, octets: bytes) -> Case:
    """Give a row for a message that is not whole, behind which the client ends its side: it is refused."""
    return Case(id, section, level, octets, Then.CLOSES, frozenset({400}), half_close=True)
