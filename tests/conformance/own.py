"""Our own server on a free port of the loopback, in this process, and what it recorded."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Final

from httpscope.exchange import Batch, Notice
from httpscope.rules.file.read import read_rules
from httpscope.rules.file.watch import Watch
from httpscope.rules.rule import DEFAULT
from httpscope.rules.settings import Limits, Settings
from httpscope.server.listener import Server
from httpscope.server.sockets import bind

RULES: Final = (
    "".join(
        f'[[rule]]\nname = "{status}"\nmatch.path = "/{status}"\nanswer.status = {status}\nanswer.type = "text/plain"\n'
        'answer.body = "words"\n'
        for status in (204, 304, 404, 405)
    )
    + """
[[rule]]
name = "no reason"
match.path = "/no-reason"
answer.reason = ""
answer.type = "text/plain"
answer.body = "words"

[[rule]]
name = "chunked"
match.path = "/chunked"
answer.type = "text/plain"
answer.body = "words"
answer.headers = ["Transfer-Encoding: chunked"]

[[rule]]
name = "tunnel"
match.method = "CONNECT"
match.host = "tunnel.test"
answer.status = 200
answer.body = "words"

[[rule]]
name = "close"
match.path = "/close"
answer.headers = ["Connection: close"]

"""
    + DEFAULT.text
)
"""An answer for each requirement on answers, and in front of all others the one of a run without rules."""

PATIENT: Final = Limits(stop_time=0.2, linger_time=0.05)
IMPATIENT: Final = Limits(head_time=0.4, read_time=0.4, idle_time=0.4, stop_time=0.2, linger_time=0.05, patience=0)
"""For messages that never become whole."""


class Recorded:
    """The rows that the server gave to be recorded."""

    def __init__(self) -> None:
        self.targets: dict[int, set[str]] = {}
        """Targets of requests, as they were read, by their place on their connection, counted from 1."""
        self._ordinals: dict[int, int] = {}
        self.news: list[Notice] = []

    def record(self, batch: Batch) -> str | None:
        """Keep the targets of requests, as they were read."""
        for row in batch.exchanges:
            self._ordinals[row.id] = row.ordinal
            self.targets.setdefault(row.ordinal, set()).add(row.target)
        for news in batch.progress:
            self.targets[self._ordinals[news.exchange]].add(news.target)
        return None


@contextlib.asynccontextmanager
async def own_server(limits: Limits) -> AsyncIterator[tuple[int, Recorded]]:
    """Run a server for the length of a block; give its port and what it records."""
    recorded = Recorded()
    sock = bind("127.0.0.1", 0)
    watch = Watch([], read_rules(RULES, "", ".", Settings(limits=limits)))
    server = Server([sock], watch, recorded.record, recorded.news.append, None)
    running = asyncio.create_task(server.run())
    try:
        yield sock.getsockname()[1], recorded
    finally:
        server.stop()
        await running
