"""Words for octets that a capture does not have: how many, and the digest that stands for them. Pure."""

from typing import Final

from httpscope.exchange import Hole
from httpscope.i18n import _, ngettext

SIGN: Final = "✂"
_SHORT: Final = 16
"""Digits of a digest by which two bodies can be told apart at a glance."""


def hole_text(hole: Hole, width: int | None = None) -> str:
    """Tell of a hole; in `width` cells only the first digits of the digest where all have no room."""
    count = ngettext("{n:,} octet", "{n:,} octets", hole.octets).format(n=hole.octets)
    if not hole.digest:
        return f"{SIGN} " + _("{octets} could not be recorded").format(octets=count)
    said = f"{SIGN} " + _("{octets} not kept").format(octets=count) + " · SHA-256 "
    digits = hole.digest.hex()
    has_room = width is None or len(said) + len(digits) <= width
    return said + (digits if has_room else f"{digits[:_SHORT]}…")
