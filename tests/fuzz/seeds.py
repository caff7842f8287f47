"""What the fuzzers start from: the messages that the other tests are made of, and nothing that lies in files.

Each seed is an octet string as its target takes it (`targets`).
"""

import gzip
import sys
import zlib
from pathlib import Path
from typing import Final

import brotli

from tests.octets import ALIENS, CHROME_GET, CHUNKED_POST, CURL_POST, GET, RAW_REQUESTS, RESPONSES
from tests.wire.strictness import REFUSED, TAKEN

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

EXAMPLES: Final = Path(__file__).parents[2] / "examples"

VALID: Final[tuple[bytes, ...]] = (
    GET,
    CHROME_GET,
    CURL_POST,
    CHUNKED_POST,
    b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n",
    b"PUT /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nhi",
    b"OPTIONS http://h:80/a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    GET + CURL_POST + CHUNKED_POST + GET,
)
"""Requests that a strict server takes, and a pipeline of them."""

REQUESTS: Final[tuple[bytes, ...]] = (
    *VALID,
    *(example.octets for example in RAW_REQUESTS + ALIENS),
    *(row[0] for row in REFUSED if len(row[0]) < 512),
    *(octets for octets in TAKEN if len(octets) < 512),
)
"""All of them, the valid, the damaged and the alien; what only shows a limit is too long to be damaged quickly."""

RESPONSE_SEEDS: Final[tuple[bytes, ...]] = tuple(example.octets for example in RESPONSES)


def rules() -> tuple[bytes, ...]:
    """Give the rules files that come along, and some that hold every key."""
    return (
        *(path.read_bytes() for path in sorted(EXAMPLES.glob("*.toml"))),
        b'[[rule]]\nname = "a"\nmatch.method = "GET"\nmatch.path = "/a/*"\n[rule.answer]\nstatus = 200\nbody = "x"\n',
        b'[[rule]]\nanswer.status = 404\nanswer.headers = ["A: b"]\nanswer.delay = "50ms"\nanswer.then = "close"\n',
        b'[[rule]]\nanswer.raw = """HTTP/1.1 200 OK\\r\\n\\r\\n"""\n',
        b'[[rule]]\nanswer.file = "a"\n\xef\xbb\xbf[["x".y]]\nz = 1979-05-27T07:32:00Z\n',
    )


def contents() -> tuple[bytes, ...]:
    """Give contents of each kind that the body mode tells apart, plain and in each coding."""
    text = b'{"a": [1, 2, {"b": null}], "c": "\\u00e9"}'
    return (
        text,
        b"a=1&b=%C3%A9+x&&c&=d",
        "Grüße, 林\t\r\n".encode(),
        "Grüße".encode("utf-16"),
        "日本".encode("shift_jis"),
        gzip.compress(text, mtime=0),
        zlib.compress(text),
        brotli.compress(text),
        zstd.compress(text),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    )
