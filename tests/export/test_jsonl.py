"""An exchange on one line: exact octets, and text only where the octets are text."""

import base64
import json

import pytest

from httpscope.exchange import HOLD_ENDS, Hold, Hole
from httpscope.export.jsonl import jsonl
from httpscope.store.row import Held, Row

ROW = Row(
    id=7, at=1_700_000_000_123_456_789, method="GET", target="/a", version="HTTP/1.1", status=200, received=18, sent=4,
    duration=1_500_000, peer="127.0.0.1:50412", remark="bare-lf", connection=3, ordinal=2, rule="hello", complete=True,
)  # fmt: skip
REQUEST = b"GET /a HTTP/1.1\r\n\r\n"


def test_a_line_says_all() -> None:
    """Every fact of the exchange is a member, times in nanoseconds and in ISO 8601 with all their digits."""
    assert json.loads(jsonl(ROW, Held(REQUEST), Held(b"ok\r\n"))) == {
        "exchange": 7,
        "at": "2023-11-14T22:13:20.123456789Z",
        "at_ns": 1_700_000_000_123_456_789,
        "answered_at": "2023-11-14T22:13:20.124956789Z",
        "answered_at_ns": 1_700_000_000_124_956_789,
        "duration_ns": 1_500_000,
        "peer": "127.0.0.1:50412",
        "connection": 3,
        "ordinal": 2,
        "method": "GET",
        "target": "/a",
        "version": "HTTP/1.1",
        "status": 200,
        "rule": "hello",
        "remark": "bare-lf",
        "complete": True,
        "request_octets": 19,
        "answer_octets": 4,
        "request_base64": base64.b64encode(REQUEST).decode(),
        "answer_base64": base64.b64encode(b"ok\r\n").decode(),
        "request_text": "GET /a HTTP/1.1\r\n\r\n",
        "answer_text": "ok\r\n",
    }


def test_what_is_not_known_is_null() -> None:
    """A request that is still arriving has members for what will be known."""
    row = ROW._replace(status=None, duration=None, method="", target="", version="", rule="", remark="", complete=False)
    members = json.loads(jsonl(row, Held(b"GE"), Held(b"")))

    unknown = {name for name, value in members.items() if value is None}
    assert unknown == {
        "answered_at", "answered_at_ns", "duration_ns", "method", "target", "version", "status", "rule", "remark"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"\tTAB CR LF\r\n", "\tTAB CR LF\r\n"),
        ("grüß 😀".encode(), "grüß 😀"),
        (b"", ""),
        (b"NUL \0", None),
        (b"ESC \x1b]52;c;", None),
        (b"DEL \x7f", None),
        ("C1 \x9b".encode(), None),
        (b"\xff\xfe", None),
        (b"cut \xe2\x82", None),
    ],
)
def test_text_is_there_where_the_octets_are_text(octets: bytes, text: str | None) -> None:
    """UTF-8 without control characters but TAB, CR and LF is text; the base64 is exact in any case."""
    members = json.loads(jsonl(ROW, Held(octets), Held(b"")))

    assert members.get("request_text") == text
    assert base64.b64decode(members["request_base64"]) == octets


def test_a_line_is_one_line_of_harmless_characters() -> None:
    """Whatever a client sent, the line is printable ASCII with one LF at its end."""
    odd = bytes(range(256)).decode("latin-1") + "\u2028\u202e\x85"
    line = jsonl(ROW._replace(method=odd, target=odd, remark=odd), Held("\u2028\r\n".encode()), Held(bytes(range(256))))

    assert line.isascii()
    assert line.endswith("}\n")
    assert line[:-1].isprintable()
    assert json.loads(line)["target"] == odd


def test_what_was_held_says_since_when_and_how_and_by_whom_it_ended() -> None:
    """What a person did line by line is one state; while it waits nothing has ended it."""
    holds = [
        Hold(7, 1_000_000_000, "waiting", 9),
        Hold(7, 2_000_000_000, "half-closed", 9),
        Hold(7, 3_000_000_000, "by-hand", 9),
        Hold(7, 4_000_000_000, "by-hand", 9),
        Hold(7, 5_000_000_000, "answered-by-hand", None),
    ]

    assert json.loads(jsonl(ROW, Held(b""), Held(b""), holds))["hold"] == {
        "at": "1970-01-01T00:00:01.000000000Z",
        "at_ns": 1_000_000_000,
        "states": ["waiting", "half-closed", "by-hand", "answered-by-hand"],
        "ended_at": "1970-01-01T00:00:05.000000000Z",
        "ended_at_ns": 5_000_000_000,
        "ended": "answered-by-hand",
        "by": "person",
    }
    waiting = json.loads(jsonl(ROW, Held(b""), Held(b""), holds[:1]))["hold"]
    assert {name for name, value in waiting.items() if value is None} == {"ended_at", "ended_at_ns", "ended", "by"}
    assert "hold" not in json.loads(jsonl(ROW, Held(b""), Held(b"")))


@pytest.mark.parametrize("state", HOLD_ENDS)
def test_every_end_of_a_hold_is_somebodys(state: str) -> None:
    """A person's, the client's, the server's, or that of the time."""
    line = jsonl(ROW, Held(b""), Held(b""), [Hold(7, 1, "waiting", 9), Hold(7, 2, state, None)])

    assert json.loads(line)["hold"]["by"] in {"person", "time", "client", "server"}


def test_a_time_before_the_epoch() -> None:
    """A wrong clock gives an early time and no failure."""
    assert json.loads(jsonl(ROW._replace(at=-1), Held(b""), Held(b"")))["at"] == "1969-12-31T23:59:59.999999999Z"


def test_what_was_not_kept_is_told_and_never_hidden() -> None:
    """Lengths are those on the wire; what is missing has its place, and the rest does not pass for the text."""
    request = Held(REQUEST, (Hole(19, 1_000, b"\xab" * 32), Hole(1_030, 5, b"")))
    members = json.loads(jsonl(ROW, request, Held(b"ok")))

    assert members["request_octets"] == len(REQUEST) + 1_005
    assert base64.b64decode(members["request_base64"]) == REQUEST
    assert members["request_omissions"] == [
        {"offset": 19, "octets": 1_000, "sha256": "ab" * 32},
        {"offset": 1_030, "octets": 5, "sha256": None},
    ]
    assert "request_text" not in members
    assert "answer_omissions" not in members
