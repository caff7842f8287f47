"""An exchange as the octets that were on the wire. Pure; nothing is added, changed or left out."""


def raw(request: bytes) -> bytes:
    """Give what `--format raw` writes for a request: its octets, with nothing between one request and the next."""
    return request
