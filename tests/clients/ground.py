"""Runs one use after another against a real `httpscope serve`, and says what did not come out as the table has it."""

import contextlib
import os
import random
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from httpscope.store.reader import Reader, Row
from tests.clients.use import Client, Held, Use
from tests.running import Serve, poll, serving

HERE: Final = Path(__file__).parent
PATIENCE: Final = 40
"""Seconds that a client may take; the table's take about one."""
LOOKED_AT: Final = 500
"""Exchanges of a use whose octets are compared; of a flood the rest are compared by their rows."""
QUOTED: Final = 1_500
"""Characters of a client's words that a failure repeats."""
LARGE: Final = random.Random(9112).randbytes(2 * 2**20)
"""2 MiB without structure: more than any buffer on the way, and than curl sends without leave."""
TOO_LARGE: Final = 70 * 2**20
"""Octets of a file that is above the server's limit; it is sparse."""


class Ground:
    """A folder with the files that clients send, and a server for each address that they come to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = contextlib.ExitStack()
        self._servers: dict[str, tuple[Serve, Reader]] = {}
        self._prepared: set[str] = set()
        files, rules = folder / "files", folder / "rules"
        for made in (files, rules, folder / "built", folder / "home"):
            made.mkdir()
        (files / "large.bin").write_bytes(LARGE)
        (rules / "large.bin").write_bytes(LARGE)
        (files / "small.txt").write_bytes(b"one\ntwo\n")
        with (files / "too-large.bin").open("wb") as sparse:
            sparse.truncate(TOO_LARGE)
        for name in ("rules.toml", "page.html"):
            shutil.copy(HERE / name, rules / name)

    def close(self) -> None:
        """Stop the servers."""
        self._stack.close()

    def faults(self, use: Use) -> list[str]:
        """Run a use, and say what is not as it must be; nothing where all is well."""
        server, reader = self._server(use.address)
        before = reader.snapshot(None).exchanges
        environment = self._environment(use.address, server.port)
        self._prepare(use.client, environment)
        try:
            done = subprocess.run(
                ["sh", "-c", use.command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            return [f"the client hangs; it said {_quoted(late.stdout or b'')}"]
        return [*_complaints(use, done), *_missing(use, reader, before)]

    def _server(self, address: str) -> tuple[Serve, Reader]:
        if address not in self._servers:
            folder = self._folder / f"server-{len(self._servers)}"
            folder.mkdir()
            rules = str(self._folder / "rules" / "rules.toml")
            server = self._stack.enter_context(serving(folder, rules, "--bind", address))
            reader = Reader(server.capture)
            self._stack.callback(reader.close)
            self._servers[address] = server, reader
        return self._servers[address]

    def _environment(self, address: str, port: int) -> dict[str, str]:
        host = f"[{address}]" if ":" in address else address
        return {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "HOME": str(self._folder / "home"),
            "TMPDIR": str(self._folder),
            "URL": f"http://{host}:{port}",
            "HOST": address,
            "PORT": str(port),
            "FILES": str(self._folder / "files"),
            "BUILT": str(self._folder / "built"),
            "PROGRAMS": str(HERE / "programs"),
            "PYTHON": sys.executable,
            # What a client writes to the terminal at its end must not depend on this machine's warnings.
            "PYTHONUNBUFFERED": "1",
        }

    def _prepare(self, client: Client, environment: dict[str, str]) -> None:
        if client.prepare and client.name not in self._prepared:
            subprocess.run(["sh", "-ec", client.prepare], env=environment, timeout=4 * PATIENCE, check=True)
            self._prepared.add(client.name)


@contextlib.contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """Have servers and files for the length of a `with`."""
    made = Ground(folder)
    try:
        yield made
    finally:
        made.close()


def reachable(address: str) -> bool:
    """Tell whether this machine has the address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def _complaints(use: Use, done: subprocess.CompletedProcess[bytes]) -> list[str]:
    """Compare what the client said and how it ended."""
    said = done.stdout.decode("utf-8", "replace")
    found = [f"it does not say {word!r}" for word in use.says if not re.search(word, said)]
    found += [f"it says {word!r}" for word in use.never if re.search(word, said)]
    if done.returncode != use.exit:
        found.append(f"exit status {done.returncode}, not {use.exit}")
    return [f"{'; '.join(found)}; it said {_quoted(done.stdout)}"] if found else []


def _missing(use: Use, reader: Reader, before: int) -> list[str]:
    """Compare what the capture has of the use with what it must have."""
    rows = _rows(use, reader, before)
    counted = Counter(_kind(use, reader, row) for row in rows[:LOOKED_AT])
    unknown = counted.pop(None, 0)
    faults = []
    if unknown:
        faults.append(f"{unknown} exchanges of another kind: {_told(use, reader, rows)}")
    for held in use.holds:
        seen = counted[held] + (len(rows) - LOOKED_AT if len(rows) > LOOKED_AT else 0)
        if seen != held.times if held.times is not None else not seen:
            wanted = "some" if held.times is None else held.times
            faults.append(f"the capture has {seen} of {held.starts!r} with {held.status}, not {wanted}")
    connections = len({row.connection for row in rows})
    if use.connections is not None and connections != use.connections:
        faults.append(f"{connections} connections, not {use.connections}")
    return faults


def _rows(use: Use, reader: Reader, before: int) -> list[Row]:
    """Give the rows behind those that were there, as soon as they are as many as there must be, and complete."""
    wanted = sum(1 if held.times is None else held.times for held in use.holds)

    def look() -> list[Row]:
        rows = reader.rows(before + 1, 1_000_000)
        return rows if len(rows) >= wanted and all(row.status is not None for row in rows) else []

    with contextlib.suppress(AssertionError):  # what is missing is told by the caller
        return poll(look, "the exchanges", 5.0) if wanted else []
    return reader.rows(before + 1, 1_000_000)


def _kind(use: Use, reader: Reader, row: Row) -> Held | None:
    request, answer = reader.request_octets(row.id), reader.answer_octets(row.id)
    for held in (*use.holds, *use.perhaps):
        if (
            row.status == held.status
            and request.startswith(held.starts)
            and request.endswith(held.ends)
            and all(octets in request for octets in held.has)
            and answer.startswith(held.answer)
        ):
            return held
    return None


def _told(use: Use, reader: Reader, rows: list[Row]) -> str:
    others = [row for row in rows[:LOOKED_AT] if _kind(use, reader, row) is None]
    return "; ".join(
        f"#{row.id} {row.status} {_quoted(reader.request_octets(row.id), 600)}"
        f" answered {_quoted(reader.answer_octets(row.id), 80)}"
        for row in others[:3]
    )


def _quoted(octets: bytes, longest: int = QUOTED) -> str:
    return repr(octets[:longest]) + (f" ... {len(octets)} octets" if len(octets) > longest else "")
