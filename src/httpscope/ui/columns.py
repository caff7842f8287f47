"""Columns of a table that give way as the window gets narrow, and cells of exactly the right width.

Width is counted in terminal cells, not characters: a wide letter takes two, a combining mark none. Pure; text has
passed `visible` before it comes here.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

GAP: Final = " "
"""What stands between two columns."""

ELLIPSIS: Final = "…"


class Column(NamedTuple):
    """One column of a table."""

    name: str
    title: str
    width: int
    """Cells; of the column that takes the rest, the fewest it should have."""
    right: bool = False
    """Numbers are set to the right."""
    leave: int = 0
    """The higher, the sooner it leaves when there is no room; 0 stays."""


def fit(columns: Sequence[Column], width: int, rest: str) -> tuple[Column, ...]:
    """Give the columns there is room for in `width` cells, the one called `rest` as wide as is left (at least 1)."""
    kept = list(columns)
    while _needed(kept) > width and any(column.leave for column in kept):
        kept.remove(max(kept, key=lambda column: column.leave))
    spare = width - _needed(kept)
    return tuple(
        column._replace(width=max(column.width + spare, 1)) if column.name == rest else column for column in kept
    )


def cell(text: str, width: int, *, right: bool = False) -> str:
    """Give the text in exactly `width` cells: padded, or cut with an ellipsis at its end."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(set_cell_size(text, max(width - 1, 0)).rstrip() + ELLIPSIS, width)
    padding = " " * (width - length)
    return padding + text if right else text + padding


def _needed(columns: Sequence[Column]) -> int:
    return sum(column.width for column in columns) + len(GAP) * (len(columns) - 1)
