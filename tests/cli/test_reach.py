"""Who can reach a socket and what they type, asked of real sockets, however their address was written."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from httpscope.cli.reach import local_url, reach_of, url
from httpscope.server.sockets import bind


def _ipv6() -> bool:
    with contextlib.suppress(OSError), bind("::1", 0):
        return True
    return False


needs_ipv6 = pytest.mark.skipif(not _ipv6(), reason="this system has no IPv6")


@contextlib.contextmanager
def bound(address: str) -> Iterator[tuple[socket.socket, int]]:
    """Listen on a free port of the address."""
    with bind(address, 0) as sock:
        yield sock, sock.getsockname()[1]


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("127.0.0.2", "127.0.0.2"),
        ("localhost", "127.0.0.1"),
        pytest.param("::1", "[::1]", marks=needs_ipv6),
        pytest.param("0:0:0:0:0:0:0:1", "[::1]", marks=needs_ipv6),
        pytest.param("::ffff:127.0.0.1", "127.0.0.1", marks=needs_ipv6),
        pytest.param("::ffff:7f00:1", "127.0.0.1", marks=needs_ipv6),
    ],
)
def test_loopback_is_this_machine_alone(written: str, host: str) -> None:
    """However it is written, nobody is warned and nobody is told an address that does not work."""
    with bound(written) as (sock, port):
        reach = reach_of(sock)

    assert (reach.exposed, reach.others, reach.here, reach.port) == (False, (), f"http://{host}:{port}/", port)


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("0.0.0.0", "127.0.0.1"),
        ("0", "127.0.0.1"),
        ("0.0", "127.0.0.1"),
        ("0x0", "127.0.0.1"),
        ("", "127.0.0.1"),
        pytest.param("::", "[::1]", marks=needs_ipv6),
        pytest.param("::0", "[::1]", marks=needs_ipv6),
        pytest.param("0:0:0:0:0:0:0:0", "[::1]", marks=needs_ipv6),
        pytest.param("::ffff:0.0.0.0", "127.0.0.1", marks=needs_ipv6),
    ],
)
def test_every_network_is_told_by_addresses_that_can_be_typed(written: str, host: str) -> None:
    """What stands for all addresses is none itself: this machine and others are told real ones."""
    with bound(written) as (sock, port):
        reach = reach_of(sock)

    assert (reach.exposed, reach.here) == (True, f"http://{host}:{port}/")
    assert not [
        each for each in reach.others if "0.0.0.0" in each or "//0" in each or "127.0.0" in each or "::]" in each
    ]
    assert all(each.endswith(f":{port}/") for each in reach.others)


@needs_ipv6
@pytest.mark.parametrize("written", ["::", "::0"])
def test_a_socket_for_every_network_takes_ipv4_however_it_is_written(written: str) -> None:
    """The address for this machine that it tells is one that it answers at, and so is the one of IPv4."""
    with bound(written) as (sock, port):
        assert local_url(sock) == f"http://[::1]:{port}/"
        for host in ("::1", "127.0.0.1"):
            socket.create_connection((host, port), 5).close()


def test_the_addresses_of_this_machine_reach_it() -> None:
    """Each address that is told for others leads to the socket: tried from here."""
    with bound("0") as (sock, port):
        for each in reach_of(sock).others:
            host = each.removeprefix("http://").removesuffix(f":{port}/")
            socket.create_connection((host, port), 5).close()


def test_one_address_of_a_network_is_told_as_it_is() -> None:
    """A server bound to one address of this machine is reached there by all."""
    with bound("0") as (everywhere, _port):
        others = reach_of(everywhere).others
    if not others:
        pytest.skip("this machine is on no network")
    host = others[0].removeprefix("http://").rpartition(":")[0].strip("[]")
    with bound(host) as (sock, port):
        reach = reach_of(sock)

    assert (reach.exposed, reach.here, reach.others) == (True, url(host, port), (url(host, port),))


def test_the_port_of_http_is_left_out() -> None:
    """As people type it."""
    assert [url("192.0.2.7", 80), url("2001:db8::7", 80), url("2001:db8::7", 8001)] == [
        "http://192.0.2.7/",
        "http://[2001:db8::7]/",
        "http://[2001:db8::7]:8001/",
    ]
