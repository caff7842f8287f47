"""Requests for tests of rules, from what a test wants to say of them."""

from httpscope.rules.asked import Asked
from httpscope.wire.head import read_request_head


def asked(
    method: str = "GET",
    target: bytes = b"/",
    *lines: str,
    content: bytes = b"",
    client: str = "127.0.0.1",
    connection: int = 1,
    ordinal: int = 1,
) -> Asked:
    """Give a request with a Host line and those lines."""
    head = [method.encode() + b" " + target + b" HTTP/1.1", b"Host: h", *(line.encode() for line in lines), b"", b""]
    return Asked(
        read_request_head(b"\r\n".join(head)), content, client=client, connection=connection, ordinal=ordinal, at=0
    )
