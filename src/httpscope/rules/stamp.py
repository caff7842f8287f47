"""Whether a file is still what it was when it was read, from what the file system says of it."""

import os
from typing import Final

_NANOSECONDS: Final = 10**9
_TICK: Final = 100_000_000
"""Nanoseconds. File systems stamp changes by a clock that ticks every 1 to 10 ms."""
_COARSE_TICK: Final = 2 * _NANOSECONDS
"""The same for file systems that count in seconds (FAT: in two)."""

Signature = tuple[int, int, int, int, int]


def signature_of(found: os.stat_result) -> Signature:
    """Give what differs when a file was changed or replaced."""
    # The change time catches what sets the modification time back, such as `cp -p`; the inode a file put in its place.
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev


def changed_at(found: os.stat_result) -> int:
    """Give when a file was last changed, in nanoseconds since the epoch."""
    return max(found.st_mtime_ns, found.st_ctime_ns)


def is_settled(found: os.stat_result, now: int) -> bool:
    """Tell whether any change after `now` (nanoseconds since the epoch) must show in the signature.

    A change within the same tick of the file system's clock, to the same size, would not.
    """
    changed = changed_at(found)
    return now - changed > (_TICK if changed % _NANOSECONDS else _COARSE_TICK)
