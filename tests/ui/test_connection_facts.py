"""The connection mode: what happened when, in plain words."""

from httpscope.exchange import INBOUND
from httpscope.store.reader import Transfer
from httpscope.ui.widgets.connection_facts import FactLines, elapsed, facts_of
from tests.octets import CHROME_GET
from tests.ui import exchange_app
from tests.ui.exchange_app import ANSWER, MS, OPENED


def rows(lines: FactLines) -> list[str]:
    """Give the rows as text."""
    return ["".join(glyph.text for glyph in lines.row(number)) for number in range(lines.rows)]


def test_the_story_of_an_exchange_is_told_in_order() -> None:
    """Times from the opening of the connection; the head was whole with the second read."""
    facts = exchange_app.facts_of(CHROME_GET, ANSWER, closing="client-closed")
    told = dict(facts_of(facts, len(CHROME_GET), request_complete=True))

    assert told["client"] == "127.0.0.1:50412"
    assert told["this request"] == "number 2 of 3 on this connection"
    assert [told[key] for key in ("first octet", "head complete", "request complete")] == [
        "+0.5 ms",
        "+1.0 ms",
        "+1.0 ms",
    ]
    assert [told[key] for key in ("answer begun", "answer out", "closed")] == ["+4.0 ms", "+4.0 ms", "+9.0 ms"]
    assert told["how it ended"] == "the client closed it, with everything answered"


def test_what_has_not_happened_says_whether_it_still_may() -> None:
    """Not yet while the connection is open, never when it has ended."""
    growing = dict(facts_of(exchange_app.facts_of(b"GET /"), 0, request_complete=False))
    ended = dict(facts_of(exchange_app.facts_of(b"GET /", closing="client-left"), 0, request_complete=False))

    assert (growing["head complete"], growing["closed"]) == ("not yet", "not yet")
    assert (ended["head complete"], ended["answer begun"]) == ("never", "never")


def test_reads_and_writes_have_rows_with_their_times() -> None:
    """Direction by an arrow and by words."""
    facts = exchange_app.facts_of(CHROME_GET, ANSWER)
    lines = FactLines([], facts.transfers, OPENED, 80)

    assert rows(lines)[2:] == [
        "       +0.5 ms ⇢ 78 octets from the client",
        f"       +1.0 ms ⇢ {len(CHROME_GET) - 78} octets from the client",
        f"       +4.0 ms ⇠ {len(ANSWER)} octets to the client",
    ]


def test_a_hundred_thousand_reads_are_drawn_one_by_one() -> None:
    """An upload octet by octet costs the rows that are seen."""
    segments = [Transfer(OPENED + at * MS, INBOUND, at, at + 1) for at in range(100_000)]
    lines = FactLines([], segments, OPENED, 80)

    assert lines.rows == 100_002
    assert "".join(glyph.text for glyph in lines.row(100_001)) == "     +99.999 s ⇢ 1 octet from the client"


def test_long_facts_wrap_at_words() -> None:
    """Nothing is cut off at 40 columns."""
    facts = exchange_app.facts_of(b"", closing="client-left")
    lines = FactLines(list(facts_of(facts, 0, request_complete=False)), (), OPENED, 40)

    assert all(len(row) <= 40 for row in rows(lines))
    assert " ".join(" ".join(rows(lines)).split()).endswith("or before its answer was out")


def test_times_are_milliseconds_and_then_seconds() -> None:
    """As one reads them at a glance."""
    assert [elapsed(ns) for ns in (0, 60_000, 999_940_000, 1_500_000_000)] == [
        "+0.0 ms",
        "+0.1 ms",
        "+999.9 ms",
        "+1.500 s",
    ]
