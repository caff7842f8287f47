"""The four forms of the request-target: RFC 9112 §3.2 and §3.3, RFC 3986."""

from typing import Final

from tests.conformance.case import Case, Level, answered, refused
from tests.conformance.checks import content_has, has
from tests.wire.strictness import with_target

_NOT_CONNECT: Final = frozenset({400, 403, 405, 501, 502})
_BROWSERS: Final = (
    "Browsers and curl send these signs as they are; a tool that shows what clients send must answer such requests. "
    "They are marked."
)

CASES: Final[tuple[Case, ...]] = (
    # origin-form
    *[
        answered(f"origin-form-{name}", "RFC 9112 §3.2.1", Level.MUST, with_target(target))
        for name, target in (
            ("root", b"/"),
            ("path", b"/a/b.html"),
            ("query", b"/a?b=c&d=%20"),
            ("empty-query", b"/a?"),
            ("question-marks", b"/a??b?c"),
            ("double-slash", b"//a//b"),
            ("all-signs", b"/-._~!$&'()*+,;=:@/?-._~!$&'()*+,;=:@/?"),
            ("percent-encoded", b"/%C3%A9%2F%41"),
            ("encoded-nul", b"/a%00b"),
            ("encoded-line-end", b"/a%0d%0aX:%20b"),
            ("overlong-utf-8", b"/%c0%af"),
            ("dot-segments", b"/a/./b/../c"),
            ("url-in-path", b"/http://h/"),
        )
    ],
    *[
        refused(f"target-with-{name}", "RFC 9112 §3.2", Level.SHOULD, with_target(target))
        for name, target in (
            ("fragment", b"/a#b"),
            ("empty-fragment", b"/#"),
            ("utf-8", b"/\xc3\xa9"),
            ("latin-1", b"/\xe9"),
            ("invalid-utf-8", b"/\xff\xfe"),
            ("backslash", b"/a\\b"),
            ("quote", b'/a"b'),
            ("bar", b"/a|b"),
            ("delete", b"/a\x7fb"),
            ("control", b"/a\x01b"),
            ("tab", b"/a\tb"),
            ("escape", b"/\x1b[2J"),
            ("nul", b"/a\x00b"),
        )
    ],
    *[
        answered(
            f"target-with-{name}",
            "RFC 9112 §3.2",
            Level.SHOULD,
            with_target(target),
            elsewhere=frozenset({200, 400}),
            differs=_BROWSERS,
        )
        for name, target in (
            ("braces", b"/{a}"),
            ("brackets", b"/a?b[]=c"),
            ("caret", b"/a^b"),
            ("backquote", b"/a`b"),
            ("less-than", b"/<a>"),
            ("lone-percent", b"/100%"),
            ("percent-and-letters", b"/%zz"),
        )
    ],
    *[
        refused(f"target-{name}", "RFC 9112 §3.2", Level.SHOULD, with_target(target))
        for name, target in (
            ("without-slash", b"index.html"),
            ("of-a-query", b"?a=b"),
            ("of-a-fragment", b"#a"),
            ("of-dots", b".."),
            ("of-a-host", b"h"),
            ("of-an-authority", b"h:80"),
            ("of-a-scheme-without-authority", b"mailto:a@b"),
            ("of-one-slash-scheme", b"http:/h/"),
            ("of-two-asterisks", b"**"),
            ("of-a-semicolon", b";"),
            ("of-an-exclamation-mark", b"!"),
            ("of-an-unknown-scheme", b"s://]h/"),
        )
    ],
    # absolute-form
    *[
        answered(f"absolute-form-{name}", "RFC 9112 §3.2.2", Level.MUST, with_target(target))
        for name, target in (
            ("root", b"http://h/"),
            ("path", b"http://h/a?b"),
            ("port", b"http://h:80/"),
            ("mixed-case", b"hTTp://H/"),
            ("without-path", b"http://h"),
            ("query-without-path", b"http://h?query"),
            ("empty-port", b"http://h:/"),
            ("zero-before-port", b"http://h:080/"),
            ("url-in-path", b"http://h/a/http://o/b"),
        )
    ],
    *[
        answered(
            f"absolute-form-usual-port-{name}",
            "RFC 9110 §4.2.3",
            Level.SHOULD,
            b"GET http://" + authority + b"/ HTTP/1.1\r\nHost: " + host + b"\r\n\r\n",
            elsewhere=frozenset({200, 400, 404, 421}),
        )
        for name, authority, host in (
            ("in-host", b"h", b"h:80"),
            ("in-both", b"h:80", b"h:80"),
            ("empty-in-host", b"h", b"h:"),
            ("against-empty", b"h:80", b"h:"),
            ("empty-against", b"h:", b"h:80"),
            ("of-ipv6", b"[::1]:80", b"[::1]"),
        )
    ],
    *[
        refused(f"absolute-form-{name}", section, Level.MUST, with_target(target))
        for name, section, target in (
            ("without-host", "RFC 9110 §4.2.1", b"http:///a"),
            ("with-port-alone", "RFC 9110 §4.2.1", b"http://:80/"),
            ("with-query-alone", "RFC 9110 §4.2.1", b"http://?q"),
            ("with-userinfo", "RFC 9110 §4.2.4", b"http://u@h/"),
            ("with-password", "RFC 9110 §4.2.4", b"http://u:p@h/"),
            ("with-bad-port", "RFC 9110 §4.2.1", b"http://h:x/"),
            ("with-port-too-high", "RFC 9110 §4.2.1", b"http://h:65536/"),
            ("with-open-bracket", "RFC 9110 §4.2.1", b"http://[::1/"),
            ("with-space-in-host", "RFC 9112 §3.2", b"http://a b/"),
            ("with-fragment", "RFC 9112 §3.2.2", b"http://h/#a"),
            ("with-backslash-host", "RFC 9110 §4.2.1", b"http://h\\@o/"),
            ("with-colon-alone", "RFC 9110 §4.2.1", b"http://:"),
            ("with-letter-behind-port", "RFC 9110 §4.2.1", b"http://h:80x/"),
            ("with-two-ports", "RFC 9110 §4.2.1", b"http://h:80:80/"),
            ("with-two-colons", "RFC 9110 §4.2.1", b"http://h::80/"),
            ("with-two-elisions", "RFC 9110 §4.2.1", b"http://[1::2::]/"),
            ("with-fragment-behind-host", "RFC 9112 §3.2.2", b"http://h#a"),
        )
    ],
    *[
        refused(
            f"absolute-form-other-{name}",
            "RFC 9112 §3.2.2",
            Level.MUST,
            with_target(target),
            elsewhere=frozenset({200, 404, 421}),
            differs="The RFC has the server go by the target and ignore Host. A client that names two hosts is broken "
            "or "
            "an attacker, and programs on the way choose differently, so it is refused.",
        )
        for name, target in (("host", b"http://other/"), ("port", b"http://h:81/"), ("subdomain", b"http://a.h/"))
    ],
    *[
        refused(
            f"absolute-form-{scheme.decode()}", "RFC 9110 §7.4", Level.MUST, with_target(scheme + b"://h/"), 400, 421
        )
        for scheme in (b"ftp", b"ws", b"file", b"httpx", b"web-x.1")
    ],
    refused("absolute-form-https", "RFC 9110 §7.4", Level.MUST, with_target(b"https://h/"), 421, 400),
    # asterisk-form
    answered("asterisk-form", "RFC 9112 §3.2.4", Level.MUST, with_target(b"*", b"OPTIONS"), has("allow")),
    answered(
        "asterisk-form-absolute", "RFC 9112 §3.2.4", Level.MUST, with_target(b"http://h", b"OPTIONS"), has("allow")
    ),
    *[
        refused(
            f"asterisk-form-{method.decode().lower()}",
            "RFC 9112 §3.2.4",
            Level.MUST,
            with_target(b"*", method),
            elsewhere=frozenset({404, 405, 501}),
        )
        for method in (b"GET", b"HEAD", b"POST", b"TRACE", b"FROB")
    ],
    refused("asterisk-form-with-path", "RFC 9112 §3.2.4", Level.MUST, with_target(b"*/a", b"OPTIONS")),
    refused("asterisk-form-with-query", "RFC 9112 §3.2.4", Level.MUST, with_target(b"*?a", b"OPTIONS")),
    # authority-form
    refused(
        "authority-form",
        "RFC 9110 §9.3.6",
        Level.SHOULD,
        with_target(b"h:443", b"CONNECT"),
        501,
        elsewhere=_NOT_CONNECT,
        checks=(content_has(b"no proxy"),),
    ),
    *[
        refused(
            f"authority-form-{name}", "RFC 9112 §3.2.3", Level.MUST, with_target(target, method), elsewhere=_NOT_CONNECT
        )
        for name, target, method in (
            ("without-port", b"h", b"CONNECT"),
            ("with-empty-port", b"h:", b"CONNECT"),
            ("with-bad-port", b"h:x", b"CONNECT"),
            ("with-port-too-high", b"h:99999", b"CONNECT"),
            ("with-userinfo", b"u@h:443", b"CONNECT"),
            ("with-path", b"h:443/", b"CONNECT"),
            ("with-query", b"h:443?a", b"CONNECT"),
            ("of-an-asterisk", b"*", b"CONNECT"),
            ("of-a-path", b"/", b"CONNECT"),
            ("of-a-url", b"http://h:443", b"CONNECT"),
            ("with-get", b"h:443", b"GET"),
        )
    ],
)
