"""The coding zstd, from wherever this Python has it; loaded only when something is coded (RFC 8878)."""

import sys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


def compress(octets: bytes) -> bytes:
    """Give the octets as one frame, the same each time."""
    return zstd.compress(octets)
