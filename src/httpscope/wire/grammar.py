"""Rules of RFC 9110, 9112 and 3986 as expressions over octets, each under its ABNF.

Expressions are to be used with `fullmatch` unless the comment says otherwise. Quantifiers are possessive wherever
what follows cannot begin with what they eat, so that no input makes them backtrack.
"""

import re
from typing import Final

# RFC 9110 §5.6.2  token = 1*tchar
TCHAR: Final = rb"!#$%&'*+\-.^_`|~0-9A-Za-z"
TOKEN: Final = re.compile(rb"[" + TCHAR + rb"]++")
NOT_TCHAR: Final = re.compile(rb"[^" + TCHAR + rb"]")
"""To `search` with: the first octet that keeps a name from being a token."""

# RFC 9110 §5.6.4  quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
QUOTED_STRING: Final = rb'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*+"'

# RFC 9112 §2.3  HTTP-version = HTTP-name "/" DIGIT "." DIGIT
VERSION: Final = re.compile(rb"HTTP/([0-9])\.([0-9])")

# RFC 9112 §4  status-code = 3DIGIT
STATUS_CODE: Final = re.compile(rb"[0-9]{3}")

# RFC 9110 §8.6  Content-Length = 1*DIGIT
CONTENT_LENGTH: Final = re.compile(rb"[0-9]++")

# RFC 3986 §2  unreserved, sub-delims, pct-encoded
_UNRESERVED: Final = rb"A-Za-z0-9\-._~"
_SUB_DELIMS: Final = rb"!$&'()*+,;="
# RFC 3986 §3.3 and §3.4  pchar, "/" and "?"
TARGET_OCTET: Final = _UNRESERVED + _SUB_DELIMS + rb":@/?"
NOT_TARGET_OCTET: Final = re.compile(rb"[^" + TARGET_OCTET + rb"%]|%(?![0-9A-Fa-f]{2})")
"""To `search` with: the next octet of an origin-form that RFC 3986 has no place for."""

# RFC 9112 §3.2.1  origin-form = absolute-path [ "?" query ]
ORIGIN_FORM: Final = rb"/[" + TARGET_OCTET + rb"]*+(?:%[0-9A-Fa-f]{2}[" + TARGET_OCTET + rb"]*+)*+"
# RFC 3986 §3  scheme "://" authority path-abempty [ "?" query ]; taken apart, not checked
ABSOLUTE_FORM: Final = re.compile(rb"([A-Za-z][A-Za-z0-9+.\-]*+)://([^/?#]*+)(.*+)", re.DOTALL)

# RFC 3986 §3.2.2  IPv6address
_H16: Final = rb"[0-9A-Fa-f]{1,4}"
_DEC_OCTET: Final = rb"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = rb"(?:" + _DEC_OCTET + rb"\.){3}" + _DEC_OCTET
_LS32: Final = rb"(?:" + _H16 + rb":" + _H16 + rb"|" + _IPV4 + rb")"
_PAIR: Final = rb"(?:" + _H16 + rb":)"
_IPV6: Final = b"|".join(
    (
        _PAIR + rb"{6}" + _LS32,
        rb"::" + _PAIR + rb"{5}" + _LS32,
        rb"(?:" + _H16 + rb")?::" + _PAIR + rb"{4}" + _LS32,
        rb"(?:" + _PAIR + rb"{0,1}" + _H16 + rb")?::" + _PAIR + rb"{3}" + _LS32,
        rb"(?:" + _PAIR + rb"{0,2}" + _H16 + rb")?::" + _PAIR + rb"{2}" + _LS32,
        rb"(?:" + _PAIR + rb"{0,3}" + _H16 + rb")?::" + _PAIR + _LS32,
        rb"(?:" + _PAIR + rb"{0,4}" + _H16 + rb")?::" + _LS32,
        rb"(?:" + _PAIR + rb"{0,5}" + _H16 + rb")?::" + _H16,
        rb"(?:" + _PAIR + rb"{0,6}" + _H16 + rb")?::",
    )
)
# RFC 3986 §3.2.2  IP-literal = "[" ( IPv6address / IPvFuture ) "]"
_IP_LITERAL: Final = rb"\[(?:" + _IPV6 + rb"|[vV][0-9A-Fa-f]+\.[" + _UNRESERVED + _SUB_DELIMS + rb":]+)\]"
# RFC 3986 §3.2.2  reg-name, without the comma, which is what two Host fields joined by a proxy look like, and not empty
_REG_NAME: Final = rb"(?:[" + _UNRESERVED + rb"!$&'()*+;=]|%[0-9A-Fa-f]{2})++"
# RFC 9110 §7.2  Host = uri-host [ ":" port ]
HOST: Final = re.compile(rb"(" + _IP_LITERAL + rb"|" + _REG_NAME + rb")(?::([0-9]*+))?")

# RFC 9112 §7.1  chunk-size = 1*HEXDIG; sixteen digits are 64 bits
CHUNK_SIZE: Final = re.compile(rb"[0-9A-Fa-f]{1,16}+")
# RFC 9112 §7.1.1  chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
CHUNK_EXT: Final = re.compile(
    rb"(?:[ \t]*+;[ \t]*+[%b]++(?:[ \t]*+=[ \t]*+(?:[%b]++|%b))?+)*+" % (TCHAR, TCHAR, QUOTED_STRING)
)

# RFC 9112 §5  field-line = field-name ":" OWS field-value OWS, with nothing worth a mark in it
_CLEAN_FIELD_LINE: Final = rb"[" + TCHAR + rb"]++:[\t\x20-\x7e]*+\r\n"
CLEAN_REQUEST_HEAD: Final = re.compile(
    rb"(?!CONNECT )([A-Z][A-Z0-9_\-]*+) ("
    + ORIGIN_FORM
    + rb") (HTTP/1\.([01]))\r\n(?:"
    + _CLEAN_FIELD_LINE
    + rb")*+\r\n"
)
"""A whole request head that any server takes, but for what the fields in `SPECIAL_FIELD` say."""
SPECIAL_FIELD: Final = re.compile(
    rb"\r\n(host|connection|content-(?:length|type)|transfer-encoding|expect):[ \t]*+([^\r]*+)", re.IGNORECASE
)
"""To `findall` with: name and value, trailing whitespace and all, of fields that decide how a head is understood."""

CLEAN_FIELD: Final = re.compile(rb"\r\n([^:\r]++):[ \t]*+([^\r]*+)")
"""To `findall` in a clean head with: names and values of all fields, trailing whitespace and all."""

LINE_EVENT: Final = re.compile(rb"\n|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?=[^\n])")
"""To `search` with: the next octet that ends a line or that may not stand in one."""

EMPTY_LINES: Final = re.compile(rb"(?:\r?\n)++")
"""To `match` with: all empty lines that come next."""
