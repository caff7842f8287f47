"""Who may connect: `--allow`, over real sockets whose addresses of loopback stand for machines."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import read_arguments
from httpscope.server.allowed import Allowed
from httpscope.supervise import ServerProcess
from tests.running import exported, poll, read_to_end, serving

GET = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


def _has(address: str) -> bool:
    """Tell whether this system has the address: all of 127.0.0.0/8 on Linux, 127.0.0.1 alone elsewhere."""
    with socket.socket() as sock:
        try:
            sock.bind((address, 0))
        except OSError:
            return False
    return True


needs_addresses = pytest.mark.skipif(not _has("127.0.0.2"), reason="this system has one address of loopback")


def ask_as(address: str, port: int) -> bytes:
    """Send a request from an address of this machine, and give all that comes back; nothing where it is broken off."""
    with socket.create_connection(("127.0.0.1", port), 5, (address, 0)) as client:
        try:
            client.sendall(GET)
            return read_to_end(client)
        except (ConnectionResetError, BrokenPipeError):
            return b""


@needs_addresses
def test_a_stranger_is_closed_without_an_answer(tmp_path: Path) -> None:
    """Not an octet is answered, and nothing it sent is read; who is named, and this machine, is answered."""
    with serving(tmp_path, "--allow", "127.0.0.2") as server:
        stranger = ask_as("127.0.0.3", server.port)
        named, own = ask_as("127.0.0.2", server.port), ask_as("127.0.0.1", server.port)
        poll(lambda: "closed without an answer" in server.stderr(), "the warning")

        assert stranger == b""
        assert [named[:12], own[:12]] == [b"HTTP/1.1 200", b"HTTP/1.1 200"]
    assert len(exported(tmp_path, server.capture)) == 2


@needs_addresses
def test_who_knocked_is_in_the_capture_and_told_once(tmp_path: Path) -> None:
    """Each has its connection, with its address and why it ended; a crowd of them is one sentence."""
    with serving(tmp_path, "--allow", "10.0.0.0/8", "--allow", "2001:db8::/32") as server:
        for _ in range(5):
            ask_as("127.0.0.3", server.port)
        poll(lambda: "closed without an answer" in server.stderr(), "the warning")
        ask_as("127.0.0.1", server.port)
        told = server.stderr()
    with closing(sqlite3.connect(server.capture)) as capture:
        rows = capture.execute(
            "SELECT peer, reason, received, sent FROM connection JOIN closing ON closing.connection = connection.id"
        ).fetchall()

    assert [row[1:] for row in rows if row[0].startswith("127.0.0.3:")] == [("not-allowed", 0, 0)] * 5
    assert told.count("closed without an answer") == 1
    assert "--allow lets in 10.0.0.0/8, 2001:db8::/32 and this machine, nobody else." in told


@needs_addresses
def test_the_variable_names_several_with_commas(tmp_path: Path) -> None:
    """As the flag does when it is repeated."""
    with serving(tmp_path, more={"HTTPSCOPE_ALLOW": "127.0.0.2,127.0.0.4"}) as server:
        seen = [bool(ask_as(f"127.0.0.{number}", server.port)) for number in (1, 2, 3, 4)]

    assert seen == [True, True, False, True]


@needs_addresses
def test_strangers_keep_no_place(tmp_path: Path) -> None:
    """However many knock, the limit of connections is for those who may come."""
    with serving(tmp_path, "--allow", "127.0.0.2", "--limit", "connections=2") as server:
        strangers = [socket.create_connection(("127.0.0.1", server.port), 5, ("127.0.0.3", 0)) for _ in range(20)]
        try:
            assert [ask_as("127.0.0.2", server.port)[:12] for _ in range(3)] == [b"HTTP/1.1 200"] * 3
        finally:
            for each in strangers:
                each.close()


def test_the_screen_is_told_whom_the_server_lets_in(tmp_path: Path) -> None:
    """It says so in place of everyone, also when the server was started again."""
    process = ServerProcess(tmp_path / "log.txt")
    process.start(["--port", "0", "--capture", str(tmp_path / "capture.db"), "--allow", "192.168.1.0/24"])
    try:
        process.wait_until_it_listens()
        assert (process.allowed, process.exposed) == (("192.168.1.0/24",), False)
    finally:
        process.stop()


@pytest.mark.parametrize(
    ("host", "is_in"),
    [
        ("192.168.1.7", True),
        ("::ffff:192.168.1.7", True),
        ("192.168.2.7", False),
        ("10.0.0.7", True),
        ("10.0.0.8", False),
        ("2001:db8::7", True),
        ("2001:db9::7", False),
        ("fe80::1%eth0", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("127.0.0.2", False),
        ("", False),
        ("nobody", False),
    ],
)
def test_networks_of_both_kinds_let_in_their_own(host: str, is_in: bool) -> None:
    """Networks, single addresses, IPv4 as a socket for both kinds gives it, an address with a zone."""
    allowed = Allowed(["192.168.1.0/24", "10.0.0.7", "2001:db8::/32", "fe80::/10"])

    assert allowed.lets_in(host) is is_in
    assert allowed.shut_out == (not is_in)


def test_nobody_named_is_everybody() -> None:
    """The default."""
    assert all(Allowed().lets_in(host) for host in ("192.168.1.7", "2001:db8::7", ""))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("10.0.0.7/32", "10.0.0.7"),
        ("192.168.0.0/255.255.0.0", "192.168.0.0/16"),
        ("2001:DB8::/32", "2001:db8::/32"),
        ("::ffff:192.168.1.0/120", "192.168.1.0/24"),
        ("0.0.0.0/0", "0.0.0.0/0"),
    ],
)
def test_a_network_is_read_as_it_is_written(written: str, read: str) -> None:
    """The screen and the server process tell the same text of it."""
    assert read_arguments(["--allow", written], {}).allow == (read,)


@pytest.mark.parametrize("text", ["192.168.1.7/24", "example.com", "10.0.0", "10.0.0.0/33", "", "10.0.0.7,10.0.0.8"])
def test_what_is_no_network_is_refused(text: str) -> None:
    """A slip would let in the wrong ones or nobody, so nothing is guessed; a network with an address in it is named."""
    with pytest.raises(CommandFault, match="is no address and no network") as refused:
        read_arguments(["--allow", text], {})

    assert ("host bits" in str(refused.value)) == (text == "192.168.1.7/24")


@pytest.mark.parametrize("text", [",", " , ", "10.0.0.7,nobody"])
def test_a_variable_that_names_nobody_does_not_let_everybody_in(text: str) -> None:
    """It is refused before anything listens."""
    with pytest.raises(CommandFault, match="HTTPSCOPE_ALLOW"):
        read_arguments([], {"HTTPSCOPE_ALLOW": text})


def test_the_command_line_wins_over_the_variable() -> None:
    """As with all others."""
    assert read_arguments(["--allow", "10.0.0.7"], {"HTTPSCOPE_ALLOW": "10.0.0.8"}).allow == ("10.0.0.7",)
