"""Sockets that listen. Nothing else is loaded here, so that clients can knock while the rest of the server is."""

import socket

BACKLOG = 1024
"""Connections that the system holds until they are accepted; Linux cuts it to net.core.somaxconn."""

UNSENT = 131_072
"""Octets of an answer that the system takes before the client has taken those before them."""


def bind(address: str, port: int) -> socket.socket:
    """Give a socket bound to the address and port, listening; OSError where that cannot be.

    An address with a colon is IPv6; every network, `::`, is that of IPv4 too where the system allows it, however it is
    written, as `::0` may be. Port 0 asks for a free one.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family is socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            # Accepted sockets have it too. Without, the system takes megabytes for each client that does not read.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
        sock.bind((address, port))
        sock.listen(BACKLOG)
    except OSError:
        sock.close()
        raise
    sock.setblocking(False)
    return sock
