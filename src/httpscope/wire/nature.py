"""What octets are that are not HTTP/1.x: other protocols that clients send to a web server's port by mistake.

Knows first octets only; takes nothing apart.
"""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from httpscope.i18n import N_
from httpscope.wire.grammar import TCHAR


@dataclass(frozen=True, slots=True)
class Nature:
    """Another protocol, in words that a class of beginners understands."""

    code: str
    """Stable, in kebab-case; kept in captures."""
    title: str
    """A few plain words, marked for translation."""
    explanation: str
    """What it is and what to do, marked for translation."""


TLS_HELLO: Final = Nature(
    "tls-hello",
    N_("TLS hello (https)"),
    N_("The client speaks https, this port speaks http. Use an address that begins with http:// in the client."),
)
HTTP2_PREFACE: Final = Nature(
    "http2-preface",
    N_("HTTP/2 preface"),
    N_(
        "The client began HTTP/2 without asking, with the line that makes HTTP/1.x servers refuse it. Let it use "
        "HTTP/1.1."
    ),
)
SSH_BANNER: Final = Nature(
    "ssh-banner", N_("SSH greeting"), N_("An SSH client says its version. It has come to the wrong port.")
)
PROXY_PROTOCOL: Final = Nature(
    "proxy-protocol",
    N_("PROXY protocol header"),
    N_("A load balancer tells whom it speaks for before the request. Switch its PROXY protocol off for this server."),
)
SOCKS: Final = Nature(
    "socks", N_("SOCKS greeting"), N_("The client takes this server for a SOCKS proxy. Look at its proxy settings.")
)
MQTT: Final = Nature(
    "mqtt", N_("MQTT connect"), N_("A device looks for an MQTT broker. It has come to the wrong port.")
)
RDP: Final = Nature(
    "rdp", N_("Remote desktop request"), N_("A remote desktop client, or a scanner that looks for remote desktops.")
)
TELNET: Final = Nature("telnet", N_("Telnet negotiation"), N_("A telnet client negotiates options before any text."))
HTTP_RESPONSE: Final = Nature(
    "http-response",
    N_("HTTP response"),
    N_("The octets are a response. Here a request is expected: client and server are swapped."),
)
BINARY: Final = Nature(
    "binary",
    N_("Binary data"),
    N_("Octets that are not text: another protocol, or a file sent without HTTP around it."),
)
TEXT: Final = Nature(
    "text",
    N_("Text that is not HTTP"),
    N_("The first line has no method, target and version, so this is not a request."),
)

NATURES: Final = MappingProxyType(
    {
        nature.code: nature
        for nature in (
            TLS_HELLO,
            HTTP2_PREFACE,
            SSH_BANNER,
            PROXY_PROTOCOL,
            SOCKS,
            MQTT,
            RDP,
            TELNET,
            HTTP_RESPONSE,
            BINARY,
            TEXT,
        )
    }
)
"""All natures, by code."""

_CONTROL: Final = rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_OPENINGS: Final = (
    (re.compile(rb"\x16\x03[\x00-\x04]"), TLS_HELLO),
    (re.compile(rb"PRI \* HTTP/2\.0\r\n"), HTTP2_PREFACE),
    (re.compile(rb"SSH-[12]\.[0-9]"), SSH_BANNER),
    (re.compile(rb"PROXY (?:TCP4|TCP6|UNKNOWN)[ \r]"), PROXY_PROTOCOL),
    (re.compile(rb"\x05[\x01-\x08][\x00-\x09\x80-\xff]"), SOCKS),
    (re.compile(rb"\x04[\x01\x02][\x00-\xff]"), SOCKS),
    (re.compile(rb"\x10[\x00-\xff]\x00\x04MQTT"), MQTT),
    (re.compile(rb"\x03\x00\x00"), RDP),
    (re.compile(rb"\xff[\xfb-\xfe]"), TELNET),
    (re.compile(rb"HTTP/[0-9]\.[0-9] [0-9]{3}"), HTTP_RESPONSE),
    (re.compile(rb"(?![%b \t\r\n])[^ \r\n]*?%b" % (TCHAR, _CONTROL)), BINARY),
)
_PROXY_2: Final = re.compile(rb"\r\n\r\n\x00\r\nQUIT\n")
_WORD_LINE: Final = re.compile(rb"(?!.*(?i:HTTP))[\t\x21-\x7e\x80-\xff]++\r?\n")
_STRANGE: Final = re.compile(_CONTROL)
_LONGEST_OPENING: Final = 24
_MQTT_CONNECT: Final = 0x10
_MQTT_OPENING: Final = 8
_SHORT_OPENING: Final = 3
_MEASURED: Final = 512


def nature_of(octets: bytes | bytearray) -> Nature | None:
    """Tell what the octets begin; None where it may be HTTP/1.x, or where too few have come to tell."""
    if found := opening_of(octets):
        return found
    # These two are refused for what their lines look like, before it is certain what they are.
    first = bytes(octets[:_MEASURED])
    if _PROXY_2.match(first):
        return PROXY_PROTOCOL
    return TEXT if _WORD_LINE.match(first) else None


def opening_of(octets: bytes | bytearray) -> Nature | None:
    """Tell what the octets begin by their first ones alone, so that more octets cannot change the answer."""
    if may_open(octets):
        return None
    first = bytes(octets[:_LONGEST_OPENING])
    for pattern, nature in _OPENINGS:
        if pattern.match(first):
            return nature
    return None


def may_open(octets: bytes | bytearray) -> bool:
    """Tell whether octets that cannot be HTTP/1.x are too few yet to say what they are."""
    if _STRANGE.match(octets) is None:
        return False
    return len(octets) < (_MQTT_OPENING if octets[0] == _MQTT_CONNECT else _SHORT_OPENING)
