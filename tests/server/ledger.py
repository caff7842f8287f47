"""What must be true of a played session, whatever came and in whatever order: each check a sentence."""

from itertools import pairwise

from httpscope.exchange import OUTBOUND, WAITING, Exchange
from httpscope.server.pending import BY_HAND
from httpscope.wire.anatomy import anatomy_of_request
from httpscope.wire.defect import KINDS
from httpscope.wire.nature import NATURES
from tests.server.player import Player


def check(player: Player) -> None:
    """Look at what is durable now: true at every moment."""
    octets_are_those_that_came(player)
    entries_stand_in_order(player)
    answers_stand_in_order(player)
    a_rule_answers_whole_requests_alone(player)
    nothing_left_that_is_not_durable(player)
    what_waits_is_told(player)


def check_the_end(player: Player) -> None:
    """Look at what is durable once the connection is lost and its last turn recorded."""
    check(player)
    if not player.end_untold:
        every_octet_has_one_entry(player)
        nothing_waits_in_the_end(player)
    every_whole_request_is_read_alike(player)


def octets_are_those_that_came(player: Player) -> None:
    """Segments hold what the client sent, in order, and without a gap where every turn was recorded."""
    at = 0
    for start, octets in player.octets().items():
        assert start >= at if player.failures else start == at, "segments overlap or leave a gap"
        assert player.fed[start : start + len(octets)] == octets, "a segment holds other octets than came"
        at = start + len(octets)


def entries_stand_in_order(player: Player) -> None:
    """Numbers, places and times grow; no two entries share an octet; an end once told stays; news is of known rows."""
    known = {row.id for row in player.capture.exchanges}
    assert [row.id for row in player.capture.exchanges] == sorted(known), "numbers of exchanges repeat or fall"
    assert all(row.exchange in known for row in player.capture.progress), "news of an exchange that is not there"
    ends: dict[int, int | None] = {row.id: row.stop for row in player.capture.exchanges}
    for late in player.capture.progress:
        assert ends[late.exchange] in {None, late.stop}, "an entry ends twice"
        ends[late.exchange] = late.stop
    rows = player.exchanges()
    for row in rows:
        assert row.head_stop is None or row.start < row.head_stop <= (row.stop or row.head_stop), "a head out of place"
        assert row.stop is None or row.start < row.stop <= len(player.fed), "an entry without octets, or beyond all"
    for earlier, later in pairwise(rows):
        assert earlier.stop is not None, "an entry begins before the one before it has ended"
        assert earlier.stop <= later.start, "two entries share octets"
        assert earlier.ordinal < later.ordinal, "ordinals do not grow"


def answers_stand_in_order(player: Player) -> None:
    """One answer an exchange, in the order of requests, its octets behind those of the answer before."""
    rows = player.answers()
    numbers = [row.exchange for row in rows]
    assert numbers == sorted(set(numbers)), "answers repeat or are out of order"
    assert set(numbers) <= {row.id for row in player.capture.exchanges}, "an answer to an exchange that is not there"
    at = 0
    for row in rows:
        assert at <= row.start if player.failures else at == row.start, "answers leave a gap"
        # One whose end nobody knew when it began is the last, until its end is told.
        said = row.rule != BY_HAND  # a person may end an answer before it has begun
        assert row.stop is None or row.start + said <= row.stop, "an answer without octets"
        at = 2**62 if row.stop is None else row.stop
    planned = b"".join(player.octets(OUTBOUND).values())
    for row in (row for row in rows if row.stop is not None):
        final = planned[row.start : row.stop].rpartition(b"HTTP/1.1 %03d" % row.status)
        assert final[1] or not row.status, "an answer's octets are not where its row says"


def what_waits_is_told(player: Player) -> None:
    """Only exchanges that are there wait; what waits no more is told once, unless it begins to wait anew."""
    known = {row.id for row in player.capture.exchanges}
    states: dict[int, str] = {}
    for row in player.capture.holds:
        assert row.exchange in known, "an exchange waits that is not there"
        assert states.get(row.exchange, "waiting") in WAITING, "what has ended to wait ends or waits again"
        assert (row.state in WAITING) == (row.until is not None), "an end that is none"
        states[row.exchange] = row.state
    assert sum(state in WAITING for state in states.values()) <= 1, "two requests of a connection wait"


def nothing_waits_in_the_end(player: Player) -> None:
    """However the connection ended, who waited is told to wait no more."""
    last = {row.exchange: row.state for row in player.capture.holds}
    assert all(state not in WAITING for state in last.values()), "somebody waits for ever"


def a_rule_answers_whole_requests_alone(player: Player) -> None:
    """What was refused, cut off or came late gets an error; a rule answers what is whole and clean."""
    entries = {row.id: row for row in player.exchanges()}
    for row in player.answers():
        entry = entries[row.exchange]
        if row.rule == BY_HAND:
            continue  # a person may say anything
        if row.rule != "rule":
            assert row.status >= 400, f"{row.rule} is answered {row.status}"
            continue
        kind = KINDS.get(entry.remark)
        if (player.in_force.lenient or player.switched) and kind is not None and kind.status is not None:
            # Forgiven: read as far as it can be read, and the rest of the connection belongs to it.
            continue
        if player.early:
            continue  # by the head alone, whatever comes behind it
        assert entry.stop is not None, "a rule answered before the request was whole"
        anatomy = anatomy_of_request(player.fed[entry.start : entry.stop])
        refusal = next((defect for defect in anatomy.defects if defect.kind.status is not None), None)
        assert anatomy.complete, "a rule answered an incomplete request"
        assert refusal is None or refusal.kind.status == 413, f"a rule answered what is to be refused: {refusal}"


def nothing_left_that_is_not_durable(player: Player) -> None:
    """The octets that left are those of the segments, but for the 503 that says that there are none."""
    planned = b"".join(player.octets(OUTBOUND).values())
    if not planned.startswith(player.sent):
        recorded, failed, _ = player.sent.rpartition(b"HTTP/1.1 503 ")
        assert failed, "octets left that are in no segment"
        assert planned.startswith(recorded), "octets left that are in no segment"
        assert player.failures, "a 503 that is in no segment without a failure"


def every_octet_has_one_entry(player: Player) -> None:
    """Every recorded octet lies in one entry, which ends; the octets of a turn that failed are nowhere."""
    rows = player.exchanges()
    assert all(row.stop is not None for row in rows), "an entry without end"
    for start, octets in player.octets().items():
        at = start
        for row in rows:
            if row.start <= at < (row.stop or 0):
                at = min(row.stop or 0, start + len(octets))
        assert at == start + len(octets), f"octets from {at} on belong to no entry"


def every_whole_request_is_read_alike(player: Player) -> None:
    """However the octets came, the entries are those of a client that sends all at once and waits for its answers.

    But for what a connection that is lost leaves unread beyond its limit of requests: that is one entry, the last one.
    """
    if player.failures or player.expired or player.switched or player.meddled:
        return
    at_once = Player(player.canned, player.in_force)
    at_once.early = player.early
    at_once.feed(player.fed)
    at_once.finish()
    last = player.exchanges()[-1:]
    unread = next((row.start for row in last if row.remark == "unread"), len(player.fed))
    assert facts(player, unread) == facts(at_once, unread), "the entries depend on how the octets came"


def facts(player: Player, before: int) -> list[tuple[object, ...]]:
    """Give place and content of each entry that begins before the offset; of one that is refused its place alone.

    A refusal falls as early as it is certain, and its row tells what had come by then.
    """
    return [_fact(row) for row in player.exchanges() if row.start < before]


def _fact(row: Exchange) -> tuple[object, ...]:
    kind = KINDS.get(row.remark)
    if row.remark in NATURES or (kind is not None and kind.status is not None):
        return row.start, row.stop
    return row.start, row.stop, row.method, row.target, row.remark
