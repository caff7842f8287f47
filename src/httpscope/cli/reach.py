"""Who can reach a listening socket, and what they type. It looks at the socket and not at what a person wrote for it.

`0`, `0.0`, `::0` are every network and `0x7f.1`, `::ffff:127.0.0.1` this machine alone: the system reads these texts,
and only the socket knows what it made of them. No packet is sent.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final

HTTP_PORT: Final = 80
"""What a client takes where the URL names no port (RFC 9110 §4.2.1)."""
_ELSEWHERE: Final = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses for documentation (RFC 5737, RFC 3849): only the route to them is looked up."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Reach:
    """How a socket is reached."""

    here: str
    """What a client on this machine types."""
    port: int
    exposed: bool
    """Whether machines other than this one can connect."""
    others: tuple[str, ...]
    """What those type, the address of the default route first; it may be empty where no network is known yet."""


def reach_of(sock: socket.socket) -> Reach:
    """Tell how a bound socket is reached. It may ask the system for this machine's names, which can take a moment."""
    address, port = _bound_to(sock), int(sock.getsockname()[1])
    if address.is_loopback:
        return Reach(local_url(sock), port, exposed=False, others=())
    found = _own_addresses(sock) if address.is_unspecified else [str(address)]
    return Reach(local_url(sock), port, exposed=True, others=tuple(url(each, port) for each in found))


def local_url(sock: socket.socket) -> str:
    """Give what a client on this machine types for a bound socket."""
    address, port = _bound_to(sock), int(sock.getsockname()[1])
    if address.is_unspecified:
        return url("127.0.0.1" if address.version == 4 else "::1", port)  # noqa: PLR2004
    zone = int(sock.getsockname()[3]) if sock.family is socket.AF_INET6 else 0
    # RFC 6874: a link-local address says by which of this machine's networks, and the per cent sign is encoded.
    return url(f"{address}%25{socket.if_indextoname(zone)}" if zone else str(address), port)


def url(address: str, port: int) -> str:
    """Give what a client types for an address and a port."""
    host = f"[{address}]" if ":" in address else address
    return f"http://{host}:{port}/" if port != HTTP_PORT else f"http://{host}/"


def _bound_to(sock: socket.socket) -> _Address:
    """Give the address of a socket; an IPv4 address written as IPv6 is that IPv4 address (RFC 4291 §2.5.5.2)."""
    return _plain(str(sock.getsockname()[0]))


def _plain(text: str) -> _Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _own_addresses(sock: socket.socket) -> list[str]:
    """Give the addresses of this machine that a socket bound to all of them is reached at."""
    found: list[_Address] = []
    for family in _families(sock):
        found += _of_route(family)
        try:
            names = socket.getaddrinfo(socket.gethostname(), None, family, socket.SOCK_STREAM)
        except OSError:
            continue  # a machine that does not know its own name
        found += [_plain(str(name[0])) for *_rest, name in names]
    # A link-local address is of use only with the name that the other machine has for its network.
    usable = (each for each in found if not (each.is_loopback or each.is_link_local))
    return [str(each) for each in dict.fromkeys(usable)]


def _families(sock: socket.socket) -> list[socket.AddressFamily]:
    """Give the families that a socket for all addresses takes, IPv4 first: its addresses are the ones people type."""
    if sock.family is socket.AF_INET or _bound_to(sock).version == 4:  # noqa: PLR2004
        return [socket.AF_INET]
    alone = sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
    return [socket.AF_INET6] if alone else [socket.AF_INET, socket.AF_INET6]


def _of_route(family: socket.AddressFamily) -> list[_Address]:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((_ELSEWHERE[family], 9))
            return [_plain(str(sock.getsockname()[0]))]
    except OSError:
        return []  # no network, or none of this family: the names may still give some
