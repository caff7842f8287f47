"""Texts that act on a terminal, a toolkit or a reader, and the places of a request in which a client can put them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote_from_bytes

ATTACKS: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        "CSI colour": b"\x1b[31mred",
        "CSI clear and home": b"\x1b[2J\x1b[H",
        "CSI leave the alternate screen": b"\x1b[?1049l",
        "CSI question where the cursor is": b"\x1b[6n",
        "CSI question what terminal it is": b"\x1b[c\x1b[>c",
        "CSI title reported back": b"\x1b[21t",
        "OSC title": b"\x1b]0;owned\x07",
        "OSC link": b"\x1b]8;;http://evil.test/\x1b\\link\x1b]8;;\x1b\\",
        "OSC clipboard": b"\x1b]52;c;aGk=\x07",
        "OSC notification": b"\x1b]777;notify;a;b\x07",
        "DCS": b'\x1bP$q"p\x1b\\',
        "APC, PM and SOS": b"\x1b_Gf=100;AAAA\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\",
        "reset of the terminal": b"\x1bc",
        "other character set": b"\x1b(0\x0eqqq\x0f",
        "C1 as U+009B": "\x9b31m\x9d0;owned\x9c\x90q\x9c\x85".encode(),
        "C1 as octets": b"\x9b31m\x9d0;owned\x9c\x90q\x9c\x85",
        "BEL, BS, DEL and NUL": b"\x07a\x08\x08b\x7f\x00",
        "CR, VT and FF": b"a\rb\x0b\x0c",
        "bidi override": "\u202egnp.exe\u202c".encode(),
        "bidi isolates and marks": "\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c".encode(),
        "zero width": "pay\u200bpal\u200c\u200d\u2060\ufeff".encode(),
        "tag characters": "a\U000e0001\U000e0041\U000e007f".encode(),
        "variation selectors": "a\ufe0f\ufe0e\U000e0100\u180b\u034f".encode(),
        "combining flood": ("a" + "\u0301\u0489" * 100).encode(),
        "spacing marks flood": ("\u0915" + "\u093e\u0940" * 100).encode(),
        "jamo flood": ("\u1100" + "\u1161\u11a8" * 100).encode(),
        "emoji joined, flags and skin": "👩\u200d👩\u200d👧🇩🇪👍🏽".encode(),
        "widest character": "\ufdfd\u12031\u2e3b".encode(),
        "blank letters": "\u3164\uffa0\u115f\u2800\u3000\xa0\xad".encode(),
        "line and paragraph separators": "a\u2028b\u2029c\u0085d".encode(),
        "private and unassigned": "\ue000\U000f0000\uffff\U0010ffff".encode(),
        "surrogates": b"\xed\xa0\x80\xed\xb0\x80",
        "no UTF-8": b"\xff\xfe\xc0\xaf\xf8\x88\x80\x80\x80\xe2\x82",
        "markup": b"[red]x[/red][bold]",
        "markup of an action": b"[@click=app.quit]click[/]",
        "markup that does not close": b"[/nope][",
        "log line of its own": b"\r\nGET /forged HTTP/1.1",
    }
)

_JSON: Final = b"application/json"
_FORM: Final = b"application/x-www-form-urlencoded"
_MULTIPART: Final = (
    b'--b\r\nContent-Disposition: form-data; name="%(bad)s"; filename="%(bad)s"\r\n'
    b"Content-Type: %(bad)s\r\n\r\n%(bad)s\r\n--b--\r\n"
)


def _head(method: bytes, target: bytes, *lines: bytes) -> bytes:
    fields = b"".join(line + b"\r\n" for line in (b"Host: h", b"Connection: close", *lines))
    return method + b" " + target + b" HTTP/1.1\r\n" + fields + b"\r\n"


def _post(content_type: bytes, body: bytes, *lines: bytes) -> bytes:
    return _head(b"POST", b"/", b"Content-Type: " + content_type, b"Content-Length: %d" % len(body), *lines) + body


def _escaped(bad: bytes) -> bytes:
    return quote_from_bytes(bad, safe="").encode()


PLACES: Final[Mapping[str, Callable[[bytes], bytes]]] = MappingProxyType(
    {
        "method": lambda bad: _head(b"G" + bad, b"/"),
        "target": lambda bad: _head(b"GET", b"/" + bad),
        "target, escaped": lambda bad: _head(b"GET", b"/" + _escaped(bad)),
        "query": lambda bad: _head(b"GET", b"/?" + _escaped(bad) + b"=" + _escaped(bad)),
        "version": lambda bad: b"GET / HTTP/" + bad + b"\r\nHost: h\r\n\r\n",
        "no HTTP at all": lambda bad: bad + b"\r\n\r\n",
        "host": lambda bad: b"GET / HTTP/1.1\r\nHost: " + bad + b"\r\n\r\n",
        "field name": lambda bad: _head(b"GET", b"/", b"X-" + bad + b": 1"),
        "field value": lambda bad: _head(b"GET", b"/", b"X-A: " + bad),
        "cookie": lambda bad: _head(b"GET", b"/", b"Cookie: " + bad + b"=" + bad),
        "content type": lambda bad: _post(b"text/" + bad, b"x"),
        "charset": lambda bad: _post(b"text/plain; charset=" + bad, b"x"),
        "content coding": lambda bad: _post(b"text/plain", b"x", b"Content-Encoding: " + bad),
        "chunk extension": lambda bad: (
            _head(b"POST", b"/", b"Transfer-Encoding: chunked") + b"1;" + bad + b"\r\nx\r\n0\r\n\r\n"
        ),
        "trailer": lambda bad: (
            _head(b"POST", b"/", b"Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\nX: " + bad + b"\r\n\r\n"
        ),
        "body as text": lambda bad: _post(b"text/plain", b"text " * 9 + bad),
        "body as latin-1": lambda bad: _post(b"text/plain; charset=iso-8859-1", bad),
        "body as Windows-1252": lambda bad: _post(b"text/html; charset=windows-1252", b"<p>" + bad),
        "body as GB 18030": lambda bad: _post(b"text/html; charset=gb18030", bad.decode("latin-1").encode("gb18030")),
        "body as UTF-16": lambda bad: _post(
            b"text/plain; charset=utf-16le", bad.decode("utf-8", "replace").encode("utf-16-le")
        ),
        "JSON": lambda bad: _post(_JSON, b'{"' + bad + b'": "' + bad + b'"}'),
        "broken JSON": lambda bad: _post(_JSON, b"{" + bad),
        "form": lambda bad: _post(_FORM, _escaped(bad) + b"=" + _escaped(bad) + b"&" + bad + b"=" + bad),
        "multipart": lambda bad: _post(b"multipart/form-data; boundary=b", _MULTIPART % {b"bad": bad}),
        "answer that tells it back": lambda bad: _head(b"TRACE", b"/", b"X-A: " + bad),
    }
)
"""What makes a request with a hostile text in one place. A strict server refuses some, and shows them all the same."""


RULES: Final = """\
[[rule]]
name = "{bad}"
match.path = "/{bad}"
answer.status = 299
answer.reason = "{bad}"
answer.type = "text/plain; a={bad}"
answer.headers = ["X-A: {bad}"]
answer.body = "{bad}"

[[rule]]
name = "file {bad}"
answer.file = "{bad}"

[[rule]]
name = "raw {bad}"
answer.raw = "{bad}"
"""


def in_toml(bad: bytes) -> str:
    """Write a hostile text as what stands between the quotes of a TOML string, without what no rule may have."""
    text = bad.decode("latin-1" if b"\x9b" in bad[:1] else "utf-8", "replace")
    kept = (character for character in text if character not in "\r\n\0?")
    return "".join(
        f"\\U{ord(character):08X}"
        if not character.isascii() or character < " " or character in '"\\\x7f'
        else character
        for character in kept
    )
