"""The octets of a capture's exchanges: where they lie, what of them was kept, and when each read and write of them was.

Only segments are read that hold some of them, found by blocks (see `stream`); where a request or an answer is shared
as a whole, no segment is.
"""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND
from httpscope.store.hole import holes
from httpscope.store.questions import Questions
from httpscope.store.row import Held, Place, Transfer
from httpscope.store.statement import PLACE
from httpscope.store.stream import Piece, begin_block, block_of, left_out, pieces, stream_end, stretches


class Located(NamedTuple):
    """Where a request or an answer lies: its place, and the blocks of segments or the content that hold its octets."""

    place: Place
    first: int
    last: int
    content: int | None
    """The number of the content that is all of it; None where segments have it."""
    at: int
    """When all of that came or went, in nanoseconds."""


class Octets:
    """The octets of one capture. Every method raises CaptureFault where the file fails."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._ask = questions.ask

    def locate(self, number: int) -> tuple[Located, Located] | None:
        """Tell where request and answer of an exchange lie; None where there is none of that number."""
        found = self._ask(PLACE, number)
        if not found:
            return None
        connection, start, stop, answer_start, answer_stop, near, lowest, highest, *shared = found[0]
        content, at, answer_content, answered_at = shared
        request = Place(connection, INBOUND, start, start if stop is None else stop)
        begin = block_of(near) if content else begin_block(self._ask, request, block_of(lowest), block_of(near))
        # A turn that was under way when the connection closed may have put rows behind the closing.
        last = block_of(highest) + 1
        if stop is None:
            request = request._replace(stop=max(start, stream_end(self._ask, connection, INBOUND, begin, last)))
        if answer_stop is None:
            answer_stop = stream_end(self._ask, connection, OUTBOUND, begin, last)
        answer = Place(connection, OUTBOUND, answer_start, max(answer_start, answer_stop))
        return (
            Located(request, begin, last, content, at),
            Located(answer, begin, last, answer_content, answered_at or 0),
        )

    def held(self, located: Located) -> Held:
        """Give what was kept of a request or an answer, with its holes."""
        place, first, last, content, _at = located
        if content is not None:
            return Held(self._questions.content(content, 0, place.stop - place.start))
        found = list(pieces(self._ask, place, first, last))
        octets = b"".join(self._cut(piece, place) for piece in found)
        # What was left out is asked for last: it is in the capture no later than the octets behind it.
        kept = ((piece.start, piece.stop) for piece in found)
        return Held(octets, tuple(holes(place, kept, left_out(self._ask, place))))

    def transfers(self, number: int) -> list[Transfer]:
        """Give the reads and writes of an exchange in order of time; those whose octets were not kept are one."""
        located = self.locate(number) or ()
        return sorted(chain.from_iterable(map(self._transfers, located)), key=lambda transfer: transfer.at)

    def _transfers(self, located: Located) -> Iterator[Transfer]:
        place, first, last, content, at = located
        if content is not None:
            yield Transfer(at, place.direction, place.start, place.stop)
            return
        for piece in stretches(self._ask, place, first, last):
            yield Transfer(piece.at, place.direction, max(place.start, piece.start), min(place.stop, piece.stop))
        for row in left_out(self._ask, place):
            yield Transfer(row.at, place.direction, max(place.start, row.start), min(place.stop, row.stop), row.digest)

    def _cut(self, piece: Piece, place: Place) -> bytes:
        """Give the octets of the piece that are in the place; of shared content only that part is read."""
        start, stop = max(place.start - piece.start, 0), place.stop - piece.start
        own = len(piece.octets)
        if piece.content is None or stop <= own:
            return piece.octets[start:stop]
        shared = self._questions.content(piece.content, max(start - own, 0), stop - own)
        return piece.octets[start:] + shared
