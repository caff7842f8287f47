"""The octets of a capture's exchanges: where they lie, what of them was kept, and when each read and write of them was.

Only segments are read that hold some of them, found by blocks (see `stream`). It knows no rows but those.
"""

from typing import NamedTuple

from httpscope.exchange import INBOUND, OUTBOUND
from httpscope.store.hole import holes
from httpscope.store.questions import Questions
from httpscope.store.row import Held, Place, Transfer
from httpscope.store.statement import LIFE, PLACE
from httpscope.store.stream import Piece, begin_block, block_of, left_out, pieces, stream_end, stretches


class Located(NamedTuple):
    """Where an exchange lies: its places, and the blocks that hold its octets."""

    request: Place
    answer: Place
    first: int
    last: int


class Octets:
    """The octets of one capture. Every method raises CaptureFault where the file fails."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._ask = questions.ask

    def locate(self, number: int) -> Located | None:
        """Tell where an exchange lies; None where there is none of that number."""
        found = self._ask(PLACE, number)
        if not found:
            return None
        connection, start, stop, answer_start, answer_stop, near, lowest, highest = found[0]
        request = Place(connection, INBOUND, start, start if stop is None else stop)
        first = begin_block(self._ask, request, block_of(lowest), block_of(near))
        # A turn that was under way when the connection closed may have put rows behind the closing.
        last = block_of(highest) + 1
        if stop is None:
            request = request._replace(stop=max(start, stream_end(self._ask, connection, INBOUND, first, last)))
        if answer_stop is None:
            answer_stop = stream_end(self._ask, connection, OUTBOUND, first, last)
        answer = Place(connection, OUTBOUND, answer_start, max(answer_start, answer_stop))
        return Located(request, answer, first, last)

    def held(self, place: Place, first: int, last: int) -> Held:
        """Give what was kept of a place, with its holes, looking into blocks `first` to `last`."""
        found = list(pieces(self._ask, place, first, last))
        octets = b"".join(self._cut(piece, place) for piece in found)
        # What was left out is asked for last: it is in the capture no later than the octets behind it.
        kept = ((piece.start, piece.stop) for piece in found)
        return Held(octets, tuple(holes(place, kept, left_out(self._ask, place))))

    def of_stream(self, place: Place) -> bytes:
        """Give what was kept of a place that may be any part of a stream."""
        ((lowest, highest),) = self._ask(LIFE, place.connection)
        return self.held(place, block_of(lowest), block_of(highest) + 1).octets

    def transfers(self, number: int) -> list[Transfer]:
        """Give the reads and writes of an exchange in order of time; those whose octets were not kept are one."""
        located = self.locate(number)
        if located is None:
            return []
        found = [
            Transfer(piece.at, place.direction, max(place.start, piece.start), min(place.stop, piece.stop))
            for place in (located.request, located.answer)
            for piece in stretches(self._ask, place, located.first, located.last)
        ]
        found += [
            Transfer(row.at, place.direction, max(place.start, row.start), min(place.stop, row.stop), row.digest)
            for place in (located.request, located.answer)
            for row in left_out(self._ask, place)
        ]
        return sorted(found, key=lambda transfer: transfer.at)

    def _cut(self, piece: Piece, place: Place) -> bytes:
        """Give the octets of the piece that are in the place; of shared content only that part is read."""
        start, stop = max(place.start - piece.start, 0), place.stop - piece.start
        own = len(piece.octets)
        if piece.content is None or stop <= own:
            return piece.octets[start:stop]
        shared = self._questions.content(piece.content, max(start - own, 0), stop - own)
        return piece.octets[start:] + shared
