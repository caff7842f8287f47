"""The collector's pause: it ends with the last who asked for it, and nothing is left out of its walks for ever."""

import gc
import weakref

from httpscope.ui.quiet import leave_out, without_collection


class Thing:
    """Something that can be part of a cycle."""

    def __init__(self) -> None:
        self.other: object = self


def test_the_pause_ends_with_the_last_who_asked() -> None:
    """Two messages are read at a time, and the one that is done first does not end the other's pause."""
    with without_collection():
        with without_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_garbage_that_was_left_out_is_collected_when_the_large_message_is_gone() -> None:
    """A cycle that was alive when a message was read is freed after the message, not kept for ever."""
    large, cycle = Thing(), Thing()
    large.other = None
    gone = weakref.ref(cycle)
    leave_out(large)
    del cycle
    gc.collect()
    assert gone() is not None

    del large
    gc.collect()

    assert gone() is None
