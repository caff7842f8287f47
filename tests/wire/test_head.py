"""Heads: control data, fields and their places, whole or half."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.wire.framing import CHUNKED, NO_BODY, Length
from httpscope.wire.head import TargetForm, read_clean_request_head, read_request_head, read_response_head
from httpscope.wire.limits import Limits
from tests.octets import CHROME_GET, CURL_POST, RAW_REQUESTS
from tests.wire.reading import in_octets

RAW = {example.name: example.octets for example in RAW_REQUESTS}


def test_a_head_ends_with_its_empty_line() -> None:
    """What follows belongs to the head no more, whether or not the head is clean."""
    for octets in (CURL_POST, CURL_POST.replace(b"POST", b"post")):
        head = read_request_head(octets)

        assert head.octets == octets[: octets.index(b"\r\n\r\n") + 4]
        assert (head.version, head.framing, head.whole) == (b"HTTP/1.1", Length(7), True)


def test_every_place_holds_its_octets() -> None:
    """Spans of method, target, version, names and values point at what they name."""
    head = read_request_head(b"\r\n" + CHROME_GET)

    assert head.method_span.of(head.octets) == b"GET"
    assert head.target_span.of(head.octets) == b"/index.html?lang=en"
    assert head.version_span.of(head.octets) == b"HTTP/1.1"
    assert [field.name_span.of(head.octets) for field in head.fields] == [field.name for field in head.fields]
    assert [field.value_span.of(head.octets) for field in head.fields] == [field.value for field in head.fields]
    assert (
        b"".join(field.line.of(head.octets) for field in head.fields)
        == CHROME_GET[len(b"GET /index.html?lang=en HTTP/1.1\r\n") : -2]
    )


def test_values_by_name() -> None:
    """`get` gives every line of a field in order, whatever the case of its name."""
    head = read_request_head(RAW["order, case, duplicate, OWS"])

    assert (head.get(b"x-dup"), head.get(b"host"), head.get(b"nothing")) == ([b"one", b"two"], [b"h.example"], [])


def test_a_head_grows_octet_by_octet() -> None:
    """At every length there is something to show, and the parts only ever grow."""
    shown = [read_request_head(CHROME_GET[:size]) for size in range(len(CHROME_GET) + 1)]

    assert [head.method for head in shown[:5]] == [b"", b"G", b"GE", b"GET", b"GET"]
    assert all(b"/index.html?lang=en".startswith(head.target) for head in shown)
    assert [head.whole for head in shown] == [False] * len(in_octets(CHROME_GET)) + [True]
    assert {head.refusal.kind.code for head in shown[:-1] if head.refusal} == {"incomplete-head"}
    assert shown[-1].refusal is None


def test_a_folded_value_is_one_value() -> None:
    """Each fold counts as a space, and the place spans all lines (RFC 9112 §5.2)."""
    octets = b"GET / HTTP/1.1\r\nHost: h\r\nX: a \r\n\t b\r\n  \r\n c\r\nY:\r\n d\r\n\r\n"
    head = read_request_head(octets)
    folded, other = head.fields[1:]

    assert (folded.value, folded.value_span.of(octets)) == (b"a b c", b"a \r\n\t b\r\n  \r\n c")
    assert (other.value, other.line.of(octets)) == (b"d", b"Y:\r\n d\r\n")
    assert [defect.kind.code for defect in head.defects] == ["obs-fold"] * 4


def test_a_flood_of_folded_lines_is_read_in_time() -> None:
    """Putting folds together costs no more than their length."""
    octets = b"GET / HTTP/1.1\r\nX: a\r\n" + b" b\r\n" * 100_000

    assert len(read_request_head(octets).fields[0].value) == 1 + 2 * 100_000


@pytest.mark.parametrize(
    ("line", "form", "path", "query"),
    [
        (b"GET /a/b?c?d HTTP/1.1", TargetForm.ORIGIN, b"/a/b", b"c?d"),
        (b"GET /? HTTP/1.1", TargetForm.ORIGIN, b"/", b""),
        (b"GET http://h/a?b HTTP/1.1", TargetForm.ABSOLUTE, b"/a", b"b"),
        (b"GET hTTp://h?b HTTP/1.1", TargetForm.ABSOLUTE, b"/", b"b"),
        (b"OPTIONS http://h HTTP/1.1", TargetForm.ABSOLUTE, b"*", None),
        (b"OPTIONS * HTTP/1.1", TargetForm.ASTERISK, b"*", None),
        (b"CONNECT h:443 HTTP/1.1", TargetForm.AUTHORITY, b"", None),
        (b"GET index.html HTTP/1.1", TargetForm.NONE, b"index.html", None),
        (b"GET", TargetForm.NONE, b"", None),
    ],
)
def test_targets(line: bytes, form: TargetForm, path: bytes, query: bytes | None) -> None:
    """A target has one of four forms, and path and query where its form has them (RFC 9112 §3.2)."""
    head = read_request_head(line + b"\r\nHost: h\r\n\r\n")

    assert (head.target_form, head.path, head.query) == (form, path, query)


@pytest.mark.parametrize(
    ("lines", "framing"),
    [
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", CHUNKED),
        (b"Transfer-Encoding: gzip, chunked\r\n", CHUNKED),
        (b"Transfer-Encoding: chunked, gzip\r\n", NO_BODY),
        (b"Content-Length: 5, 5\r\n", Length(5)),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n", NO_BODY),
        (b"Content-Length: x\r\n", NO_BODY),
    ],
)
def test_a_refused_head_has_the_framing_that_can_be_had(lines: bytes, framing: object) -> None:
    """To show what follows, the tolerant steps of RFC 9112 §6.3 are gone through."""
    head = read_request_head(b"POST / HTTP/1.1\r\nHost: h\r\n" + lines + b"\r\n")

    assert head.framing == framing
    assert head.refusal is not None


def test_a_response_head() -> None:
    """Version, status code, reason and fields, with their places."""
    octets = b"HTTP/1.1 404 Not Found\r\nA: b\r\n\r\ncontent"
    head = read_response_head(octets)

    assert (head.version, head.status, head.reason, head.get(b"a"), head.defects) == (
        b"HTTP/1.1",
        404,
        b"Not Found",
        [b"b"],
        (),
    )
    assert head.octets == octets[:-7]
    assert [span.of(octets) for span in head.start_line_parts] == [b"HTTP/1.1", b"404", b"Not Found"]


@pytest.mark.parametrize(
    ("line", "status", "octets", "reason"),
    [
        (b"HTTP/1.1 200", 200, b"200", b""),
        (b"HTTP/1.1 200 ", 200, b"200", b""),
        (b"HTTP/1.1  200 OK", None, b"", b"200 OK"),
        (b"HTTP/1.1 2OO OK", None, b"2OO", b"OK"),
        (b"HTTP/1.1 0200 OK", None, b"0200", b"OK"),
        (b"HTTP/1.1", None, b"", b""),
        (b"", None, b"", b""),
    ],
)
def test_odd_status_lines(line: bytes, status: int | None, octets: bytes, reason: bytes) -> None:
    """A status-line that is not one gives what can be had."""
    head = read_response_head(line + b"\r\n\r\n")

    assert (head.status, head.status_octets, head.reason) == (status, octets, reason)


@given(st.lists(st.tuples(st.sampled_from(["Host", "A", "a", "X-Y"]), st.text(" \tab:,", max_size=8)), max_size=5))
def test_names_and_values_are_the_same_read_quickly(lines: list[tuple[str, str]]) -> None:
    """Without places as with them."""
    octets = "".join(f"{name}:{value}\r\n" for name, value in lines).encode()
    head = read_request_head(b"GET / HTTP/1.1\r\nHost: h\r\n" + octets + b"\r\n")

    assert head.pairs == [(field.name.lower(), field.value) for field in head.fields]


def test_a_clean_head_that_was_read_before_is_given_again() -> None:
    """It is a value; within other limits it is read anew."""
    octets = b"GET /again HTTP/1.1\r\nHost: h\r\n\r\n"
    narrow = Limits(request_line=10)
    usual = Limits()
    once = read_clean_request_head(octets, usual)

    assert once is not None
    assert read_clean_request_head(bytes(bytearray(octets)), usual) is once
    assert read_clean_request_head(octets, narrow) is None
