"""The numbers of the exchanges that fit a filter, as far as they are known: what a filtered list has in its lines.

Eight octets each, so that a million of them cost no more memory than a picture. Pure.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class Matches:
    """Numbers in rising order, by position from 0."""

    def __init__(self) -> None:
        self._numbers = array("Q")

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, position: int) -> int:
        return self._numbers[position]

    def between(self, position: int, count: int) -> Sequence[int]:
        """Give up to `count` numbers from a position on."""
        return self._numbers[position : position + count]

    def put(self, first: int, last: int, fitting: "array[int]") -> int | None:
        """Take up which numbers from `first` to `last` fit; give the lowest position that has changed, if any has."""
        begin, end = bisect_left(self._numbers, first), bisect_right(self._numbers, last)
        if self._numbers[begin:end] == fitting:
            return None
        self._numbers[begin:end] = fitting
        return begin

    def cut(self, first: int) -> int:
        """Forget the numbers below this one; give how many they were."""
        gone = bisect_left(self._numbers, first)
        del self._numbers[:gone]
        return gone

    def place(self, number: int) -> int:
        """Give the position of the first number that is not below this one; the length where all are."""
        return bisect_left(self._numbers, number)

    def nearest(self, number: int) -> int:
        """Give the position of the number that is nearest to this one, 0 where there is none."""
        place = self.place(number)
        if place == len(self._numbers):
            return max(place - 1, 0)
        if place and number - self._numbers[place - 1] < self._numbers[place] - number:
            return place - 1
        return place
