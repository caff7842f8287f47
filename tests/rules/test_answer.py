"""The octets of answers, and what becomes of the connection."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.answer import Reply, compose_reply
from httpscope.rules.rule import Canned, Then
from httpscope.rules.step import Close, Reset, Send, Wait

NOW = 784_111_777.5
DATE = b"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"


def reply_of(canned: Canned, **request: Any) -> Reply:
    """Give the answer to GET by HTTP/1.1 on a persistent connection, but for what is said otherwise."""
    asked: dict[str, Any] = {
        "name": "rule",
        "method": "GET",
        "version": "HTTP/1.1",
        "persistent": True,
        "now": NOW,
    } | request
    return compose_reply(canned, **asked)


def head_of(canned: Canned, **request: Any) -> bytes:
    """Give the head of that answer."""
    return reply_of(canned, **request).head


def supplied_of(reply: Reply) -> list[bytes]:
    """Give the octets that the person did not type."""
    return [span.of(reply.head) for span in reply.supplied]


def test_what_was_typed_comes_first_and_what_is_supplied_behind_it() -> None:
    """The person's lines stand as typed, in order, duplicates and all; length and date follow."""
    canned = Canned(404, content_type="text/html", headers=("X-A:  1", "x-a:2"), body="<h1>Sorry</h1>")

    assert reply_of(canned).head + reply_of(canned).content == (
        b"HTTP/1.1 404 Not Found\r\n"
        b"Content-Type: text/html\r\n"
        b"X-A:  1\r\n"
        b"x-a:2\r\n"
        b"Content-Length: 14\r\n" + DATE + b"\r\n"
        b"<h1>Sorry</h1>"
    )


def test_supplied_octets_are_told_apart() -> None:
    """The spans hold exactly what the person did not type."""
    reply = reply_of(Canned(headers=("X-A: 1",), body="hi"), persistent=False)

    assert supplied_of(reply) == [b"Content-Length: 2\r\n" + DATE + b"Connection: close\r\n"]


def test_a_wrong_length_is_corrected_in_place() -> None:
    """Name and blanks stay as typed, the number is put right, and only the number counts as supplied."""
    reply = reply_of(Canned(headers=("content-LENGTH:   100", "X-A: 1", DATE.decode().strip()), body="hi"))

    assert b"content-LENGTH:   2\r\nX-A: 1\r\n" in reply.head
    assert supplied_of(reply) == [b"2"]


def test_one_length_is_enough() -> None:
    """Of several typed lengths the first stays, since a second makes a message that strict clients refuse."""
    head = head_of(Canned(headers=("Content-Length: 2", "Content-Length: 3"), body="hi"))

    assert head.count(b"Content-Length") == 1


def test_typed_chunked_coding_is_carried_out() -> None:
    """Who types the transfer coding gets the content in it, and no length beside it (RFC 9112 §6.2)."""
    reply = reply_of(Canned(headers=("Content-Length: 2", "Transfer-Encoding: chunked"), body="hi"))

    assert reply.head == b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + DATE + b"\r\n"
    assert reply.content == b"2\r\nhi\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("coding", "version"), [("chunked", "HTTP/1.0"), ("gzip", "HTTP/1.1"), ("gzip, chunked", "HTTP/1.1")]
)
def test_other_transfer_codings_give_way_to_a_length(coding: str, version: str) -> None:
    """HTTP/1.0 knows no transfer coding, and content that was not compressed must not say it was."""
    reply = reply_of(Canned(headers=(f"Transfer-Encoding: {coding}", "X-A: 1"), body="hi"), version=version)

    assert reply.head.startswith(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: 1\r\n")
    assert reply.content == b"hi"


def test_head_gets_the_length_and_not_the_content() -> None:
    """The head is the one that GET would get (RFC 9110 §9.3.2)."""
    canned = Canned(body="hello")

    assert reply_of(canned, method="HEAD").head == reply_of(canned).head
    assert reply_of(canned, method="HEAD").content == b""


@pytest.mark.parametrize(
    ("status", "length_told"), [(100, False), (103, False), (204, False), (304, False), (205, True)]
)
def test_some_statuses_carry_no_content(status: int, length_told: bool) -> None:
    """1xx, 204 and 304 end with their empty line, so that a body that was typed is left out."""
    reply = reply_of(Canned(status, headers=("Transfer-Encoding: chunked",) if not length_told else (), body="hi"))

    assert (b"Content-Length" in reply.head, b"Transfer-Encoding" in reply.head) == (length_told, False)
    assert reply.content == (b"hi" if length_told else b"")


def test_304_keeps_the_length_that_was_typed() -> None:
    """It speaks of what a 200 would have carried (RFC 9110 §8.6)."""
    assert b"Content-Length: 99\r\n" in head_of(Canned(304, headers=("Content-Length: 99",)))


def test_without_help_nothing_is_added_or_changed() -> None:
    """`supply = false` sends the status line, the typed lines, the empty line and the content; lies stay lies."""
    canned = Canned(headers=("Content-Length: 100", "Transfer-Encoding: x"), body="five", supply=False)

    reply = reply_of(canned, method="HEAD")

    assert reply.head + reply.content == (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nTransfer-Encoding: x\r\n\r\nfive")
    assert reply.supplied == ()


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        (None, b"HTTP/1.1 404 Not Found\r\n"),
        ("", b"HTTP/1.1 404 \r\n"),
        ("Gone Fishing", b"HTTP/1.1 404 Gone Fishing\r\n"),
    ],
)
def test_the_reason_phrase_is_the_usual_one_or_as_typed(reason: str | None, line: bytes) -> None:
    """An empty phrase is none at all, and keeps the space before it (RFC 9112 §4)."""
    assert head_of(Canned(404, reason)).startswith(line)


def test_the_body_is_written_in_the_charset_of_its_type() -> None:
    """Octets follow what the type says, wherever it was typed; UTF-8 where it says nothing."""
    assert Canned(content_type="text/plain; charset=ISO-8859-1", body="\u00e9").octets == b"\xe9"
    assert Canned(headers=('content-type: text/plain;charset="utf-16-be"',), body="\u00e9").octets == b"\x00\xe9"
    assert Canned(body="\u00e9").octets == b"\xc3\xa9"


def test_the_type_of_a_file_is_supplied_where_none_was_typed() -> None:
    """What `Contents` found stands in for the body, and its type for the one that is missing."""
    found = {"content": b"a{}", "content_type": "text/css"}

    assert b"\r\nContent-Type: text/css\r\n" in head_of(Canned(file="a.css"), **found)
    assert b"text/css" not in head_of(Canned(file="a.css", content_type="text/html"), **found)
    assert b"text/css" not in head_of(Canned(file="a.css", headers=("content-type: x/y",)), **found)


@pytest.mark.parametrize(
    ("canned", "version", "persistent", "expected", "line"),
    [
        (Canned(), "HTTP/1.1", True, Then.KEEP, b""),
        (Canned(), "HTTP/1.1", False, Then.CLOSE, b"Connection: close\r\n"),
        (Canned(), "HTTP/1.0", True, Then.KEEP, b"Connection: keep-alive\r\n"),
        (Canned(), "HTTP/1.0", False, Then.CLOSE, b"Connection: close\r\n"),
        (Canned(then=Then.CLOSE), "HTTP/1.1", True, Then.CLOSE, b"Connection: close\r\n"),
        (Canned(then=Then.KEEP), "HTTP/1.1", False, Then.KEEP, b""),
        (Canned(then=Then.RESET), "HTTP/1.1", True, Then.RESET, b""),
        (Canned(headers=("Connection: x, Close",)), "HTTP/1.1", True, Then.CLOSE, b"Connection: x, Close\r\n"),
        (Canned(103), "HTTP/1.1", True, Then.CLOSE, b""),
        (Canned(supply=False), "HTTP/1.1", True, Then.CLOSE, b""),
        (Canned(supply=False, headers=("Content-Length: 0",)), "HTTP/1.1", True, Then.KEEP, b""),
        (Canned(204, supply=False), "HTTP/1.1", True, Then.KEEP, b""),
        (Canned(raw=b"x"), "HTTP/1.1", True, Then.CLOSE, b""),
        (Canned(raw=b"x", then=Then.KEEP), "HTTP/1.1", True, Then.KEEP, b""),
    ],
)
def test_the_connection_stays_or_closes(
    canned: Canned, version: str, persistent: bool, expected: Then, line: bytes
) -> None:
    """Version, request and rule decide (RFC 9112 §9.3); the header says so where it has to."""
    reply = reply_of(canned, version=version, persistent=persistent)

    assert reply.then == expected
    assert b"".join(part + b"\r\n" for part in reply.head.split(b"\r\n") if part.startswith(b"Connection")) == line


@given(st.binary(max_size=200))
def test_raw_octets_go_out_exactly_as_typed(raw: bytes) -> None:
    """Nothing is added, changed or left out, for HEAD neither, and nothing counts as supplied."""
    reply = reply_of(Canned(raw=raw), method="HEAD")

    assert reply.head + reply.content == raw
    assert reply.supplied == ()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"HTTP/1.1 200 OK\n\nx", 200),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 No\r\n\r\n", 404),
        (b"HTTP/1.1 100 Continue\r\n\r\n", 0),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x00", 101),
        (b"HTTP/1.1 2000 OK\n\n", 0),
        (b"hello", 0),
        (b"", 0),
    ],
)
def test_the_status_of_raw_octets_is_that_of_their_final_response(raw: bytes, status: int) -> None:
    """The list shows the status that the client sees; 0 where the octets have none."""
    assert reply_of(Canned(raw=raw)).status == status


@pytest.mark.parametrize(
    ("then", "delay", "steps"),
    [
        (Then.KEEP, 0, (Send(b"x"),)),
        (Then.CLOSE, 0, (Send(b"x"), Close())),
        (Then.CLOSE, 2.5, (Wait(2.5), Send(b"x"), Close())),
        (Then.RESET, 1, (Wait(1), Send(b"x"), Reset())),
        (Then.KEEP, 1, (Wait(1), Send(b"x"))),
    ],
)
def test_an_answer_is_a_list_of_steps(then: Then, delay: float, steps: tuple[object, ...]) -> None:
    """Wait, send, and what becomes of the connection, in this order."""
    assert reply_of(Canned(raw=b"x", then=then, delay=delay)).steps() == steps


def test_the_date_moves_on_each_second() -> None:
    """A head is kept for the second it was composed in, and not longer."""
    canned = Canned(body="x")

    assert head_of(canned, now=NOW) == head_of(canned, now=NOW + 0.4)
    assert b"08:49:38 GMT" in head_of(canned, now=NOW + 0.5)


def test_answers_that_differ_in_one_place_are_not_confused() -> None:
    """The cache of heads tells all requests and all answers apart that need it."""
    canned = Canned(body="x")
    others = [replace(canned, reason="y"), replace(canned, status=201), replace(canned, headers=("A: b",))]
    requests: list[dict[str, Any]] = [{}, {"version": "HTTP/1.0"}, {"persistent": False}, {"content": b"longer"}]

    heads = [head_of(canned, **request) for request in requests] + [head_of(other) for other in others]

    assert len(set(heads)) == len(heads)


_line = st.from_regex(r"(?i)(content-length|transfer-encoding|connection|date|x): ?[ -~]{0,12}", fullmatch=True)


@given(
    st.builds(
        Canned, status=st.integers(0, 999), headers=st.lists(_line, max_size=4).map(tuple), body=st.text(max_size=9)
    ),
    st.sampled_from(["GET", "HEAD"]),
    st.sampled_from(["HTTP/1.0", "HTTP/1.1"]),
    st.booleans(),
)
def test_framing_is_right_whatever_was_typed(canned: Canned, method: str, version: str, persistent: bool) -> None:
    """A recipient that follows RFC 9112 §6.3 finds the end of every answer where it is."""
    reply = reply_of(canned, method=method, version=version, persistent=persistent)

    lines = [line.lower().partition(b":") for line in reply.head.split(b"\r\n")[1:-2]]
    lengths = [value.strip() for name, _, value in lines if name == b"content-length"]
    codings = [value.strip() for name, _, value in lines if name == b"transfer-encoding"]
    if method == "HEAD" or canned.status // 100 == 1 or canned.status in {204, 304}:
        assert reply.content == b""
    elif codings:
        assert (codings, lengths, version) == ([b"chunked"], [], "HTTP/1.1")
        assert reply.content.endswith(b"0\r\n\r\n")
    else:
        assert lengths == [b"%d" % len(reply.content)]


@given(
    st.builds(Canned, status=st.integers(0, 999), headers=st.lists(_line, max_size=4).map(tuple), body=st.text()),
    st.booleans(),
)
def test_supplied_spans_lie_in_the_head_in_order(canned: Canned, persistent: bool) -> None:
    """A view can paint them without a look at anything else."""
    reply = reply_of(canned, persistent=persistent)

    edges = [edge for span in reply.supplied for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 < edge <= len(reply.head) - 2 for edge in edges)
