"""What a row of the table says: client and deed, what the client must see, what the capture must hold. Values only."""

import importlib.util
import shutil
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Client:
    """A program or a library that speaks HTTP."""

    name: str
    command: str = ""
    """The program that must be installed; empty for a library of Python's."""
    module: str = ""
    """The library of Python's that must be installed."""
    prepare: str = ""
    """A shell command that builds what the uses run, into `$BUILT`."""
    everywhere: bool = True
    """Whether `.ci/run` and the `dev` extra install it, so that it must not be missing there."""

    @property
    def installed(self) -> bool:
        """Whether this machine has it."""
        return bool(shutil.which(self.command)) if self.command else importlib.util.find_spec(self.module) is not None


@dataclass(frozen=True, slots=True)
class Held:
    """An exchange, or several alike, that the capture must hold."""

    starts: bytes
    """Octets that the request begins with."""
    ends: bytes = b"\r\n\r\n"
    """Octets that the request ends with: the empty line where it has no content."""
    has: tuple[bytes, ...] = ()
    """Octets that are somewhere in the request."""
    status: int = 200
    answer: bytes = b"HTTP/1.1 "
    """Octets that the answer begins with."""
    times: int | None = 1
    """How many of this kind there are; None: one or more, as time allows."""


@dataclass(frozen=True, slots=True)
class Use:
    """One thing that a client is used for."""

    client: Client
    does: str
    """In a few words; with the client's name it is the name of the use."""
    command: str
    """For `sh -c`, with $URL, $HOST, $PORT, $FILES, $PROGRAMS, $PYTHON and $BUILT to be used in it."""
    says: tuple[str, ...] = ()
    """Regular expressions, each to be found in what the client wrote (standard output and error)."""
    never: tuple[str, ...] = ()
    """Regular expressions that must not be found in it."""
    holds: tuple[Held, ...] = ()
    """The exchanges that the use leaves in the capture, in whatever order, and no others."""
    perhaps: tuple[Held, ...] = ()
    """Exchanges that it may leave too, as often as the client likes."""
    exit: int = 0
    connections: int | None = None
    """So many connections carried the exchanges; None: as many as the client likes."""
    address: str = "127.0.0.1"
    """Where the server is bound."""

    @property
    def name(self) -> str:
        """Client and deed."""
        return f"{self.client.name}: {self.does}"


CONTINUED: Final = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 "
"""How an answer begins whose client waited for leave to send."""
HELLO: Final = "hello from httpscope"
"""What most targets answer."""
