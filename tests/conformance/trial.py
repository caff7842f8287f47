"""Tries cases on a server, many at once, and gives what failed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NamedTuple

from tests.conformance.case import Case, Then
from tests.conformance.client import Way, converse, probe_target
from tests.conformance.own import IMPATIENT, PATIENT, Recorded, own_server
from tests.conformance.verdict import shortfalls

AT_ONCE: Final = 24
"""Connections at a time: fewer than some systems hold until a server accepts them."""
PATIENCE: Final = 10.0
"""Seconds for our own server, which closes at the end of each case by itself."""
PATIENCE_ELSEWHERE: Final = 3.0


Try = Callable[[Case, Way], Awaitable[list[str]]]
"""Tries one case; gives what was wrong."""


class Failure(NamedTuple):
    """A case that a server does not pass."""

    case: Case
    way: Way
    found: list[str]


async def try_own(cases: Sequence[Case], ways: Sequence[Way]) -> list[Failure]:
    """Try cases on our own server, and look into what it recorded."""
    async with own_server(PATIENT) as patient, own_server(IMPATIENT) as impatient:

        async def one(case: Case, way: Way) -> list[str]:
            port, recorded = impatient if case.then is Then.WAITS else patient
            seen = await converse("127.0.0.1", port, case, way, PATIENCE)
            return shortfalls(case, seen, own=True) + _smuggled(case, way, recorded)

        return await _all(cases, ways, one)


async def try_other(host: str, port: int, cases: Sequence[Case], ways: Sequence[Way]) -> list[Failure]:
    """Try cases on another server on this machine; those that need our rules are left out."""

    async def one(case: Case, way: Way) -> list[str]:
        seen = await converse(host, port, case, way, PATIENCE_ELSEWHERE)
        return shortfalls(case, seen, own=False)

    return await _all([case for case in cases if not case.ours], ways, one)


def _smuggled(case: Case, way: Way, recorded: Recorded) -> list[str]:
    target = probe_target(case, way)
    behind = [place for place, targets in recorded.targets.items() if target in targets and place > case.answers]
    if case.then is Then.CLOSES and behind:
        return ["the capture has the request behind as one of its own"]
    return []


async def _all(cases: Sequence[Case], ways: Sequence[Way], one: Try) -> list[Failure]:
    places = asyncio.Semaphore(AT_ONCE)

    async def guarded(case: Case, way: Way) -> Failure:
        async with places:
            return Failure(case, way, await one(case, way))

    tried = await asyncio.gather(*(guarded(case, way) for way in ways for case in cases))
    return [failure for failure in tried if failure.found]
