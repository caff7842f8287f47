"""Whether a file is still what it was."""

import os
from pathlib import Path

import pytest

from httpscope.rules.stamp import changed_at, is_settled, signature_of

MILLISECOND = 1_000_000


def stat_of(changed: int, modified: int = 0) -> os.stat_result:
    """Give what the file system says of a file with these times, in nanoseconds."""
    return os.stat_result([0] * 10, {"st_mtime_ns": modified, "st_ctime_ns": changed})


@pytest.mark.parametrize(
    ("changed", "age", "expected"),
    [
        (5_000_000_001, 50, False),
        (5_000_000_001, 150, True),
        (5_000_000_000, 1900, False),
        (5_000_000_000, 2100, True),
        (5_000_000_001, -1000, False),
    ],
)
def test_a_file_is_settled_some_ticks_after_its_last_change(changed: int, age: int, expected: bool) -> None:
    """Ticks of a clock that counts whole seconds are longer; a clock that is ahead settles nothing."""
    assert is_settled(stat_of(changed), changed + age * MILLISECOND) == expected


def test_the_later_of_the_two_times_counts() -> None:
    """The modification time can be set by anybody, the change time by nobody."""
    assert changed_at(stat_of(changed=7, modified=3)) == 7
    assert changed_at(stat_of(changed=3, modified=7)) == 7


def test_setting_the_time_back_shows(tmp_path: Path) -> None:
    """The same length and the same modification time are not the same file."""
    path = tmp_path / "file"
    path.write_text("a")
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert signature_of(path.stat()) != signature_of(before)
