"""Who may connect: the networks that a person named, and this machine. It decides and counts; connections ask it."""

import ipaddress
from collections.abc import Sequence
from typing import Final

OWN_MACHINE: Final = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
"""Addresses of whoever sits at this machine, and can stop the server anyway: always let in, and not bounded alone.

Not all of 127.0.0.0/8, since other programs that stand between, such as proxies, may connect from the rest.
"""

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Allowed:
    """The networks whose connections are accepted; none named are all."""

    def __init__(self, networks: Sequence[str] = ()) -> None:
        """Take networks as `read_network` gives them. Raises ValueError for a text that is none."""
        self._networks = tuple(read_network(text) for text in networks)
        self.shut_out = 0
        """Connections that were not let in."""

    def lets_in(self, host: str) -> bool:
        """Tell whether a peer may connect, and count it if it may not. What is no address may not."""
        if not self._networks or host in OWN_MACHINE:
            return True
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            found = False
        else:
            # IPv4 within IPv6 (RFC 4291 §2.5.5.2), as a socket for both gives it, is the IPv4 address.
            address = getattr(address, "ipv4_mapped", None) or address
            found = any(address in network for network in self._networks)
        self.shut_out += not found
        return found

    def sentence(self) -> str:
        """Tell people what happened to those that were not let in, how often, and whom to let in."""
        names = ", ".join(map(network_text, self._networks))
        closed = "1 connection was" if self.shut_out == 1 else f"{self.shut_out:,} connections were"
        return f"{closed} closed without an answer: --allow lets in {names} and this machine, nobody else."


def read_network(text: str) -> _Network:
    """Read an address or a network in CIDR notation (RFC 4632). Raises ValueError that says what is wrong with it."""
    network = ipaddress.ip_network(text)
    mapped = network.network_address.ipv4_mapped if isinstance(network, ipaddress.IPv6Network) else None
    if mapped is not None and network.prefixlen >= 96:  # noqa: PLR2004 - the octets before those of IPv4
        return ipaddress.ip_network((mapped, network.prefixlen - 96))
    return network


def network_text(network: _Network) -> str:
    """Write a network as people do: a single address without a prefix."""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)
