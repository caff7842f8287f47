"""How many files this process may have open: each connection is one, and systems begin with few.

The limit that a process goes by may be raised up to a hard one without further rights (setrlimit(2)).
"""

import contextlib
import resource
from typing import Final

APART: Final = 64
"""Files besides connections: the capture and what SQLite opens, rules, bodies from files, the event loop."""

_WHERE_UNLIMITED: Final = 10_240
"""What macOS grants where it says that there is no hard limit (OPEN_MAX)."""


def raise_open_files() -> int | None:
    """Let this process open as many files as it may, and give how many that is; None where there is no limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (hard, _WHERE_UNLIMITED):
        higher = soft != resource.RLIM_INFINITY and (wanted == resource.RLIM_INFINITY or wanted > soft)
        if higher:
            # What the system says no to, whoever reads the number that is given back is told of.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
                break
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def too_few(open_files: int | None, connections: int) -> str:
    """Say that the system allows fewer connections than the limit `connections`; nothing where it allows as many."""
    if open_files is None or open_files - APART >= connections:
        return ""
    left = open_files - APART
    # Not all that is set apart is always in use, so with few files no number would be true.
    share = f"so about {left:,} connections at once"
    if left < APART:
        share = f"of which it needs up to {APART} besides connections"
    return (
        f"The system lets this process open {open_files:,} files, {share}; the limit connections is {connections:,}."
        " Those beyond wait until one has gone (ulimit -Hn)."
    )
