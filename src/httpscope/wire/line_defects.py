"""Defects of line ends, of stray octets and of the request line (RFC 9112 §2.2 and §3)."""

from typing import Final

from httpscope.i18n import N_
from httpscope.wire.defect_kind import DefectKind

BARE_LF: Final = DefectKind(
    "bare-lf",
    N_("Line ends with LF alone"),
    N_(
        "Every line of a head ends with two octets, CR and LF. Here the CR is missing. Lenient servers take it; "
        "two programs that disagree about where a line ends can be tricked, so strict ones answer 400."
    ),
    "RFC 9112 §2.2",
    400,
)
BARE_CR: Final = DefectKind(
    "bare-cr",
    N_("CR without LF"),
    N_("CR may stand only before LF, at the end of a line. Some programs would take it for a line end and others not."),
    "RFC 9112 §2.2",
    400,
)
NUL: Final = DefectKind(
    "nul",
    N_("NUL octet in the head"),
    N_("An octet of value zero ends a text in some programs and not in others. It may not stand in a head."),
    "RFC 9110 §5.5",
    400,
)
CONTROL_CHARACTER: Final = DefectKind(
    "control-character",
    N_("Control character in the head"),
    N_("Of the control characters only the tab may stand in a head, and only in or around a header's value."),
    "RFC 9110 §5.5",
    400,
)
LEADING_EMPTY_LINE: Final = DefectKind(
    "leading-empty-line",
    N_("Empty line before the request"),
    N_("Some old clients send a line end too many after their content, so servers ignore one empty line here."),
    "RFC 9112 §2.2",
    None,
)
SECOND_EMPTY_LINE: Final = DefectKind(
    "second-empty-line",
    N_("More than one empty line before the request"),
    N_("A request starts with its request line. One empty line before it is forgiven, a second one is not."),
    "RFC 9112 §2.2",
    400,
)
NOT_HTTP: Final = DefectKind(
    "not-http",
    N_("Not HTTP/1.x"),
    N_("The first octets belong to another protocol. An HTTP/1.x server cannot understand anything that follows."),
    "RFC 9112 §3",
    400,
)
INVALID_REQUEST_LINE: Final = DefectKind(
    "invalid-request-line",
    N_("Not a request line"),
    N_("A request starts with three parts and one space between them: method, target, version. GET / HTTP/1.1"),
    "RFC 9112 §3",
    400,
)
MISSING_TARGET: Final = DefectKind(
    "missing-target",
    N_("Request line without a target"),
    N_("Between method and version stands what the client wants, at least a slash: GET / HTTP/1.1"),
    "RFC 9112 §3",
    400,
)
MISSING_VERSION: Final = DefectKind(
    "missing-version",
    N_("Request line without a version"),
    N_("The line must end with the version, as HTTP/1.1. Without one it looks like HTTP/0.9 of 1991, which is gone."),
    "RFC 9112 §3",
    400,
)
REQUEST_LINE_SPACE: Final = DefectKind(
    "request-line-space",
    N_("Wrong space in the request line"),
    N_(
        "Method, target and version are separated by exactly one space, with none before or after. Programs that "
        "count spaces in different ways see different targets."
    ),
    "RFC 9112 §3",
    400,
)
SPACE_IN_TARGET: Final = DefectKind(
    "space-in-target",
    N_("Space in the target"),
    N_("A space ends the target, so one within it must be written %20. Browsers do that by themselves."),
    "RFC 9112 §3.2",
    400,
)
INVALID_METHOD: Final = DefectKind(
    "invalid-method",
    N_("Octet that no method may have"),
    N_("A method is one word of letters, digits and a few signs such as - and _."),
    "RFC 9110 §9.1",
    400,
)
LOWER_CASE_METHOD: Final = DefectKind(
    "lower-case-method",
    N_("Method in lower case"),
    N_("Methods are case-sensitive: get is not GET, but an unknown method. Many servers answer 501 or 405."),
    "RFC 9110 §9.1",
    None,
)
METHOD_TOO_LONG: Final = DefectKind(
    "method-too-long",
    N_("Method without an end"),
    N_("The request line passes the limit for its length before the first space. No method is that long."),
    "RFC 9112 §3",
    400,
)
OVERLONG_METHOD: Final = DefectKind(
    "overlong-method",
    N_("Method longer than any that is known"),
    N_("The longest registered method has 17 letters. A server answers 501 to one that is longer than all it knows."),
    "RFC 9112 §3",
    501,
)
TARGET_TOO_LONG: Final = DefectKind(
    "target-too-long",
    N_("Target too long"),
    N_(
        "The request line passes the limit for its length. Servers should take lines of 8000 octets, and most stop"
        " there."
    ),
    "RFC 9112 §3",
    414,
)
INVALID_VERSION: Final = DefectKind(
    "invalid-version",
    N_("Not an HTTP version"),
    N_("The version is HTTP, a slash, one digit, a dot and one digit, in capitals: HTTP/1.1 or HTTP/1.0."),
    "RFC 9112 §2.3",
    400,
)
UNSUPPORTED_VERSION: Final = DefectKind(
    "unsupported-version",
    N_("Version of another HTTP"),
    N_("A message in this form is HTTP/1.x. HTTP/2 and HTTP/3 look quite different on the wire."),
    "RFC 9110 §15.6.6",
    505,
)
UNKNOWN_MINOR_VERSION: Final = DefectKind(
    "unknown-minor-version",
    N_("Minor version that does not exist"),
    N_("There are HTTP/1.0 and HTTP/1.1. A higher minor version is answered as if it were 1.1."),
    "RFC 9110 §2.5",
    None,
)
FRAGMENT_IN_TARGET: Final = DefectKind(
    "fragment-in-target",
    N_("Fragment in the target"),
    N_("The part of a URL from # on stays in the browser and is never sent. A # of the path is written %23."),
    "RFC 9112 §3.2",
    400,
)
INVALID_TARGET_OCTET: Final = DefectKind(
    "invalid-target-octet",
    N_("Octet that no target may have"),
    N_("A target is made of ASCII letters, digits and some signs. Everything else is written as % and two hex digits."),
    "RFC 3986 §2",
    400,
)
UNUSUAL_TARGET_OCTET: Final = DefectKind(
    "unusual-target-octet",
    N_("Sign that should be percent-encoded"),
    N_(
        "Browsers and curl send this sign as it is, and servers take it, though the grammar asks for % and two hex"
        " digits."
    ),
    "RFC 3986 §2",
    None,
)
INVALID_PERCENT: Final = DefectKind(
    "invalid-percent",
    N_("% without two hex digits"),
    N_("In a target, % starts an encoded octet such as %20. A percent sign itself is written %25."),
    "RFC 3986 §2.1",
    None,
)
INVALID_TARGET: Final = DefectKind(
    "invalid-target",
    N_("Target in none of the four forms"),
    N_("A target is a path from / on, a whole URL, host:port with CONNECT, or * with OPTIONS."),
    "RFC 9112 §3.2",
    400,
)
ASTERISK_WITHOUT_OPTIONS: Final = DefectKind(
    "asterisk-without-options",
    N_("* as target of another method than OPTIONS"),
    N_("The asterisk stands for the server as a whole, and only OPTIONS can ask about that."),
    "RFC 9112 §3.2.4",
    400,
)
INVALID_AUTHORITY: Final = DefectKind(
    "invalid-authority",
    N_("Wrong host in the target"),
    N_(
        "The target names the host like the Host header: a name or address and perhaps a port, but never a user's name."
    ),
    "RFC 9110 §4.2",
    400,
)
FOREIGN_SCHEME: Final = DefectKind(
    "foreign-scheme",
    N_("Target of another scheme than http"),
    N_(
        "The target is a whole URL, but no http one. A web server cannot speak for ftp and the like; a program that "
        "asks it such a thing takes it for a proxy."
    ),
    "RFC 9110 §7.4",
    400,
)
HTTPS_WITHOUT_TLS: Final = DefectKind(
    "https-without-tls",
    N_("https target without TLS"),
    N_(
        "The target is an https URL, and the connection is in the clear. Whoever asks for https wants nobody to read "
        "along, so a server must not answer this as if it were."
    ),
    "RFC 9110 §7.4",
    421,
)
INCOMPLETE_HEAD: Final = DefectKind(
    "incomplete-head",
    N_("Head is not complete"),
    N_("The empty line that ends the head has not come. A server waits a while and then answers 408."),
    "RFC 9112 §8",
    408,
)
