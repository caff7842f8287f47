"""Strategies that make messages: valid ones, nearly valid ones, and any octets in any split."""

import string
from typing import NamedTuple

from hypothesis import strategies as st

from tests.fuzz.mutator import damaged
from tests.fuzz.seeds import REQUESTS

TCHARS = "!#$%&'*+-.^_`|~" + string.digits + string.ascii_letters
SPECIAL = {"host", "connection", "content-length", "transfer-encoding", "expect", "content-type", "te", "upgrade"}

tokens = st.text(TCHARS, min_size=1, max_size=12).map(str.encode)
names = st.text(TCHARS, min_size=1, max_size=12).filter(lambda name: name.lower() not in SPECIAL).map(str.encode)
values = (
    st.text(" \t" + string.digits + string.ascii_letters + string.punctuation, max_size=20)
    .map(str.strip)
    .map(str.encode)
)
FRAMING = {b"Content-Length", b"Transfer-Encoding"}
spaces = st.sampled_from([b"", b" ", b"  "])
whitespace = st.text(" \t", max_size=3).map(str.encode)
targets = st.lists(
    st.sampled_from([*string.ascii_letters, *string.digits, *"-._~!$&'()*+,;=:@/?", "%20", "%C3%A9"]), max_size=30
).map(lambda found: ("/" + "".join(found)).encode())


class Request(NamedTuple):
    """A valid request and what it was made of."""

    octets: bytes
    method: bytes
    target: bytes
    fields: list[tuple[bytes, bytes]]
    content: bytes


@st.composite
def chunked_bodies(draw: st.DrawFn, content: bytes) -> bytes:
    """Give the content in chunks of any size, some with extensions, and with trailers."""
    body = b""
    left = content
    while left:
        size = draw(st.integers(1, len(left)))
        digits = draw(st.sampled_from([b"%x", b"%X", b"0%x"])) % size
        extension = draw(st.sampled_from([b"", b"", b";a", b";a=b", b';a="q"', b";a=b;c"]))
        body += digits + extension + b"\r\n" + left[:size] + b"\r\n"
        left = left[size:]
    trailers = draw(st.lists(st.tuples(names, values), max_size=2))
    return body + b"0\r\n" + b"".join(b"%b: %b\r\n" % line for line in trailers) + b"\r\n"


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Give a valid request that h11 and httptools know the method of."""
    target = draw(targets)
    fields = [(b"Host", draw(st.sampled_from([b"h", b"127.0.0.1:8001", b"[::1]:80"])))]
    fields += draw(st.lists(st.tuples(names, values), max_size=6))
    framing = draw(st.sampled_from(["none", "length", "chunked"]))
    content = b"" if framing == "none" else draw(st.binary(max_size=60))
    body = content
    if framing == "none":
        method = draw(st.sampled_from([b"GET", b"DELETE", b"OPTIONS", b"HEAD"]))
    else:
        method = draw(st.sampled_from([b"POST", b"PUT", b"PATCH"]))
        if framing == "length":
            fields.append((b"Content-Length", b"%d" % len(content)))
        else:
            fields.append((b"Transfer-Encoding", b"chunked"))
            body = draw(chunked_bodies(content))
    # Spaces alone around what frames the body: httptools takes no tab behind `chunked`.
    lines = b"".join(
        b"%b:%b%b%b\r\n" % (name, draw(spaces), value, draw(spaces if name in FRAMING else whitespace))
        for name, value in fields
    )
    return Request(method + b" " + target + b" HTTP/1.1\r\n" + lines + b"\r\n" + body, method, target, fields, content)


_FRAGMENTS = (
    b"\r\n", b"\r\n", b"\r\n\r\n", b"\n", b"\r", b" ", b"\t", b":", b": ", b"\0", b"\x01", b"\xff", b";", b"=",
    b'"', b",", b"GET", b"POST", b"get", b"CONNECT", b"OPTIONS", b"/", b"*", b"http://h/", b"/a?b#c", b"%zz",
    b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"GET / HTTP/1.1\r\n", b"POST / HTTP/1.1\r\n", b"Host: h\r\n",
    b"Host: u@h\r\n", b"Content-Length: 3\r\n", b"Content-Length: +3\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n", b"Connection: close\r\n", b"Expect: 100-continue\r\n",
    b"Content-Type: a/b\r\n", b"X: y\r\n", b"0\r\n\r\n", b"3\r\nabc\r\n", b"3;a=b\r\nabc\r\n", b"abc", b"5", b"f",
    b"PRI * HTTP/2.0\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 103 Early\r\n\r\n", b"\x16\x03\x01",
    b"SSH-2.0-x\r\n", b"\x05\x01\x00", b"\x10\x10\x00\x04MQTT",
)  # fmt: skip

octets = st.one_of(
    st.binary(max_size=80),
    st.lists(st.sampled_from(_FRAGMENTS), max_size=14).map(b"".join),
    st.lists(st.sampled_from(_FRAGMENTS), max_size=8).map(
        lambda found: b"GET / HTTP/1.1\r\nHost: h\r\n" + b"".join(found)
    ),
    st.lists(st.sampled_from(_FRAGMENTS), max_size=8).map(
        lambda found: b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(found)
    ),
)
"""Any octets, most of them with a likeness to HTTP."""


@st.composite
def damaged_requests(draw: st.DrawFn) -> bytes:
    """Give requests with several kinds of damage, so that readers are reached in their deep states."""
    return damaged(draw(st.sampled_from(REQUESTS)), REQUESTS, lambda n: draw(st.integers(0, n - 1)))


@st.composite
def in_pieces(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    """Give octets, and the same in any split."""
    whole = draw(st.one_of(octets, damaged_requests()))
    cuts = sorted(draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    return whole, [whole[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


@st.composite
def nearly_valid(draw: st.DrawFn) -> bytes:
    """Give a valid request with one stretch replaced, left out or put in."""
    request = draw(requests()).octets
    place = draw(st.integers(0, len(request)))
    size = draw(st.integers(0, 3))
    return (
        request[:place]
        + draw(st.one_of(st.just(b""), st.sampled_from(_FRAGMENTS), st.binary(max_size=2)))
        + request[place + size :]
    )
