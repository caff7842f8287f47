"""One clock for a server: wall time that never goes back and never jumps."""

import time
from typing import Final

_STEADY: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""A clock that nobody sets and that goes on while the machine sleeps. Linux's monotonic one stands still then."""


class Clock:
    """Nanoseconds since the epoch, read once from the wall and then counted by a clock that nobody can set.

    A person or a time service may set the wall clock; durations between two readings stay right. What tells others the
    time of day, which is the Date of an answer (RFC 9110 §6.6.1), asks `wall`.
    """

    __slots__ = ("_offset",)

    def __init__(self) -> None:
        self._offset = time.time_ns() - time.clock_gettime_ns(_STEADY)

    def __call__(self) -> int:
        """Give the time in nanoseconds since the epoch."""
        return time.clock_gettime_ns(_STEADY) + self._offset


def wall() -> float:
    """Give the time of day as it is set now, in seconds since the epoch."""
    return time.time()
