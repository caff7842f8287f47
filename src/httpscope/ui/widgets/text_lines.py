"""The body mode's rows: a text without signs at its line ends, coloured by Pygments a block of rows at a time.

Blocks are small whatever the text (a megabyte in one line is many rows), are asked for when they come into view, and
are lexed by a worker: `wanted`, `block`, `take`. A block that begins inside a comment is coloured as if it did not.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final

from pygments.lexer import Lexer

from httpscope.ui.highlighting import stretches_by_line
from httpscope.ui.paint import Tone
from httpscope.ui.widgets.message_lines import OctetLines, Row
from httpscope.wire.anatomy import Piece
from httpscope.wire.part import Part

BLOCK: Final = 64
"""Rows that are lexed together: a screen or two."""

Tones = Sequence[tuple[int, int, Tone]]
"""Octets, half-open and in order, and their tone."""


class TextLines(OctetLines):
    """A text in UTF-8, wrapped, whose offsets are its own and not those of a message."""

    def __init__(self, octets: bytes, width: int, tones: Tones = ()) -> None:
        """Take the text and the tones that are known already."""
        super().__init__(octets, (Piece(Part.CONTENT, 0, len(octets), -1),), width, "utf-8")
        self._known = tones
        self._blocks: dict[int, Tones] = {}

    def row(self, number: int) -> Row:
        """Draw one row, without its line end."""
        tones = self._known or self._blocks.get(number // BLOCK, ())
        glyphs = super().row(number)
        if glyphs and glyphs[-1].tone is Tone.SIGN and glyphs[-1].text == "␊":
            glyphs = glyphs[:-1]
        if not tones:
            return glyphs
        return [
            glyph._replace(tone=_tone_at(tones, glyph.start)) if glyph.tone is Tone.CONTENT else glyph
            for glyph in glyphs
        ]

    def wanted(self, rows: range) -> list[int]:
        """Give the blocks of these rows that have no colours yet."""
        if self._known or not rows:
            return []
        blocks = range(rows.start // BLOCK, rows[-1] // BLOCK + 1)
        return [block for block in blocks if block not in self._blocks]

    def block(self, number: int) -> tuple[int, bytes]:
        """Give a block's first offset and its octets, as far as they are laid out."""
        start, stop = self.octets_of(range(number * BLOCK, (number + 1) * BLOCK))
        return start, self.octets[start:stop]

    def take(self, number: int, tones: Tones) -> None:
        """Take the colours of a block."""
        self._blocks[number] = tones


def _tone_at(tones: Tones, offset: int) -> Tone:
    at = bisect_right(tones, offset, key=itemgetter(0)) - 1
    return tones[at][2] if at >= 0 and offset < tones[at][1] else Tone.CONTENT


_TONES: Final = {
    "comment": Tone.COMMENT,
    "keyword": Tone.KEYWORD,
    "name": Tone.ATTRIBUTE,
    "number": Tone.NUMBER,
    "string": Tone.STRING,
    "operator": Tone.PUNCTUATION,
}


def coloured(start: int, octets: bytes, lexer: Lexer | None) -> Tones:
    """Lex a block that begins at offset `start` and give the tones of its octets; none without a lexer."""
    if lexer is None:
        return ()
    # A lexer drops a BOM and makes one character of CR LF; and octets that are no UTF-8 must count as one each.
    text = octets.decode("utf-8", "surrogateescape").replace("\ufeff", " ").replace("\r", " ")
    offsets = [start]
    for character in octets.decode("utf-8", "surrogateescape"):
        offsets.append(offsets[-1] + len(character.encode("utf-8", "surrogateescape")))
    tones: list[tuple[int, int, Tone]] = []
    line_starts = [0]
    for line in text.split("\n"):
        line_starts.append(line_starts[-1] + len(line) + 1)
    lines = stretches_by_line(text, lexer)
    for (first, _behind), stretches in zip(pairwise(line_starts), lines, strict=False):
        for stretch in stretches:
            tone = _TONES.get(stretch.style)
            if tone is not None:
                tones.append((offsets[first + stretch.start], offsets[min(first + stretch.stop, len(text))], tone))
    return tones
