"""A run that keeps no more than so much, by the real command: what is there, what is said, and what is exported."""

import json
from pathlib import Path

from tests.running import ask, exported, run, serving

REQUEST = b"GET /%d HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"


def test_the_newest_requests_of_a_run_are_kept(tmp_path: Path) -> None:
    """Of sixty there are at least twenty and hardly more, whole; export and the list of captures say which."""
    with serving(tmp_path, "--keep-requests", "20") as server:
        for number in range(1, 61):
            assert ask(server.port, REQUEST % (number, 0, b"")).startswith(b"HTTP/1.1 200 ")
        server.stop()
        assert "kept of this run: the newest 20; older requests are removed" in server.stderr()

    lines = exported(tmp_path, server.capture)
    numbers = [line["exchange"] for line in lines]
    assert numbers == list(range(numbers[0], 61))  # type: ignore[arg-type]
    assert 20 <= len(numbers) <= 24
    assert [line["target"] for line in lines] == [f"/{number}" for number in numbers]
    missing = run(tmp_path, "export", str(server.capture), "--exchange", "1")
    assert f"has no exchange 1; it holds {numbers[0]} to 60" in missing.stderr.decode()


def test_the_capture_of_a_run_stays_as_small_as_was_asked_for(tmp_path: Path) -> None:
    """Twenty megabytes come, two are kept, and the newest of them to the octet."""
    body = bytes(range(256)) * 400
    with serving(tmp_path, "--keep-size", "2MiB") as server:
        for number in range(200):
            ask(server.port, REQUEST % (number, len(body), body))
        server.stop()

    assert server.capture.stat().st_size < 3 * 2**20
    lines = exported(tmp_path, server.capture)
    assert 5 < len(lines) < 25
    done = run(tmp_path, "export", str(server.capture), "--exchange", str(lines[-1]["exchange"]))
    assert done.stdout == REQUEST % (199, len(body), body)


def test_lines_for_other_programs_tell_of_what_went_before_it_was_read(tmp_path: Path) -> None:
    """Who reads slower than requests are removed learns how many are missing; the others are all there."""
    with serving(tmp_path, "--format", "jsonl", "--keep-requests", "1") as server:
        for number in range(50):
            ask(server.port, REQUEST % (number, 0, b""))
        server.stop()
        lines = [json.loads(line) for line in server.stdout().splitlines()]

    assert sum(line.get("left_out", 1) for line in lines) == 50
