"""What every answer must be like: RFC 9110 §6.6.1, §8.6 and §15, RFC 9112 §4 and §6.1.

The checks that hold for all responses, such as Date and the absence of content, are made on every case.
"""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered
from tests.conformance.checks import content_has, has, lacks, no_content
from tests.octets import GET


def _asked(target: str, version: str = "1.1", method: str = "GET") -> bytes:
    return f"{method} /{target} HTTP/{version}\r\nHost: h\r\n\r\n".encode()


def _status(*statuses: int) -> frozenset[int]:
    return frozenset(statuses)


CASES: Final[tuple[Case, ...]] = (
    answered("date", "RFC 9110 §6.6.1", Level.MUST, GET, has("date")),
    answered("content-type", "RFC 9110 §8.3", Level.SHOULD, GET, has("content-type")),
    answered(
        "length-of-content", "RFC 9110 §8.6", Level.SHOULD, GET, has("content-length"), lacks("transfer-encoding")
    ),
    answered(
        "answer-to-1.0",
        "RFC 9112 §6.1",
        Level.MUST_NOT,
        _asked("", "1.0"),
        lacks("transfer-encoding"),
        then=Then.CLOSES,
    ),
    answered(
        "chunked-to-1.0",
        "RFC 9112 §6.1",
        Level.MUST_NOT,
        _asked("chunked", "1.0"),
        lacks("transfer-encoding"),
        content_has(b"words"),
        then=Then.CLOSES,
        ours=True,
    ),
    answered(
        "chunked-to-1.1",
        "RFC 9112 §7.1",
        Level.MUST,
        _asked("chunked"),
        has("transfer-encoding", "chunked"),
        lacks("content-length"),
        content_has(b"words"),
        ours=True,
    ),
    answered(
        "chunked-to-head", "RFC 9110 §9.3.2", Level.MUST_NOT, _asked("chunked", method="HEAD"), no_content, ours=True
    ),
    answered(
        "204",
        "RFC 9110 §8.6",
        Level.MUST_NOT,
        _asked("204"),
        lacks("content-length"),
        no_content,
        statuses=_status(204),
        ours=True,
    ),
    answered(
        "2xx-to-connect",
        "RFC 9110 §9.3.6",
        Level.MUST_NOT,
        b"CONNECT tunnel.test:443 HTTP/1.1\r\nHost: tunnel.test:443\r\n\r\n",
        lacks("content-length"),
        lacks("transfer-encoding"),
        no_content,
        statuses=_status(200),
        then=Then.CLOSES,
        ours=True,
    ),
    answered("304", "RFC 9110 §15.4.5", Level.MUST_NOT, _asked("304"), no_content, statuses=_status(304), ours=True),
    answered(
        "204-pipelined", "RFC 9112 §6.3", Level.MUST_NOT, _asked("204") * 3, answers=3, statuses=_status(204), ours=True
    ),
    answered("no-reason", "RFC 9112 §4", Level.MUST, _asked("no-reason"), content_has(b"words"), ours=True),
    answered("404-keeps-connection", "RFC 9112 §9.3", Level.SHOULD, _asked("404"), statuses=_status(404), ours=True),
)
