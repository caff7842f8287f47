"""Paths with percent-encoding taken off, so that one path is one path however it is written (RFC 3986 §6.2.2.2)."""

import re
from typing import Final

_ENCODED: Final = re.compile(rb"%([0-9A-Fa-f]{2})?")


def decoded(path: bytes) -> bytes:
    """Take percent-encoding off, but for `%2F` and `%25`; a `%` that encodes nothing becomes `%25`."""
    return _ENCODED.sub(_plain_octet, path)


def _plain_octet(encoded: re.Match[bytes]) -> bytes:
    octet = bytes.fromhex(encoded[1].decode("ascii")) if encoded[1] else b"%"
    return {b"%": b"%25", b"/": b"%2F"}.get(octet, octet)
