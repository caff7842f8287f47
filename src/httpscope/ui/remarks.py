"""The words for a row's remark: the code of a defect, of what octets are instead of HTTP, or of how a request ended."""

from types import MappingProxyType
from typing import Final, NamedTuple

from httpscope.exchange import PIPELINED, PIPELINED_UNREAD
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
AHEAD: Final = frozenset({PIPELINED, PIPELINED_UNREAD})
"""Codes of requests that wait unread behind the answers to those before them; gone once they are read."""
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
        "too-many-held": Ending(
            N_("too many requests are held"),
            N_(
                "Its answer should have waited for a person, and as many requests as may wait at once did already, so "
                "httpscope answered 503. RFC 9110 §15.6.4"
            ),
        ),
        PIPELINED: Ending(
            N_("sent ahead, waits for the answers before it"),
            N_(
                "The client sends requests without waiting for answers (RFC 9112 §9.3.2). So many of them are answered "
                "and not out yet that this one, and what follows it, waits unread."
            ),
        ),
        PIPELINED_UNREAD: Ending(
            N_("sent ahead, more than is read"),
            N_(
                "The client sends requests without waiting for answers (RFC 9112 §9.3.2). So much of them waits that "
                "nothing more is read from the connection: the rest is with the client's own system."
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
