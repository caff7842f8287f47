"""Octets laid out as rows, and the other rows that stand on octets: hex, headers, texts."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pygments.lexers import JsonLexer

from httpscope.ui.paint import Tone
from httpscope.ui.reading import Side, Source, read
from httpscope.ui.widgets.field_table import FieldTable
from httpscope.ui.widgets.hex_lines import HexLines
from httpscope.ui.widgets.message_lines import MAX_ROWS, Lines, OctetLines
from httpscope.ui.widgets.text_lines import TextLines, coloured
from httpscope.wire.anatomy import Piece, anatomy_of_request
from httpscope.wire.part import Part
from tests.octets import CHROME_GET, CHUNKED_POST, CURL_POST, RAW_REQUESTS

EXAMPLES = pytest.mark.parametrize(
    "octets", [example.octets for example in RAW_REQUESTS], ids=[e.name for e in RAW_REQUESTS]
)

JSON = JsonLexer(stripnl=False, ensurenl=False)
"""As the screen makes its lexers: they must not drop line ends."""


def laid_out(octets: bytes, width: int = 80, codec: str | None = None, step: int = 2**30) -> OctetLines:
    """Lay a request out to its end."""
    lines = OctetLines(octets, anatomy_of_request(octets).pieces, width, codec)
    while not lines.whole:
        lines.grow(step)
    return lines


def as_text(lines: Lines) -> list[str]:
    """Give the rows as text."""
    return ["".join(glyph.text for glyph in lines.row(number)) for number in range(lines.rows)]


def octets_drawn(lines: Lines) -> list[tuple[int, int]]:
    """Give the octets that the glyphs of all rows stand for, in order."""
    return [(g.start, g.stop) for number in range(lines.rows) for g in lines.row(number) if g.start >= 0]


def test_a_request_is_a_row_a_line_with_its_line_ends_to_see() -> None:
    """The empty line stands there plainly, and says what it is."""
    assert as_text(laid_out(CURL_POST)) == [
        "POST /api HTTP/1.1␍␊",
        "Host: 127.0.0.1:8001␍␊",
        "User-Agent: curl/8.5.0␍␊",
        "Accept: */*␍␊",
        "Content-Type: application/json␍␊",
        "Content-Length: 7␍␊",
        "␍␊  empty line: the head ends here",
        '{"a":1}',
    ]


def test_chunks_stand_in_rows_of_their_own() -> None:
    """Size, extension, data, last chunk, trailer, and the empty line that ends the message."""
    assert as_text(laid_out(CHUNKED_POST, codec="utf-8"))[3:] == [
        "␍␊  empty line: the head ends here",
        '5;ext=1 ; b = "q;"␍␊',
        "hello␍␊",
        "007␍␊",
        ", world␍␊",
        "0␍␊",
        "X-Sum: abc␍␊",
        "␍␊  empty line: the message ends here",
    ]


def test_parts_have_their_tones() -> None:
    """The request line's three parts, the signs, and the empty line in a tone of its own."""
    lines = laid_out(CURL_POST)

    assert [g.tone for g in lines.row(0)][:6] == [Tone.METHOD] * 4 + [Tone.PUNCTUATION, Tone.TARGET]
    assert lines.row(0)[-1].tone is Tone.SIGN
    assert [g.tone for g in lines.row(6)] == [Tone.EMPTY_LINE, Tone.EMPTY_LINE, Tone.LABEL]


@EXAMPLES
@pytest.mark.parametrize("width", [10, 33, 80])
def test_every_octet_is_drawn_once_and_in_order(octets: bytes, width: int) -> None:
    """Whatever the request is."""
    drawn = octets_drawn(laid_out(octets, width))

    assert [start for start, _ in drawn] + [len(octets)] == [0] + [stop for _, stop in drawn]


@settings(deadline=None)
@given(
    content=st.one_of(st.binary(max_size=300), st.text("a漢👍\u0301\r\n\t<\x1b", max_size=200).map(str.encode)),
    width=st.integers(10, 40),
    codec=st.sampled_from([None, "utf-8", "gbk", "utf-16-le"]),
)
def test_rows_hold_what_fits_and_are_the_same_step_by_step(content: bytes, width: int, codec: str | None) -> None:
    """Laid out whole or a few octets at a time; no row is wider than the width but for one wide glyph."""
    octets = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(content) + content
    whole, stepwise = laid_out(octets, width, codec), laid_out(octets, width, codec, step=1)

    assert as_text(whole) == as_text(stepwise)
    for number in range(whole.rows):
        glyphs = [glyph for glyph in whole.row(number) if glyph.start >= 0]
        assert len(glyphs) == 1 or sum(glyph.width for glyph in glyphs) <= width
        assert {whole.row_of(glyph.start) for glyph in glyphs} == {number}


def test_a_line_end_never_stands_in_a_row_of_its_own() -> None:
    """A line that just fits is followed by its ␍␊, not by a row of nothing."""
    octets = b"GET /" + b"x" * 100 + b" HTTP/1.1\r\nHost: h\r\n\r\n"

    assert as_text(laid_out(octets, width=len(b"GET / HTTP/1.1") + 100 + 2))[0].endswith("HTTP/1.1␍␊")


def test_wide_characters_do_not_break_over_a_row_end() -> None:
    """A character of two cells that does not fit begins the next row."""
    octets = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 15\r\n\r\nab漢漢漢漢c".encode()

    assert as_text(laid_out(octets, width=11, codec="utf-8"))[-2:] == ["ab漢漢漢", "漢c"]


def test_before_all_is_laid_out_only_whole_rows_count() -> None:
    """A row that may still grow is not shown, so a cached row is never wrong."""
    octets = CHROME_GET
    lines = OctetLines(octets, anatomy_of_request(octets).pieces, 80)
    lines.grow(40)

    assert (lines.rows, lines.whole, lines.row_of(len(octets) - 1)) == (1, False, None)
    assert as_text(lines) == ["GET /index.html?lang=en HTTP/1.1␍␊"]


def test_a_message_that_grows_keeps_its_rows() -> None:
    """What was laid out is taken over, and comes out the same."""
    octets = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999\r\n\r\n" + "line é\n".encode() * 1000
    earlier = laid_out(octets[:5000], codec="utf-8")
    lines = OctetLines(octets, anatomy_of_request(octets).pieces, 80, "utf-8")
    lines.resume(earlier)

    assert lines.rows >= earlier.rows - 3
    lines.grow(2**30)
    assert as_text(lines) == as_text(laid_out(octets, codec="utf-8"))


def test_another_message_takes_no_rows_over() -> None:
    """Nor does another width or charset."""
    earlier = laid_out(CURL_POST)
    lines = OctetLines(CHROME_GET, anatomy_of_request(CHROME_GET).pieces, 80)
    lines.resume(earlier)

    assert lines.rows == 0


def test_rows_without_end_are_left_to_the_hex_mode() -> None:
    """A body of line ends alone would be a row an octet."""
    octets = b"\n" * (MAX_ROWS + 1000)
    lines = OctetLines(octets, (Piece(Part.CONTENT, 0, len(octets), -1),), 80)
    while not lines.whole:
        lines.grow(2**20)

    assert lines.rows == MAX_ROWS + 1
    assert lines.row(MAX_ROWS)[0].text == "… 1,000 octets more: the hex mode shows them"
    assert lines.row_of(len(octets) - 1) is None


def test_a_megabyte_in_one_line_is_laid_out_at_once() -> None:
    """Rows of plain octets are arithmetic: one step gives all of them."""
    octets = b"x" * 2**20
    lines = OctetLines(octets, (Piece(Part.CONTENT, 0, len(octets), -1),), 80, "utf-8")
    lines.grow(2**30)

    assert lines.whole
    assert lines.rows == -(-(2**20) // 78)


@EXAMPLES
@pytest.mark.parametrize(("width", "per_row"), [(80, 16), (60, 8), (20, 4)])
def test_hex_rows_show_every_octet_twice(octets: bytes, width: int, per_row: int) -> None:
    """By its value and as a character, sixteen, eight or four a row."""
    lines = HexLines(octets, anatomy_of_request(octets).pieces, width)

    assert lines.per_row == per_row
    assert sorted(octets_drawn(lines)) == sorted([(at, at + 1) for at in range(len(octets))] * 2)
    assert lines.row_of(len(octets) - 1) == lines.rows - 1


def test_a_hex_row_reads_as_everywhere() -> None:
    """Offset, values in groups of eight, characters; what is no ASCII is a dot."""
    lines = HexLines(b"GET / HTTP/1.1\r\n\xe9", (), 80)

    assert as_text(lines)[0] == "0000  47 45 54 20 2f 20 48 54  54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1··"
    assert as_text(lines)[1].endswith(" ·")


def header_table(octets: bytes, width: int) -> FieldTable:
    """Make the table of a request."""
    reading = read(Source(Side.REQUEST, octets, "GET", is_open=False, planned=0))
    return FieldTable(octets, reading.entries, width)


def test_the_table_keeps_order_and_duplicates() -> None:
    """Parts of the request line first, then each line as it came."""
    rows = as_text(header_table(RAW_REQUESTS[0].octets, 60))

    assert [row.split() for row in rows] == [
        ["method", "GET"],
        ["target", "/order"],
        ["version", "HTTP/1.1"],
        ["Host", "h.example"],
        ["X-Zeta", "1"],
        ["x-alpha", "2"],
        ["X-Dup", "one"],
        ["X-Dup", "two"],
        ["accept", "*/*"],
        ["Connection", "close"],
    ]


def test_a_wide_table_says_what_fields_mean() -> None:
    """In one row, however long the sentence is."""
    rows = as_text(header_table(CHROME_GET, 120))

    assert any(row.startswith("Sec-Fetch-Site") and "Whether the request comes from" in row for row in rows)


def test_long_values_wrap_in_their_column() -> None:
    """All of the value is there, and every octet leads to its row."""
    table = header_table(CHROME_GET, 50)
    start = CHROME_GET.index(b"Mozilla")
    stop = CHROME_GET.index(b"\r\n", start)
    drawn = [g for number in range(table.rows) for g in table.row(number) if start <= g.start < stop]

    assert "".join(glyph.text for glyph in drawn) == CHROME_GET[start:stop].decode()
    assert all(glyph in table.row(table.row_of(glyph.start) or 0) for glyph in drawn)


def test_trailers_are_in_the_table() -> None:
    """They are field lines, only later."""
    assert as_text(header_table(CHUNKED_POST, 60))[-1].split() == ["X-Sum", "abc"]


def test_a_text_is_shown_without_signs_and_coloured_block_by_block() -> None:
    """Blocks in view are asked for; what is lexed is drawn in its tones."""
    lines = TextLines('{\n  "é": true\n}\n'.encode(), 80)
    lines.grow(2**20)
    start, octets = lines.block(0)
    assert (lines.wanted(range(3)), as_text(lines)) == ([0], ["{", '  "é": true', "}"])
    lines.take(0, coloured(start, octets, JSON))

    assert lines.wanted(range(3)) == []
    tones = {glyph.text: glyph.tone for glyph in lines.row(1)}
    assert (tones["é"], tones["t"], tones[" "]) == (Tone.KEYWORD, Tone.KEYWORD, Tone.CONTENT)


@given(octets=st.one_of(st.binary(), st.text('{"é\r\n\ufeff漢:1').map(str.encode)))
@example(octets=b"\r\n\x000\r0")
def test_colours_lie_on_the_octets_that_were_lexed(octets: bytes) -> None:
    """Whatever the octets are, tones are in order and within them."""
    borders = [border for start, stop, _ in coloured(7, octets, JSON) for border in (start, stop)]

    assert borders == sorted(borders)
    assert all(7 <= border <= 7 + len(octets) for border in borders)
