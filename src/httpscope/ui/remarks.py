"""The words for a row's remark: the code of a defect, of what octets are instead of HTTP, or of how a request ended."""

from types import MappingProxyType
from typing import Final, NamedTuple

from httpscope.i18n import N_, _
from httpscope.visible import visible
from httpscope.wire.defect import KINDS
from httpscope.wire.nature import NATURES

CUT_OFF: Final = "cut-off"
"""Code of a request whose client went away in the middle; it is never answered."""
AFTER_CLOSE: Final = "after-close"
"""Code of octets behind the last request of a connection; they are never answered."""
UNRECORDED: Final = "unrecorded"
"""Code of a request that the capture has no more of than its beginning."""
NEVER_ANSWERED: Final = frozenset({CUT_OFF, AFTER_CLOSE, UNRECORDED})
"""Codes of requests that get no answer, though their connection may be open for a moment yet."""


class Ending(NamedTuple):
    """How a request ended where it did not end as it should."""

    title: str
    """A few plain words, marked for translation."""
    meaning: str
    """A sentence or two, marked for translation; empty where the defects of the message say it."""


_ENDINGS: Final = MappingProxyType(
    {
        CUT_OFF: Ending(
            N_("cut off: the client left"),
            "",
        ),
        AFTER_CLOSE: Ending(
            N_("sent after the last answer"),
            N_(
                "These octets came behind the last request that was read: the answer to that one closes the "
                "connection, so nobody reads them and nobody answers. RFC 9112 §9.6"
            ),
        ),
        "head-timeout": Ending(
            N_("the head took too long"),
            N_(
                "The empty line that ends the head did not come in time, so httpscope answered 408 and closed the "
                "connection. RFC 9110 §15.5.9"
            ),
        ),
        "content-timeout": Ending(
            N_("the content stopped coming"),
            N_(
                "The head announces more content, and none came for so long that httpscope answered 408 and closed "
                "the connection. RFC 9110 §15.5.9"
            ),
        ),
        "content-too-slow": Ending(
            N_("the content came too slowly"),
            N_(
                "Many clients were slow at once, and the content of this one came at less than the least rate, so "
                "httpscope answered 408 and closed the connection. RFC 9110 §15.5.9"
            ),
        ),
        "unread": Ending(
            N_("sent ahead, never read"),
            N_(
                "These requests waited for the answers to those before them when the connection was lost, and "
                "httpscope reads only so many ahead of a client that takes no answers."
            ),
        ),
        UNRECORDED: Ending(
            N_("the rest was not recorded"),
            N_(
                "The capture could not be written, so what came behind these octets is missing here; the client was "
                "told so with a 503, or the connection was closed."
            ),
        ),
    }
)


def remark_title(code: str) -> str:
    """Give a few plain words for the code; a code of a later version stands for itself."""
    named = KINDS.get(code) or NATURES.get(code) or _ENDINGS.get(code)
    return _(named.title) if named else visible(code)


def remark_words() -> dict[str, str]:
    """Give for each code its few plain words."""
    return {code: remark_title(code) for code in (*KINDS, *NATURES, *_ENDINGS)}


def ending_meaning(code: str) -> str:
    """Say what an ending means; an empty text where the code is no ending."""
    ending = _ENDINGS.get(code)
    return _(ending.meaning) if ending else ""
