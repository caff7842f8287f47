"""What is made of octets again and again, such as a digest or the coded form, kept while there is room.

Bounded by octets. Knows nothing of what it keeps.
"""

from collections import OrderedDict
from collections.abc import Callable


class Derived:
    """Results by what was made, and of what."""

    def __init__(self, room: int) -> None:
        """Keep so many octets, sources and results together."""
        self._room = room
        self._kept: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
        self._size = 0

    def of(self, what: str, octets: bytes, make: Callable[[bytes], bytes]) -> bytes:
        """Give what `make` makes of the octets; `what` names it."""
        # The hash of octets is reckoned once for each object, and answers share theirs: finding costs next to nothing.
        key = what, octets
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        made = make(octets)
        self._kept[key] = made
        self._size += len(octets) + len(made)
        while self._size > self._room:
            (_what, oldest), result = self._kept.popitem(last=False)
            self._size -= len(oldest) + len(result)
        return made
