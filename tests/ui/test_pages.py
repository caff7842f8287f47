"""Rows read in blocks, from a capture that may fail."""

from collections.abc import Sequence

from httpscope.store.fault import CaptureFault
from httpscope.ui.pages import BLOCK, Pages


def test_rows_that_cannot_be_read_are_told_of_once_and_are_not_there() -> None:
    """Painting goes on, and asks again when something has changed."""
    broken = True
    told: list[str] = []

    def read(first: int, count: int) -> Sequence[int]:
        if broken and first:
            raise CaptureFault("c is damaged")
        return range(first, first + count)

    pages = Pages(read, lambda fault: told.append(str(fault)))
    rows = [pages.get(position) for position in (0, BLOCK, BLOCK + 1)]
    broken = False

    assert (rows, pages.get(BLOCK), told) == ([0, None, None], None, ["c is damaged"])
    pages.forget_from(BLOCK)
    assert pages.get(BLOCK) == BLOCK
