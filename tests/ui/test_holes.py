"""A message of which not all was kept: the screen says so in the place of what is missing, in every mode."""

from dataclasses import replace
from hashlib import sha256

import pytest

from httpscope.exchange import INBOUND, Hole
from httpscope.store.reader import Transfer
from httpscope.ui.describe import describe, title_of
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.mode import Mode
from httpscope.ui.reading import Reading, Side, Source, read
from httpscope.ui.widgets.body_view import BodyView
from httpscope.ui.widgets.message_view import MessageView
from httpscope.wire.part import Part
from tests.ui.exchange_app import MS, OPENED, exchange_app, facts_of
from tests.ui.panel_app import wait_for

SIZE = 1_073_741_824
DIGEST = sha256(b"what was left out").digest()
JSON = b'{"a": [1, 2'
LENGTH_HEAD = b"PUT / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (
    len(JSON) + SIZE
)
CHUNKED_HEAD = b"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
CHUNKS = b"5\r\nhello\r\n100000\r\nabc"
TAIL = b"0\r\nX-Sum: 1\r\n\r\n"


def with_hole(before: bytes, behind: bytes) -> Source:
    """Give a request with a gibibyte missing."""
    hole = Hole(len(before), SIZE, DIGEST)
    return Source(Side.REQUEST, before + behind, "PUT", False, 0, holes=(hole,))


def parts(reading: Reading) -> list[Part]:
    """Give the parts of the body in order."""
    return [piece.part for piece in reading.anatomy.pieces if piece.start >= reading.head_size]


def test_a_length_is_kept_by_what_is_missing_too() -> None:
    """A request with its whole content on the wire is no incomplete one."""
    reading = read(with_hole(LENGTH_HEAD + JSON, b""))

    assert reading.anatomy.complete
    assert reading.defects == ()
    assert reading.notes[0].text == (
        f"✂ 1,073,741,824 octets not kept · SHA-256 {DIGEST.hex()} · behind octet {len(LENGTH_HEAD + JSON)}"
    )
    assert title_of(reading.source) == f"Request · {len(LENGTH_HEAD + JSON) + SIZE:,} octets"


def test_trailers_behind_a_hole_are_read() -> None:
    """What is cut in the middle of a chunk goes on with the last chunk, and its offsets are those on the wire."""
    reading = read(with_hole(CHUNKED_HEAD + CHUNKS, TAIL))
    start = len(CHUNKED_HEAD + CHUNKS)
    described = describe(reading, start)

    assert reading.anatomy.complete
    assert reading.defects == ()
    assert parts(reading)[-3:] == [Part.TRAILER_VALUE, Part.LINE_END, Part.CHUNKED_END]
    assert described is not None
    assert described.title == "last chunk"
    assert f"octet {start + SIZE:,} " in described.details


def test_a_head_with_a_hole_is_not_made_up() -> None:
    """Octets behind it are nobody's, where the capture could not be written in between."""
    octets = b"GET / HTTP/1.1\r\nHo"
    source = Source(Side.REQUEST, octets + b"Evil: 1\r\n\r\n", "GET", False, 0, holes=(Hole(len(octets), 7, b""),))
    reading = read(source)

    assert reading.anatomy.pieces[-1].part is Part.UNREADABLE
    assert not reading.anatomy.complete
    assert reading.notes[0].text == f"✂ 7 octets could not be recorded · behind octet {len(octets)}"


def facts(before: bytes, behind: bytes) -> ExchangeFacts:
    """Give an exchange whose request has a gibibyte missing."""
    made = facts_of(before + behind, method="PUT")
    hole = Hole(len(before), SIZE, DIGEST)
    transfer = Transfer(OPENED + 2 * MS, INBOUND, len(before), len(before) + SIZE, DIGEST)
    return replace(made, request_holes=(hole,), transfers=(*made.transfers, transfer))


@pytest.mark.parametrize("mode", [Mode.OCTETS, Mode.HEX, Mode.CONNECTION])
async def test_a_row_stands_in_the_place_of_the_hole(mode: Mode) -> None:
    """With length and the beginning of the digest at least."""
    async with exchange_app(facts(CHUNKED_HEAD + CHUNKS, TAIL)) as (app, pilot):
        app.view.mode = mode
        await pilot.pause()
        rows = [row for row in app.screen_rows() if "1,073,741,824 octets" in row and "behind octet" not in row]

        assert any(f"SHA-256 {DIGEST.hex()[:16]}" in row and "not kept" in row for row in rows)


async def test_hex_offsets_behind_the_hole_are_those_on_the_wire() -> None:
    """The first row behind it begins with the offset of the last chunk."""
    async with exchange_app(facts(CHUNKED_HEAD + CHUNKS, TAIL)) as (app, pilot):
        app.view.mode = Mode.HEX
        await pilot.pause()

        assert any(f"{len(CHUNKED_HEAD + CHUNKS) + SIZE:08x}  30 0d 0a" in row for row in app.screen_rows())


async def test_the_beginning_of_json_is_shown_as_it_is() -> None:
    """It is said that the rest is missing, and nobody indents half an object."""
    async with exchange_app(facts(LENGTH_HEAD + JSON, b"")) as (app, pilot):
        app.view.mode = Mode.BODY
        body = app.query_one("#request", MessageView).query_one(BodyView)
        await wait_for(pilot, lambda: body.body is not None, "the body")

        assert body.body is not None
        assert body.body.octets == JSON
        assert body.body.title.startswith(f"✂ 1,073,741,824 octets not kept · SHA-256 {DIGEST.hex()} · this is not")


async def test_the_cursor_goes_over_the_hole() -> None:
    """Down from the row above the note is the row below it."""
    async with exchange_app(facts(CHUNKED_HEAD + CHUNKS, TAIL)) as (app, pilot):
        view = app.query_one("#request", MessageView)
        view.go(len(CHUNKED_HEAD + CHUNKS) - 1)
        app.view.focus_message()
        await pilot.press("down")

        assert view.selection.offset >= len(CHUNKED_HEAD + CHUNKS)
