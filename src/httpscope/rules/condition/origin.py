"""Conditions on whom a request is for and from: the host it names, the address of the client. Pure.

RFC 9110 §7.2 (the host, without its port, in any case); addresses are those that the operating system told.
"""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.value_test import quoted
from httpscope.rules.memory import Memory
from httpscope.rules.part import ConditionReader, Part
from httpscope.rules.place import Keys
from httpscope.rules.text.table import typed, unexpected

_HOST: Final = re.compile(r"[^\s/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\]")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Host(Part):
    """One of some hosts, exact or with `*` for any run of characters, dots among them."""

    names: tuple[str, ...]
    """In lower case."""

    @property
    def wants_content(self) -> bool:
        """It is in the head."""
        return False

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether the request names one of the hosts."""
        host = asked.host
        return any(host == name or ("*" in name and _glob_fits(name, host)) for name in self.names)

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell which host it names."""
        wanted = ", ".join(quoted(name) for name in self.names)
        if not asked.host:
            return _("no host is named; wanted: {0}").format(wanted)
        return _("host is {0}; wanted: {1}").format(quoted(asked.host), wanted)

    def literals(self) -> tuple[tuple[str, str, str], ...]:
        """Give the one host that every request which fits has, for the index."""
        return (("host", "", self.names[0]),) if len(self.names) == 1 and "*" not in self.names[0] else ()


@dataclass(frozen=True, slots=True)
class Client(Part):
    """A client whose address is in one of some networks."""

    networks: tuple[_Network, ...]

    @property
    def of_octets(self) -> bool:
        """Another client may send the same."""
        return False

    @property
    def wants_content(self) -> bool:
        """It is known before the first octet."""
        return False

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether the address is in one of the networks."""
        address = _address(asked.client)
        return address is not None and any(address in network for network in self.networks)

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell the address."""
        wanted = ", ".join(_short(network) for network in self.networks)
        if not asked.client:
            return _("the client's address is not known; wanted: {0}").format(wanted)
        return _("client is {0}; wanted: {1}").format(quoted(asked.client), wanted)


def _glob_fits(glob: str, host: str) -> bool:
    """Find the pieces one after the other, each as early as it can be: linear in the length for each piece."""
    first, *middle, last = glob.split("*")
    if len(host) < len(first) + len(last) or not (host.startswith(first) and host.endswith(last)):
        return False
    place, stop = len(first), len(host) - len(last)
    for piece in middle:
        found = host.find(piece, place, stop)
        if found < 0:
            return False
        place = found + len(piece)
    return True


@lru_cache(maxsize=1024)
def _address(text: str) -> _Address | None:
    """Read an address; IPv4 within IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address, a zone (RFC 4007) is left aside."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _short(network: _Network) -> str:
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)


def _several(keys: Keys, value: Any, expected: str) -> list[tuple[Keys, str]]:  # noqa: ANN401 - whatever TOML gives
    """Give the texts of a list, or the one that is there, each with the way to it."""
    if isinstance(value, str):
        return [(keys, value)]
    if not typed(keys, value, list, expected):
        raise unexpected(keys, expected, value)
    return [((*keys, place), typed((*keys, place), each, str, expected)) for place, each in enumerate(value)]


def _host(keys: Keys, value: Any) -> Host:  # noqa: ANN401 - whatever TOML gives
    expected = _('a host such as "example.com" or "*.example.com", without port, or a list of them')
    found = _several(keys, value, expected)
    for place, name in found:
        if not _HOST.fullmatch(name):
            raise unexpected(place, expected, name)
    return Host(tuple(name.lower() for _place, name in found))


def _client(keys: Keys, value: Any) -> Client:  # noqa: ANN401 - whatever TOML gives
    expected = _('an address or network such as "127.0.0.1" or "192.168.0.0/16", or a list of them')
    networks: list[_Network] = []
    for place, text in _several(keys, value, expected):
        try:
            networks.append(ipaddress.ip_network(text))
        except ValueError as fault:
            hint = _network_of(text)
            raise unexpected(place, expected, text, hint) from fault
    return Client(tuple(networks))


def _network_of(text: str) -> str:
    """Give a hint where only bits behind the network's part are in the way."""
    try:
        return _("did you mean {0}?").format(ipaddress.ip_network(text, strict=False))
    except ValueError:
        return ""


READERS: Final[dict[str, ConditionReader]] = {"client": _client, "host": _host}
