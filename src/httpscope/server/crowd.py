"""Who is connected and who is slow: the counts of a listener over all its connections, and what they allow.

It counts and decides; connections ask it.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

from httpscope.exchange import SECOND
from httpscope.rules.settings import Settings
from httpscope.server.allowed import OWN_MACHINE, Allowed

TOO_MANY: Final = "too-many-connections"
TOO_MANY_OF_CLIENT: Final = "too-many-connections-of-client"
NOT_ALLOWED: Final = "not-allowed"


class Crowd:
    """The connections of a listener, counted."""

    def __init__(self, settings: Callable[[], Settings], clock: Callable[[], int], allowed: Allowed) -> None:
        self._settings = settings
        self._allowed = allowed
        self._clock = clock
        self._hosts: Counter[str] = Counter()
        self._all = 0
        self._slow = 0
        self._crowded_until = 0

    def enter(self, host: str) -> str:
        """Count a new connection from a host in; give the code of why it may not stay, or an empty text."""
        if not self._allowed.lets_in(host):
            return NOT_ALLOWED  # and not counted: strangers who knock take nobody's place
        limits = self._settings().limits
        self._all += 1
        self._hosts[host] += 1
        if self._all > limits.connections:
            return TOO_MANY
        if self._hosts[host] > limits.connections_per_client and host not in OWN_MACHINE:
            return TOO_MANY_OF_CLIENT
        return ""

    def leave(self, host: str) -> None:
        """Count a connection out, if it was counted in: its host may not have been let in."""
        if host not in self._hosts:
            return
        self._all -= 1
        self._hosts[host] -= 1
        if not self._hosts[host]:
            del self._hosts[host]

    def slow(self, by: int) -> None:
        """Count a peer among those that are slow with a request or an answer (1), or not any more (-1)."""
        self._slow += by
        limits = self._settings().limits
        if self._slow > limits.crowd:
            # All that were slow together are one crowd: those that leave it last get no more time than the first.
            self._crowded_until = self._clock() + int(limits.patience * SECOND)

    def crowded(self) -> bool:
        """Tell whether more peers are slow together, or were a short while ago, than people would be."""
        return self._slow > self._settings().limits.crowd or self._clock() < self._crowded_until


def address_text(name: tuple[object, ...] | None) -> str:
    """Write what a socket calls one of its ends: `127.0.0.1:8001`, `[::1]:8001`; empty where it has gone."""
    if not name:
        return ""
    host, port = str(name[0]), name[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
