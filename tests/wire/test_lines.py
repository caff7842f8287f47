"""Octets that grow, cut into lines."""

from httpscope.wire.lines import WITHOUT_LIMIT, Cut, Found, LineCutter


def cuts(octets: bytes, limit: int = WITHOUT_LIMIT, edge: int = WITHOUT_LIMIT, step: int = 0) -> list[Cut]:
    """Cut octets that come whole, or `step` at a time."""
    cutter = LineCutter()
    found = []
    for size in range(step, len(octets) + 1, step) if step else [len(octets)]:
        while cut := cutter.cut(octets[:size], limit, edge):
            found.append(cut)
    return found


def test_lines_end_at_lf() -> None:
    """CR LF and LF both end a line; the line holds its line end, and what has no line end is not told."""
    octets = b"one\r\n\ntwo\r\nthr"
    expected = [
        Cut(Found.LINE, 0, 5, spoiled=False),
        Cut(Found.LINE, 5, 6, spoiled=False),
        Cut(Found.LINE, 6, 11, spoiled=False),
    ]

    assert cuts(octets) == expected
    assert cuts(octets, step=1) == expected


def test_the_first_stray_octet_of_a_line_is_told() -> None:
    """One is enough to say that the line is spoiled; the next line starts afresh."""
    octets = b"a\0b\0\r\nc\rd\r\ne\r\n"
    expected = [
        Cut(Found.STRAY, 1, 2, spoiled=True),
        Cut(Found.LINE, 0, 6, spoiled=True),
        Cut(Found.STRAY, 7, 8, spoiled=True),
        Cut(Found.LINE, 6, 11, spoiled=True),
        Cut(Found.LINE, 11, 14, spoiled=False),
    ]

    assert cuts(octets) == expected
    assert cuts(octets, step=1) == expected


def test_a_limit_counts_no_line_end() -> None:
    """A line may have as many octets as the limit says before its line end, and not one more."""
    assert [cut.found for cut in cuts(b"abc\r\nabc\n", limit=3, step=1)] == [Found.LINE, Found.LINE]
    assert cuts(b"abcd\r\n", limit=3, step=1) == cuts(b"abcd\r\n", limit=3)
    assert cuts(b"abcd\r\n", limit=3)[0] == Cut(Found.EXCESS, 3, 4, spoiled=True)


def test_an_edge_counts_line_ends() -> None:
    """No line may reach beyond the edge, its line end included."""
    assert [cut.found for cut in cuts(b"a\r\nb\r\n", edge=6, step=1)] == [Found.LINE, Found.LINE]
    assert cuts(b"a\r\nb\r\n", edge=5) == cuts(b"a\r\nb\r\n", edge=5, step=1)
    assert cuts(b"a\r\nb\r\n", edge=5)[1] == Cut(Found.EXCESS, 5, 6, spoiled=True)
