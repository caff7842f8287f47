"""Small batches of real rows, for tests of the store."""

import pickle
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

from httpscope.exchange import Answer, Batch, Closing, Connection, Exchange, Progress, Segment
from httpscope.store.reader import Reader
from httpscope.store.writer import Keep, Writer

REQUEST = b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
CHILD = [sys.executable, "-m", "tests.store.child"]
KEEP_ALL = Keep()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def connected(number: int = 1) -> Connection:
    """Give a connection that was accepted."""
    return Connection(number, 100, f"127.0.0.1:{50_000 + number}", "127.0.0.1:8001")


def exchanged(
    number: int, connection: int = 1, ordinal: int | None = None, request: bytes = REQUEST, answer: bytes = ANSWER
) -> Batch:
    """Give the rows of an exchange whose like filled the connection before it."""
    ordinal = number if ordinal is None else ordinal
    at = 1_000 * number
    start, out = (ordinal - 1) * len(request), (ordinal - 1) * len(answer)
    return Batch(
        segments=[Segment(connection, 0, at, start, request), Segment(connection, 1, at + 50, out, answer)],
        exchanges=[
            Exchange(
                number, connection, ordinal, at, start, start + len(request), start + len(request),
                "GET", "/hello", "HTTP/1.1", "",
            )
        ],
        answers=[Answer(number, at + 50, out, out + len(answer), 200, "hello", 1)],
    )  # fmt: skip


def shared(number: int, connection: int = 1, ordinal: int | None = None) -> Batch:
    """Give the rows of such an exchange whose octets are the same as those of others."""
    batch = exchanged(number, connection, ordinal)
    request, answer = (segment.octets for segment in batch.segments)
    exchanges = [row._replace(octets=request) for row in batch.exchanges]
    return Batch(exchanges=exchanges, answers=[row._replace(octets=answer) for row in batch.answers])


def begun(number: int, octets: bytes, connection: int = 1, start: int = 0) -> Batch:
    """Give the rows of an exchange of which only the first octets have come."""
    return Batch(
        segments=[Segment(connection, 0, 1_000 * number, start, octets)],
        exchanges=[Exchange(number, connection, number, 1_000 * number, start, None, None, "", "", "", "")],
    )


def learnt(number: int, stop: int | None, remark: str = "", target: str = "/late") -> Progress:
    """Give what is known of an exchange later."""
    return Progress(number, 1_000 * number + 10, stop, stop, "POST", target, "HTTP/1.1", remark)


def closed(connection: int, received: int, sent: int, reason: str = "client-closed") -> Closing:
    """Give the end of a connection."""
    return Closing(connection, 9_000, reason, received, sent)


def finished(path: Path, *batches: Batch) -> Path:
    """Make a capture of the batches and close it."""
    writer = Writer(path)
    for batch in batches:
        writer.commit(batch)
    writer.close()
    return path


def killed(path: Path, *batches: Batch, keep: Keep = KEEP_ALL) -> Path:
    """Give a capture of the batches as a server leaves it that is killed."""
    with subprocess.Popen([*CHILD, "leave", path], stdin=subprocess.PIPE) as child:
        child.communicate(pickle.dumps((keep, batches)), timeout=60)
    assert child.returncode == -signal.SIGKILL
    return path


class Capture:
    """A writer and a reader on one new capture."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer = Writer(path)
        self.reader = Reader(path)

    def close(self) -> None:
        """Let go of the file."""
        self.reader.close()
        self.writer.close()


def lose(path: Path, table: str, number: int) -> None:
    """Take a row out of a finished capture, and its header too, so that it is looked through and rescued."""
    database = sqlite3.connect(path)
    database.execute(f"DROP TRIGGER {table}_no_delete")
    database.execute(f"DELETE FROM {table} WHERE id = ?", (number,))
    database.commit()
    database.close()
    with path.open("r+b") as file:
        file.write(bytes(16))
