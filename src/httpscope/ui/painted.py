"""What is to be done once a screen is painted, whichever screen is in front by then.

Textual's `call_after_refresh` hands a call to the screen in front, which may be a dialog; one that goes away while it
has something to paint takes the call with it, and whoever waits for it waits for ever.
"""

from collections.abc import Callable
from typing import Any

from textual.screen import Screen


def call_when_painted(screen: Screen[Any], call: Callable[[], object]) -> None:
    """Call when the screen has handled what it has by now and its picture is painted; behind another it has none."""
    screen.call_later(screen._invoke_later, call, screen)
