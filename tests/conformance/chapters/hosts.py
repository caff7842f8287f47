"""Host: RFC 9112 §3.2, RFC 9110 §7.2."""

from typing import Final

from tests.conformance.case import Case, Level, Then, answered, refused
from tests.octets import HOST
from tests.wire.strictness import GET_LINE, with_host

_MUST: Final = "RFC 9112 §3.2"

CASES: Final[tuple[Case, ...]] = (
    refused("no-host", _MUST, Level.MUST, GET_LINE + b"\r\n"),
    refused("no-host-1.2", _MUST, Level.MUST, b"GET / HTTP/1.2\r\n\r\n", elsewhere=frozenset({505})),
    refused("no-host-absolute-form", _MUST, Level.MUST, b"GET http://h/ HTTP/1.1\r\n\r\n"),
    refused("no-host-options", _MUST, Level.MUST, b"OPTIONS * HTTP/1.1\r\n\r\n"),
    refused("no-host-connect", _MUST, Level.MUST, b"CONNECT h:443 HTTP/1.1\r\n\r\n"),
    refused("no-host-unknown-method", _MUST, Level.MUST, b"FOO / HTTP/1.1\r\n\r\n", elsewhere=frozenset({405, 501})),
    refused("no-host-behind-empty-line", _MUST, Level.MUST, GET_LINE + b"\r\n" + HOST + b"\r\n"),
    refused("no-host-but-another-name", _MUST, Level.MUST, GET_LINE + b"X-Host: h\r\nHost_: h\r\n\r\n"),
    refused("no-host-post", _MUST, Level.MUST, b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi"),
    refused("two-hosts-same", _MUST, Level.MUST, GET_LINE + HOST + HOST + b"\r\n"),
    refused("two-hosts-different", _MUST, Level.MUST, GET_LINE + HOST + b"Host: other\r\n\r\n"),
    refused("two-hosts-apart", _MUST, Level.MUST, GET_LINE + HOST + b"X: a\r\nHOST: other\r\n\r\n"),
    refused("two-hosts-one-empty", _MUST, Level.MUST, GET_LINE + b"Host:\r\n" + HOST + b"\r\n"),
    refused("two-hosts-1.0", _MUST, Level.MUST, b"GET / HTTP/1.0\r\n" + HOST + HOST + b"\r\n"),
    refused("three-hosts", _MUST, Level.MUST, GET_LINE + HOST * 3 + b"\r\n"),
    *[
        refused(f"host-{name}", _MUST, Level.MUST, with_host(host))
        for name, host in (
            ("with-userinfo", b"u@h"),
            ("with-password", b"u:p@h"),
            ("with-path", b"h/p"),
            ("with-slash", b"h/"),
            ("with-query", b"h?q"),
            ("with-fragment", b"h#f"),
            ("as-url", b"http://h"),
            ("as-list", b"a, b"),
            ("as-list-without-space", b"a,b"),
            ("with-space", b"a b"),
            ("with-tab", b"a\tb"),
            ("with-letters-for-port", b"h:x"),
            ("with-negative-port", b"h:-1"),
            ("with-plus-port", b"h:+80"),
            ("with-hex-port", b"h:0x50"),
            ("with-space-before-port", b"h: 80"),
            ("with-two-ports", b"h:80:80"),
            ("with-port-too-high", b"h:65536"),
            ("with-endless-port", b"h:" + b"9" * 40),
            ("of-a-port", b":80"),
            ("with-open-bracket", b"[::1"),
            ("with-close-bracket", b"::1]"),
            ("with-bare-ipv6", b"::1"),
            ("with-bad-ipv6", b"[12345::]"),
            ("with-ipv6-and-letters", b"[::1]x"),
            ("with-zone", b"[fe80::1%eth0]"),
            ("with-empty-brackets", b"[]"),
            ("with-utf-8", b"h\xc3\xa9"),
            ("with-latin-1", b"h\xe9"),
            ("with-backslash", b"h\\o"),
            ("with-quote", b'"h"'),
            ("with-less-than", b"<h>"),
            ("with-bar", b"a|b"),
            ("with-caret", b"a^b"),
            ("with-bad-percent", b"a%zz"),
            ("with-nul", b"h\x00"),
            ("with-control", b"h\x01"),
            ("with-line-feed", b"h\nX: y"),
            ("with-carriage-return", b"h\rX: y"),
        )
    ],
    *[
        refused(
            f"host-{name}",
            "RFC 9110 §7.2",
            Level.MUST,
            octets,
            elsewhere=frozenset({200}),
            differs="An empty Host is for targets without an authority, which http has not; all public suites want it "
            "refused.",
        )
        for name, octets in (
            ("empty", with_host(b"")),
            ("of-spaces", with_host(b"  \t ")),
            ("without-space", GET_LINE + b"Host:\r\n\r\n"),
        )
    ],
    refused("host-folded", "RFC 9112 §5.2", Level.MUST, GET_LINE + b"Host:\r\n h\r\n\r\n"),
    refused("host-space-before-colon", "RFC 9112 §5.1", Level.MUST, GET_LINE + b"Host : h\r\n\r\n"),
    refused("host-in-second-line-with-space", "RFC 9112 §5.2", Level.MUST, GET_LINE + HOST + b" Host: h\r\n\r\n"),
    *[
        answered(f"host-{name}", "RFC 9110 §7.2", Level.MUST, with_host(host), elsewhere=frozenset({200, 404, 421}))
        for name, host in (
            ("name", b"example.com"),
            ("upper-case", b"EXAMPLE.COM"),
            ("trailing-dot", b"example.com."),
            ("port", b"h:8080"),
            ("empty-port", b"h:"),
            ("highest-port", b"h:65535"),
            ("zeros-in-port", b"h:00080"),
            ("ipv4", b"127.0.0.1"),
            ("ipv4-port", b"127.0.0.1:1"),
            ("ipv6", b"[::1]"),
            ("ipv6-port", b"[::1]:8001"),
            ("ipv6-empty-port", b"[::1]:"),
            ("500-octets", b"host." * 100),
            ("ipv6-whole", b"[2001:db8:0:0:0:0:0:1]"),
            ("ipv6-with-ipv4", b"[::ffff:10.0.0.1]"),
            ("ip-future", b"[v1.x]"),
            ("underscore", b"a_b"),
            ("sub-delims", b"0.0.0.0=5000"),
            ("percent-encoded", b"a%20b"),
            ("punycode", b"xn--bcher-kva.example"),
            ("tab-around", b"\th\t"),
            ("no-space-before", b"h"),
        )
    ],
    answered("host-last", "RFC 9110 §5.3", Level.MUST, GET_LINE + b"X: a\r\nhOsT:h\r\n\r\n"),
    answered(
        "no-host-1.0",
        "RFC 9112 §3.2",
        Level.MAY,
        b"GET / HTTP/1.0\r\n\r\n",
        then=Then.CLOSES,
        elsewhere=frozenset({200, 400}),
    ),
    answered("host-1.0", "RFC 9112 §3.2", Level.MUST, b"GET / HTTP/1.0\r\n" + HOST + b"\r\n", then=Then.CLOSES),
    refused("host-1.0-invalid", _MUST, Level.MUST, b"GET / HTTP/1.0\r\nHost: a b\r\n\r\n"),
)
