"""Captures as the commands meet them: damaged, in use, many."""

import os
import sqlite3
from pathlib import Path

import pytest

from httpscope.exchange import Batch
from httpscope.store.writer import Writer
from tests.running import ask, exported, poll, run, serving
from tests.store.sample import REQUEST, connected, exchanged, finished


def test_a_damaged_capture_is_exported_as_far_as_it_can_be_read(tmp_path: Path) -> None:
    """The octets that are left go out, one line on the standard error tells the loss, and the status is 1."""
    path = finished(tmp_path / "c", Batch(connections=[connected()]), *(exchanged(number) for number in range(1, 301)))
    os.truncate(path, path.stat().st_size - 4096)
    done = run(tmp_path, "export", str(path))

    assert done.returncode == 1
    assert done.stdout.startswith(REQUEST * 2)
    assert done.stderr.startswith(f"httpscope: {path} is damaged. This is what can be read of it: ".encode())
    assert done.stderr.count(b"\n") == 1


def test_a_capture_in_use_is_not_gone_on_with(tmp_path: Path) -> None:
    """A second server on it is refused in one line that names the process, and the first goes on."""
    writer = Writer(tmp_path / "c")
    for more in ((), ("--resume",)):
        done = run(tmp_path, "serve", "--port", "0", "--capture", str(tmp_path / "c"), *more)
        assert done.returncode == 2
        assert f"c is being written by process {os.getpid()}: stop that one first" in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1
    writer.commit(exchanged(1))
    writer.close()
    assert len(exported(tmp_path, tmp_path / "c")) == 1


# The captures that runs leave


def shelf(folder: Path, count: int) -> list[Path]:
    """Give so many captures in the state folder, oldest first, with files that belong to them."""
    place = folder / "state" / "httpscope" / "captures"
    found = []
    for number in range(1, count + 1):
        path = finished(place / f"2024-05-{number:02}-101112-8001.db", exchanged(1))
        path.with_suffix(".rules.toml").write_text("")
        path.with_suffix(".log").write_text("")
        found.append(path)
    return found


def names(folder: Path) -> list[str]:
    """Give what is in the state folder."""
    return sorted(entry.name for entry in (folder / "state" / "httpscope" / "captures").iterdir())


def test_nothing_is_removed_unless_it_is_asked_for(tmp_path: Path) -> None:
    """However many captures there are, a run adds its own and touches none."""
    before = {path.name for path in shelf(tmp_path, 5)}
    with serving(tmp_path):
        assert before <= set(names(tmp_path))


def test_keep_removes_the_oldest_and_says_so(tmp_path: Path) -> None:
    """With `--keep 2` the two newest stay, what belongs to the others goes with them, and one line tells where."""
    shelf(tmp_path, 5)
    place = tmp_path / "state" / "httpscope" / "captures"
    with serving(tmp_path, more={"HTTPSCOPE_KEEP": "2"}) as server:
        poll(lambda: "removed from" in server.stderr(), "the line")
        assert f"3 of the oldest captures removed from {place} (--keep 2)." in server.stderr()

    assert [name for name in names(tmp_path) if name.endswith(".db")] == [
        "2024-05-04-101112-8001.db", "2024-05-05-101112-8001.db"
    ]  # fmt: skip
    assert len(names(tmp_path)) == 6


def test_a_folder_that_cannot_be_looked_through_is_told_of_once(tmp_path: Path) -> None:
    """With `--keep` where a file stands in the place of the folder: the reason, in one line, and the server serves."""
    place = tmp_path / "state" / "httpscope" / "captures"
    place.parent.mkdir(parents=True)
    place.write_text("a file")
    with serving(tmp_path, "--keep", "1", "--capture", str(tmp_path / "elsewhere.db")) as server:
        ask(server.port, b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        said = server.stderr()

    assert said.count(f"The oldest captures in {place} cannot be removed: Not a directory.") == 1


def test_keep_touches_nothing_else(tmp_path: Path) -> None:
    """Other files, databases of others, links, captures of other names, and those in use by a process all stay."""
    oldest, shown, *_others = shelf(tmp_path, 4)
    place = oldest.parent
    outside = finished(tmp_path / "outside.db", exchanged(1))
    (place / "2024-01-01-000000.db").symlink_to(outside)
    (place / "2024-01-02-000000.db").write_text("my notes")
    (place / "2024-01-03-000000.db").mkdir()
    finished(place / "kept on purpose.db", exchanged(1))
    (place / "2024-01-05-000000.db").touch()
    foreign = sqlite3.connect(place / "2024-01-06-000000.db")
    foreign.execute("CREATE TABLE precious (octets)")
    foreign.close()
    writer = Writer(place / "2024-01-04-000000.db")
    with shown.open("rb"), serving(tmp_path, "--keep", "1") as server:
        poll(lambda: "removed from" in server.stderr(), "the line")
    writer.close()

    assert [name for name in names(tmp_path) if name.endswith(".db")] == [
        "2024-01-01-000000.db", "2024-01-02-000000.db", "2024-01-03-000000.db", "2024-01-04-000000.db",
        "2024-01-05-000000.db", "2024-01-06-000000.db", "2024-05-02-101112-8001.db", "2024-05-04-101112-8001.db",
        "kept on purpose.db",
    ]  # fmt: skip
    assert outside.exists()


def test_the_list_of_captures(tmp_path: Path) -> None:
    """Number, time, size, requests and name, the newest last; one that is being written is marked."""
    paths = shelf(tmp_path, 2)
    writer = Writer(paths[0].with_name("2024-06-01-000000.db"))
    done = run(tmp_path, "captures")
    writer.close()
    head, *lines = done.stdout.decode().splitlines()

    assert head.startswith(f"{paths[0].parent}: 3 captures, ")
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert lines[0].endswith("1 requests  2024-05-01-101112-8001.db")
    assert lines[2].endswith(f"2024-06-01-000000.db  live, process {os.getpid()}")
    assert done.stderr == b""


def test_captures_are_removed_by_number_or_name(tmp_path: Path) -> None:
    """What would go is shown, and goes with `--yes` alone."""
    paths = shelf(tmp_path, 4)
    refused = run(tmp_path, "captures", "--remove", "1", paths[2].name)
    assert refused.returncode == 2
    assert [str(path) in refused.stdout.decode() for path in paths] == [True, False, True, False]
    assert b"Say so with --yes; nothing was removed" in refused.stderr
    assert all(path.exists() for path in paths)
    done = run(tmp_path, "captures", "--remove", "1", paths[2].name, "--yes")

    assert done.stdout.decode().splitlines()[-1] == "removed 2 captures"
    assert [path.exists() for path in paths] == [False, True, False, True]


def test_all_but_the_newest_are_removed_by_hand(tmp_path: Path) -> None:
    """`--keep` of the list counts in the list; the variable of the server means nothing to it."""
    paths = shelf(tmp_path, 4)
    done = run(tmp_path, "captures", "--keep", "3", "-y")

    assert done.returncode == 0
    assert [path.exists() for path in paths] == [False, True, True, True]


@pytest.mark.parametrize("name", ["9", "../../../etc/passwd", "x.db"])
def test_what_is_no_capture_cannot_be_removed(tmp_path: Path, name: str) -> None:
    """Only what is in the list is taken."""
    shelf(tmp_path, 2)
    done = run(tmp_path, "captures", "--remove", name, "--yes")

    assert done.returncode == 2
    assert b"is none of the captures" in done.stderr
    assert len(names(tmp_path)) == 6


def test_files_that_others_may_read_are_told(tmp_path: Path) -> None:
    """Captures are made 0600 in a folder of 0700; where somebody opened them up, the list says so."""
    path = shelf(tmp_path, 1)[0]
    assert run(tmp_path, "captures").stderr == b""
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    path.chmod(0o644)

    assert f"others may read {path}" in run(tmp_path, "captures").stderr.decode()


def test_durable_is_said_to_sqlite(tmp_path: Path) -> None:
    """With `--durable` each commit is synced; without, checkpoints are."""
    found = []
    for durable in (False, True):
        writer = Writer(tmp_path / f"{durable}", durable=durable)
        writer.commit(exchanged(1))
        found.append(writer._connection.execute("PRAGMA synchronous").fetchone()[0])
        writer.close()

    assert found == [1, 2]
