"""The words for a row's remark: the code of a defect, of what octets are instead of HTTP, or of how a request ended."""

from types import MappingProxyType
from typing import Final

from httpscope.i18n import N_, _
from httpscope.visible import visible
from httpscope.wire import nature
from httpscope.wire.defect import KINDS
from httpscope.wire.nature import Nature

CUT_OFF: Final = "cut-off"
"""Code of a request whose client went away in the middle; it is never answered."""

_NATURES: Final = MappingProxyType({each.code: each for each in vars(nature).values() if isinstance(each, Nature)})

_ENDINGS: Final = MappingProxyType(
    {
        CUT_OFF: N_("cut off: the client left"),
        "unrecorded": N_("the rest was not recorded"),
    }
)


def remark_title(code: str) -> str:
    """Give a few plain words for the code; a code of a later version stands for itself."""
    if named := KINDS.get(code) or _NATURES.get(code):
        return _(named.title)
    ending = _ENDINGS.get(code)
    return _(ending) if ending else visible(code)
