"""A pause for Python's cycle collector while very many objects are made that will live and hold no cycles.

A message in a hundred thousand chunks is half a million pieces; the collector would walk over all of them again and
again, 0.1 to 0.3 s each time, and the screen would stand still meanwhile.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the collector, and leave all that lives afterwards out of its walks; reference counts still free it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
