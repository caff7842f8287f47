"""Times, sizes and statuses as short texts."""

import pytest

from httpscope.ui.figures import duration, octets, rate, status_class

MS = 1_000_000


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (9_949, "9.9 kB"),
        (9_951, "10 kB"),
        (999_499, "999 kB"),
        (999_501, "1.0 MB"),
        (64 * 2**20, "67 MB"),
        (5 * 10**12, "5 TB"),
    ],
)
def test_sizes_fit_six_cells(count: int, text: str) -> None:
    """Octets are counted to a thousand, then rounded to two or three digits and a unit."""
    assert octets(count) == text
    assert len(text) <= 6


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0.0 ms"),
        (1_400_000, "1.4 ms"),
        (9_960_000, "10 ms"),
        (250 * MS, "250 ms"),
        (999 * MS + 600_000, "1.00 s"),
        (59_990 * MS, "59.99 s"),
        (59_999 * MS, "1m 00s"),
        (125_000 * MS, "2m 05s"),
        (11_220_000 * MS, "3h 07m"),
    ],
)
def test_durations_fit_seven_cells(nanoseconds: int, text: str) -> None:
    """Durations keep the digits that matter at a glance, and carry over to the next unit."""
    assert duration(nanoseconds) == text
    assert len(text) <= 7


@pytest.mark.parametrize(
    ("per_second", "text"), [(0, "0"), (0.4, "0.4"), (9.5, "9.5"), (12.3, "12"), (18_000, "18,000")]
)
def test_rates_are_short(per_second: float, text: str) -> None:
    """A small rate keeps a decimal, a large one its thousands apart."""
    assert rate(per_second) == text


def test_every_class_of_status_has_its_own_sign() -> None:
    """The five classes and what is outside of them differ without any colour."""
    signs = [status_class(status).sign for status in (100, 200, 302, 404, 500, 0, 999)]

    assert signs == ["·", "✓", "→", "✗", "‼", "?", "?"]
