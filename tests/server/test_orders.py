"""What the screen tells the server, line by line."""

import json

import pytest

from httpscope.server.orders import (
    Append,
    ByHand,
    Drop,
    End,
    Forget,
    HoldAll,
    Lines,
    Order,
    OrderFault,
    Release,
    ReleaseAll,
    Say,
    read_order,
)


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ({"order": "hold", "on": True}, HoldAll(on=True)),
        ({"order": "release", "exchange": 7}, Release(7)),
        ({"order": "release", "exchange": 7, "rule": "[[rule]]"}, Release(7, "[[rule]]")),
        ({"order": "release-all"}, ReleaseAll()),
        ({"order": "drop", "exchange": 7, "by": "rst"}, Drop(7, "rst")),
        ({"order": "by-hand", "exchange": 7}, ByHand(7)),
        ({"order": "send", "exchange": 7, "octets": "aGkNCg=="}, Say(7, b"hi\r\n")),
        ({"order": "send", "exchange": 7, "octets": "", "pause": 0.5}, Say(7, b"", 0.5)),
        ({"order": "send", "exchange": 7, "octets": "", "pause": 1e9}, Say(7, b"", 60.0)),
        ({"order": "send", "exchange": 7, "octets": "", "pause": 10**400}, Say(7, b"", 60.0)),
        ({"order": "end", "exchange": 7, "by": "keep"}, End(7, "keep")),
        ({"order": "append", "exchange": None, "octets": "aGk="}, Append(None, b"hi")),
        ({"order": "forget", "rule": None}, Forget(None)),
    ],
)
def test_an_order_is_an_object_on_a_line(said: object, order: Order) -> None:
    """Each order has its name and what it needs."""
    assert read_order(json.dumps(said).encode()) == order


@pytest.mark.parametrize(
    "line",
    [
        b"\xff",
        b"{",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"order": []}',
        b'{"order": "dance"}',
        b'{"order": "hold", "on": 1}',
        b'{"order": "release"}',
        b'{"order": "release", "exchange": true}',
        b'{"order": "release", "exchange": 99999999999999999999}',
        b'{"order": "release", "exchange": 1, "rule": 3}',
        b'{"order": "release", "exchange": 1, "rule": "\\ud800"}',
        b'{"order": "forget", "rule": "\\udc0a"}',
        b'{"order": "drop", "exchange": 1, "by": "keep"}',
        b'{"order": "drop", "exchange": 1, "by": []}',
        b'{"order": "send", "exchange": 1, "octets": "?"}',
        b'{"order": "send", "exchange": 1, "octets": "", "pause": NaN}',
        b'{"order": "forget", "rule": 3}',
    ],
)
def test_what_is_no_order_is_refused_in_a_sentence(line: bytes) -> None:
    """Whatever comes, it is an order or a reason why not."""
    with pytest.raises(OrderFault, match=r"^The screen .*\.$"):
        read_order(line)


def test_lines_come_in_any_pieces() -> None:
    """A line is whole when its LF has come; empty lines say nothing."""
    lines = Lines()

    assert [found for octet in b"one\n\n\r\ntwo\nthr" for found in lines.feed(bytes([octet]))] == [b"one", b"two"]
    assert list(lines.feed(b"ee\nfour\n")) == [b"three", b"four"]


def test_a_line_without_end_is_passed_over_and_holds_no_memory() -> None:
    """Of a line that is too long nothing is kept; the next one is read."""
    lines = Lines(longest=8)

    assert [found for _ in range(100) for found in lines.feed(b"x" * 7)] == []
    assert len(lines._rest) <= 8
    assert list(lines.feed(b"\nnext\n123456789\n")) == [None, b"next", None]
