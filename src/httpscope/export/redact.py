"""Credentials in the fields of a message, replaced by as many octets of a filler, so that all else keeps its place.

Pure. Only values of fields are touched, those of trailers and of interim responses too, and never content. What cannot
be told from a field section, such as octets behind a message that was refused, is looked through as if it were one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from httpscope.exchange import Hole
from httpscope.wire.anatomy import Anatomy, Gap, anatomy_of_request, anatomy_of_response
from httpscope.wire.limits import Limits
from httpscope.wire.part import Part
from httpscope.wire.span import Span

CREDENTIALS: Final = ("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie")
"""Fields whose values let others act for the person: RFC 9110 §11.6.2 and §11.7.2, RFC 6265 §4."""

FILLER: Final = b"*"

_CONTENT: Final = frozenset({Part.CONTENT, Part.CHUNK_DATA})
_UNBOUNDED: Final = Limits(**{field.name: 2**62 for field in fields(Limits)})
"""However a server limited them, content is content."""
_HEAD_END: Final = re.compile(rb"\n\r?\n")
_FILLED: Final = re.compile(rb"(\r?\n[ \t]+)|[^\r\n]")
"""Line ends stay, and the white space by which a folded line is one (RFC 9112 §5.2)."""


class Message(Protocol):
    """A request or an answer, as far as the capture has it (`store.row.Held`)."""

    @property
    def octets(self) -> bytes:
        """What was kept, joined over the holes."""

    @property
    def holes(self) -> Sequence[Hole]:
        """What was not."""


class Redaction(NamedTuple):
    """A value that was replaced."""

    field: str
    """Name of the field, as received."""
    offset: int
    """Octets of the message before it, as on the wire."""
    octets: int


class Redacted(NamedTuple):
    """A message without the credentials in its fields."""

    octets: bytes
    holes: Sequence[Hole]
    redactions: Sequence[Redaction]


def redacted_request(message: Message, names: Iterable[str] = CREDENTIALS) -> Redacted:
    """Replace the values of the named fields (in any case) of a request."""
    return _redacted(message, names, None)


def redacted_answer(message: Message, method: str, names: Iterable[str] = CREDENTIALS) -> Redacted:
    """Replace the values of the named fields (in any case) of an answer to a request with the method."""
    return _redacted(message, names, method)


def _redacted(message: Message, names: Iterable[str], method: str | None) -> Redacted:
    octets = message.octets
    lines = _lines(frozenset(names))
    values = [found.span("value") for found in lines.finditer(octets)]
    if not values:
        return Redacted(octets, message.holes, ())
    head_end = _HEAD_END.search(octets)
    regions = [Span(0, len(octets))]
    if head_end is not None and values[-1][1] > head_end.start() + 1:
        # It may be in content: only now it is worth to take the message apart.
        regions = _around_content(message, method)
    filled = bytearray(octets)
    redactions = []
    for region in regions:
        for found in lines.finditer(region.of(octets)):
            if found["value"]:
                start, stop = region.start + found.start("value"), region.start + found.end("value")
                filled[start:stop] = _FILLED.sub(_filler, found["value"])
                place = _on_wire(start, message.holes)
                redactions.append(Redaction(found["name"].decode("ascii"), place, stop - start))
    return Redacted(bytes(filled), message.holes, tuple(redactions))


@lru_cache(maxsize=8)
def _lines(names: frozenset[str]) -> re.Pattern[bytes]:
    """Find field lines: also with space around the name, folded, and with a bare CR within the value."""
    alternatives = b"|".join(re.escape(name.encode("ascii")) for name in sorted(names))
    return re.compile(
        rb"(?:\A|(?<=[\r\n]))[ \t]*(?P<name>" + alternatives + rb")[ \t\x00\x0b\x0c]*:[ \t]*"
        rb"(?P<value>(?:[^\r\n]|\r(?!\n)|\r?\n[ \t]+(?=[^ \t\r\n]))*)",
        re.IGNORECASE,
    )


def _filler(found: re.Match[bytes]) -> bytes:
    return found[1] or FILLER


def _around_content(message: Message, method: str | None) -> list[Span]:
    """Give what is no content: each region begins as a line does."""
    gaps = []
    missing = 0
    for hole in message.holes:
        gaps.append(Gap(hole.offset - missing, hole.octets))
        missing += hole.octets
    anatomy: Anatomy = (
        anatomy_of_request(message.octets, _UNBOUNDED, gaps)
        if method is None
        else anatomy_of_response(message.octets, method, closed=True, gaps=gaps)
    )
    regions: list[Span] = []
    for piece in anatomy.pieces:
        if piece.part in _CONTENT:
            continue
        if regions and regions[-1].stop == piece.start:
            regions[-1] = Span(regions[-1].start, piece.stop)
        else:
            regions.append(Span(piece.start, piece.stop))
    return regions


def _on_wire(offset: int, holes: Sequence[Hole]) -> int:
    missing = 0
    for hole in holes:
        if hole.offset - missing <= offset:
            missing += hole.octets
    return offset + missing
