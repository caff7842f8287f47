"""Parts of a content: which octets a Range asks for, and how they come."""

import email.parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.feature.ranges import MOST_RANGES, spans_of
from tests.rules.answering import answered
from tests.rules.asking import asked

RULE = 'answer.body = "0123456789"\nanswer.ranges = true\n'
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        ("bytes=0-3", [(0, 4)]),
        ("Bytes = 0-3", [(0, 4)]),
        ("bytes=0-", [(0, 10)]),
        ("bytes=7-100", [(7, 10)]),
        ("bytes=-3", [(7, 10)]),
        ("bytes=-30", [(0, 10)]),
        ("bytes=-0", []),
        ("bytes=10-", []),
        ("bytes=10-, 0-0", [(0, 1)]),
        ("bytes=8-9, 0-0", [(8, 10), (0, 1)]),
        ("bytes=0-4,3-5,6-6,9-9", [(0, 7), (9, 10)]),
        ("bytes=0-,0-,0-", [(0, 10)]),
        ("bytes=3-2", None),
        ("bytes=a-b", None),
        ("bytes=", None),
        ("bytes=0-3;", None),
        ("lines=0-3", None),
        ("bytes=²-3", None),
        ("bytes=" + ",".join(["0-0"] * (MOST_RANGES + 1)), None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_a_range_names_octets_or_is_ignored(value: str, pairs: list[tuple[int, int]] | None) -> None:
    """What overlaps or touches becomes one; what is malformed, or far too much, is not there."""
    assert spans_of([value], 10) == pairs


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=20), st.integers(0, 25))
def test_no_octet_comes_twice_and_none_is_lost(pairs: list[tuple[int, int]], length: int) -> None:
    """Whatever is asked for: the answer has exactly those octets that are there, so it is never longer than all."""
    specs = [(min(pair), max(pair)) for pair in pairs]
    spans = spans_of(["bytes=" + ",".join(f"{first}-{last}" for first, last in specs)], length)

    wanted = {place for first, last in specs for place in range(first, last + 1) if place < length}
    given_out = [place for span in spans or () for place in range(span.start, span.stop)]
    assert sorted(given_out) == sorted(wanted)


def test_one_part_comes_as_it_is() -> None:
    """With 206 and the place of the part."""
    found = answered(RULE, asked("GET", b"/", "Range: bytes=2-4"))

    assert (found.status, found.content, found.one("Content-Range")) == (206, b"234", "bytes 2-4/10")
    assert (found.one("Content-Length"), found.one("Accept-Ranges")) == ("3", "bytes")


def test_several_parts_come_in_one_message_of_parts() -> None:
    """As the parser of the standard library reads it; the type moves into the parts."""
    rule = RULE + 'answer.type = "text/x-a"'
    found = answered(rule, asked("GET", b"/", "Range: bytes=8-9,0-0"))

    head = f"Content-Type: {found.one('Content-Type')}\r\n\r\n".encode()
    message = email.parser.BytesParser().parsebytes(head + found.content)
    within = [part for part in message.walk() if not part.is_multipart()]
    parts = [(part.get_content_type(), part["Content-Range"], part.get_payload()) for part in within]
    assert message.get_content_type() == "multipart/byteranges"
    assert parts == [("text/x-a", "bytes 8-9/10", "89"), ("text/x-a", "bytes 0-0/10", "0")]
    assert found.one("Content-Range") is None


def test_a_part_that_is_not_there_is_416() -> None:
    """With the length there is."""
    found = answered(RULE, asked("GET", b"/", "Range: bytes=10-"))

    assert (found.status, found.one("Content-Range")) == (416, "bytes */10")


@pytest.mark.parametrize(
    ("method", "more", "fields"),
    [
        ("GET", "", ()),
        ("HEAD", "", ("Range: bytes=0-0",)),
        ("POST", "", ("Range: bytes=0-0",)),
        ("GET", "answer.status = 404", ("Range: bytes=0-0",)),
        ("GET", "", ("Range: bytes=0-0", "Range: bytes=1-1")),
        ("GET", "", ("Range: bytes=0-0", 'If-Range: "v1"')),
        ("GET", "answer.etag = '\"v2\"'", ("Range: bytes=0-0", 'If-Range: "v1"')),
        ("GET", "answer.etag = 'W/\"v1\"'", ("Range: bytes=0-0", 'If-Range: W/"v1"')),
        ("GET", f'answer.last_modified = "{DATE}"', ("Range: bytes=0-0", "If-Range: Sun, 06 Nov 1994 08:49:38 GMT")),
    ],
)
def test_the_whole_is_the_answer_where_a_part_will_not_do(method: str, more: str, fields: tuple[str, ...]) -> None:
    """Other methods, other statuses, and a client whose part is of something else (RFC 9110 §13.1.5)."""
    found = answered(RULE + more, asked(method, b"/", *fields))

    assert found.status in {200, 404}
    assert found.one("Content-Length") == "10"


@pytest.mark.parametrize(
    ("more", "condition"),
    [("answer.etag = '\"v1\"'", 'If-Range: "v1"'), (f'answer.last_modified = "{DATE}"', f"If-Range: {DATE}")],
)
def test_a_client_with_a_part_of_the_same_gets_the_rest(more: str, condition: str) -> None:
    """By tag or by date."""
    assert answered(RULE + more, asked("GET", b"/", "Range: bytes=5-", condition)).content == b"56789"


def test_a_date_of_this_very_second_proves_nothing() -> None:
    """Within it the content may have changed again (RFC 9110 §8.8.2.2)."""
    request = asked("GET", b"/", "Range: bytes=5-", f"If-Range: {DATE}")

    assert answered(f'{RULE}answer.last_modified = "{DATE}"', request, now=784_111_777.5).status == 200


def test_conditions_go_before_ranges() -> None:
    """RFC 9110 §13.2.2: nothing is cut out of what need not be sent."""
    request = asked("GET", b"/", "Range: bytes=5-", 'If-None-Match: "v1"')

    assert answered(RULE + "answer.etag = '\"v1\"'", request).status == 304


def test_parts_are_of_the_coded_content() -> None:
    """A range counts the octets that would be sent, in their coding (RFC 9110 §14)."""
    fields = "Accept-Encoding: gzip"
    whole = answered(RULE + "answer.encode = true", asked("GET", b"/", fields))
    part = answered(RULE + "answer.encode = true", asked("GET", b"/", fields, "Range: bytes=3-9"))

    assert (part.content, part.one("Content-Encoding")) == (whole.content[3:10], "gzip")
