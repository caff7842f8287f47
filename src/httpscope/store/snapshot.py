"""How much a capture holds at one moment, and what is new since another: read from the last rows of a few tables."""

from typing import Any, Final

from httpscope.exchange import WAITING, Hold, Notice, Run
from httpscope.store.row import Snapshot
from httpscope.store.statement import HOLDS_BEHIND, NOTICES_BEHIND, RUN, TALLY
from httpscope.store.stream import Ask

_ALL: Final = 2**63 - 1
"""No commit has a higher number."""
_NOTHING: Final = Snapshot(0, 0, 0, 0, 0, (), None, 1, 0, 0)


def take_snapshot(ask: Ask, previous: Snapshot | None) -> Snapshot:
    """Tell how much there is, and what changed since `previous`."""
    seen = previous or _NOTHING
    found = ask(TALLY, seen.commit if previous else _ALL)
    if not found:
        return seen
    commit, exchanges, answers, connections, closings, silent, notices, touched, removed, gone = found[0]
    return Snapshot(
        exchanges=exchanges,
        answers=answers,
        connections=connections,
        connections_open=connections - closings,
        silent=silent,
        notices=_newest_notices(ask, seen) if notices > seen.notice else seen.notices,
        run=seen.run or next((Run(*cells) for cells in ask(RUN)), None),
        changed_from=touched or (exchanges + 1 if previous else 1),
        commit=commit,
        notice=notices,
        removed=removed,
        connections_removed=gone,
        **_newest_holds(ask, seen, removed),
    )


def _newest_notices(ask: Ask, seen: Snapshot) -> tuple[Notice, ...]:
    """Give the newest notice on each topic."""
    newest = {notice.topic: notice for notice in seen.notices}
    for cells in ask(NOTICES_BEHIND, seen.notice):
        notice = Notice(*cells)
        newest.pop(notice.topic, None)
        newest[notice.topic] = notice
    return tuple(newest.values())


def _newest_holds(ask: Ask, seen: Snapshot, removed: int) -> dict[str, Any]:
    """Give what has changed of `waiting` and `hold`; what became of those that are gone may be gone too."""
    found = ask(HOLDS_BEHIND, seen.hold)
    newest = {hold.exchange: hold for hold in seen.waiting if hold.exchange > removed}
    newest |= {hold.exchange: hold for hold in (Hold(*cells[1:]) for cells in found)}
    waiting = tuple(hold for hold in newest.values() if hold.state in WAITING)
    return {"waiting": waiting, "hold": found[-1][0] if found else seen.hold}
