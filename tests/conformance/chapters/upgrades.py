"""Upgrade and the handshake of WebSockets: RFC 9110 §7.8, RFC 6455 §4."""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered, refused
from tests.conformance.checks import has, interim, lacks
from tests.octets import HOST
from tests.wire.strictness import GET_LINE

_KEY: Final = b"Sec-WebSocket-Key: dGVzdCBvZiBodHRwc2M=\r\n"
_OTHER: Final = frozenset({200, 400, 404, 405, 426, 501})


def _handshake(
    *,
    line: bytes = b"GET / HTTP/1.1",
    connection: bytes = b"Upgrade",
    upgrade: bytes = b"websocket",
    version: bytes = b"13",
    key: bytes = _KEY,
) -> bytes:
    lines = [line, b"Host: h"]
    lines += [b"Connection: " + connection] if connection else []
    lines += [b"Upgrade: " + upgrade] if upgrade else []
    lines += [b"Sec-WebSocket-Version: " + version] if version else []
    return b"\r\n".join(lines) + b"\r\n" + key + b"\r\n"


def _ignored(id: str, section: str, octets: bytes, *, level: Level = Level.MUST_NOT, then: Then = Then.GOES_ON) -> Case:
    return answered(id, section, level, octets, lacks("upgrade"), interim(), then=then, elsewhere=_OTHER)


CASES: Final[tuple[Case, ...]] = (
    _ignored("upgrade-websocket", "RFC 9110 §7.8", _handshake(), level=Level.MAY),
    _ignored("upgrade-unknown", "RFC 9110 §7.8", _handshake(upgrade=b"never-heard-of/1.0", version=b"", key=b"")),
    _ignored(
        "upgrade-h2c",
        "RFC 9110 §7.8",
        _handshake(
            connection=b"Upgrade, HTTP2-Settings", upgrade=b"h2c", version=b"", key=b"HTTP2-Settings: AAMAAABk\r\n"
        ),
    ),
    _ignored("upgrade-http-2.0", "RFC 9110 §7.8", _handshake(upgrade=b"HTTP/2.0", version=b"", key=b"")),
    _ignored("upgrade-tls", "RFC 9110 §7.8", _handshake(upgrade=b"TLS/1.2", version=b"", key=b"")),
    _ignored("upgrade-list", "RFC 9110 §7.8", _handshake(upgrade=b"a/1, b/2", version=b"", key=b"")),
    _ignored("upgrade-invalid", "RFC 9110 §7.8", _handshake(upgrade=b"web socket", version=b"", key=b"")),
    _ignored("upgrade-websocket-prefix", "RFC 9110 §7.8", _handshake(upgrade=b"websocketx", version=b"99")),
    _ignored("upgrade-without-connection", "RFC 9110 §7.8", _handshake(connection=b"")),
    _ignored("upgrade-other-connection", "RFC 9110 §7.8", _handshake(connection=b"keep-alive", version=b"99")),
    _ignored("upgrade-without-field", "RFC 9110 §7.8", _handshake(upgrade=b"", version=b"99")),
    _ignored("upgrade-post", "RFC 6455 §4.1", _handshake(line=b"POST / HTTP/1.1", version=b"99")),
    _ignored("upgrade-head", "RFC 6455 §4.1", _handshake(line=b"HEAD / HTTP/1.1")),
    _ignored(
        "upgrade-1.0",
        "RFC 9110 §7.8",
        _handshake(line=b"GET / HTTP/1.0", version=b"99"),
        level=Level.MUST,
        then=Then.CLOSES,
    ),
    _ignored("upgrade-without-key", "RFC 6455 §4.2.1", _handshake(key=b"")),
    _ignored("upgrade-bad-key", "RFC 6455 §4.2.1", _handshake(key=b"Sec-WebSocket-Key: short\r\n")),
    _ignored("upgrade-two-keys", "RFC 6455 §4.2.1", _handshake(key=_KEY + _KEY)),
    _ignored("upgrade-without-version", "RFC 6455 §4.2.1", _handshake(version=b"")),
    *[
        refused(
            f"websocket-version-{name}",
            "RFC 6455 §4.4",
            Level.MUST,
            octets,
            426,
            elsewhere=_OTHER,
            checks=(has("upgrade", "websocket"), has("connection", "upgrade"), has("sec-websocket-version", "13")),
        )
        for name, octets in (
            ("99", _handshake(version=b"99")),
            ("8", _handshake(version=b"8")),
            ("0", _handshake(version=b"0")),
            ("013", _handshake(version=b"013")),
            ("letters", _handshake(version=b"abc")),
            ("list", _handshake(version=b"8, 99")),
            ("in-any-case", _handshake(connection=b"keep-alive, UPGRADE", upgrade=b"WebSocket", version=b"99")),
            (
                "first",
                GET_LINE + HOST + b"Sec-WebSocket-Version: 7\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
            ),
        )
    ],
)
