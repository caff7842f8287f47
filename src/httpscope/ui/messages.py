"""What the pieces of the screen say to each other: each message carries one fact upwards, none carries a command."""

from dataclasses import dataclass

from textual.message import Message

from httpscope.store.row import Snapshot
from httpscope.ui.facts import ExchangeFacts


@dataclass
class Arrived(Message):
    """The capture, the selection or the server has changed; everything that is shown follows from this one value."""

    snapshot: Snapshot
    facts: ExchangeFacts | None
    """The selected exchange, or None while there is none."""
    died: str | None
    """Why the server has ended, or None while it runs or where there is none."""
    news: tuple[str, ...]
    """Lines from the server that could not come by way of the capture; each comes once."""


@dataclass
class CaptureLost(Message):
    """The capture, or what was wanted of it, cannot be read any longer."""

    text: str


@dataclass
class Selected(Message):
    """Another exchange is under the cursor of the list."""

    exchange: int


@dataclass
class Opened(Message):
    """A person asked to look into the exchange under the cursor."""

    exchange: int


@dataclass
class FollowChanged(Message):
    """The list began or ceased to keep the newest exchange under the cursor."""

    follow: bool
