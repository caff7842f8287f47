"""Defects of field lines and of what single fields say (RFC 9112 §5, RFC 9110 §5, §7.2, §8.3, §10.1.1, RFC 6455)."""

from typing import Final

from httpscope.i18n import N_
from httpscope.wire.defect_kind import DefectKind

MISSING_COLON: Final = DefectKind(
    "missing-colon",
    N_("Header line without a colon"),
    N_("A header is a name, a colon and a value. Without a colon nobody can say which part is the name."),
    "RFC 9112 §5",
    400,
)
EMPTY_FIELD_NAME: Final = DefectKind(
    "empty-field-name",
    N_("Header without a name"),
    N_("The line begins with the colon. A name has at least one character."),
    "RFC 9110 §5.1",
    400,
)
INVALID_FIELD_NAME: Final = DefectKind(
    "invalid-field-name",
    N_("Octet that no header name may have"),
    N_("A header name is one word of letters, digits and a few signs, mostly the hyphen. No space, no slash, no ü."),
    "RFC 9110 §5.1",
    400,
)
SPACE_BEFORE_COLON: Final = DefectKind(
    "space-before-colon",
    N_("Space between header name and colon"),
    N_(
        "Nothing may stand between name and colon. Programs disagreed about such names, and attackers used that to "
        "smuggle requests past a proxy; servers must answer 400."
    ),
    "RFC 9112 §5.1",
    400,
)
OBS_FOLD: Final = DefectKind(
    "obs-fold",
    N_("Header continued on the next line"),
    N_("A line that begins with a space used to continue the value above. That is obsolete, and servers answer 400."),
    "RFC 9112 §5.2",
    400,
)
SPACE_BEFORE_FIRST_FIELD: Final = DefectKind(
    "space-before-first-field",
    N_("Space before the first header"),
    N_("The first line after the request line begins with a space, so it could be taken for a part of either."),
    "RFC 9112 §2.2",
    400,
)
OBS_TEXT: Final = DefectKind(
    "obs-text",
    N_("Header value beyond ASCII"),
    N_("Values should be ASCII. What other octets mean (UTF-8? Latin-1?) nothing says, so programs guess differently."),
    "RFC 9110 §5.5",
    None,
)
FIELD_LINE_TOO_LONG: Final = DefectKind(
    "field-line-too-long",
    N_("Header line too long"),
    N_("One header passes the limit for a line. Servers must stop somewhere; 8 KiB is usual."),
    "RFC 6585 §5",
    431,
)
HEAD_TOO_LARGE: Final = DefectKind(
    "head-too-large",
    N_("Head too large"),
    N_("Request line and headers together pass the limit. A server that read on forever could be kept busy forever."),
    "RFC 6585 §5",
    431,
)
TOO_MANY_FIELDS: Final = DefectKind(
    "too-many-fields",
    N_("Too many headers"),
    N_("A browser sends about 15 headers. Servers stop at about 100, so that nobody can fill their memory."),
    "RFC 6585 §5",
    431,
)
MISSING_HOST: Final = DefectKind(
    "missing-host",
    N_("No Host header"),
    N_("Many sites share one address, so every HTTP/1.1 request must say which one it wants. Servers must answer 400."),
    "RFC 9112 §3.2",
    400,
)
REPEATED_HOST: Final = DefectKind(
    "repeated-host",
    N_("More than one Host header"),
    N_("Even if both say the same: a proxy might read the first and the server the second. Servers must answer 400."),
    "RFC 9112 §3.2",
    400,
)
INVALID_HOST: Final = DefectKind(
    "invalid-host",
    N_("Host is not a host"),
    N_("Host holds a name or an address, and perhaps a colon and a port up to 65535. No path, no user, no list."),
    "RFC 9110 §7.2",
    400,
)
HOST_MISMATCH: Final = DefectKind(
    "host-mismatch",
    N_("Host and target name different hosts"),
    N_("The target is a whole URL, and Host says another host. One program would believe the one, the next the other."),
    "RFC 9112 §3.2.2",
    400,
)
CONFLICTING_CONTENT_TYPE: Final = DefectKind(
    "conflicting-content-type",
    N_("Two different Content-Type headers"),
    N_("Content has one type. With two, one program may see a harmless text where the next sees a script."),
    "RFC 9110 §8.3",
    400,
)
REPEATED_CONTENT_TYPE: Final = DefectKind(
    "repeated-content-type",
    N_("Content-Type more than once"),
    N_("This header may stand only once. Here both say the same, so it does no harm."),
    "RFC 9110 §5.3",
    None,
)
UNKNOWN_EXPECTATION: Final = DefectKind(
    "unknown-expectation",
    N_("Expectation that nobody knows"),
    N_("Expect has one known value, 100-continue. A server that cannot do what is expected answers 417."),
    "RFC 9110 §10.1.1",
    417,
)
UNSUPPORTED_WEBSOCKET_VERSION: Final = DefectKind(
    "unsupported-websocket-version",
    N_("WebSocket version other than 13"),
    N_("There is one version of the WebSocket protocol, and its number is 13. Servers answer 426 and name it."),
    "RFC 6455 §4.4",
    426,
)
