"""The collector's pause: it ends with the last who asked for it, and nothing is left out of its walks for ever."""

import gc
import subprocess
import sys

from httpscope.ui.quiet import without_collection

_ALONE = """
import gc, weakref
from httpscope.ui.quiet import leave_out

class Thing:
    pass

large, cycle = Thing(), Thing()
cycle.itself = cycle
gone = weakref.ref(cycle)
leave_out(large)
del cycle
gc.collect()
print(gone() is not None)
del large
gc.collect()
print(gone() is not None)
"""
"""A process of its own: in one with other tests, messages of theirs may still be held and keep the cycle."""


def test_the_pause_ends_with_the_last_who_asked() -> None:
    """Two messages are read at a time, and the one that is done first does not end the other's pause."""
    with without_collection():
        with without_collection():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_garbage_that_was_left_out_is_collected_when_the_large_message_is_gone() -> None:
    """A cycle that was alive when a message was read is freed after the message, not kept for ever."""
    ran = subprocess.run([sys.executable, "-c", _ALONE], capture_output=True, text=True, check=False)

    assert (ran.stdout.split(), ran.stderr) == (["True", "False"], "")
