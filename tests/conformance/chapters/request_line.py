"""The request line: RFC 9112 §2.3 and §3, RFC 9110 §9.1."""

from typing import Final

from tests.conformance.case import Case, Level, answered, refused
from tests.octets import GET, HOST
from tests.wire.strictness import with_line, with_target

_WHITESPACE: Final = "RFC 9112 §3"
_VERSION: Final = "RFC 9112 §2.3"

CASES: Final[tuple[Case, ...]] = (
    answered("plain-get", "RFC 9112 §3", Level.MUST, GET),
    # Spaces: a recipient of an invalid request-line SHOULD answer 400, and SHOULD NOT put it right
    *[
        refused(f"request-line-{name}", _WHITESPACE, Level.SHOULD, with_line(line))
        for name, line in (
            ("two-spaces-before-target", b"GET  / HTTP/1.1"),
            ("two-spaces-before-version", b"GET /  HTTP/1.1"),
            ("tab-before-target", b"GET\t/ HTTP/1.1"),
            ("tab-before-version", b"GET /\tHTTP/1.1"),
            ("tab-and-space", b"GET \t/ HTTP/1.1"),
            ("leading-space", b" GET / HTTP/1.1"),
            ("leading-tab", b"\tGET / HTTP/1.1"),
            ("trailing-space", b"GET / HTTP/1.1 "),
            ("trailing-tab", b"GET / HTTP/1.1\t"),
            ("vertical-tab", b"GET\x0b/ HTTP/1.1"),
            ("form-feed", b"GET\x0c/ HTTP/1.1"),
            ("fourth-word", b"GET / HTTP/1.1 x"),
            ("space-in-target", b"GET /a b HTTP/1.1"),
            ("no-break-space", b"GET\xa0/ HTTP/1.1"),
        )
    ],
    # Parts that are not there
    *[
        refused(f"request-line-{name}", "RFC 9112 §3", Level.SHOULD, with_line(line))
        for name, line in (
            ("method-alone", b"GET"),
            ("without-target", b"GET HTTP/1.1"),
            ("without-target-two-spaces", b"GET  HTTP/1.1"),
            ("without-version", b"GET /"),
            ("with-empty-version", b"GET / "),
            ("of-a-response", b"HTTP/1.1 200 OK"),
            ("of-spaces", b"   "),
            ("with-version-first", b"HTTP/1.1 / GET"),
            ("without-spaces", b"GET/HTTP/1.1"),
            ("without-second-space", b"GET /HTTP/1.1"),
            ("without-method", b"/ HTTP/1.1"),
            ("in-quotes", b'"GET / HTTP/1.1"'),
        )
    ],
    refused("http-0-9", _VERSION, Level.SHOULD, b"GET /\r\n"),
    refused("no-request-line", "RFC 9112 §3", Level.SHOULD, b"Host: h\r\n\r\n"),
    # The method is a token, and its case counts
    *[
        refused(f"method-with-{name}", "RFC 9110 §9.1", Level.SHOULD, with_line(method + b" / HTTP/1.1"))
        for name, method in (
            ("parenthesis", b"G(T"),
            ("comma", b"GET,POST"),
            ("slash", b"GET/"),
            ("colon", b"GET:"),
            ("at-sign", b"G@T"),
            ("brackets", b"[GET]"),
            ("braces", b"{GET}"),
            ("backslash", b"GE\\T"),
            ("equals-sign", b"G=T"),
            ("question-mark", b"G?T"),
            ("less-than", b"<GET>"),
            ("quote", b'"GET"'),
            ("semicolon", b"GET;"),
            ("utf-8", b"G\xc3\x89T"),
            ("latin-1", b"G\xc9T"),
            ("delete", b"GE\x7fT"),
            ("control", b"GE\x01T"),
            ("escape", b"\x1b[31mGET"),
        )
    ],
    answered(
        "method-of-all-signs",
        "RFC 9110 §5.6.2",
        Level.MUST,
        with_line(b"!#$%&'*+-.^_`|~9aZ / HTTP/1.1"),
        elsewhere=frozenset({200, 400, 403, 405, 501}),
    ),
    # The version
    *[
        refused(f"version-{name}", _VERSION, Level.MUST, with_line(b"GET / " + version), elsewhere=frozenset({505}))
        for name, version in (
            ("lower-case", b"http/1.1"),
            ("mixed-case", b"Http/1.1"),
            ("without-minor", b"HTTP/1"),
            ("without-digits", b"HTTP/"),
            ("without-slash", b"HTTP1.1"),
            ("two-slashes", b"HTTP//1.1"),
            ("empty-minor", b"HTTP/1."),
            ("empty-major", b"HTTP/.1"),
            ("three-digits", b"HTTP/1.1.1"),
            ("two-digit-minor", b"HTTP/1.11"),
            ("two-digit-major", b"HTTP/11.1"),
            ("leading-zeros", b"HTTP/01.01"),
            ("comma", b"HTTP/1,1"),
            ("letter", b"HTTP/1.x"),
            ("plus", b"HTTP/+1.1"),
            ("negative", b"HTTP/-1.1"),
            ("hex", b"HTTP/0x1.1"),
            ("0-9", b"HTTP/0.9"),
            ("0-0", b"HTTP/0.0"),
            ("https", b"HTTPS/1.1"),
            ("rtsp", b"RTSP/1.0"),
            ("ice", b"ICE/1.0"),
            ("htp", b"HTP/1.1"),
            ("hhttp", b"HHTTP/1.1"),
            ("superscript", b"HTTP/\xb9.1"),
            ("space-inside", b"HTTP/ 1.1"),
            ("space-before-dot", b"HTTP/1 .1"),
            ("2-without-minor", b"HTTP/2"),
        )
    ],
    *[
        refused(
            f"version-{version.decode()}",
            "RFC 9110 §15.6.6",
            Level.SHOULD,
            with_line(b"GET / HTTP/" + version),
            505,
            elsewhere=frozenset({400}),
        )
        for version in (b"2.0", b"2.1", b"3.0", b"5.6", b"9.9")
    ],
    answered(
        "version-1.2", "RFC 9110 §2.5", Level.SHOULD, with_line(b"GET / HTTP/1.2"), elsewhere=frozenset({200, 505})
    ),
    answered(
        "version-1.9", "RFC 9110 §2.5", Level.SHOULD, with_line(b"GET / HTTP/1.9"), elsewhere=frozenset({200, 505})
    ),
    # Lengths
    answered("line-of-8000-octets", "RFC 9112 §3", Level.SHOULD, with_target(b"/" + b"a" * 7_985)),
    refused(
        "target-of-100000-octets",
        "RFC 9112 §3",
        Level.MUST,
        with_target(b"/" + b"a" * 100_000),
        414,
        elsewhere=frozenset({400, 431}),
    ),
    refused(
        "query-of-100000-octets",
        "RFC 9112 §3",
        Level.MUST,
        with_target(b"/?" + b"a" * 100_000),
        414,
        elsewhere=frozenset({400, 431}),
    ),
    refused(
        "method-of-100000-octets",
        "RFC 9112 §3",
        Level.SHOULD,
        with_line(b"A" * 100_000 + b" / HTTP/1.1"),
        elsewhere=frozenset({414, 431, 501}),
        differs="The RFC proposes 501 for a method longer than any that is implemented. Here the line passes its own "
        "limit before it shows that it has a method at all: it is refused as no request line.",
    ),
    *[
        refused(
            f"method-of-{length}-octets",
            "RFC 9112 §3",
            Level.SHOULD,
            with_line(letter * length + b" / HTTP/1.1"),
            501,
            elsewhere=frozenset({400, 405, 414}),
        )
        for length, letter in ((65, b"a"), (100, b"G"), (1_000, b"A"), (8_000, b"M"))
    ],
    answered(
        "method-of-17-letters",
        "RFC 9110 §16.1",
        Level.MAY,
        with_line(b"UPDATEREDIRECTREF / HTTP/1.1"),
        elsewhere=frozenset({200, 400, 403, 404, 405, 501}),
    ),
    refused("endless-word", "RFC 9112 §3", Level.SHOULD, b"A" * 20_000, elsewhere=frozenset({414, 431, 501})),
    refused("host-line-only", "RFC 9112 §3", Level.SHOULD, HOST + b"GET / HTTP/1.1\r\n\r\n"),
)
