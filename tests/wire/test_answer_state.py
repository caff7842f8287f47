"""What is said of an answer while it is being typed."""

import pytest

from httpscope.wire.answer_state import NOTHING, AnswerState, answer_state

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("octets", "method", "state"),
    [
        (b"", "GET", NOTHING),
        (b"HTTP/1.1 200", "GET", NOTHING),
        (b"hello\r\n", "GET", NOTHING),
        (OK, "GET", AnswerState(200)),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "GET", AnswerState(103)),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK, "GET", AnswerState(200)),
        (OK + b"\r\n", "GET", AnswerState(200, head_whole=True, until_close=True)),
        (OK + b"\r\nhi", "GET", AnswerState(200, head_whole=True, until_close=True, content=2)),
        (OK + b"Content-Length: 5\r\n\r\n", "GET", AnswerState(200, head_whole=True, announced=5)),
        (OK + b"Content-Length: 5\r\n\r\nhel", "GET", AnswerState(200, head_whole=True, announced=5, content=3)),
        (
            OK + b"Content-Length: 5\r\n\r\nhello",
            "GET",
            AnswerState(200, head_whole=True, announced=5, content=5, complete=True),
        ),
        (
            OK + b"Content-Length: 5\r\n\r\nhello\r\n",
            "GET",
            AnswerState(200, head_whole=True, announced=5, content=5, surplus=2),
        ),
        (OK + b"Content-Length: 5\r\n\r\n", "HEAD", AnswerState(200, head_whole=True, complete=True)),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET", AnswerState(204, head_whole=True, complete=True)),
        (
            OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
            "GET",
            AnswerState(200, head_whole=True, content=2, chunked=True),
        ),
        (
            OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "GET",
            AnswerState(200, head_whole=True, content=2, chunked=True, complete=True),
        ),
    ],
)
def test_it_is_known_how_far_an_answer_has_come(octets: bytes, method: str, state: AnswerState) -> None:
    """Status, empty line, what is announced and what is there, and whether anything may follow."""
    assert answer_state(octets, method) == state
