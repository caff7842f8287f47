"""The ways to look at an exchange."""

from enum import Enum

from httpscope.i18n import N_


class Mode(Enum):
    """A way to look at an exchange; the value is its name on the screen."""

    OCTETS = N_("octets")
    HEADERS = N_("headers")
    BODY = N_("body")
    HEX = N_("hex")
    CONNECTION = N_("connection")

    @property
    def following(self) -> "Mode":
        """The mode that the key to change it leads to."""
        modes = list(Mode)
        return modes[(modes.index(self) + 1) % len(modes)]
