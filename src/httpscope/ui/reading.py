"""A message read for showing: its anatomy, its header table, how its content is shown, and what is to be said of it.

Pure, and slow for large messages (a hundred thousand chunks take a second), so it runs in a worker and gives one
frozen value that all modes share. Nothing is judged here; defects come from `wire`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from operator import itemgetter
from typing import Final, NamedTuple

from httpscope.i18n import _, ngettext
from httpscope.rules.settings import Settings
from httpscope.ui.cut_off import cut_sentence
from httpscope.ui.decode import codec_of, is_utf8, looks_like_text
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.holes import hole_text
from httpscope.ui.media import NOTHING_DECLARED, Media, media_of
from httpscope.ui.paint import Role, role_of
from httpscope.ui.remarks import ending_meaning, remark_title
from httpscope.ui.source import Side, Source
from httpscope.ui.strikes import strike_sentence
from httpscope.wire.anatomy import Anatomy, anatomy_of_request, anatomy_of_response
from httpscope.wire.body_defects import INCOMPLETE_CONTENT
from httpscope.wire.defect import Defect
from httpscope.wire.limits import Limits
from httpscope.wire.line_defects import INCOMPLETE_HEAD, NOT_HTTP
from httpscope.wire.response_defects import CONTENT_SHORTER_THAN_LENGTH, INCOMPLETE_RESPONSE, MISSING_FINAL_RESPONSE
from httpscope.wire.span import Span

__all__ = ["Entry", "Note", "Reading", "Side", "Source", "read", "sources_of"]

_SAMPLE: Final = 4_096
"""Octets of content by which it is decided whether it is shown as a text."""


_LIMITS: Final = Limits()

_MAY_PASS: Final = frozenset(
    {INCOMPLETE_HEAD, INCOMPLETE_CONTENT, INCOMPLETE_RESPONSE, CONTENT_SHORTER_THAN_LENGTH, MISSING_FINAL_RESPONSE}
)
"""Defects of a message that is not whole: none while octets may still come."""


class Entry(NamedTuple):
    """A row of the header table: part of a start-line, or a field line."""

    name: Span
    """Octets of the field's name; empty for a part of a start-line."""
    value: Span
    title: str
    """What a part of a start-line is called, untranslated; empty for a field line."""
    is_trailer: bool


class Note(NamedTuple):
    """A line above a message."""

    text: str
    """Translated."""
    span: Span | None = None
    """Octets it is about."""
    warns: bool = True
    """Whether something is wrong, or only worth knowing."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Reading:
    """All that the modes show of a message."""

    source: Source
    anatomy: Anatomy
    entries: tuple[Entry, ...]
    media: Media
    codec: str | None
    """In which charset content is drawn over its octets; None draws each octet by itself."""
    defects: tuple[Defect, ...]
    """In order of place; without those that may be gone when more octets come."""
    notes: tuple[Note, ...]
    marks: tuple[Span, ...]
    """Octets that defects are about: disjoint, not empty, in order."""

    @property
    def head_size(self) -> int:
        """Octets of a request up to and with the empty line; 0 while it has not come."""
        head = self.anatomy.head
        return len(head.octets) if head is not None and head.whole else 0

    def entry_at(self, offset: int) -> Entry | None:
        """Give the row of the header table that the octet belongs to."""
        at = bisect_right(self.entries, offset, key=_first_octet) - 1
        entry = self.entries[at] if at >= 0 else None
        return entry if entry and offset < max(entry.value.stop, entry.name.stop) else None

    def part_from(self, offset: int, count: int) -> int:
        """Give the first octet of the part behind the one at the offset, or before it for a negative count."""
        piece = self.anatomy.piece_at(offset)
        if piece is None:
            return offset
        if count > 0:
            return piece.stop if piece.stop < len(self.source.octets) else offset
        before = self.anatomy.piece_at(piece.start - 1) if offset == piece.start else piece
        return before.start if before else offset

    def mark_from(self, offset: int, count: int) -> Span | None:
        """Give the marked octets behind the offset, or before it for a negative count, going round at the ends."""
        if not self.marks:
            return None
        if count > 0:
            return self.marks[bisect_right(self.marks, offset, key=itemgetter(0)) % len(self.marks)]
        return self.marks[bisect_left(self.marks, offset, key=itemgetter(0)) - 1]

    def defects_at(self, offset: int) -> list[Defect]:
        """Give the defects that are about the octet."""
        at = bisect_right(self.marks, offset, key=itemgetter(0)) - 1
        if at < 0 or offset >= self.marks[at].stop:
            return []
        return [defect for defect in self.defects if offset in range(*_seen(defect.span, len(self.source.octets)))]


def _widest(settings: Settings | None) -> Limits:
    """Give the limits by which a request is read: none that was taken in is called too large.

    It may have come before a limit was lowered, so the defaults count where they are wider; what struck then is told
    by the remark of its row.
    """
    if settings is None:
        return _LIMITS
    names = (field.name for field in fields(Limits))
    return Limits(**{name: max(getattr(_LIMITS, name), getattr(settings.sizes, name)) for name in names})


def _limits_of(source: Source) -> Limits:
    """Give the limits for a request; what was left out of one that was taken in was not too large."""
    limits = _widest(source.settings)
    return replace(limits, content=source.size + limits.content) if source.holes and not source.remark else limits


def _first_octet(entry: Entry) -> int:
    return entry.name.start


def sources_of(facts: ExchangeFacts, settings: Settings | None = None) -> tuple[Source, Source]:
    """Give the two messages of an exchange, not read yet."""
    row = facts.row
    closed = facts.connection.closing is not None
    return (
        Source(
            Side.REQUEST,
            facts.request,
            row.method,
            not (row.complete or closed),
            0,
            row.remark,
            settings,
            facts.request_holes,
            cut_sentence(row),
        ),
        Source(Side.ANSWER, facts.answer, row.method, not closed, row.sent, holes=facts.answer_holes),
    )


def read(source: Source) -> Reading:
    """Read a message. Raises nothing on any octets."""
    if source.side is Side.REQUEST:
        anatomy = anatomy_of_request(source.octets, _limits_of(source), source.gaps)
    else:
        anatomy = anatomy_of_response(source.octets, source.method, closed=not source.is_open, gaps=source.gaps)
    media = media_of(anatomy.head.get) if anatomy.head is not None else NOTHING_DECLARED
    defects = tuple(defect for defect in anatomy.defects if not (source.is_open and defect.kind in _MAY_PASS))
    return Reading(
        source,
        anatomy,
        tuple(_entries(anatomy)),
        media,
        _codec(anatomy, media),
        defects,
        tuple(_notes(source, anatomy, defects)),
        tuple(_marks(defects, len(source.octets))),
    )


def _entries(anatomy: Anatomy) -> Iterator[Entry]:
    name: Span | None = None
    value: Span | None = None
    trailing = False
    for piece in anatomy.pieces:
        role = role_of(piece.part)
        if role is Role.VALUE and name is not None:
            value = Span(value.start if value else piece.start, piece.stop)
            continue
        if role is Role.NONE:
            continue
        if name is not None:
            yield Entry(name, value or Span(name.stop, name.stop), "", trailing)
            name = value = None
        if role is Role.START_LINE:
            yield Entry(Span(piece.start, piece.start), Span(piece.start, piece.stop), piece.part.title, False)
        elif role in {Role.NAME, Role.TRAILER_NAME}:
            name, trailing = Span(piece.start, piece.stop), role is Role.TRAILER_NAME
    if name is not None:
        yield Entry(name, value or Span(name.stop, name.stop), "", trailing)


def _codec(anatomy: Anatomy, media: Media) -> str | None:
    sample = bytearray()
    for span in anatomy.content:
        sample += anatomy.octets[span.start : min(span.stop, span.start + _SAMPLE - len(sample))]
        if len(sample) == _SAMPLE:
            break
    if media.codings or not sample:
        return None
    octets = bytes(sample)
    declared = codec_of(media.charset) if media.charset is not None else None
    if declared is not None and (media.is_text or looks_like_text(octets)):
        return declared
    if media.is_text and 0 not in octets:
        return "utf-8" if is_utf8(octets, partial=len(octets) == _SAMPLE) else "iso8859-1"
    return "utf-8" if looks_like_text(octets) else None


def _notes(source: Source, anatomy: Anatomy, defects: Iterable[Defect]) -> Iterator[Note]:
    size = len(source.octets)
    for hole, gap in zip(source.holes, source.gaps, strict=True):
        place = Span(gap.at, gap.at + 1) if gap.at < size else None
        yield Note(_("{hole} · behind octet {offset:,}").format(hole=hole_text(hole), offset=hole.offset), place)
    if anatomy.nature is not None:
        yield Note(f"⚠ {_(anatomy.nature.title)} · {_(anatomy.nature.explanation)}")
    yield from _notes_of_remark(source, defects)
    for defect in defects:
        kind = defect.kind
        if kind is NOT_HTTP and anatomy.nature is not None:
            continue
        sentence = f"⚠ {_(kind.title)} · {kind.section}"
        if kind.status is not None and source.side is Side.REQUEST:
            sentence += " · " + _("strict servers: {status}").format(status=kind.status)
        yield Note(sentence, Span(*_seen(defect.span, size)))
    if source.side is Side.REQUEST and source.is_open and not anatomy.complete:
        arriving = ngettext(
            "… still arriving: {n:,} octet so far", "… still arriving: {n:,} octets so far", source.size
        )
        yield Note(arriving.format(n=source.size), warns=False)
    elif source.planned > source.size > 0:
        going = _("… going out") if source.is_open else _("✂ cut off, the connection ended")
        amount = _("{sent:,} of {planned:,} octets left").format(sent=source.size, planned=source.planned)
        yield Note(f"{going}: {amount}", warns=not source.is_open)


def _notes_of_remark(source: Source, defects: Iterable[Defect]) -> Iterator[Note]:
    """Say how the request ended, and which limit struck."""
    if source.cut:
        yield Note(f"⚠ {source.cut}.")
    if ending := ending_meaning(source.remark):
        yield Note(f"⚠ {remark_title(source.remark)} · {ending}")
    if struck := strike_sentence(source.remark, source.settings):
        told = ending or any(defect.kind.code == source.remark for defect in defects)
        yield Note(f"⚠ {struck}" if told else f"⚠ {remark_title(source.remark)} · {struck}")


def _seen(span: Span, size: int) -> tuple[int, int]:
    """Give the octets by which a place is shown: a place between two octets is shown at the one behind it."""
    start = max(min(span.start, size - 1), 0)
    return start, max(span.stop, start + 1)


def _marks(defects: Iterable[Defect], size: int) -> Iterator[Span]:
    start = stop = -1
    for first, behind in sorted(_seen(defect.span, size) for defect in defects):
        if first > stop:
            if stop > start:
                yield Span(start, stop)
            start, stop = first, behind
        else:
            stop = max(stop, behind)
    if stop > start:
        yield Span(start, stop)
