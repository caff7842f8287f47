"""Uploads larger than what is kept of them, by a real client."""

import os
import subprocess
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.running import exported, run, serving

KEPT = 100_000
CONTENT = bytes(range(251)) * 16_000
"""Nearly 4 MiB, in which no stretch of a read is like the next."""


def uploaded(port: int, path: Path, header: str) -> bytes:
    """Upload a file with curl and give the status of the answer."""
    url = f"http://127.0.0.1:{port}/p"
    command = ["curl", "-s", "-T", str(path), "-H", header, "-o", os.devnull, "-w", "%{http_code}", url]
    return subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True).stdout


@pytest.mark.parametrize("framing", ["Expect:", "Transfer-Encoding: chunked"])
def test_of_a_long_upload_the_beginning_is_kept_and_the_rest_is_told_of(tmp_path: Path, framing: str) -> None:
    """Its size is the true one, the octets kept are its first, and the digest is that of the rest."""
    (tmp_path / "photo").write_bytes(CONTENT)
    with serving(tmp_path, "--limit", f"kept={KEPT}") as server:
        assert uploaded(server.port, tmp_path / "photo", framing) == b"200"
    (row,) = exported(tmp_path, server.capture)
    octets = b64decode(str(row["request_base64"]))
    head_stop = octets.index(b"\r\n\r\n") + 4
    omissions: Any = row["request_omissions"]
    (hole,) = omissions

    assert hole["offset"] == head_stop + KEPT
    assert row["request_octets"] == len(octets) + hole["octets"]
    if framing == "Expect:":
        assert octets[head_stop:] == CONTENT[:KEPT]
        assert hole == {
            "offset": head_stop + KEPT,
            "octets": len(CONTENT) - KEPT,
            "sha256": sha256(CONTENT[KEPT:]).hexdigest(),
        }
    else:
        assert octets.endswith(b"0\r\n\r\n")
        assert hole["octets"] > len(CONTENT) - KEPT

    raw = run(tmp_path, "export", str(server.capture))
    assert raw.stdout == octets
    assert raw.returncode == 1
    assert raw.stderr.decode() == (
        f"httpscope: request 1 lacks {hole['octets']} octets behind its first {hole['offset']}; "
        f"they were not kept (SHA-256 {hole['sha256']})\n"
    )


def test_by_default_nothing_is_left_out(tmp_path: Path) -> None:
    """As much is kept as is read."""
    (tmp_path / "photo").write_bytes(CONTENT)
    with serving(tmp_path) as server:
        uploaded(server.port, tmp_path / "photo", "Expect:")
    raw = run(tmp_path, "export", str(server.capture))

    assert raw.stdout.endswith(CONTENT)
    assert (raw.returncode, raw.stderr) == (0, b"")
