"""The numbers that fit: put in piece by piece, they are what they would be at once."""

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.ui.matches import Matches

NUMBERS = st.integers(1, 60)


def _of(numbers: Sequence[int]) -> Matches:
    matches = Matches()
    matches.put(1, 100, array("Q", numbers))
    return matches


@given(st.lists(st.tuples(NUMBERS, NUMBERS, st.sets(NUMBERS))))
def test_pieces_in_any_order_make_one_list(pieces: list[tuple[int, int, set[int]]]) -> None:
    """The newest piece about a number counts, and the place of the first change is told."""
    matches, expected = Matches(), set[int]()
    for one, other, fitting in pieces:
        first, last = min(one, other), max(one, other)
        before = sorted(expected)
        inside = {number for number in fitting if first <= number <= last}
        expected = {number for number in expected if not first <= number <= last} | inside
        place = matches.put(first, last, array("Q", sorted(inside)))

        assert list(matches.between(0, 100)) == sorted(expected)
        assert (place is None) == (before == sorted(expected))
        assert place is None or before[:place] == sorted(expected)[:place]


@pytest.mark.parametrize(
    ("number", "place", "nearest"), [(1, 0, 0), (10, 0, 0), (14, 1, 0), (16, 1, 1), (20, 1, 1), (90, 3, 2)]
)
def test_the_nearest_number_is_found(number: int, place: int, nearest: int) -> None:
    """The number itself where it fits, else that before or behind it, whichever is nearer."""
    matches = _of([10, 20, 30])

    assert (matches.place(number), matches.nearest(number)) == (place, nearest)


def test_nothing_is_near_in_an_empty_list() -> None:
    """The first line is where a cursor stands without rows."""
    assert (len(Matches()), Matches().nearest(5)) == (0, 0)
