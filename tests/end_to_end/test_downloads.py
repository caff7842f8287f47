"""Files too large to be held, sent to real clients: the octets, what the capture has of them, what breaks off."""

import os
import socket
import struct
import subprocess
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from httpscope.rules.content import LARGEST_HELD
from httpscope.store.reader import Reader
from tests.running import Serve, exported, poll, read_to_end, serving

pytestmark = pytest.mark.slow

KEPT = 300_000
CONTENT = bytes(range(251)) * (LARGEST_HELD // 251 + 1_000)
GET = b"GET /disk.img HTTP/1.1\r\nHost: h\r\n\r\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Give rules that serve a folder with a large file in it."""
    (tmp_path / "disk.img").write_bytes(CONTENT)
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nanswer.folder = "."\nanswer.ranges = true\nanswer.etag = true\n')
    return path


def fetched(server: Serve, folder: Path, *options: str) -> tuple[str, bytes]:
    """Fetch the file with curl; give the status, and the content."""
    url = f"http://127.0.0.1:{server.port}/disk.img"
    command = ["curl", "-s", "-o", str(folder / "got"), "-w", "%{http_code}", *options, url]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True)
    return done.stdout.decode(), (folder / "got").read_bytes()


def asking(server: Serve) -> socket.socket:
    """Ask for the file as a client that has little room for what it does not read."""
    client = socket.socket()
    client.settimeout(10)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    client.connect(("127.0.0.1", server.port))
    client.sendall(GET)
    return client


def read_to_reset(client: socket.socket) -> bytes:
    """Give what comes until the server breaks off; an end in order is a failure."""
    octets = b""
    try:
        while piece := client.recv(65_536):
            octets += piece
    except ConnectionResetError:
        return octets
    raise AssertionError("the answer ended in order")


def open_files(server: Serve, path: Path) -> int:
    """Count the descriptors of the server that are open for the file."""
    folder = Path(f"/proc/{server.process.pid}/fd")
    return sum(os.path.exists(link) and os.path.samefile(link, path) for link in folder.iterdir())


def test_a_large_file_arrives_whole_and_in_parts(tmp_path: Path, rules: Path) -> None:
    """On one connection and several, by range and as the rest of what is there already; then it is closed."""
    with serving(tmp_path, str(rules)) as server:
        assert fetched(server, tmp_path) == ("200", CONTENT)
        assert fetched(server, tmp_path, "-r", "1000000-1000099") == ("206", CONTENT[1_000_000:1_000_100])
        (tmp_path / "got").write_bytes(CONTENT[:5_000_000])
        assert fetched(server, tmp_path, "-C", "-") == ("206", CONTENT)
        with socket.create_connection(("127.0.0.1", server.port), 10) as client:
            client.sendall(GET + GET.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n"))
            octets = read_to_end(client)
        assert octets.count(CONTENT) == 2
        poll(lambda: not open_files(server, tmp_path / "disk.img"), "the file to be closed")


def test_of_a_large_answer_the_beginning_is_kept_and_the_rest_is_told_of(tmp_path: Path, rules: Path) -> None:
    """Its size is the true one, the octets kept are its first, and the digest is that of the rest, in one hole."""
    with serving(tmp_path, str(rules), "--limit", f"kept={KEPT}") as server:
        assert fetched(server, tmp_path) == ("200", CONTENT)
    (row,) = exported(tmp_path, server.capture)
    octets = b64decode(str(row["answer_base64"]))
    head_stop = octets.index(b"\r\n\r\n") + 4
    omissions: Any = row["answer_omissions"]

    assert octets[head_stop:] == CONTENT[:KEPT]
    assert row["answer_octets"] == head_stop + len(CONTENT)
    assert omissions == [
        {
            "offset": head_stop + KEPT,
            "octets": len(CONTENT) - KEPT,
            "sha256": sha256(CONTENT[KEPT:]).hexdigest(),
        }
    ]


def test_by_default_all_of_it_is_in_the_capture_and_once(tmp_path: Path, rules: Path) -> None:
    """Further answers, and parts of it, add next to nothing."""
    with serving(tmp_path, str(rules)) as server:
        fetched(server, tmp_path)
        for _ in range(3):
            fetched(server, tmp_path)
        fetched(server, tmp_path, "-r", f"{2**20}-")
    rows = exported(tmp_path, server.capture)

    assert [b64decode(str(row["answer_base64"])).endswith(CONTENT) for row in rows] == [True] * 4 + [False]
    assert server.capture.stat().st_size < len(CONTENT) + 2**20


def test_a_client_that_breaks_off_leaves_nothing_open(tmp_path: Path, rules: Path) -> None:
    """The capture tells how far its answer came."""
    with serving(tmp_path, str(rules)) as server:
        with asking(server) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            assert client.recv(1000)
            assert open_files(server, tmp_path / "disk.img") == 1
        poll(lambda: not open_files(server, tmp_path / "disk.img"), "the file to be closed")
    (row,) = exported(tmp_path, server.capture)

    assert 0 < int(str(row["answer_octets"])) < len(CONTENT)


def test_an_answer_whose_file_is_cut_meanwhile_is_broken_off(tmp_path: Path, rules: Path) -> None:
    """With an RST and not an end, so that no client takes it for whole; the capture says why."""
    with serving(tmp_path, str(rules)) as server:
        with asking(server) as client:
            octets = client.recv(1000)
            os.truncate(tmp_path / "disk.img", 7_000_000)
            octets += read_to_reset(client)
        assert server.process.poll() is None
        status, octets_then = fetched(server, tmp_path)
    content = octets.partition(b"\r\n\r\n")[2]

    assert content == CONTENT[: len(content)]
    assert (status, octets_then) == ("200", CONTENT[:7_000_000])
    reader = Reader(server.capture)
    facts = reader.connection(1)
    (notice,) = (each for each in reader.notices() if each.topic == "file")
    reader.close()
    assert facts is not None
    assert facts.closing is not None
    assert facts.closing.reason == "content-failed"
    assert notice.text == "disk.img was changed while it was sent; the answer was broken off."
