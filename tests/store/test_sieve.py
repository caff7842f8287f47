"""The sieve finds what a reading of the rows in Python finds, for any filter."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from httpscope.exchange import (
    CLOSING_REASONS,
    HOLD_ENDS,
    INBOUND,
    OUTBOUND,
    WAITING,
    Answer,
    Batch,
    Closing,
    Connection,
    Exchange,
    Hold,
    Progress,
    Reach,
    Segment,
)
from httpscope.filters.reading import read_filter
from httpscope.filters.tree import All, Filter, Is, Not, Range, Some, Text, Word
from httpscope.filters.vocabulary import NUMBERS, STATES, TEXTS
from httpscope.store.reader import Reader
from httpscope.store.row import Row
from httpscope.store.writer import Writer

METHODS: Final = ("", "GET", "get", "POST")
TARGETS: Final = ("", "/", "/api/a.js", "/a%_b\\c", "/\xe4\xbd\xa0", "/API", "http://a/?id=5")
VERSIONS: Final = ("", "HTTP/1.0", "HTTP/1.1")
REMARKS: Final = ("", "", "missing-host", "cut-off")
RULES: Final = ("front page", "(refused)", "你")
PEERS: Final = ("127.0.0.1:50000", "[::1]:443")
STATUSES: Final = (0, 200, 301, 404, 500)
COUNT: Final = 120


def _capture(path: Path) -> None:
    """Write exchanges in every state that they can have: at rest, on their way, held, open, cut off."""
    dice = random.Random(7)
    batch = Batch()
    for number in range(1, COUNT + 1):
        if number % 50 == 13:
            continue  # could not be recorded
        # One exchange a connection, or what one of them has left open would end where the next begins.
        connection, at = number, number * 1_000
        batch.connections.append(Connection(connection, at, dice.choice(PEERS), "127.0.0.1:80"))
        size, sent = dice.randrange(1, 3_000), dice.randrange(1, 3_000)
        complete = dice.random() < 0.7
        facts = (
            size if complete else None,
            size if complete else None,
            dice.choice(METHODS),
            dice.choice(TARGETS),
            dice.choice(VERSIONS),
            dice.choice(REMARKS),
        )
        batch.segments.append(Segment(connection, INBOUND, at, 0, bytes(size)))
        before = dice.randrange(3)
        if before:
            batch.exchanges.append(Exchange(number, connection, 1, at, 0, None, None, "", "/before", "", "unread"))
            for _ in range(before - 1):
                batch.progress.append(Progress(number, at, None, None, "GE", "/soon", "", "missing-host"))
            batch.progress.append(Progress(number, at, *facts))
        else:
            batch.exchanges.append(Exchange(number, connection, 1, at, 0, *facts))
        if dice.random() < 0.7:
            stop = sent if dice.random() < 0.7 else None
            took = dice.choice((0, 1_000_000, 12_000_000))
            batch.segments.append(Segment(connection, OUTBOUND, at, 0, bytes(sent)))
            batch.answers.append(Answer(number, at + took, 0, stop, dice.choice(STATUSES), dice.choice(RULES), None))
            if stop is None and dice.random() < 0.5:
                batch.reaches.append(Reach(number, at, sent, over=dice.random() < 0.5))
        for _ in range(dice.randrange(3)):
            batch.holds.append(Hold(number, at, dice.choice((*WAITING, *HOLD_ENDS)), None))
        if dice.random() < 0.5:
            batch.closings.append(Closing(connection, at, dice.choice(CLOSING_REASONS), size, sent))
    writer = Writer(path)
    writer.commit(batch)
    writer.close()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A reader of exchanges in every state."""
    path = tmp_path_factory.mktemp("sieve") / "capture.db"
    _capture(path)
    reader = Reader(path)
    yield reader
    reader.close()


_TEXT_OF: Final[dict[str, Callable[[Row], str]]] = {
    "method": lambda row: row.method,
    "path": lambda row: row.target,
    "version": lambda row: row.version,
    "remark": lambda row: row.remark,
    "rule": lambda row: row.rule,
    "client": lambda row: row.peer,
}
_NUMBER_OF: Final[dict[str, Callable[[Row], int | None]]] = {
    "status": lambda row: row.status,
    "took": lambda row: row.duration,
    "in": lambda row: row.received if row.complete or row.closed else None,
    "out": lambda row: None if row.status is None or row.answer_open else row.sent,
    "connection": lambda row: row.connection,
    "number": lambda row: row.id,
}
_STATE_OF: Final[dict[str, Callable[[Row], bool]]] = {
    "defect": lambda row: bool(row.remark),
    "unanswered": lambda row: row.status is None,
    "arriving": lambda row: not row.complete and not row.closed,
    "held": lambda row: row.hold in WAITING and not row.closed,
    "open": lambda row: row.answer_open,
}


def _lower(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def _has(row: Row, field: str, pieces: Sequence[str]) -> bool:
    text, at = _lower(_TEXT_OF[field](row)), 0
    for piece in pieces:
        wanted = _lower(piece)
        if field in {"method", "path", "version"}:
            wanted = wanted.encode().decode("latin-1")
        at = text.find(wanted, at)
        if at < 0:
            return False
        at += len(wanted)
    return True


def _fits(row: Row, wanted: Filter) -> bool:
    match wanted:
        case All(parts):
            return all(_fits(row, part) for part in parts)
        case Some(parts):
            return any(_fits(row, part) for part in parts)
        case Not(part):
            return not _fits(row, part)
        case Is(state):
            return _STATE_OF[state](row)
        case Range(field, low, high):
            number = _NUMBER_OF[field](row)
            return number is not None and (low is None or low <= number) and (high is None or number <= high)
        case Text(field, pieces, codes):
            return _has(row, field, pieces) or row.remark in codes
        case Word(pieces, codes):
            fields = ("method", "path", "remark", "rule", "client")
            return any(_has(row, field, pieces) for field in fields) or row.remark in codes


_PIECES = st.lists(
    st.sampled_from(
        ["", "get", "GET", "g", "e*t", "/", "a", "api", ".js", "%_", "\\", "你", "1.1", "host", "front", "127", ":4"]
    ),
    min_size=1,
    max_size=3,
).map(tuple)
_BOUNDS = st.none() | st.sampled_from([0, 1, 50, 200, 404, 499, 1_500, 1_000_000, 2**63 - 1])
_CODES = st.sampled_from([(), ("missing-host",), ("missing-host", "no-such")])
_LEAVES = st.one_of(
    st.builds(Text, st.sampled_from(TEXTS), _PIECES),
    st.builds(Text, st.just("remark"), _PIECES, _CODES),
    st.builds(Word, _PIECES, _CODES),
    st.builds(Range, st.sampled_from(NUMBERS), _BOUNDS, _BOUNDS),
    st.builds(Is, st.sampled_from(list(STATES))),
)


def _branches(part: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    parts = st.lists(part, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, part), st.builds(All, parts), st.builds(Some, parts))


@given(st.recursive(_LEAVES, _branches, max_leaves=6))
@example(Text("rule", ("",)))
@settings(max_examples=300)
def test_what_fits_is_what_the_rows_say(reader: Reader, wanted: Filter) -> None:
    """Every key, state, not, and, or: the statement gives the numbers of those rows that fit."""
    rows = reader.rows(1, COUNT)

    assert list(reader.matching(wanted, 1, COUNT)) == [row.id for row in rows if _fits(row, wanted)]


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_in_the_capture(reader: Reader, state: str) -> None:
    """So the test above has something to find, and something to leave out."""
    assert 0 < len(reader.matching(Is(state), 1, COUNT)) < COUNT - 3


def test_only_what_is_between_is_looked_at(reader: Reader) -> None:
    """Both ends belong to it."""
    assert list(reader.matching(All(()), 10, 15)) == [10, 11, 12, 14, 15]


def test_a_filter_is_never_taken_for_sql(reader: Reader) -> None:
    """Signs of SQL and of its patterns are looked for as they stand."""
    assert list(reader.matching(read_filter('"\' OR 1=1 --"'), 1, COUNT)) == []
    found = reader.matching(read_filter('path:"%_"'), 1, COUNT)
    assert {reader.rows(number, 1)[0].target for number in found} == {"/a%_b\\c"}


def test_the_longest_filter_is_answered(reader: Reader) -> None:
    """As many words as a filter has room for do not exceed what SQLite takes."""
    words = " ".join(f"{number:x}" for number in range(100, 200))

    assert list(reader.matching(read_filter(words), 1, COUNT)) == []


def test_rows_are_given_by_number(reader: Reader) -> None:
    """Any numbers, in order, without those that are not there, more than one question takes as well."""
    assert [row.id for row in reader.rows_of([5, 13, 2, 99])] == [2, 5, 99]
    assert reader.rows_of(range(1, COUNT + 1)) + reader.rows_of([]) == reader.rows(1, COUNT)
    assert len(reader.rows_of([*range(1, COUNT + 1), *range(900, 1_000)])) == len(reader.rows(1, COUNT))
