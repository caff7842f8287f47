"""The table of defects: complete, readable, and each with an example."""

import re

from httpscope.wire import line_defects
from httpscope.wire.anatomy import anatomy_of_request, anatomy_of_response
from httpscope.wire.defect import KINDS
from tests.octets import RAW_REQUESTS
from tests.wire.strictness import REFUSED, with_chunks, with_field, with_framing, with_target
from tests.wire.test_anatomy import LIES

MARKED = (
    b"\r\nget /[%zz] HTTP/1.2\r\nHost: h\r\nX: \xc3\xa9\r\nContent-Type: a\r\nContent-Type: a\r\n\r\nsurplus",
    b"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi",
    b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nhi",
    b"GET / HTTP/1.1\r\nHo",
)


def test_every_kind_has_an_example() -> None:
    """There is no defect that no octets show, and none that the table does not know."""
    requests = [octets for octets, *_ in REFUSED] + [example.octets for example in RAW_REQUESTS] + list(MARKED)
    shown = {defect.kind.code for octets in requests for defect in anatomy_of_request(octets).defects}
    shown |= {defect.kind.code for octets, method, *_ in LIES for defect in anatomy_of_response(octets, method).defects}

    assert shown == set(KINDS)


def test_kinds_are_written_for_people() -> None:
    """A short title without a full stop, whole sentences to explain it, and a section that can be looked up."""
    for code, kind in KINDS.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
        assert 5 < len(kind.title) <= 50
        assert not kind.title.endswith(".")
        assert 30 < len(kind.explanation) < 260
        assert kind.explanation.endswith((".", "GET / HTTP/1.1"))
        assert re.fullmatch(r"RFC (9110|9112|3986|6455|6585) §\d+(\.\d+)*", kind.section)
        assert kind.status in {None, 400, 408, 413, 414, 417, 421, 426, 431, 501, 505}


def test_kinds_are_found_by_code() -> None:
    """The code in a capture leads back to the kind."""
    assert KINDS["bare-lf"] is line_defects.BARE_LF


def test_places_point_at_the_octets() -> None:
    """A defect's span holds what is wrong, no more and no less."""
    cases = {
        with_field(b"Bad : v"): b" ",
        with_field(b"X(: v"): b"(",
        with_target(b"/a#b"): b"#",
        with_framing(b"Content-Length: +1"): b"+1",
        with_chunks(b"5;=v\r\nhello\r\n"): b";=v",
        with_chunks(b"5\r\nhelloX"): b"X",
        b"GET / HTTP/1.1\r\n\r\n": b"\r\n",
    }

    for octets, wrong in cases.items():
        assert anatomy_of_request(octets).defects[0].span.of(octets) == wrong
