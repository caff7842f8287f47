"""What a run of the screen is made of, and loading it in a thread while the first picture is on the terminal.

What it is made of, and how, is for whoever starts the screen to say; this knows when, and brings word of the outcome.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message
from textual.message_pump import MessagePump

from httpscope.ui.screens.opening import Known

if TYPE_CHECKING:
    from httpscope.store.reader import Reader
    from httpscope.ui.draft import Draft
    from httpscope.ui.server_port import ServerPort


class Parts(NamedTuple):
    """A capture to read; with a draft and a server it is the dashboard of a run, without them a viewer."""

    reader: "Reader"
    draft: "Draft | None" = None
    server: "ServerPort | None" = None


class Later(NamedTuple):
    """What is known of a run at once, and how to come by the rest, which takes its time."""

    known: Known
    load: Callable[[], Parts]
    """Is called in a thread, once, and loads the traffic screen as well: nobody else needs what that takes."""


class Loaded(Message):
    """The rest is there, or what kept it from being."""

    def __init__(self, outcome: Parts | Exception) -> None:
        super().__init__()
        self.outcome = outcome


class Loading:
    """Loads the parts for one receiver."""

    def __init__(self, receiver: MessagePump, later: Later) -> None:
        self.later = later
        self._receiver = receiver

    def start(self) -> None:
        """Begin; `Loaded` follows."""
        loader = ThreadPoolExecutor(1, "loading")
        loader.submit(self.later.load).add_done_callback(self._tell)
        loader.shutdown(wait=False)

    def _tell(self, done: "Future[Parts]") -> None:
        fault = done.exception()
        if fault is None or isinstance(fault, Exception):
            self._receiver.post_message(Loaded(fault or done.result()))
