"""Text from clients can act on no terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.visible import visible, visible_octets


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\rb\nc\td", "a␍b␊c␉d"),
        ("\x7f", "␡"),
        ("\u202eabc", "<U+202E>abc"),
        ("a\u200bb", "a<U+200B>b"),
        ("\ud800", "<U+D800>"),
        ("\U000e0041", "<U+E0041>"),
        ("x\ufe0f", "x<U+FE0F>"),
        ("\U0001f1e9\U0001f1ea", "<U+1F1E9><U+1F1EA>"),
        ("👍\U0001f3fd", "👍<U+1F3FD>"),
    ],
)
def test_dangerous_characters_become_pictures(hostile: str, shown: str) -> None:
    """Controls, bidirectional marks, invisible characters and tags are shown, not obeyed."""
    assert visible(hostile) == shown


def test_ordinary_writing_is_left_alone() -> None:
    """Accents, other scripts, emoji and markup brackets pass."""
    text = "héllo wörld 日本 [red]no markup[/] e\u0301 😀"

    assert visible(text) == text


def test_a_flood_of_combining_marks_is_cut() -> None:
    """Two marks on a letter are writing; the third and all after it are named."""
    assert visible("a" + "\u0301" * 4) == "a\u0301\u0301<U+0301><U+0301>"
    assert visible("\u0915" + "\u093e" * 3) == "\u0915\u093e\u093e<U+093E>"
    assert visible("\u1100\u1161\u11a8\u11a8") == "\u1100\u1161\u11a8<U+11A8>"


def test_kept_characters_pass() -> None:
    """A view that makes rows out of lines keeps the line feed."""
    assert visible("a\nb\x1b", keep="\n") == "a\nb␛"


def test_octets_take_one_cell_each() -> None:
    """Each of the 256 octets is one printable character."""
    shown = visible_octets(bytes(range(256)))

    assert [len(shown), shown.isprintable()] == [256, True]


@given(st.text())
def test_nothing_that_acts_is_left(text: str) -> None:
    """Whatever comes in, no control, format or unassigned character goes out."""
    left = {unicodedata.category(character) for character in visible(text)}

    assert left.isdisjoint({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
