"""Sockets that listen, connections as they come, and an orderly stop. It assembles the server; it decides nothing."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from httpscope.exchange import SECOND, Notice, Run
from httpscope.rules.file.limit import value_of
from httpscope.rules.file.watch import Watch
from httpscope.server.allowed import Allowed
from httpscope.server.clock import Clock
from httpscope.server.connection import Connection
from httpscope.server.crowd import NOT_ALLOWED, TOO_MANY, Crowd
from httpscope.server.desk import Desk
from httpscope.server.rulebook import Rulebook
from httpscope.server.sockets import BACKLOG
from httpscope.server.turn import NEWS_EVERY, News, Recorder, Turn

ACCEPTED_A_ROUND = 32
"""Connections accepted before those that are open are heard again."""

RULES_POLL = 0.5
"""Seconds between looks at the rules files while no request comes, so that people read of a fault without one."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where numbering goes on: the highest numbers that a capture holds already."""

    exchanges: int = 0
    connections: int = 0
    rulesets: int = 0


@dataclass(slots=True)
class Server:
    """A listening server: hand it bound sockets, run it, ask it to stop."""

    sockets: Sequence[socket.socket]
    watch: Watch
    record: Recorder
    news: News
    run_row: Run | None
    numbers: Numbers = field(default_factory=Numbers)
    allowed: Allowed = field(default_factory=Allowed)
    _turn: Turn | None = None
    _desk: Desk | None = None
    _notice_due: int = 0
    _connections: set[Connection] = field(default_factory=set)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Accept and answer until `stop` is called; then let answers in progress go out, for a short time."""
        loop = asyncio.get_running_loop()
        turn = self._turn = Turn(
            self.record,
            Clock(),
            self.news,
            exchanges=self.numbers.exchanges,
            connections=self.numbers.connections,
        )
        if self.run_row is not None:
            turn.batch.runs.append(self.run_row)
        rulebook = Rulebook(self.watch, turn, rulesets=self.numbers.rulesets)
        desk = self._desk = rulebook.desk
        desk.connections = lambda: tuple(self._connections)
        turn.flush()
        crowd = Crowd(rulebook.settings, turn.clock, self.allowed)

        def connection() -> Connection:
            return Connection(turn, rulebook, desk, crowd, self._opened, self._connections.discard)

        # asyncio tries to accept so many times a round, and again a round after there was no file left for it.
        servers = [await loop.create_server(connection, sock=sock, backlog=ACCEPTED_A_ROUND) for sock in self.sockets]
        for sock in self.sockets:
            sock.listen(BACKLOG)
        looking = loop.create_task(self._look(rulebook))
        try:
            await self._stopping.wait()
        finally:
            looking.cancel()
            for server in servers:
                server.close()
            desk.close()
            rulebook.remembered.tell()
            await self._finish(turn, rulebook.settings().limits.stop_time)

    def stop(self) -> None:
        """Ask the running server to stop; to be called in its event loop."""
        self._stopping.set()

    def take(self, octets: bytes) -> None:
        """Take octets of orders (`server.orders`), to be called in its event loop."""
        if self._desk is not None:
            self._desk.take(octets)

    def notice(self, severity: str, text: str) -> None:
        """Tell the people at the screen something about the server, by way of the capture and not too often."""
        if self._turn is None:
            return
        at = self._turn.clock()
        if at >= self._notice_due:
            self._notice_due = at + NEWS_EVERY * SECOND
            self._turn.batch.notices.append(Notice(at, severity, "server", text))
            self._turn.schedule()

    async def _look(self, rulebook: Rulebook) -> None:
        while True:
            await asyncio.sleep(RULES_POLL)
            rulebook.look(anew=True)  # no turn ends while no request comes
            rulebook.remembered.tell()

    def _opened(self, connection: Connection, code: str) -> None:
        self._connections.add(connection)
        if code == NOT_ALLOWED:
            self.notice("warning", self.allowed.sentence())
        elif code:
            name = "connections" if code == TOO_MANY else "connections_per_client"
            limit = value_of(self.watch.current.settings, name)
            self.notice("warning", f"A connection was turned away with 503: the limit {name} is {limit:.0f}.")

    async def _finish(self, turn: Turn, patience: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + patience
        while self._connections and loop.time() < deadline:
            for connection in tuple(self._connections):
                connection.stop()
            await asyncio.sleep(0.01)
        for connection in tuple(self._connections):
            connection.abort()
        while self._connections:  # noqa: ASYNC110 - each leaves the set by a callback of this loop
            await asyncio.sleep(0)
        turn.flush()
