"""One clock for a server: wall time that never goes back and never jumps."""

import time


class Clock:
    """Nanoseconds since the epoch, read once from the wall and then counted by the monotonic clock.

    A person or a time service may set the wall clock; durations between two readings stay right.
    """

    __slots__ = ("_offset",)

    def __init__(self) -> None:
        self._offset = time.time_ns() - time.monotonic_ns()

    def __call__(self) -> int:
        """Give the time in nanoseconds since the epoch."""
        return time.monotonic_ns() + self._offset
