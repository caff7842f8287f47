"""How long a client that does not read is waited for, with a clock of our own."""

from collections.abc import Callable

import pytest

from httpscope.rules.settings import Limits
from httpscope.server.progress import Progress

LEFT = 1_000_000


def broken_off_after(limits: Limits, *, crowded: bool, left: Callable[[float], int]) -> float | None:
    """Play a client whose untaken octets are `left` at a time; give when it is broken off, None for not in ten minutes.

    A look is up to a millisecond late, as those of a loop are.
    """
    progress = Progress(LEFT, 0.0)
    now = Progress.first_look(limits)
    while now < 600:
        now += 0.001
        pause = progress.look(left(now), now, limits, crowded=crowded)
        if pause is None:
            return now
        now += pause
    return None


@pytest.mark.parametrize("write_time", [0.2, 4.0, 20.0])
@pytest.mark.parametrize("crowded", [True, False])
def test_what_the_system_takes_in_the_first_moments_gives_a_client_no_second_period(
    write_time: float, crowded: bool
) -> None:
    """It is broken off after `write_time`, or patience where few are slow, and at most a tenth of the former more."""
    limits = Limits(write_time=write_time, patience=60.0)
    allowed = write_time if crowded else 60.0
    took = broken_off_after(limits, crowded=crowded, left=lambda _now: LEFT - 90_000)

    assert took is not None
    assert allowed <= took <= allowed + 0.05 * write_time + 0.02


def test_patience_is_counted_from_the_last_movement() -> None:
    """A client that takes its answer for a minute and then nothing is broken off a period after that."""
    limits = Limits(write_time=20.0)
    took = broken_off_after(limits, crowded=True, left=lambda now: LEFT - int(min(now, 60.0) * 1000))

    assert took is not None
    assert 80.0 <= took <= 82.5


def test_a_client_that_takes_little_all_the_time_is_broken_off_in_a_crowd_only() -> None:
    """Ten octets a second hold a place; where few do so, somebody may look at them one by one."""
    limits = Limits(write_time=20.0, send_rate=100)
    crowd = broken_off_after(limits, crowded=True, left=lambda now: LEFT - int(now * 10))

    assert crowd is not None
    assert 20.0 <= crowd <= 22.0
    assert broken_off_after(limits, crowded=False, left=lambda now: LEFT - int(now * 10)) is None


def test_a_client_that_is_fast_enough_gets_all_of_it() -> None:
    """A thousand octets a second are enough, in a crowd too."""
    assert broken_off_after(Limits(), crowded=True, left=lambda now: LEFT - int(now * 1000)) is None
