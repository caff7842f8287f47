"""Credentials in fields are replaced octet by octet, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.exchange import Hole
from httpscope.export.redact import CREDENTIALS, Redaction, redacted_answer, redacted_request
from httpscope.store.row import Held

CHUNKED = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"


def of_request(octets: bytes, *more: str) -> bytes:
    """Give the request without credentials."""
    return redacted_request(Held(octets), (*CREDENTIALS, *more)).octets


def test_each_octet_of_a_value_becomes_one_of_the_filler() -> None:
    """Offsets and Content-Length stay true, and it is told what was replaced and where."""
    octets = b"GET / HTTP/1.1\r\nHost: h\r\nCookie: a=1; b=2\r\nX-Api-Key: k3y\r\nauthorization:Basic eA==\r\n\r\n"

    redacted = redacted_request(Held(octets), (*CREDENTIALS, "x-api-key"))

    assert redacted.octets == (
        b"GET / HTTP/1.1\r\nHost: h\r\nCookie: ********\r\nX-Api-Key: ***\r\nauthorization:**********\r\n\r\n"
    )
    assert redacted.redactions == (
        Redaction("Cookie", 33, 8), Redaction("X-Api-Key", 54, 3), Redaction("authorization", 73, 10)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("octets", "without"),
    [
        (b"GET / HTTP/1.1\nCookie: a\n\n", b"GET / HTTP/1.1\nCookie: *\n\n"),
        (b"GET / HTTP/1.1\r\nCookie : a\r\n\r\n", b"GET / HTTP/1.1\r\nCookie : *\r\n\r\n"),
        (b"GET / HTTP/1.1\r\n Cookie:a\r\n\r\n", b"GET / HTTP/1.1\r\n Cookie:*\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nCookie: a\r\n\tb\r\n\r\n", b"GET / HTTP/1.1\r\nCookie: *\r\n\t*\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nCookie:\r\n b\r\n\r\n", b"GET / HTTP/1.1\r\nCookie:\r\n *\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nCookie: a\rb\r\n\r\n", b"GET / HTTP/1.1\r\nCookie: *\r*\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nCookie: a\0\xff\r\n\r\n", b"GET / HTTP/1.1\r\nCookie: ***\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nCookie: a", b"GET / HTTP/1.1\r\nCookie: *"),
        (b"GET  /  HTTP/9\r\nCookie: a\r\n\r\nCookie: b\r\n", b"GET  /  HTTP/9\r\nCookie: *\r\n\r\nCookie: *\r\n"),
        (b"GET / HTTP/1.1\r\nCookie:\r\nCookies: a\r\nX-Cookie: a\r\n\r\n",) * 2,
    ],
)
def test_a_value_that_is_badly_written_is_a_value_all_the_same(octets: bytes, without: bytes) -> None:
    """Folded, with space around the name, with bare line ends, cut off, or in what was refused."""
    assert of_request(octets) == without


def test_content_is_never_touched() -> None:
    """Also where it looks like fields, in one piece and in chunks; trailers are fields again."""
    line = b"Cookie: mine\r\n"
    at_once = b"POST / HTTP/1.1\r\nCookie: a\r\nContent-Length: 28\r\n\r\n" + 2 * line
    in_chunks = CHUNKED + b"e\r\n" + line + b"\r\n0\r\nCookie: b\r\n\r\n"

    assert of_request(at_once) == at_once.replace(b"Cookie: a", b"Cookie: *")
    assert of_request(in_chunks) == in_chunks.replace(b"Cookie: b", b"Cookie: *")


def test_what_follows_content_begins_anew() -> None:
    """A second request that nobody read may follow content that ends within a line."""
    octets = b"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 8\r\n\r\nCookie: "

    assert of_request(octets + b"Cookie: secret\r\n") == octets + b"Cookie: ******\r\n"


def test_an_answer_is_read_as_one() -> None:
    """Interim responses have fields too; what an answer to HEAD announces does not follow."""
    head = b"HTTP/1.1 103 Early Hints\r\nSet-Cookie: a\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: b\r\n"
    octets = head + b"Content-Length: 12\r\n\r\nSet-Cookie:c"

    assert redacted_answer(Held(octets), "GET").octets == octets.replace(b" a", b" *").replace(b" b", b" *")
    assert redacted_answer(Held(octets), "HEAD").octets.endswith(b"Set-Cookie:*")


def test_offsets_are_those_of_the_wire_where_octets_are_missing() -> None:
    """A trailer behind a part of the body that was not kept."""
    hole = Hole(len(CHUNKED), 1_000, bytes(32))
    redacted = redacted_request(Held(CHUNKED + b"0\r\nCookie: b\r\n\r\n", (hole,)))

    assert redacted.redactions == (Redaction("Cookie", len(CHUNKED) + 1_000 + 11, 1),)
    assert [redacted.octets[-7:], redacted.holes] == [b": *\r\n\r\n", (hole,)]


@given(
    st.lists(
        st.sampled_from(
            [b"Cookie: s\r\n", b"Cookie:s", b"\r\n", b"\n", b"\r", b" ", b"Content-Length: 9\r\n", b"0\r\n", b"9\r\n"]
        ),
        max_size=12,
    ).map(b"".join),
    st.sampled_from([b"GET / HTTP/1.1\r\n", CHUNKED, b"", b"\x16\x03\x01"]),
)
def test_no_octet_moves(rest: bytes, start: bytes) -> None:
    """Whatever came: as long as before, the line ends where they were, and each change is told."""
    octets = start + rest
    redacted = redacted_request(Held(octets))
    changed = [at for at, (old, new) in enumerate(zip(octets, redacted.octets, strict=True)) if old != new]
    told = {
        at for redaction in redacted.redactions for at in range(redaction.offset, redaction.offset + redaction.octets)
    }

    assert set(changed) <= told
    assert [at for at, octet in enumerate(redacted.octets) if octet in b"\r\n"] == [
        at for at, octet in enumerate(octets) if octet in b"\r\n"
    ]
