"""The head of an answer: the lines that a person typed, those that are supplied, and framing put right.

RFC 9112 §6.1 to §6.3, RFC 9110 §6.4.1, §7.6.1 and §8.6. Pure. With `supply` off, nothing is added or changed.
"""

from typing import Final, NamedTuple, assert_never

from httpscope.rules.rule import Canned, Then
from httpscope.wire.compose import imf_fixdate
from httpscope.wire.span import Span

_NO_CONTENT: Final = frozenset({204, 304})


class Request(NamedTuple):
    """What the framing of an answer takes from the request."""

    head_only: bool
    """The method is HEAD."""
    knows_chunked: bool
    """The version is at least 1.1."""
    persistent: bool
    connects: bool
    """The method is CONNECT: behind the head of a 2xx the connection is a tunnel (RFC 9110 §9.3.6)."""

    def bares(self, status: int) -> bool:
        """Tell whether an answer of this status has no content and must not speak of any (RFC 9110 §8.6, §9.3.6)."""
        return status // 100 == 1 or status == 204 or (self.connects and status // 100 == 2)  # noqa: PLR2004


class Framed(NamedTuple):
    """A composed head, and what it says of that which follows."""

    head: bytes
    supplied: tuple[Span, ...]
    then: Then
    """Never AUTO."""
    carries: bool
    """Whether content follows the head."""
    chunked: bool
    """Whether the content is to be put into the chunked coding."""


class _Line(NamedTuple):
    """A field line in the making."""

    octets: bytes
    """Without its line end."""
    typed: int
    """So many octets of it were typed; what follows was supplied. The line end counts with the last octet."""


class _Typed(NamedTuple):
    """A field line that the person typed."""

    octets: bytes
    name: bytes
    """In lower case."""
    value: bytes
    value_start: int


def frame(
    canned: Canned, status_line: bytes, request: Request, length: int, content_type: str | None, now: float
) -> Framed:
    """Compose the head of an answer whose content has `length` octets."""
    typed = _typed_lines(canned)
    if not canned.supply:
        lines = [_Line(line.octets, len(line.octets)) for line in typed]
        lines += [_supplied(line.encode("utf-8", "replace")) for line in canned.added]
        return Framed(*_joined(status_line, lines), _unaided(canned, typed, request, length), True, False)
    interim = canned.status // 100 == 1
    bare = request.bares(canned.status)
    chunked = (
        request.knows_chunked
        and not bare
        and canned.status not in _NO_CONTENT
        and (_asks_chunked(typed) or bool(canned.chunks or canned.trailers))
    )
    lines = _framing_put_right(typed, canned.status, length, chunked, bare=bare)
    if chunked and not _asks_chunked(typed):
        lines.append(_supplied(b"Transfer-Encoding: chunked"))
    # Behind an interim response the client waits for the final one, which never comes; and a tunnel leads nowhere here:
    # what follows in it is no request.
    then = _resolved(canned.then, typed, request, ends=interim or (bare and request.connects))
    lines += [_supplied(line.encode("utf-8", "replace")) for line in canned.added]
    names = {line.name for line in typed} | {line.partition(":")[0].lower().encode() for line in canned.added}
    if content_type is not None and b"content-type" not in names:
        lines.append(_supplied(b"Content-Type: " + content_type.encode("utf-8", "replace")))
    if not interim:
        if b"date" not in names:
            lines.append(_supplied(b"Date: " + imf_fixdate(now)))
        if b"connection" not in names and (option := _connection_option(then, request)):
            lines.append(_supplied(b"Connection: " + option))
    carries = not (request.head_only or bare or canned.status in _NO_CONTENT)
    return Framed(*_joined(status_line, lines), then, carries, chunked)


def _typed_lines(canned: Canned) -> list[_Typed]:
    texts = canned.headers if canned.content_type is None else (f"Content-Type: {canned.content_type}", *canned.headers)
    return [_taken_apart(text.encode("utf-8", "replace")) for text in texts]


def _taken_apart(octets: bytes) -> _Typed:
    name, _, rest = octets.partition(b":")
    value = rest.strip(b" \t")
    value_start = len(octets) - len(rest.lstrip(b" \t"))
    return _Typed(octets, name.lower(), value, value_start)


def _asks_chunked(typed: list[_Typed]) -> bool:
    """Tell whether chunked is the only transfer coding that was typed."""
    codings = [line.value.lower() for line in typed if line.name == b"transfer-encoding"]
    return codings == [b"chunked"]


def _framing_put_right(typed: list[_Typed], status: int, length: int, chunked: bool, *, bare: bool) -> list[_Line]:
    """Keep what was typed, but for framing that would mislead: it is corrected in place, or left out if too much."""
    told = chunked
    lines: list[_Line] = []
    length_typed = any(line.name == b"content-length" for line in typed)
    for line in typed:
        whole = _Line(line.octets, len(line.octets))
        if line.name == b"content-length":
            if told or bare:
                continue
            told = True
            right = b"%d" % length
            # A 304 carries the length that the 200 would have had (RFC 9110 §8.6), so whatever was typed is right.
            same = line.value == right or (status == 304 and line.value.isdigit())  # noqa: PLR2004
            lines.append(whole if same else _Line(line.octets[: line.value_start] + right, line.value_start))
        elif line.name == b"transfer-encoding" and not chunked:
            if told or bare or length_typed or status == 304:  # noqa: PLR2004 - Not Modified
                continue
            told = True
            lines.append(_supplied(b"Content-Length: %d" % length))
        else:
            lines.append(whole)
    if not told and not bare and status != 304:  # noqa: PLR2004 - Not Modified
        lines.append(_supplied(b"Content-Length: %d" % length))
    return lines


def _supplied(octets: bytes) -> _Line:
    return _Line(octets, 0)


def _resolved(then: Then, typed: list[_Typed], request: Request, *, ends: bool) -> Then:
    """Decide about the connection where framing is right (RFC 9112 §9.3)."""
    match then:
        case Then.AUTO:
            closes = ends or _says_close(typed) or not request.persistent
            return Then.CLOSE if closes else Then.KEEP
        case Then.KEEP | Then.CLOSE | Then.RESET:
            return then
        case _:
            assert_never(then)


def _unaided(canned: Canned, typed: list[_Typed], request: Request, length: int) -> Then:
    """Decide about the connection where nothing is supplied: without any framing the end of it ends the content."""
    delimited = any(line.name in {b"content-length", b"transfer-encoding"} for line in typed)
    interim = canned.status // 100 == 1
    ends = delimited or (length == 0 and (request.head_only or canned.status in _NO_CONTENT))
    tunnel = request.connects and canned.status // 100 == 2  # noqa: PLR2004
    return _resolved(canned.then, typed, request, ends=interim or tunnel or not ends)


def _says_close(typed: list[_Typed]) -> bool:
    return any(
        option.strip(b" \t").lower() == b"close"
        for line in typed
        if line.name == b"connection"
        for option in line.value.split(b",")
    )


def _connection_option(then: Then, request: Request) -> bytes:
    if then is Then.CLOSE:
        return b"close"
    return b"keep-alive" if then is Then.KEEP and not request.knows_chunked else b""


def _joined(status_line: bytes, lines: list[_Line]) -> tuple[bytes, tuple[Span, ...]]:
    """Join the head; the supplied ends of its lines become spans, line ends with them, neighbours in one."""
    octets = bytearray(status_line)
    spans: list[Span] = []
    for line in lines:
        start = len(octets) + line.typed
        octets += line.octets + b"\r\n"
        if line.typed == len(line.octets):
            continue
        # The line end of a value that was corrected was typed; that of a line that was supplied was not.
        stop = len(octets) - (2 if line.typed else 0)
        if spans and spans[-1].stop == start:
            start = spans.pop().start
        spans.append(Span(start, stop))
    octets += b"\r\n"
    return bytes(octets), tuple(spans)
