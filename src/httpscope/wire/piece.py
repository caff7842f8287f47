"""Pieces of a message's octets, in order and without gaps: a head taken apart by the places its reader found.

Works on places that were found already; reads nothing but what lies between them.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from httpscope.wire.fields import Field, content_length_of_line
from httpscope.wire.part import Part
from httpscope.wire.span import Span

_COLON: Final = re.compile(rb"[ \t]*+:")
_FOLD: Final = re.compile(rb"[ \t]*+\r?\n[ \t]++")


class Piece(NamedTuple):
    """A run of octets that is one part."""

    part: Part
    start: int
    stop: int
    index: int  # type: ignore[assignment]  # `tuple.index` gives way: nobody looks for a value in a piece
    """Number from 0 of the field line, trailer line or chunk it belongs to; -1 for all else."""


class Pieces:
    """Collects pieces from left to right; empty ones are left out."""

    def __init__(self, octets: bytes, at: int = 0) -> None:
        """Begin at an offset of the octets; places given later count from there."""
        self.octets = octets
        self.base = at
        self.found: list[Piece] = []

    def add(self, part: Part, start: int, stop: int, index: int = -1) -> None:
        """Add the octets from `start` to `stop`, if there are any."""
        if start < stop:
            self.found.append(Piece(part, self.base + start, self.base + stop, index))

    def start_line(self, line: Span, parts: tuple[Span, Span, Span], names: tuple[Part, Part, Part]) -> None:
        """Add a start-line whose three parts lie at the places given."""
        at = line.start
        for span, part in zip(parts, names, strict=True):
            self.add(Part.SPACE, at, span.start)
            self.add(part, span.start, span.stop)
            at = span.stop
        end = max(at, self._content_end(line))
        self.add(Part.SPACE, at, end)
        self.add(Part.LINE_END, end, line.stop)

    def field(self, field: Field, index: int, name: Part = Part.FIELD_NAME, value: Part = Part.FIELD_VALUE) -> None:
        """Add a field line, the lines folded onto it included."""
        start, stop = field.line
        self.add(Part.WHITESPACE, start, field.name_span.start, index)
        end = max(field.value_span.stop, self._content_end(field.line))
        match = _COLON.match(self.octets, self.base + field.name_span.stop, self.base + end)
        if match is None:
            self.add(Part.NOT_A_FIELD, *field.name_span, index)
            self._folded(Part.NOT_A_FIELD, field.name_span.stop, end, index)
        else:
            colon = match.end() - 1 - self.base
            self.add(name, *field.name_span, index)
            self.add(Part.WHITESPACE, field.name_span.stop, colon, index)
            self.add(Part.COLON, colon, colon + 1, index)
            self._folded(Part.WHITESPACE, colon + 1, field.value_span.start, index)
            self._folded(value, *field.value_span, index)
            self._folded(Part.WHITESPACE, field.value_span.stop, end, index)
        self.add(Part.LINE_END, end, stop, index)

    def _folded(self, part: Part, start: int, stop: int, index: int) -> None:
        """Add octets of a part that may go over several lines."""
        for fold in _FOLD.finditer(self.octets, self.base + start, self.base + stop):
            self.add(part, start, fold.start() - self.base, index)
            self.add(Part.FOLD, fold.start() - self.base, fold.end() - self.base, index)
            start = fold.end() - self.base
        self.add(part, start, stop, index)

    def _content_end(self, line: Span) -> int:
        octets = self.octets[self.base + line.start : self.base + line.stop]
        # A last line that has not ended yet may have got half of its line end.
        length = content_length_of_line(octets)
        return line.start + (length - octets.endswith(b"\r"))

    def __iter__(self) -> Iterator[Piece]:
        return iter(self.found)
