"""A whole request as rules see it: its head, its content, who sent it, and what can be read out of both.

Pure. What is read is read once and kept; nothing a client sends raises. Content beyond `CONTENT_READ` is not there:
`cut` says so, and what needs the whole of it does not fit. RFC 9110 §5 and §8.3, RFC 3986 §3.4, RFC 6265 §5.4.
"""

import json
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from httpscope.rules.path import decoded
from httpscope.wire.head import RequestHead
from httpscope.wire.target import authority_of

CONTENT_READ: Final = 2**20
"""Octets of content that rules look into. What people match by is at the front of much less."""
_PAIRS: Final = 1000
"""Parameters, cookies and form fields that are read; more are sent by attackers alone."""
PATIENCE: Final = 0.1
"""Seconds that all regular expressions together may take for one request: a client can make one explode."""
_ENCODED: Final = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_NONE: Final[Mapping[str, str]] = {}


class NoJson(Exception):
    """The content is no JSON that can be read; `str()` says why."""


class Asked:
    """One request. Compare nothing but what it offers here: octets are those of the wire."""

    def __init__(
        self, head: RequestHead, content: bytes = b"", *, cut: bool = False, client: str = "", connection: int = 0,
        ordinal: int = 1, at: int = 0,
    ) -> None:  # fmt: skip
        self.head = head
        self.content = content
        """Without transfer coding, with content coding as sent."""
        self.cut = cut
        """There was more content than is here."""
        self.client = client
        """Address of the client, without port."""
        self.connection = connection
        self.ordinal = ordinal
        """Which request of its connection, from 1."""
        self.at = at
        """When it was whole, in nanoseconds since the epoch."""
        self.patience = PATIENCE
        """Seconds that regular expressions may still take for this request."""
        self.numbers: dict[str, int] = {}
        """Which request it is of those that a rule counts, by the name of the rule, once it is counted."""
        self.segments: Mapping[str, str] = _NONE
        """What the path has where the rule that answers names a part of it, `{id}` or `(?P<id>...)`; set with it."""

    @cached_property
    def method(self) -> str:
        """Method as received."""
        return self.head.method.decode("latin-1")

    @cached_property
    def path(self) -> bytes:
        """Path with percent-encoding taken off, but for `%2F` and `%25`; `*` for the asterisk-form."""
        return decoded(self.head.path)

    @cached_property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Parameters of the query, in order, decoded as forms are; a name without `=` has an empty value."""
        return _pairs(self.head.query or b"")

    @cached_property
    def host(self) -> str:
        """Host without port, in lower case: of an absolute-form target, or else of the Host header."""
        target = self.head.target
        named = None if target.startswith(b"/") else authority_of(target, self.head.method)
        if named is not None:
            return named.host.decode("latin-1")
        values = self.header("Host")
        return _without_port(values[0]).lower() if values else ""

    def header(self, name: str) -> list[str]:
        """Values of all header lines with the name (in any case), in order."""
        return self._headers.get(name.lower().encode("utf-8", "surrogateescape"), [])

    @cached_property
    def _headers(self) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = {}
        for name, value in self.head.pairs:
            found.setdefault(name, []).append(value.decode("utf-8", "surrogateescape"))
        return found

    @cached_property
    def preflight(self) -> str:
        """The method that a browser asks leave for before it sends a request to another origin; empty in all others."""
        if self.head.method != b"OPTIONS" or not self.header("Origin"):
            return ""
        methods = self.header("Access-Control-Request-Method")
        return methods[0].strip(" \t") if len(methods) == 1 else ""

    @cached_property
    def cookies(self) -> tuple[tuple[str, str], ...]:
        """Cookies in order, of all Cookie lines."""
        found: list[tuple[str, str]] = []
        for line in self.header("Cookie"):
            for pair in line.split(";")[: _PAIRS - len(found)]:
                name, equals, value = pair.strip(" \t").partition("=")
                if equals:
                    found.append((name, value))
        return tuple(found)

    @cached_property
    def form(self) -> tuple[tuple[str, str], ...]:
        """Fields of an `application/x-www-form-urlencoded` content; none of any other."""
        kind = (self.header("Content-Type") or [""])[0].partition(";")[0].strip().lower()
        return _pairs(self.content) if kind == "application/x-www-form-urlencoded" and not self.cut else ()

    @cached_property
    def _json(self) -> tuple[Any, str]:
        if self.cut:
            return None, "the content is longer than rules look into"
        try:
            return json.loads(self.content), ""
        except (ValueError, RecursionError) as fault:
            return None, str(fault) or "it is nested too deeply"

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON is any of six types
        """The content as JSON. Raises NoJson."""
        value, fault = self._json
        if fault:
            raise NoJson(fault)
        return value


def _pairs(octets: bytes) -> tuple[tuple[str, str], ...]:
    pairs = (pair.partition(b"=") for pair in octets.split(b"&", _PAIRS)[:_PAIRS] if pair)
    return tuple((_unquoted(name), _unquoted(value)) for name, _equals, value in pairs)


def _unquoted(octets: bytes) -> str:
    """Decode as forms are; a `%` that encodes nothing stands for itself."""
    if b"%" in octets:
        octets = _ENCODED.sub(_plain_octets, octets.replace(b"+", b" "))
    elif b"+" in octets:
        octets = octets.replace(b"+", b" ")
    return octets.decode("utf-8", "surrogateescape")


def _plain_octets(encoded: re.Match[bytes]) -> bytes:
    return bytes.fromhex(encoded[0].decode("ascii").replace("%", ""))


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
