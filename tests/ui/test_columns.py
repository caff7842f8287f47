"""Columns and cells: exact widths, and who leaves first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from httpscope.ui.columns import Column, cell, fit

TABLE = (
    Column("number", "#", 3),
    Column("path", "path", 10),
    Column("size", "size", 5, leave=1),
    Column("who", "who", 8, leave=2),
)


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (40, [("number", 3), ("path", 21), ("size", 5), ("who", 8)]),
        (29, [("number", 3), ("path", 10), ("size", 5), ("who", 8)]),
        (28, [("number", 3), ("path", 18), ("size", 5)]),
        (19, [("number", 3), ("path", 15)]),
        (5, [("number", 3), ("path", 1)]),
        (1, [("number", 3), ("path", 1)]),
    ],
)
def test_columns_leave_in_turn_and_one_takes_the_rest(width: int, columns: list[tuple[str, int]]) -> None:
    """The column with the highest `leave` goes first; what is left over belongs to the path, which keeps a cell."""
    assert [(column.name, column.width) for column in fit(TABLE, width, rest="path")] == columns


@pytest.mark.parametrize(
    ("text", "width", "right", "shown"),
    [
        ("abc", 5, False, "abc  "),
        ("abc", 5, True, "  abc"),
        ("abcdef", 4, False, "abc…"),
        ("漢字", 5, False, "漢字 "),
        ("漢字漢字", 4, False, "漢… "),
        ("abc", 1, False, "…"),
        ("", 3, True, "   "),
    ],
)
def test_a_cell_is_exactly_as_wide_as_it_should_be(text: str, width: int, right: bool, shown: str) -> None:
    """Text is padded on the side it should be, and cut with an ellipsis, wide letters whole."""
    assert cell(text, width, right=right) == shown


@given(st.text(), st.integers(1, 40), st.booleans())
def test_no_text_is_wider_or_narrower_than_its_cell(text: str, width: int, right: bool) -> None:
    """Whatever the text, the cell has its width."""
    assert cell_len(cell(text, width, right=right)) == width
