"""h11 and httptools read the same octets: they agree on what is valid, and every difference was decided on purpose.

`TAKEN_BY_OTHERS` and `REFUSED_BY_OTHERS` are the record of those decisions; a difference that is not in them fails.
"""

from collections.abc import Mapping

import h11
import httptools
import pytest
from hypothesis import given, settings

from tests.wire.messages import Request, nearly_valid, requests
from tests.wire.reading import Verdict, verdict
from tests.wire.strictness import REFUSED, TAKEN

Reading = tuple[bytes, bytes, list[tuple[bytes, bytes]], bytes]
"""Method, target, fields and content."""


def by_h11(octets: bytes) -> Reading | None:
    """Read the first request with h11; None where it refuses it or waits for more."""
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(octets)
    head: h11.Request | None = None
    content = b""
    try:
        while True:
            match connection.next_event():
                case h11.Request() as head:
                    pass
                case h11.Data(data=data):
                    content += data
                case h11.EndOfMessage() if head:
                    return head.method, head.target, list(head.headers.raw_items()), content
                case _:
                    return None
    except h11.RemoteProtocolError:
        return None


class _Listener:
    def __init__(self) -> None:
        self.target = b""
        self.fields: list[tuple[bytes, bytes]] = []
        self.content: bytes | None = None
        self.method = b""
        self.parser: httptools.HttpRequestParser

    def on_url(self, url: bytes) -> None:
        self.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.content is None:
            self.fields.append((name, value.strip(b" \t")))

    def on_headers_complete(self) -> None:
        self.method = self.parser.get_method()
        self.content = b""

    def on_body(self, body: bytes) -> None:
        self.content = (self.content or b"") + body

    def on_message_complete(self) -> None:
        raise StopIteration


def by_httptools(octets: bytes) -> Reading | None:
    """Read the first request with httptools; None where it refuses it or waits for more."""
    listener = _Listener()
    listener.parser = httptools.HttpRequestParser(listener)
    try:
        listener.parser.feed_data(octets)
    except httptools.HttpParserUpgrade:
        pass
    except httptools.HttpParserCallbackError:
        return listener.method, listener.target, listener.fields, listener.content or b""
    except httptools.HttpParserError:
        return None
    return None


def ours(read: Verdict) -> Reading | None:
    """Give what our receiver made of the first request."""
    if not read.messages:
        return None
    first = read.messages[0]
    return first.method, first.target, list(first.fields), first.content


@given(requests())
@settings(max_examples=300, deadline=None)
def test_valid_requests_are_read_alike(request: Request) -> None:
    """Method, target, fields and content of a valid request are what it was made of, by all three readers."""
    made_of = (request.method, request.target, request.fields, request.content)

    assert ours(verdict([request.octets])) == made_of
    assert by_h11(request.octets) == made_of
    assert by_httptools(request.octets) == made_of


TAKEN_BY_OTHERS: Mapping[str, str] = {
    "bare-lf": "h11 ends lines at LF, httptools forgives it before the request line: RFC 9112 §2.2 lets both",
    "bare-cr": "h11 takes anything for a chunk extension",
    "nul": "h11 takes anything for a chunk extension",
    "control-character": "h11 takes controls in values: RFC 9110 §5.5 calls them dangerous",
    "second-empty-line": "httptools skips any number of empty lines: RFC 9112 §2.2 asks for one",
    "request-line-space": "httptools counts several spaces as one: RFC 9112 §3 allows it to the lenient",
    "space-in-target": "both would have to guess where the target ends",
    "missing-version": "httptools takes HTTP/0.9, which no client of today means",
    "foreign-scheme": "neither looks into the target",
    "https-without-tls": "neither knows whether the connection is in the clear",
    "method-too-long": "h11 limits only what is incomplete",
    "target-too-long": "neither limits what comes at once",
    "invalid-version": "both take HTTP/0.9 in the form of HTTP/1.x, which never existed",
    "unsupported-version": "both take HTTP/2.0: RFC 9110 §15.6.6 has 505 for it",
    "fragment-in-target": "neither looks into the target",
    "invalid-target-octet": "neither looks into the target",
    "invalid-target": "h11 does not look into the target, httptools not into that of CONNECT",
    "overlong-method": "h11 takes a method of any length",
    "invalid-authority": "neither looks into the target",
    "asterisk-without-options": "neither knows methods",
    "missing-host": "httptools leaves Host to its user; h11 asks for it in 1.1 alone",
    "repeated-host": "httptools leaves Host to its user",
    "invalid-host": "neither looks into Host: RFC 9112 §3.2 asks for 400",
    "host-mismatch": "neither compares Host with the target",
    "obs-fold": "h11 joins folded lines: RFC 9112 §5.2 leaves that to the lenient",
    "space-before-colon": "neither checks trailers as strictly as headers",
    "conflicting-content-type": "neither knows Content-Type",
    "field-line-too-long": "neither limits what comes at once",
    "head-too-large": "neither limits what comes at once",
    "too-many-fields": "neither counts fields",
    "unsupported-websocket-version": "both leave upgrades to their user",
    "unknown-expectation": "both leave expectations to their user",
    "invalid-content-length": "h11 takes 5, 5 for 5: RFC 9110 §8.6 lets it, two readers may still differ",
    "repeated-content-length": "h11 takes two lines that agree",
    "content-length-and-transfer-encoding": "h11 goes by Transfer-Encoding: RFC 9112 §6.3 lets it, the strict refuse",
    "invalid-transfer-encoding": "httptools lets empty list members pass",
    "unsupported-transfer-coding": "httptools hands the coded content on",
    "transfer-encoding-in-http-1-0": "both take it: RFC 9112 §6.1 calls its framing faulty",
    "content-too-large": "neither limits content",
    "invalid-chunk-size": "both take any number of leading zeros",
    "invalid-chunk-extension": "h11 takes anything behind the size, httptools empty names and values",
    "chunk-line-too-long": "neither limits it",
    "chunk-extensions-too-large": "neither limits them",
    "forbidden-trailer": "h11 hands trailers on, httptools lets Host pass",
    "trailers-too-large": "neither limits trailers that come at once",
}
"""By the code of our defect: why others take what we refuse. They are libraries; their users decide the rest."""


@pytest.mark.parametrize(("octets", "code"), [row[:2] for row in REFUSED])
def test_what_only_we_refuse_is_on_record(octets: bytes, code: str) -> None:
    """Where one of the others takes what we refuse, the reason is written down."""
    taken = by_h11(octets) or by_httptools(octets)

    assert not taken or code in TAKEN_BY_OTHERS


REFUSED_BY_OTHERS: Mapping[str, tuple[bytes, ...]] = {
    "h11": (b"\r\nGET",),  # RFC 9112 §2.2 asks to ignore one empty line
    "httptools": (
        b"FROB",  # a method that it does not know: RFC 9110 §9.1 leaves methods open
        b"get",  # and another one, for methods are case-sensitive
        b"GET / HTTP/1.2",  # RFC 9110 §2.5: to be read as 1.1
        b"CONNECT",  # ends its parsing, which is its way of taking it
    ),
}
"""First octets of what we take and the other refuses."""


@pytest.mark.parametrize("octets", TAKEN)
def test_what_others_refuse_is_on_record(octets: bytes) -> None:
    """Where one of the others refuses what we take, it is one of the known cases."""
    for name, read in (("h11", by_h11), ("httptools", by_httptools)):
        assert read(octets) or octets.startswith(REFUSED_BY_OTHERS[name])


@given(nearly_valid())
@settings(max_examples=600, deadline=None)
def test_nearly_valid_requests_are_read_alike_or_refused(octets: bytes) -> None:
    """Of a damaged request, whoever takes it reads the same; what we refuse and others take is on record."""
    read = verdict([octets])
    mine = ours(read)

    for other in (by_h11(octets), by_httptools(octets)):
        if mine is not None and other is not None:
            assert (mine[0], mine[1], mine[3]) == (other[0], other[1], other[3])
        if mine is None and other is not None and read.refused:
            assert read.code in TAKEN_BY_OTHERS
