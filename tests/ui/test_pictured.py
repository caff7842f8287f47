"""Text in an editor: nothing of it acts on the terminal, and each character has its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.ui.pictured import drawn
from httpscope.visible import visible

DOT = "\u00b7"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("plain\ttext é 語", "plain\ttext é 語"),
        ("e" + "\u0301" * 40 + "x", "e" + "\u0301" * 2 + DOT * 38 + "x"),
        ("\u1112" + "\u1161" * 5, "\u1112" + "\u1161" * 2 + DOT * 3),
        ("a\u202eb\u200b\x9b31m\x1b[0m", f"a{DOT}b{DOT}{DOT}31m{DOT}[0m"),
        ("\u2066\ufeff\U000e0041", DOT * 3),
    ],
)
def test_what_could_act_or_paint_over_other_rows_is_a_dot(line: str, shown: str) -> None:
    """A flood of marks as well, of which as many stay as elsewhere on the screen."""
    assert drawn(line) == shown


@given(st.text())
def test_a_line_is_drawn_a_character_for_each(line: str) -> None:
    """So the cursor stays true; and what is drawn needs no further care, but for the TAB."""
    shown = drawn(line)

    assert len(shown) == len(line)
    assert visible(shown, keep="\t") == shown
