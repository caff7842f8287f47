"""What the screen may ask of the server process, and nothing more; `cli` brings the real one.

The screen never starts, finds or talks to a server by itself: in a viewer there is none, and in tests a few lines
stand for it. All methods may be called from any thread and return at once, `restart` aside.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol


class ServerPort(Protocol):
    """The server that this screen belongs to."""

    @property
    def address(self) -> str:
        """What a client on this machine types, such as `http://127.0.0.1:8001/`."""

    @property
    def reachable(self) -> Sequence[str]:
        """Addresses that others can type, when the server is bound to the network."""

    @property
    def exposed(self) -> bool:
        """Whether machines other than this one can reach it."""

    @property
    def allowed(self) -> Sequence[str]:
        """The networks whose machines it lets in, besides this one; none named are all."""

    @property
    def capture(self) -> Path:
        """File of the capture of this run."""

    def status(self) -> str | None:
        """Tell in plain words why the server has ended, or None while it runs."""

    def restart(self) -> None:
        """Start the server again on the same address, rules and capture. Raises OSError when that cannot be."""

    def order(self, name: str, /, **details: object) -> None:
        """Tell the server what a person wants done at once: an order of `server.orders` with its details."""

    def on_stir(self, call: Callable[[], object]) -> bool:
        """Have `call` called, from any thread, when something was recorded or said, and when it has ended.

        Tells whether that will be so; who is told no has to look by itself.
        """

    def news(self) -> Sequence[str]:
        """Give the lines that came since the last call and cannot come by way of the capture, such as a full disk."""
