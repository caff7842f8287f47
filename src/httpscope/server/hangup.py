"""Whether a client that has ended its side is gone altogether: seen by an RST, without a word of ours.

Its FIN alone does not tell: it may read on, or be gone. asyncio reads no more behind a FIN, and hears of no RST. And
a client that went away quietly sends none before it is asked, so the system asks it, by keep-alive probes (RFC 9293
§3.8.4): a program that has closed its socket is found out when its system has forgotten it, after a minute on Linux;
one that only waits answers the probes for as long as it likes.
"""

import asyncio
import select
import socket
from typing import Final

LOOK_EVERY: Final = 0.25
"""Seconds between two looks."""
PROBE_AFTER: Final = 5
"""Seconds of silence before a probe, and between two."""
PROBES: Final = 12
"""So many in a row without an answer, and the client is gone: its machine slept, or the cable was pulled."""
_TIMES: Final = (("TCP_KEEPIDLE", PROBE_AFTER), ("TCP_KEEPINTVL", PROBE_AFTER), ("TCP_KEEPCNT", PROBES))


class Hangup:
    """Watches one connection from the client's FIN on, and breaks it off when nobody is there."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, transport: asyncio.Transport) -> None:
        """Watch from now on."""
        if self._timer is not None or transport.is_closing():
            return
        sock: socket.socket = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _TIMES:
            if hasattr(socket, name):  # some systems have other names for some of them, and longer times then
                sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        self._look(transport, sock.fileno())

    def end(self) -> None:
        """Watch no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self, transport: asyncio.Transport, descriptor: int) -> None:
        if transport.is_closing():
            self._timer = None
            return
        poll = select.poll()
        poll.register(descriptor, 0)  # what no mask can keep out: POLLERR and POLLHUP
        if poll.poll(0):
            self._timer = None
            transport.abort()
            return
        self._timer = asyncio.get_running_loop().call_later(LOOK_EVERY, self._look, transport, descriptor)
