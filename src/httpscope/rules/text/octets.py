"""Octets as people write them in a rules file: base64 or hexadecimal digits, white space anywhere. Pure."""

import binascii
from collections.abc import Callable
from typing import Final

from httpscope.i18n import _
from httpscope.rules.text.check import Unfit


def from_base64(text: str) -> bytes:
    """Read base64 (RFC 4648 §4). Raises Unfit."""
    try:
        return binascii.a2b_base64("".join(text.split()), strict_mode=True)
    except ValueError:
        raise Unfit(_("a text in base64")) from None


def from_hex(text: str) -> bytes:
    """Read pairs of hexadecimal digits (RFC 4648 §8), in any case. Raises Unfit."""
    try:
        return binascii.a2b_hex("".join(text.split()))
    except ValueError:
        raise Unfit(_('pairs of hexadecimal digits such as "0d 0a"')) from None


SPELLINGS: Final[dict[str, tuple[str, Callable[[str], bytes]]]] = {
    "base64": (_("a text in base64"), from_base64),
    "hex": (_('pairs of hexadecimal digits such as "0d 0a"'), from_hex),
}
"""What is behind the `_` of a key for octets, with what is expected there, and how it is read."""
