"""What each fault does to the octets of an answer: pure functions from the final response to steps.

Each is a lie that the person chose; nothing here checks whether it makes sense. The list with names and words is in
`fault_kinds`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Final

from httpscope.rules.answer import in_chunks
from httpscope.rules.feature.steps import FinalResponse, cut, field, says_chunked, with_line, without
from httpscope.rules.step import Close, Hold, Reset, Send, Step

ENDLESS_PIECE: Final = 16_384
"""Octets of one write of an endless answer: it takes turns with all other connections."""
_SIZE_LINE: Final = re.compile(rb"([0-9a-fA-F]+)([^\r\n]*\r\n)")
_ENDS: Final[dict[str, Step]] = {"close": Close(), "reset": Reset(), "hang": Hold()}


@dataclass(frozen=True)
class Details:
    """What a person may say of a fault; each kind takes some of them and has defaults of its own."""

    at: int = 0
    by: int = 0
    count: int = 0
    octets: bytes = b""
    then: str = ""
    """`close`, `reset` or `hang`; empty: as the answer would have gone on."""
    old: bool = False
    """The request is HTTP/1.0, and its client knows no chunks."""


Act = Callable[[FinalResponse, Details], Iterator[Step]]


def nothing(_response: FinalResponse, details: Details) -> Iterator[Step]:
    """Send no octet."""
    yield _ENDS[details.then]


def as_it_is(response: FinalResponse, _details: Details) -> Iterator[Step]:
    """Change nothing: it is not the octets that are at fault."""
    return response.steps()


def cut_at(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Let so many octets leave, then the end come."""
    return cut(response.steps(), details.at, _ENDS[details.then])


def cut_in_content(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Half of the content."""
    at = len(response.head) + len(response.content) // 2
    return cut(response.steps(), at, _ENDS[details.then])


def cut_in_status_line(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Half of the status-line."""
    return cut(response.steps(), max(_line_stop(response.head) // 2, 1), _ENDS[details.then])


def cut_in_header(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The status-line, and half of the first header line."""
    start = _line_stop(response.head)
    stop = start + _line_stop(response.head[start:])
    return cut(response.steps(), (start + stop) // 2, _ENDS[details.then])


def cut_in_head(response: FinalResponse, details: Details) -> Iterator[Step]:
    """All header lines, but not the empty line."""
    return cut(response.steps(), len(response.head.rstrip(b"\r\n")) + 2, _ENDS[details.then])


def cut_in_chunk(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Half of the data of the first chunk."""
    response = _chunked(response)
    found = _SIZE_LINE.match(response.content)
    inside = found.end() + int(found[1], 16) // 2 if found else len(response.content) // 2
    return cut(response.steps(), len(response.head) + inside, _ENDS[details.then])


def no_last_chunk(response: FinalResponse, details: Details) -> Iterator[Step]:
    """All chunks but the last one, which says that there are no more."""
    response = _chunked(response)
    stop = response.content.rfind(b"0\r\n", 0, -2 if response.content.endswith(b"\r\n\r\n") else None)
    at = len(response.head) + (stop if stop >= 0 else len(response.content))
    return cut(response.steps(), at, _ENDS[details.then])


def length_too_small(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Content-Length says less than there is."""
    length = _length(response)
    return _with_length(response, b"%d" % max(length - (details.by or (length + 1) // 2), 0), details)


def length_too_large(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Content-Length says more than there is."""
    return _with_length(response, b"%d" % (_length(response) + details.by), details)


def length_no_number(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Content-Length says no number."""
    return _with_length(response, b"many", details)


def two_lengths(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Two lines of Content-Length that differ."""
    response = _plain(response)
    right = b"Content-Length: %d\r\n" % _length(response)
    head = with_line(without(response.head, b"Content-Length"), right)
    wrong = b"Content-Length: %d\r\n" % (_length(response) + details.by)
    return _going_on(response._replace(head=with_line(head, wrong)), details)


def length_and_chunked(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Both Content-Length and Transfer-Encoding: chunked."""
    length = _length(_plain(response))
    response = _chunked(response)
    head = with_line(response.head, b"Content-Length: %d\r\n" % length)
    return _going_on(response._replace(head=head), details)


def chunk_too_large(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The first chunk says that it is larger than it is."""
    return _resized(response, lambda size: b"%x" % (size + details.by), details)


def chunk_too_small(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The first chunk says that it is smaller than it is."""
    return _resized(response, lambda size: b"%x" % max(size - details.by, 1), details)


def chunk_no_number(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The first chunk says no size."""
    return _resized(response, lambda _size: b"xyz", details)


def garbage(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Other octets instead of the status-line."""
    head = details.octets + b"\r\n" + response.head[_line_stop(response.head) :]
    return _going_on(response._replace(head=head), details)


def old_version(response: FinalResponse, details: Details) -> Iterator[Step]:
    """HTTP/1.0 in the status-line."""
    return _going_on(response._replace(head=response.head.replace(b"HTTP/1.1", b"HTTP/1.0", 1)), details)


def bare_lf(response: FinalResponse, details: Details) -> Iterator[Step]:
    """LF instead of CR LF in the head."""
    return _going_on(response._replace(head=response.head.replace(b"\r\n", b"\n")), details)


def no_head(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The content alone, as HTTP/0.9 answered."""
    return _going_on(_plain(response)._replace(head=b""), details)


def no_empty_line(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The content right behind the header lines."""
    return _going_on(response._replace(head=response.head.removesuffix(b"\r\n")), details)


def another_line(response: FinalResponse, details: Details) -> Iterator[Step]:
    """A header line more."""
    return _going_on(response._replace(head=with_line(response.head, details.octets)), details)


def space_before_colon(response: FinalResponse, details: Details) -> Iterator[Step]:
    """A space between name and colon, in all header lines."""
    start = _line_stop(response.head)
    lines = re.sub(rb"(?m)^([^\s:]+):", rb"\1 :", response.head[start:])
    return _going_on(response._replace(head=response.head[:start] + lines), details)


def long_header(response: FinalResponse, details: Details) -> Iterator[Step]:
    """One very long header line."""
    line = b"X-Long: " + b"a" * details.count + b"\r\n"
    return _going_on(response._replace(head=with_line(response.head, line)), details)


def two_status_lines(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The status-line twice."""
    line = response.head[: _line_stop(response.head)]
    return _going_on(response._replace(head=line + response.head), details)


def interim_chain(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Many interim responses first."""
    return chain(repeat(Send(b"HTTP/1.1 102 Processing\r\n\r\n"), details.count), _going_on(response, details))


def endless_interim(_response: FinalResponse, _details: Details) -> Iterator[Step]:
    """Interim responses, and never the final one."""
    return _endless(b"HTTP/1.1 102 Processing\r\n\r\n")


def endless_headers(response: FinalResponse, _details: Details) -> Iterator[Step]:
    """Header lines, and never the empty line."""
    head = response.head.removesuffix(b"\r\n")
    return chain((Send(head),), _endless(b"X-Endless: and one more\r\n"))


def endless_content(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Content, and never its end: in chunks, or until a close that does not come."""
    plain = _plain(response)
    head = without(plain.head, b"Content-Length")
    text = plain.content or b"and so on\n"
    if details.old:
        return chain((Send(head),), _endless(text))
    piece = text * max(ENDLESS_PIECE // len(text), 1)
    return chain((Send(with_line(head, b"Transfer-Encoding: chunked\r\n")),), repeat(Send(b"", in_chunks(piece)[:-5])))


def octets_behind(response: FinalResponse, details: Details) -> Iterator[Step]:
    """Octets behind the end, which nobody asked for."""
    return _going_on(response._replace(content=response.content + details.octets), details)


def twice(response: FinalResponse, details: Details) -> Iterator[Step]:
    """The whole answer a second time."""
    return octets_behind(response, replace(details, octets=response.head + response.content))


def _endless(octets: bytes) -> Iterator[Step]:
    return repeat(Send(b"", octets * max(ENDLESS_PIECE // len(octets), 1)))


def _going_on(response: FinalResponse, details: Details) -> Iterator[Step]:
    if not details.then:
        return response.steps()
    return chain((Send(response.head, response.content), _ENDS[details.then]))


def _line_stop(octets: bytes) -> int:
    """Give where the first line ends, its line end included."""
    return octets.find(b"\n") + 1 or len(octets)


def _length(response: FinalResponse) -> int:
    """Give the length that the head tells, else that of the content."""
    told = field(response.head, b"Content-Length")
    return int(told) if told is not None and told.isdigit() else len(response.content)


def _with_length(response: FinalResponse, length: bytes, details: Details) -> Iterator[Step]:
    response = _plain(response)
    told = re.sub(rb"(?im)^(Content-Length[ \t]*:[ \t]*)[^\r\n]*", rb"\g<1>" + length, response.head, count=1)
    if told == response.head and field(told, b"Content-Length") is None:
        told = with_line(response.head, b"Content-Length: " + length + b"\r\n")
    return _going_on(response._replace(head=told), details)


def _resized(response: FinalResponse, size: Callable[[int], bytes], details: Details) -> Iterator[Step]:
    response = _chunked(response)
    content = _SIZE_LINE.sub(lambda found: size(int(found[1], 16)) + found[2], response.content, count=1)
    return _going_on(response._replace(content=content), details)


def _chunked(response: FinalResponse) -> FinalResponse:
    """Give the response in chunks: as it is, or in two, if it has a content that is not."""
    if says_chunked(response.head):
        return response
    head = with_line(without(response.head, b"Content-Length"), b"Transfer-Encoding: chunked\r\n")
    return response._replace(head=head, content=in_chunks(response.content, (max(len(response.content) // 2, 1),)))


def _plain(response: FinalResponse) -> FinalResponse:
    """Give the response without chunks; the chunks are our own, so they are right."""
    if not says_chunked(response.head):
        return response
    content, place = b"", 0
    while (found := _SIZE_LINE.match(response.content, place)) and (size := int(found[1], 16)):
        content += response.content[found.end() : found.end() + size]
        place = found.end() + size + 2
    head = without(response.head, b"Transfer-Encoding")
    return response._replace(head=with_line(head, b"Content-Length: %d\r\n" % len(content)), content=content)
