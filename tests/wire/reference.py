"""A second reader of requests: slow, plain, and written from the ABNF of RFC 9112 alone; it shares no line with ours.

It takes a whole request at the front of octets or none. It is more liberal than ours wherever that cannot move the end
of a message, and takes nothing that could: whoever finds other ends than this one can be used to smuggle.
"""

import re
from typing import Final, NamedTuple


class Extent(NamedTuple):
    """Where a request lies, and what it carries."""

    start: int
    head_stop: int
    stop: int
    method: bytes
    target: bytes
    content: bytes


# RFC 9110 §5.6.2: token, and RFC 5234: VCHAR
_TOKEN: Final = rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
# RFC 9112 §3: request-line; a target is looked at for what it cannot hold alone
_REQUEST_LINE: Final = re.compile(rb"(" + _TOKEN + rb") ([\x21-\x7e]+) (HTTP/1\.[0-9])\r\n")
# RFC 9112 §5: field-line CRLF; RFC 9110 §5.5: field-content of VCHAR, obs-text, SP and HTAB
_FIELD_LINE: Final = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n")
# RFC 9112 §7.1 and §7.1.1: chunk-size [ chunk-ext ] CRLF
_QUOTED: Final = rb'"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*"'
_CHUNK_LINE: Final = re.compile(
    rb"([0-9A-Fa-f]+)((?:[ \t]*;[ \t]*" + _TOKEN + rb"(?:[ \t]*=[ \t]*(?:" + _TOKEN + rb"|" + _QUOTED + rb"))?)*)\r\n"
)


def extents(octets: bytes) -> list[Extent]:
    """Give the requests that the octets begin with, up to the first that is not whole and in order."""
    found: list[Extent] = []
    place = 0
    while extent := _request(octets, place):
        found.append(extent)
        place = extent.stop
    return found


def _request(octets: bytes, start: int) -> Extent | None:
    # RFC 9112 §2.2: one empty line before a request-line is ignored
    place = start + 2 if octets.startswith(b"\r\n", start) else start
    line = _REQUEST_LINE.match(octets, place)
    if line is None:
        return None
    method, target, version = line.groups()
    fields, head_stop = _fields(octets, line.end())
    if head_stop is None:
        return None
    hosts = [value for name, value in fields if name == b"host"]
    # RFC 9112 §3.2: exactly one, which HTTP/1.0 may leave out
    if len(hosts) > 1 or (not hosts and version != b"HTTP/1.0"):
        return None
    body = _body(octets, head_stop, fields, version)
    if body is None:
        return None
    return Extent(start, head_stop, body[0], method, target, body[1])


def _fields(octets: bytes, place: int) -> tuple[list[tuple[bytes, bytes]], int | None]:
    """Give the field lines and the place behind the empty line; None for that where the section is not in order."""
    fields: list[tuple[bytes, bytes]] = []
    while not octets.startswith(b"\r\n", place):
        line = _FIELD_LINE.match(octets, place)
        if line is None:
            return fields, None
        fields.append((line[1].lower(), line[2]))
        place = line.end()
    return fields, place + 2


def _body(octets: bytes, start: int, fields: list[tuple[bytes, bytes]], version: bytes) -> tuple[int, bytes] | None:
    """Give the place behind the message body, and the content (RFC 9112 §6.3)."""
    lengths = [value for name, value in fields if name == b"content-length"]
    codings = [value for name, value in fields if name == b"transfer-encoding"]
    if codings:
        in_order = not lengths and len(codings) == 1 and codings[0].lower() == b"chunked" and version != b"HTTP/1.0"
        return _chunks(octets, start) if in_order else None
    if not lengths:
        return start, b""
    if len(lengths) > 1 or re.fullmatch(rb"[0-9]+", lengths[0]) is None:
        return None
    stop = start + int(lengths[0])
    return (stop, octets[start:stop]) if stop <= len(octets) else None


def _chunks(octets: bytes, place: int) -> tuple[int, bytes] | None:
    content = b""
    while True:
        line = _CHUNK_LINE.match(octets, place)
        if line is None:
            return None
        size = int(line[1], 16)
        place = line.end()
        if size == 0:
            break
        if octets[place + size : place + size + 2] != b"\r\n":
            return None
        content += octets[place : place + size]
        place += size + 2
    trailers, stop = _fields(octets, place)
    framing = {b"content-length", b"transfer-encoding", b"host"}
    # RFC 9110 §6.5.1: what frames a message or routes it may not come behind its content
    if stop is None or framing & {name for name, _ in trailers}:
        return None
    return stop, content
