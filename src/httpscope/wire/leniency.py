"""What a lenient reader forgives, so that a broken client is answered and its author can go on (RFC 9112 §2.2).

A table and the few looks at octets that it needs. Forgiving is never free: behind a request with anything forgiven
nothing more is read on its connection, so no client and no proxy can slip a second request past a strict reader.
"""

import re
from collections.abc import Iterable
from typing import Final

from httpscope.wire import body_defects, field_defects, line_defects
from httpscope.wire.defect_kind import Defect
from httpscope.wire.fields import OWS, content_length_of_line
from httpscope.wire.grammar import ABSOLUTE_FORM
from httpscope.wire.span import Span

_FORGIVABLE: Final = frozenset(
    {
        # Line ends and stray octets: the line is read with them.
        line_defects.BARE_LF,
        line_defects.BARE_CR,
        line_defects.NUL,
        line_defects.CONTROL_CHARACTER,
        line_defects.SECOND_EMPTY_LINE,
        # The request line: first word, last word, and what is between them.
        line_defects.REQUEST_LINE_SPACE,
        line_defects.SPACE_IN_TARGET,
        line_defects.INVALID_METHOD,
        line_defects.INVALID_VERSION,
        line_defects.MISSING_VERSION,
        line_defects.FRAGMENT_IN_TARGET,
        line_defects.INVALID_TARGET_OCTET,
        line_defects.INVALID_TARGET,
        line_defects.ASTERISK_WITHOUT_OPTIONS,
        line_defects.INVALID_AUTHORITY,
        line_defects.FOREIGN_SCHEME,
        line_defects.HTTPS_WITHOUT_TLS,
        # Field lines: kept as they are; an expectation that nobody knows is ignored, and so is an upgrade.
        field_defects.MISSING_COLON,
        field_defects.EMPTY_FIELD_NAME,
        field_defects.INVALID_FIELD_NAME,
        field_defects.SPACE_BEFORE_COLON,
        field_defects.OBS_FOLD,
        field_defects.SPACE_BEFORE_FIRST_FIELD,
        field_defects.MISSING_HOST,
        field_defects.REPEATED_HOST,
        field_defects.INVALID_HOST,
        field_defects.HOST_MISMATCH,
        field_defects.CONFLICTING_CONTENT_TYPE,
        field_defects.UNKNOWN_EXPECTATION,
        field_defects.UNSUPPORTED_WEBSOCKET_VERSION,
        # Framing: what RFC 9112 §6.3 makes of it; where that is nothing, the head is the whole message.
        body_defects.INVALID_CONTENT_LENGTH,
        body_defects.REPEATED_CONTENT_LENGTH,
        body_defects.CONTENT_LENGTH_AND_TRANSFER_ENCODING,
        body_defects.INVALID_TRANSFER_ENCODING,
        body_defects.UNSUPPORTED_TRANSFER_CODING,
        body_defects.TRANSFER_ENCODING_IN_HTTP_1_0,
        # Chunks whose size can be read all the same, and trailers, which nobody uses.
        body_defects.INVALID_CHUNK_SIZE,
        body_defects.INVALID_CHUNK_EXTENSION,
        body_defects.FORBIDDEN_TRAILER,
    }
)
"""Never forgiven: every limit, other protocols, other major versions, and what is no request line at all."""

UNREADABLE_BODY: Final = frozenset({body_defects.INVALID_CHUNK_SIZE, body_defects.MISSING_CHUNK_END})
"""Where the chunks cannot be told apart any more a lenient reader ends the message, with the content so far."""

_LIKE_HTTP_1: Final = re.compile(rb"(?i:HTTP)(?:/|(?=[0-9]))0*+1?+(?![0-9])")
"""To `match` with: a version that can only mean HTTP/1.x or HTTP/0.9: `http/1.1`, `HTTP/1.11`, `HTTP1`."""


def forgives(defect: Defect, line: bytes = b"", at: int = 0) -> bool:
    """Tell whether a lenient reader goes on behind a defect of the line that begins at offset `at`."""
    if defect.kind not in _FORGIVABLE:
        return False
    start = defect.span.start - at
    match defect.kind:
        case line_defects.INVALID_VERSION:
            return _LIKE_HTTP_1.match(line, start) is not None
        case line_defects.MISSING_VERSION:
            # Two words are the request of HTTP/0.9 only if the second is a target: `hello world` is none.
            target = b"".join(line[:start].split()[-1:])
            return target.startswith(b"/") or ABSOLUTE_FORM.fullmatch(target) is not None
        case body_defects.INVALID_CHUNK_SIZE:
            # White space before the size leaves it readable; anything else may be a part of it.
            place = line[start : defect.span.stop - at]
            return place != b"" and not place.strip(OWS)
        case _:
            return True


def unforgivable(defects: Iterable[Defect], line: bytes, at: int) -> list[Defect]:
    """Give those defects of a line that nobody forgives, placed at its end.

    A line with a stray octet deserves no words but these, and they come behind what was said about the octet.
    """
    end = at + content_length_of_line(line)
    return [
        Defect(defect.kind, Span(end, end))
        for defect in defects
        if defect.kind.status is not None and not forgives(defect, line, at)
    ]
