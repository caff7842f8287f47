"""A whole message, every octet in exactly one piece, with all that is wrong with it (RFC 9112).

Takes any octets and raises nothing. Agrees with `receiver` about what is refused, because both read with the same
readers; goes on where the receiver stops, as far as anything can be told apart.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from httpscope.wire import body_defects, line_defects, response_defects
from httpscope.wire.body_pieces import Body, Gap, body_pieces
from httpscope.wire.defect_kind import Defect, DefectKind
from httpscope.wire.framing import NO_BODY, Framing, Length, UntilClose, response_framing
from httpscope.wire.head import RequestHead, ResponseHead, read_request_head, read_response_head
from httpscope.wire.limits import Limits
from httpscope.wire.nature import HTTP2_PREFACE, Nature, nature_of, opening_of
from httpscope.wire.part import Part
from httpscope.wire.piece import Piece, Pieces
from httpscope.wire.response_message import SWITCHING_PROTOCOLS, message_defects
from httpscope.wire.span import Span

__all__ = ["Anatomy", "Gap", "Piece", "anatomy_of_request", "anatomy_of_response"]

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A message taken apart."""

    octets: bytes
    pieces: tuple[Piece, ...]
    """In order, without gaps."""
    defects: tuple[Defect, ...]
    """In order of place; spans count from the first of the octets."""
    head: RequestHead | ResponseHead | None
    """The head, of a response the last one that came. Its spans count from `head_start`."""
    head_start: int
    content: tuple[Span, ...]
    """Places of the content, transfer coding taken off."""
    nature: Nature | None
    """What the octets are, if they are not HTTP/1.x."""
    complete: bool
    """The message is there to its end."""

    def piece_at(self, offset: int) -> Piece | None:
        """Give the piece that the octet at the offset lies in; None outside the message."""
        if not 0 <= offset < len(self.octets):
            return None
        return self.pieces[bisect_right(self.pieces, offset, key=attrgetter("start")) - 1]

    def content_octets(self) -> bytes:
        """Give the content, transfer coding taken off."""
        return b"".join(self.octets[span.start : span.stop] for span in self.content)


def anatomy_of_request(octets: bytes, limits: Limits = _DEFAULT_LIMITS, gaps: Sequence[Gap] = ()) -> Anatomy:
    """Take the octets of an entry apart as a request; what is beyond the limits is marked as such."""
    nature = nature_of(octets)
    if nature is not None and nature is not HTTP2_PREFACE:
        # What is known by its first octets is refused for that; other text for what its first line looks like.
        is_known = opening_of(octets) is not None
        refusal = None if is_known else read_request_head(octets, limits).refusal
        return _alien(octets, refusal or Defect(line_defects.NOT_HTTP, Span(0, 1)), nature)
    head = read_request_head(octets, limits)
    pieces = Pieces(octets)
    _head_pieces(pieces, head, (Part.METHOD, Part.TARGET, Part.VERSION))
    head_stop = len(head.octets)
    if gaps and gaps[0].at < head_stop:
        return _broken(anatomy_of_request(octets[: gaps[0].at], limits), octets)
    if nature is HTTP2_PREFACE:
        # The preface looks like a request line on purpose; what is odd about it says nothing more.
        pieces.add(Part.NOT_HTTP, head_stop, len(octets))
        defects: tuple[Defect, ...] = (Defect(line_defects.NOT_HTTP, Span(0, 1)),)
        return Anatomy(octets, tuple(pieces), defects, head, 0, (), nature, complete=False)
    if not head.whole:
        return Anatomy(octets, tuple(pieces), head.defects, head, 0, (), nature, complete=False)
    body = body_pieces(pieces, head_stop, head.framing, limits, gaps)
    told = [*head.defects, *body.defects]
    if not body.complete and not body.refused:
        told.append(Defect(body_defects.INCOMPLETE_CONTENT, Span(len(octets), len(octets))))
    if surplus := _surplus(pieces, body, Part.SURPLUS):
        told.append(Defect(body_defects.SURPLUS_OCTETS, surplus))
    return Anatomy(octets, tuple(pieces), tuple(told), head, 0, body.content, nature, body.complete)


def anatomy_of_response(
    octets: bytes, request_method: str = "GET", closed: bool = True, gaps: Sequence[Gap] = ()
) -> Anatomy:
    """Take the octets of an answer apart: interim responses, and the final one to a request with the method given.

    `closed` says that the connection ended behind them, which completes some responses and leaves others incomplete.
    """
    if octets and not b"HTTP/".startswith(octets[:5]):
        line_stop = (octets.find(b"\n") + 1) or len(octets)
        return _alien(octets, Defect(response_defects.INVALID_STATUS_LINE, Span(0, line_stop)), nature_of(octets))
    pieces = Pieces(octets)
    told: list[Defect] = []
    start = 0
    while True:
        head = read_response_head(octets[start:])
        pieces.base = start
        _head_pieces(pieces, head, (Part.VERSION, Part.STATUS_CODE, Part.REASON))
        told += _shifted(head.defects, start)
        told += _shifted(message_defects(head, request_method.encode("latin-1", "replace")), start)
        stop = start + len(head.octets)
        is_interim = head.status is not None and head.status // 100 == 1 and head.status != SWITCHING_PROTOCOLS
        if not head.whole or not is_interim or stop == len(octets):
            break
        start = stop
    pieces.base = 0
    end = Span(len(octets), len(octets))
    if not head.whole or is_interim:
        told = [defect for defect in told if defect.kind is not line_defects.INCOMPLETE_HEAD]
        kind = response_defects.MISSING_FINAL_RESPONSE if head.whole else response_defects.INCOMPLETE_RESPONSE
        if octets:
            told.append(Defect(kind, end))
        found = head if octets else None
        return Anatomy(octets, tuple(pieces), _in_order(told), found, start, (), None, complete=False)
    framing = response_framing(head, request_method.encode("latin-1", "replace"))
    body = body_pieces(pieces, stop, framing, gaps=gaps)
    told += body.defects
    complete = body.complete and (closed or not isinstance(framing, UntilClose))
    if not body.complete and not body.refused:
        is_length = isinstance(framing, Length)
        short = response_defects.CONTENT_SHORTER_THAN_LENGTH if is_length else response_defects.INCOMPLETE_RESPONSE
        told.append(Defect(short, end))
    switched = head.status == SWITCHING_PROTOCOLS
    surplus = _surplus(pieces, body, Part.NOT_HTTP if switched else Part.SURPLUS)
    if surplus and not switched:
        told.append(Defect(_surplus_kind(framing), surplus))
    return Anatomy(octets, tuple(pieces), _in_order(told), head, start, body.content, None, complete)


def _alien(octets: bytes, defect: Defect, nature: Nature | None) -> Anatomy:
    pieces = Pieces(octets)
    pieces.add(Part.NOT_HTTP, 0, len(octets))
    return Anatomy(octets, tuple(pieces), (defect,), None, 0, (), nature, complete=False)


def _broken(anatomy: Anatomy, octets: bytes) -> Anatomy:
    """Give the anatomy of a head with a gap in it: nobody can say what the octets behind it are."""
    start = len(anatomy.octets)
    rest = Piece(Part.UNREADABLE, start, len(octets), -1)
    return replace(anatomy, octets=octets, pieces=(*anatomy.pieces, rest) if start < len(octets) else anatomy.pieces)


def _head_pieces(pieces: Pieces, head: RequestHead | ResponseHead, names: tuple[Part, Part, Part]) -> None:
    line = head.start_line
    pieces.add(Part.LEADING_EMPTY_LINE, 0, line.start)
    pieces.start_line(line, head.start_line_parts, names)
    stop = line.stop
    for index, field in enumerate(head.fields):
        pieces.field(field, index)
        stop = field.line.stop
    pieces.add(Part.EMPTY_LINE, stop, len(head.octets))


def _surplus(pieces: Pieces, body: Body, part: Part) -> Span | None:
    size = len(pieces.octets)
    if body.stop == size:
        return None
    pieces.add(part, body.stop, size)
    return Span(body.stop, size)


def _surplus_kind(framing: Framing) -> DefectKind:
    if framing == NO_BODY:
        return response_defects.CONTENT_NOT_ALLOWED
    is_length = isinstance(framing, Length)
    return response_defects.CONTENT_LONGER_THAN_LENGTH if is_length else body_defects.SURPLUS_OCTETS


def _shifted(defects: tuple[Defect, ...] | list[Defect], by: int) -> list[Defect]:
    return [Defect(kind, Span(span.start + by, span.stop + by)) for kind, span in defects]


def _in_order(defects: list[Defect]) -> tuple[Defect, ...]:
    return tuple(sorted(defects, key=lambda defect: defect.span.start))
