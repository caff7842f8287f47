"""The standard output: octets exact for a file or a pipe, drawn for a terminal, which would obey some of them.

And a word of what cannot be written; a reader that has seen enough is no fault.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final, Protocol

from httpscope.cli.fault import CommandFault
from httpscope.visible import visible_octets

_LINE_END: Final = "\u240a"
"""The picture of LF."""


class Output(Protocol):
    """Where octets go."""

    def write(self, octets: bytes, /) -> object:
        """Write the octets. Raises OSError."""


class _Drawing:
    """Writes octets to a terminal, a cell each, with pictures for what it would obey and a new line behind each LF."""

    def __init__(self, terminal: Output) -> None:
        self._terminal = terminal
        self.drew = False
        self.amid_line = False

    def write(self, octets: bytes) -> None:
        """Draw the octets."""
        if octets:
            text = visible_octets(octets).replace(_LINE_END, f"{_LINE_END}\n")
            self._terminal.write(text.encode("utf-8"))
            self.drew, self.amid_line = True, not text.endswith("\n")


@contextlib.contextmanager
def standard_output(*, raw: bool, exact: str) -> Iterator[Output]:
    """Give the standard output; on a terminal octets that are `raw` are drawn, and `exact` says how to have them.

    Raises OSError, BrokenPipeError where nobody reads any more.
    """
    # A descriptor of its own: all is written when it is closed, and who is gone is noticed here and not at the exit.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        if not (raw and output.isatty()):
            yield output
            return
        drawing = _Drawing(output)
        yield drawing
        if drawing.amid_line:
            output.write(b"\n")
    if drawing.drew:
        print(f"httpscope: on a terminal, pictures stand for control octets; {exact} the exact octets", file=sys.stderr)


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """Have all that is printed meanwhile written at the end, unless nobody reads it any more.

    Raises CommandFault where it cannot be written, and OSError of files that have a name.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None:
            raise
        # Without this Python would complain once more at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise CommandFault(f"standard output: {error.strerror}", 1) from error
