"""The words for a request that waits, or waited, for a person: the states of `exchange.Hold`. Pure."""

from types import MappingProxyType
from typing import Final

from httpscope.exchange import HOLD_ENDS, WAITING
from httpscope.i18n import N_, _
from httpscope.visible import visible

WAITING_SIGN: Final = "‖"
"""Marks what waits, in the list and above it."""

_WORDS: Final = MappingProxyType(
    dict(
        zip(
            (*WAITING, *HOLD_ENDS),
            (
                N_("waits for an answer"),
                N_("client closed its side; waits"),
                N_("answered by hand"),
                N_("released: the rules answered"),
                N_("answered by what was edited for it alone"),
                N_("answered by hand, line by line"),
                N_("dropped: the connection was closed or broken off"),
                N_("nobody came in time"),
                N_("the client left while it waited"),
                N_("the capture could not be written while it waited"),
                N_("the server was stopped while it waited: 503"),
                N_("the server ended without a word while it waited"),
            ),
            strict=True,
        )
    )
)


def hold_words(state: str) -> str:
    """Say how it waits, or what became of it; a state of a later version stands for itself."""
    return _(_WORDS[state]) if state in _WORDS else visible(state)
