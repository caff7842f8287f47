"""What a strict server says about the lines of a request head, each judged as soon as it is whole (RFC 9110, RFC 9112).

The judgement of a line depends on the lines before it alone, so it is the same however the octets come.
"""

from collections.abc import Callable
from typing import Final

from httpscope.wire import body_defects, field_defects, line_defects
from httpscope.wire.defect_kind import Defect, DefectKind
from httpscope.wire.fields import OWS, Field, list_members
from httpscope.wire.framing import read_content_length
from httpscope.wire.grammar import TOKEN
from httpscope.wire.limits import Limits
from httpscope.wire.span import Span
from httpscope.wire.start_line import (
    StartLine,
    read_request_line,
    read_status_line,
    request_line_defects,
    status_line_defects,
)
from httpscope.wire.target import Authority, TargetForm, authority_of, form_of, read_host, usual_port_of

_WITHOUT_CONTENT: Final = frozenset((b"GET", b"HEAD", b"DELETE", b"CONNECT", b"TRACE"))
"""Methods for which content has no meaning (RFC 9110 §9.3)."""


class RequestJudge:
    """Judges one request head, line after line."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._method = self._version = b""
        self._form = TargetForm.NONE
        self._authority: Authority | None = None
        self._usual_port = 80
        self._seen: dict[bytes, bytes] = {}
        self._upgrades = self._to_websocket = self._other_version = False
        self._judges: dict[bytes, Callable[[Field, bytes | None], DefectKind | None]] = {
            b"host": self._host,
            b"content-length": self._content_length,
            b"transfer-encoding": self._transfer_encoding,
            b"content-type": self._content_type,
            b"expect": self._expect,
            b"connection": self._connection,
            b"upgrade": self._upgrade,
            b"sec-websocket-version": self._websocket_version,
        }

    def start_line(self, line: bytes, at: int) -> tuple[StartLine, list[Defect]]:
        """Read and judge the request-line."""
        parts = read_request_line(line, at)
        self._method, target, self._version = (line[span.start - at : span.stop - at] for span in parts[:3])
        self._form = form_of(target, self._method)
        self._usual_port = usual_port_of(target)
        self._authority = authority_of(target, self._method) if self._form is TargetForm.ABSOLUTE else None
        defects = request_line_defects(parts, line)
        if len(self._method) > self._limits.method and all(defect.kind.status is None for defect in defects):
            # A line that is wrong elsewhere was hardly meant for a request: that says more than its first word.
            defects.insert(0, Defect(line_defects.OVERLONG_METHOD, parts.first))
        return parts, defects

    def field(self, field: Field) -> list[Defect]:
        """Judge what a field line says."""
        name = field.name.lower()
        judge = self._judges.get(name)
        if judge is None:
            return []
        kind = judge(field, self._seen.get(name))
        self._seen.setdefault(name, field.value)
        if kind is None:
            return []
        span = field.value_span if field.value else field.name_span
        return [Defect(kind, span)]

    def end(self, empty_line: Span) -> list[Defect]:
        """Judge what is not there, now that the empty line has come."""
        if b"host" not in self._seen and self._version.startswith(b"HTTP/1.") and self._version != b"HTTP/1.0":
            return [Defect(field_defects.MISSING_HOST, empty_line)]
        return []

    def _host(self, field: Field, earlier: bytes | None) -> DefectKind | None:
        if earlier is not None:
            return field_defects.REPEATED_HOST
        if read_host(field.value) is None:
            return field_defects.INVALID_HOST
        if self._authority is not None:
            # The client may write the usual port of the scheme in either place or leave it out.
            named = read_host(field.value, self._usual_port)
            return None if named == self._authority else field_defects.HOST_MISMATCH
        return None

    def _content_length(self, field: Field, earlier: bytes | None) -> DefectKind | None:
        if b"transfer-encoding" in self._seen:
            return body_defects.CONTENT_LENGTH_AND_TRANSFER_ENCODING
        if earlier is not None:
            return body_defects.REPEATED_CONTENT_LENGTH
        length = read_content_length(field.value)
        if length is None:
            return body_defects.INVALID_CONTENT_LENGTH
        if length > self._limits.content:
            return body_defects.CONTENT_TOO_LARGE
        return body_defects.UNEXPECTED_CONTENT if length and self._method in _WITHOUT_CONTENT else None

    def _transfer_encoding(self, field: Field, earlier: bytes | None) -> DefectKind | None:
        if b"content-length" in self._seen:
            return body_defects.CONTENT_LENGTH_AND_TRANSFER_ENCODING
        if self._version == b"HTTP/1.0":
            return body_defects.TRANSFER_ENCODING_IN_HTTP_1_0
        codings = field.value.lower()
        if earlier is None and codings == b"chunked":
            return body_defects.UNEXPECTED_CONTENT if self._method in _WITHOUT_CONTENT else None
        *first, last = [coding.strip(OWS) for coding in codings.split(b",")]
        # Any coding may stand before chunked, but chunked itself, and identity, which is one no more (RFC 9112 §7).
        wrong = any(not TOKEN.fullmatch(coding) or coding in {b"chunked", b"identity"} for coding in first)
        if earlier is not None or not first or last != b"chunked" or wrong:
            return body_defects.INVALID_TRANSFER_ENCODING
        return body_defects.UNSUPPORTED_TRANSFER_CODING

    def _content_type(self, field: Field, earlier: bytes | None) -> DefectKind | None:
        if earlier is None:
            return None
        same = earlier == field.value
        return field_defects.REPEATED_CONTENT_TYPE if same else field_defects.CONFLICTING_CONTENT_TYPE

    def _expect(self, field: Field, _earlier: bytes | None) -> DefectKind | None:
        # A server must ignore expectations of HTTP/1.0 (RFC 9110 §10.1.1).
        known = self._version == b"HTTP/1.0" or all(
            member.lower() == b"100-continue" for member in list_members([field.value])
        )
        return None if known else field_defects.UNKNOWN_EXPECTATION

    def _connection(self, field: Field, _earlier: bytes | None) -> DefectKind | None:
        self._upgrades |= b"upgrade" in list_members([field.value.lower()])
        return self._handshake()

    def _upgrade(self, field: Field, _earlier: bytes | None) -> DefectKind | None:
        self._to_websocket |= b"websocket" in list_members([field.value.lower()])
        return self._handshake()

    def _websocket_version(self, field: Field, _earlier: bytes | None) -> DefectKind | None:
        self._other_version |= field.value != b"13"
        return self._handshake()

    def _handshake(self) -> DefectKind | None:
        """Judge the handshake of RFC 6455 §4.2.1 by the line that completes it; Upgrade in HTTP/1.0 is ignored."""
        asks = self._upgrades and self._to_websocket and self._method == b"GET" and self._version != b"HTTP/1.0"
        if not asks or not self._other_version:
            return None
        self._other_version = False
        return field_defects.UNSUPPORTED_WEBSOCKET_VERSION


class ResponseJudge:
    """Judges one response head. What its fields say together is looked at in `response_message`."""

    def start_line(self, line: bytes, at: int) -> tuple[StartLine, list[Defect]]:
        """Read and judge the status-line."""
        parts = read_status_line(line, at)
        return parts, status_line_defects(parts, line)

    def field(self, _field: Field) -> list[Defect]:
        """Judge what a field line says: nothing alone."""
        return []

    def end(self, _empty_line: Span) -> list[Defect]:
        """Judge what is not there: nothing is needed."""
        return []
