"""What the system still has to deliver of what was written to a connection, and how that is given up.

A socket that is closed in order is kept by the system, with all that its client has not taken, for minutes: it is no
file of ours any more, but memory all the same. An RST lets go of it, and tells the client that its answer is not whole.
"""

import asyncio
import fcntl
import socket
import struct
import sys
import termios
from typing import Final

_NOT_SENT: Final = 0x894B if sys.platform == "linux" else termios.TIOCOUTQ
"""SIOCOUTQNSD of Linux; elsewhere what was sent and is on its way counts too."""


def untaken(transport: asyncio.Transport) -> int:
    """Give the octets that the client's system has not taken yet, those that wait in the transport too."""
    return transport.get_write_buffer_size() + _ask(transport, termios.TIOCOUTQ)


def unsent(transport: asyncio.Transport) -> int:
    """Give those of them for which the client has no room, so that they were not even sent."""
    return transport.get_write_buffer_size() + _ask(transport, _NOT_SENT)


def break_off(transport: asyncio.Transport) -> None:
    """Close with an RST; what the client has not taken is dropped, by the system too (RFC 9293 §3.5.3)."""
    sock: socket.socket = transport.get_extra_info("socket")
    if sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _ask(transport: asyncio.Transport, what: int) -> int:
    """Ask the system for a count; 0 where it cannot tell."""
    sock: socket.socket = transport.get_extra_info("socket")
    try:
        return int(struct.unpack("i", fcntl.ioctl(sock.fileno(), what, b"\0\0\0\0"))[0])
    except (OSError, ValueError):  # closed meanwhile
        return 0
