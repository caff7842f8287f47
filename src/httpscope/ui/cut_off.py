"""The words for a request that the client did not finish: whether it reset the connection or closed it, and when. Pure.

A FIN is answered, for the client may still read (RFC 9112 §8), and a reset is not; so what the capture has of an answer
tells them apart where both came.
"""

from typing import Final

from httpscope.i18n import _, ngettext
from httpscope.store.row import Row
from httpscope.ui.remarks import CUT_OFF, remark_title

_ANSWERED: Final = "(cut off)"
"""Stands for the rule in the answer to a request whose client has closed its side in the middle."""
_BY_CLIENT: Final = frozenset({"client-left", "client-closed", "silent"})


def was_reset(row: Row) -> bool:
    """Tell whether the client broke the connection off (RST) in the middle of the request."""
    return row.remark == CUT_OFF and row.rule != _ANSWERED and row.reason == "client-reset"


def was_closed(row: Row) -> bool:
    """Tell whether the client closed its side (FIN) in the middle of the request."""
    return row.remark == CUT_OFF and (row.rule == _ANSWERED or row.reason in _BY_CLIENT)


def cut_title(row: Row) -> str:
    """Give a few words for the remark of a row, more particular than those of its code where the client cut it off."""
    if was_reset(row):
        return _("cut off: client reset")
    return _("cut off: client closed") if was_closed(row) else remark_title(row.remark)


def cut_sentence(row: Row) -> str:
    """Say who cut the request off and behind how many octets of it; an empty text where nobody did."""
    if row.remark != CUT_OFF:
        return ""
    octets = ngettext("{n:,} octet", "{n:,} octets", row.received).format(n=row.received)
    if was_reset(row):
        said = _("The client reset the connection (RST) after {octets} of the request")
    elif was_closed(row):
        said = _("The client closed the connection (FIN) after {octets} of the request")
    else:
        said = _("The connection ended after {octets} of the request")
    return said.format(octets=octets)
