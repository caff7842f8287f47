"""Responses as a client reads them, strictly and without the server's own parser (RFC 9112 §4 to §7).

It raises nothing: what cannot be read is told as a fault beside what could be.
"""

import re
from typing import Final, NamedTuple

_STATUS_LINE: Final = re.compile(rb"(HTTP/[0-9]\.[0-9]) ([1-5][0-9]{2}) ([\t\x20-\x7e\x80-\xff]*)")
_FIELD_LINE: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_BARE: Final = frozenset({204, 304})


class Response(NamedTuple):
    """A response, interim or final."""

    version: str
    status: int
    fields: tuple[tuple[str, str], ...]
    """Names in lower case and values, in order."""
    content: bytes
    head: bytes
    delimited: bool
    """The end is told by the response itself and not by the end of the connection."""

    @property
    def interim(self) -> bool:
        """Whether a final response is still to come."""
        return self.status // 100 == 1 and self.status != 101

    def get(self, name: str) -> list[str]:
        """Give the values of a field's lines, by its name in lower case."""
        return [value for key, value in self.fields if key == name]

    def members(self, name: str) -> list[str]:
        """Give the members of a list field in lower case."""
        return [part.strip(" \t").lower() for value in self.get(name) for part in value.split(",")]


class Reading(NamedTuple):
    """All that a client got on a connection."""

    responses: list[Response]
    fault: str
    """Why the rest is no response; empty where nothing is left."""

    @property
    def final(self) -> list[Response]:
        """The final responses."""
        return [response for response in self.responses if not response.interim]


def read_responses(octets: bytes, methods: list[str]) -> Reading:
    """Read responses to requests with the methods given, in order, from all that came until the connection closed."""
    responses: list[Response] = []
    waiting = list(methods)
    while octets:
        stop = octets.find(b"\r\n\r\n")
        if stop < 0:
            return Reading(responses, f"a head without an end: {octets[:60]!r}")
        lines = octets[:stop].split(b"\r\n")
        status_line = _STATUS_LINE.fullmatch(lines[0])
        if status_line is None:
            return Reading(responses, f"no status line: {lines[0][:60]!r}")
        fields = []
        for line in lines[1:]:
            field = _FIELD_LINE.fullmatch(line)
            if field is None:
                return Reading(responses, f"no field line: {line[:60]!r}")
            fields.append((field[1].decode().lower(), field[2].decode("latin-1")))
        bare = Response(
            status_line[1].decode(), int(status_line[2]), tuple(fields), b"", octets[: stop + 4], delimited=True
        )
        method = waiting[0] if waiting else "GET"
        if not bare.interim:
            waiting = waiting[1:]
        found = _content(bare, method, octets[stop + 4 :])
        if found is None:
            return Reading([*responses, bare], "content that does not end as its head says")
        content, octets, delimited = found
        responses.append(bare._replace(content=content, delimited=delimited))
    return Reading(responses, "")


def _content(response: Response, method: str, octets: bytes) -> tuple[bytes, bytes, bool] | None:
    """Give the content, what follows it, and whether its end was told."""
    if method == "HEAD" or response.status // 100 == 1 or response.status in _BARE:
        return b"", octets, True
    if response.get("transfer-encoding"):
        return _chunks(octets)
    lengths = response.get("content-length")
    if not lengths:
        return octets, b"", False
    if len(lengths) > 1 or not lengths[0].isdigit() or int(lengths[0]) > len(octets):
        return None
    length = int(lengths[0])
    return octets[:length], octets[length:], True


def _chunks(octets: bytes) -> tuple[bytes, bytes, bool] | None:
    content = b""
    while line := _CHUNK.match(octets):
        size, start = int(line[1], 16), line.end()
        if size == 0:
            stop = octets.find(b"\r\n", start)
            return (content, octets[stop + 2 :], True) if stop == start else None
        if octets[start + size : start + size + 2] != b"\r\n":
            return None
        content += octets[start : start + size]
        octets = octets[start + size + 2 :]
    return None
