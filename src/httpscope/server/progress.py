"""Whether a client takes its answer: when it took something last, and how much of late. Pure: times come in.

What the system takes by itself, in the first moments after a write, is no merit of the client, but looks the same. So
the first look is soon, and patience counts from the last movement that any look has seen.
"""

from typing import Final

from httpscope.rules.settings import Limits

FIRST_LOOK: Final = 0.5
"""Seconds until the first look, at most: by then the system has taken what it takes."""
LOOKS: Final = 10
"""Looks within `write_time`: a client may get so small a part of it in addition, and no more."""


class Progress:
    """How far one client has come with what is held for it."""

    __slots__ = ("_left", "_mark", "_moved_at")

    def __init__(self, left: int, now: float) -> None:
        """Begin with so many octets not taken, at a time in seconds."""
        self._left = left
        self._moved_at = now
        self._mark: tuple[float, int] | None = None
        """The time at which its rate is counted from, and what was left then; None before the first look."""

    @staticmethod
    def first_look(limits: Limits) -> float:
        """Give the seconds until the first look."""
        return min(FIRST_LOOK, limits.write_time / LOOKS / 2)

    def look(self, left: int, now: float, limits: Limits, *, crowded: bool) -> float | None:
        """Take note of what is left; give the seconds until the next look, or None: it took too little for too long.

        `crowded`: more peers are slow together than people would be, so that the short time and the rate count.
        """
        if left < self._left:
            self._moved_at = now
        self._left = left
        allowed = limits.write_time if crowded else max(limits.write_time, limits.patience)
        if now - self._moved_at >= allowed or (crowded and self._is_too_slow(left, now, limits)):
            return None
        if self._mark is None or now - self._mark[0] >= limits.write_time:
            self._mark = now, left
        return min(limits.write_time / LOOKS, self._moved_at + allowed - now)

    def _is_too_slow(self, left: int, now: float, limits: Limits) -> bool:
        if self._mark is None:
            return False
        since, before = self._mark
        return now - since >= limits.write_time and before - left < limits.send_rate * limits.write_time
