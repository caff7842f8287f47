"""Captures as the commands meet them: damaged, in use, many."""

import os
from pathlib import Path

from httpscope.exchange import Batch
from httpscope.store.writer import Writer
from tests.running import exported, run
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
