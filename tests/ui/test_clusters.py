"""Octets to characters: every octet is accounted for, every cell is safe and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from httpscope.ui.clusters import clusters, stretches

CODECS = [None, "utf-8", "iso8859-1", "gbk", "gb18030", "shift_jis", "big5", "utf-16-le"]
hostile = st.text(alphabet="ab\r\n\t\x1b\x9bé漢👍🏽🇩🇪\u0301\u200d\u202e\u1161क\u093f\ufe0f\u2028").map(str.encode)
octets_of_any_kind = st.one_of(st.binary(), st.text().map(str.encode), hostile)


def texts(octets: bytes, codec: str | None = "utf-8") -> list[str]:
    """Give the texts of the clusters."""
    return [cluster.text for cluster in clusters(octets, 0, len(octets), codec)]


@given(octets=octets_of_any_kind, codec=st.sampled_from(CODECS))
def test_clusters_are_a_partition_and_their_widths_are_true(octets: bytes, codec: str | None) -> None:
    """No octet is lost or drawn twice, and no cluster takes no cell."""
    found = list(clusters(octets, 0, len(octets), codec))

    assert [c.start for c in found] + [len(octets)] == [0] + [c.stop for c in found]
    assert all(c.width == cell_len(c.text) >= 1 for c in found)


@given(octets=octets_of_any_kind, codec=st.sampled_from(CODECS))
def test_nothing_but_printable_characters_is_drawn(octets: bytes, codec: str | None) -> None:
    """Neither controls nor bidi marks nor joiners reach the terminal."""
    assert all(text.isprintable() for text in texts(octets, codec))


@given(octets=octets_of_any_kind, codec=st.sampled_from(CODECS))
def test_measuring_agrees_with_drawing(octets: bytes, codec: str | None) -> None:
    """Rows are counted by `stretches` and drawn by `clusters`."""
    drawn = list(clusters(octets, 0, len(octets), codec))
    measured = list(stretches(octets, 0, len(octets), codec))
    borders = {cluster.stop for cluster in drawn} | {0}

    assert [s.start for s in measured] + [len(octets)] == [0] + [s.stop for s in measured]
    assert all(s.stop in borders for s in measured)
    assert sum(s.width or s.stop - s.start for s in measured) == sum(c.width for c in drawn)


def test_an_octet_that_only_ends_a_fault_begins_the_next_character() -> None:
    """Where a row may begin is where the decoder keeps nothing; else it would be drawn in another way there."""
    found = list(clusters(b"\x80\x80\x00\x00", 0, 4, "gbk"))

    assert [(c.start, c.stop, c.text) for c in found] == [(0, 1, "\ufffd"), (1, 3, "\ufffd␀"), (3, 4, "␀")]


@pytest.mark.parametrize("codec", ["gb18030", "shift_jis", "big5", "euc-kr", "iso8859-1", "cp1252"])
def test_ascii_is_measured_many_octets_at_a_time_in_every_charset_that_has_it(codec: str) -> None:
    """Else the layout of megabytes of it would go on for a minute."""
    text = "漢字 and words" if codec in {"gb18030", "shift_jis", "big5"} else "and words"

    assert [(s.start, s.stop) for s in stretches(b"x" * 60_000, 0, 60_000, codec)] == [(0, 60_000)]
    octets = text.encode(codec)
    assert list(stretches(octets, 0, len(octets), codec))[-1][1:3] == (len(octets), 0)


def test_a_character_of_several_octets_is_one_cluster() -> None:
    """The cursor steps over characters where the content is a text."""
    found = list(clusters("é漢".encode(), 0, 5, "utf-8"))

    assert [(c.start, c.stop, c.text, c.width) for c in found] == [(0, 2, "é", 1), (2, 5, "漢", 2)]


def test_octets_that_are_no_character_are_shown_one_by_one() -> None:
    """A broken text stays readable around its faults."""
    assert texts(b"a\xff\xc3b") == ["a", "\ufffd", "\ufffd", "b"]


def test_two_marks_are_drawn_on_their_character_and_more_become_labels() -> None:
    """A flood of marks would paint over other rows."""
    assert texts("e\u0301\u0302\u0303".encode()) == ["e\u0301\u0302", "<U+0303>"]


def test_a_mark_with_nothing_to_stand_on_gets_a_circle() -> None:
    """A mark at the start of a row must not be drawn on the margin."""
    assert texts("\u0301a".encode()) == ["\u25cc\u0301", "a"]


@pytest.mark.parametrize("character", ["\U0001f1e9", "\U0001f3fd", "\u200d", "\ufe0f", "\u202e", "\u2028"])
def test_what_is_drawn_in_varying_widths_becomes_a_label(character: str) -> None:
    """Flags and skin tones are one cell, two or four, by the terminal."""
    assert texts(character.encode()) == [f"<U+{ord(character):04X}>"]


def test_without_a_charset_each_octet_is_a_cell() -> None:
    """Controls by their pictures, C1 as a dot, the rest as latin-1."""
    assert texts(b"\x00\x1b\x7f\x9b\xe9A", None) == ["␀", "␛", "␡", "·", "é", "A"]
