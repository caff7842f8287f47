"""A pause for Python's cycle collector while very many objects are made that will live and hold no cycles.

A message in a hundred thousand chunks is half a million pieces; the collector would walk over all of them again and
again, 0.1 to 0.3 s each time, and the screen would stand still meanwhile.
"""

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_lock = RLock()
_pauses = 0
_held = 0


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the collector until the last of those who asked for it is done; reference counts still free objects."""
    global _pauses  # noqa: PLW0603  the collector is one for the process, and so is this
    with _lock:
        _pauses += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _pauses -= 1
            if not _pauses:
                gc.enable()


def leave_out(large: object) -> None:
    """Leave all that lives now out of the collector's walks, until the last object that was given here is gone."""
    global _held  # noqa: PLW0603
    with _lock:
        _held += 1
        weakref.finalize(large, _let_go).atexit = False
        gc.freeze()


def _let_go() -> None:
    global _held  # noqa: PLW0603
    with _lock:
        _held -= 1
        if not _held:
            gc.unfreeze()


def begin_start() -> None:
    """Let the collector rest while a program is loaded: nearly all that is made then is kept."""
    gc.disable()


def end_of_start() -> None:
    """Let it work again, and leave out of its walks what was loaded."""
    gc.freeze()
    gc.enable()
