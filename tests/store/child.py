"""What another process does to a capture: `python -m tests.store.child WHAT PATH`."""

import os
import pickle
import resource
import signal
import sys
from pathlib import Path

from httpscope.exchange import Batch
from httpscope.store.reader import CaptureFault, Reader
from httpscope.store.writer import Keep, Writer
from tests.store.sample import KEEP_ALL, connected, exchanged

NOBODY = 65_534


def grow(path: Path) -> None:
    """Commit an exchange, say its number, and one more for each line on the standard input."""
    writer = Writer(path)
    number = 1
    writer.commit(exchanged(number))
    print(number, flush=True)
    for _ in sys.stdin:
        number += 1
        writer.commit(exchanged(number))
        print(number, flush=True)
    writer.close()


def flood(path: Path, keep: Keep = KEEP_ALL) -> None:
    """Commit batch after batch as fast as may be, and acknowledge each by its last exchange."""
    writer = Writer(path, keep=keep)
    writer.commit(Batch(connections=[connected()]))
    number = 0
    while True:
        batch = Batch()
        for _ in range(1 + number % 50):
            number += 1
            one = exchanged(number)
            batch.segments += one.segments
            batch.exchanges += one.exchanges
            batch.answers += one.answers
        writer.commit(batch)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def flood_newest(path: Path) -> None:
    """Do the same with a capture that keeps its newest five hundred."""
    flood(path, Keep(exchanges=500))


def fill(path: Path) -> None:
    """Commit until no file may grow, try in vain, then with room again; say what happened."""
    writer = Writer(path)
    number = 0
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, most))
    try:
        while number < 10_000:
            writer.commit(exchanged(number + 1))
            number += 1
    except CaptureFault as fault:
        print(f"{number} full={fault.full} {fault}", flush=True)
    for _ in range(3):
        try:
            writer.commit(exchanged(number + 1))
        except CaptureFault as fault:
            print(f"{number} full={fault.full}", flush=True)
    seen = Reader(path)
    print(f"{seen.snapshot(None).exchanges} readable", flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    writer.commit(exchanged(number + 1))
    print(f"{seen.snapshot(None).exchanges} again", flush=True)
    seen.close()
    writer.close()


def leave(path: Path) -> None:
    """Commit the batches that come by the standard input, and be killed."""
    keep, batches = pickle.load(sys.stdin.buffer)
    writer = Writer(path, keep=keep)
    for batch in batches:
        writer.commit(batch)
    os.kill(os.getpid(), signal.SIGKILL)


def lose_folder(path: Path) -> None:
    """Write, have the folder made read-only, write again and close, as a user who is not root."""
    import fcntl  # noqa: F401  (what is loaded later lies where nobody may not read)

    folder = os.stat(path.parent)
    if os.geteuid() == 0:
        os.chown(path.parent, NOBODY, NOBODY)
        os.setuid(NOBODY)
    writer = Writer(path)
    writer.commit(exchanged(1))
    path.parent.chmod(0o555)
    writer.commit(exchanged(2))
    writer.close()
    path.parent.chmod(folder.st_mode)
    seen = Reader(path)
    print(seen.snapshot(None).exchanges)
    seen.close()


def between(path: Path) -> None:
    """Ask, and wait between two questions for the end of the standard input; then ask again."""
    reader = Reader(path)
    reader.snapshot(None)
    print("ready", flush=True)
    sys.stdin.read()
    number = reader.snapshot(None).exchanges
    print("sound" if len(reader.rows(1, number)) == number else "not sound")
    reader.close()


def amid(path: Path) -> None:
    """Wait in the middle of a question, in which all that is read must be of one moment."""
    reader = Reader(path)
    connection = reader._questions._connection
    connection.execute("BEGIN")
    (before,) = connection.execute("SELECT count(*) FROM exchange").fetchone()
    print("ready", flush=True)
    sys.stdin.read()
    (after,) = connection.execute("SELECT count(*) FROM exchange").fetchone()
    connection.execute("COMMIT")
    print("sound" if before == after else "not sound")
    reader.close()


def read(path: Path) -> None:
    """Write the octets of the first request, or the refusal, as a user who is not root."""
    path.absolute().as_uri()  # makes pathlib load what it needs, while we may still read where Python lies
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    try:
        reader = Reader(path)
        sys.stdout.buffer.write(reader.request_octets(1))
        reader.close()
    except CaptureFault as fault:
        sys.stdout.write(str(fault))


if __name__ == "__main__":
    known = (grow, flood, flood_newest, fill, leave, lose_folder, between, amid, read)
    {what.__name__.replace("_", "-"): what for what in known}[sys.argv[1]](Path(sys.argv[2]))
