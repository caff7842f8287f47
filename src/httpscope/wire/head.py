"""Heads of requests and responses: what a session needs at once, places and defects when somebody asks.

Any octets give a head. A request head with nothing remarkable in it is read by one expression; all others line by line
by `head_reader`, which finds the same in a clean head (tested). RFC 9112 §2 to §6 and §9.3.
"""

from dataclasses import dataclass, field, fields

from httpscope.wire.defect_kind import Defect
from httpscope.wire.fields import OWS, Field, list_members
from httpscope.wire.framing import CHUNKED, NO_BODY, Framing, Length, read_content_length, request_framing
from httpscope.wire.grammar import CLEAN_FIELD, CLEAN_REQUEST_HEAD, SPECIAL_FIELD, STATUS_CODE
from httpscope.wire.head_reader import HeadReader, HeadReading
from httpscope.wire.judge import RequestJudge, ResponseJudge
from httpscope.wire.limits import Limits
from httpscope.wire.span import Span
from httpscope.wire.target import TargetForm, form_of, path_and_query, read_host

__all__ = ["Field", "RequestHead", "ResponseHead", "TargetForm", "read_request_head", "read_response_head"]

_DEFAULT_LIMITS = Limits()
_PASSED = Limits(*(2**62 for _ in fields(Limits)))
"""For a head that was found clean, within whatever limits: reading it again finds nothing to remark."""
_CLEAN_CONNECTION = {
    (b"1", b""): True,
    (b"1", b"keep-alive"): True,
    (b"1", b"close"): False,
    (b"0", b""): False,
    (b"0", b"keep-alive"): True,
    (b"0", b"close"): False,
}
"""Whether the connection persists, by minor version and the one connection option (RFC 9112 §9.3)."""
_CLEAN_EXPECT = {b"": False, b"100-continue": True}
"""Whether the client waits for a 100 (Continue), by what it expects."""
_HEADS_KEPT = 256
"""Heads that are kept; then all are forgotten, for a client may send another one each time."""
_LONGEST_KEPT = 4096
"""Octets of a head that is kept."""
_READ: dict[bytes, tuple[Limits, "RequestHead"]] = {}
"""Clean heads by their octets, each with the limits within which it was found clean."""
_WITH_CONTENT = frozenset((b"POST", b"PUT", b"PATCH"))
"""Methods that take content without remark; others that do are read carefully."""


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request head, or what there is of one."""

    octets: bytes
    """From the first octet (an empty line before the request line included) through the empty line."""
    method: bytes
    """Empty where there is none; the same for target and version."""
    target: bytes
    version: bytes
    framing: Framing
    persistent: bool
    """Whether the connection may stay open behind this exchange (RFC 9112 §9.3)."""
    expects_continue: bool
    """Whether the client waits for a 100 (Continue) before it sends content (RFC 9110 §10.1.1)."""
    refusal: Defect | None = None
    """The first defect with a status: what a strict server answers, and a lenient one forgives if it can."""
    _reading: HeadReading | None = field(default=None, repr=False, compare=False)

    def _read(self) -> HeadReading:
        reading = self._reading
        if reading is None:
            reader = HeadReader(RequestJudge(_PASSED), _PASSED)
            reader.read(self.octets, to_refusal=False)
            # Only a cache: the octets decide all of it.
            reading = reader.reading(self.octets)
            object.__setattr__(self, "_reading", reading)
        return reading

    @property
    def defects(self) -> tuple[Defect, ...]:
        """All defects, in order of place."""
        return self._reading.defects if self._reading else ()

    @property
    def whole(self) -> bool:
        """Whether the empty line is there."""
        return self._reading is None or self._reading.whole

    @property
    def fields(self) -> tuple[Field, ...]:
        """The field lines, in order."""
        return self._read().fields

    @property
    def start_line(self) -> Span:
        """Place of the request line, its line end included."""
        return self._read().start_line.line

    @property
    def start_line_parts(self) -> tuple[Span, Span, Span]:
        """Places of method, target and version."""
        return self._read().start_line[:3]

    @property
    def method_span(self) -> Span:
        """Place of the method."""
        return self._read().start_line.first

    @property
    def target_span(self) -> Span:
        """Place of the request-target."""
        return self._read().start_line.second

    @property
    def version_span(self) -> Span:
        """Place of the version."""
        return self._read().start_line.third

    @property
    def target_form(self) -> TargetForm:
        """The form in which the target is written (RFC 9112 §3.2)."""
        return form_of(self.target, self.method)

    @property
    def path(self) -> bytes:
        """Path without query: of origin- or absolute-form; `*` for the asterisk-form, empty for the authority-form."""
        return path_and_query(self.target, self.method)[0]

    @property
    def query(self) -> bytes | None:
        """What follows the first question mark of the target; None without one."""
        return path_and_query(self.target, self.method)[1]

    @property
    def pairs(self) -> list[tuple[bytes, bytes]]:
        """Name in lower case and value of each field line, in order: quickly, without their places."""
        if self._reading is None:
            return [(name.lower(), value.rstrip(OWS)) for name, value in CLEAN_FIELD.findall(self.octets)]
        return [(field.name.lower(), field.value) for field in self._reading.fields]

    def get(self, name: bytes) -> list[bytes]:
        """Give the values of the lines of a field, in order, by its name in lower case."""
        return [value for key, value in self.pairs if key == name]


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """A response head, or what there is of one."""

    octets: bytes
    """From the first octet through the empty line."""
    version: bytes
    status_octets: bytes
    reason: bytes
    status: int | None
    """Status code; None where there are no three digits."""
    fields: tuple[Field, ...]
    defects: tuple[Defect, ...]
    """All defects of lines, in order of place."""
    whole: bool
    """Whether the empty line is there."""
    version_span: Span
    status_span: Span
    reason_span: Span
    start_line: Span
    """Place of the status line, its line end included."""

    @property
    def start_line_parts(self) -> tuple[Span, Span, Span]:
        """Places of version, status code and reason."""
        return self.version_span, self.status_span, self.reason_span

    def get(self, name: bytes) -> list[bytes]:
        """Give the values of the lines of a field, in order, by its name in lower case."""
        return _values(self.fields, name)


def _values(fields: tuple[Field, ...], name: bytes) -> list[bytes]:
    return [field.value for field in fields if field.name.lower() == name]


def read_request_head(octets: bytes, limits: Limits = _DEFAULT_LIMITS) -> RequestHead:
    """Read the head that the octets begin with, as much of it as is there. Raises nothing."""
    stop = octets.find(b"\r\n\r\n")
    if stop >= 0 and (head := read_clean_request_head(octets[: stop + 4], limits)):
        return head
    reader = HeadReader(RequestJudge(limits), limits)
    reader.read(octets, to_refusal=False)
    return request_head_of(reader, octets)


def read_clean_request_head(octets: bytes, limits: Limits) -> RequestHead | None:
    """Give the head if the octets are exactly one with nothing remarkable in it, and None otherwise.

    Most clients send the same head again and again: a head is a value, so the one that was read is given again.
    """
    known = _READ.get(octets)
    if known is not None and known[0] is limits:
        return known[1]
    head = _read_clean(octets, limits)
    if head is not None and len(octets) <= _LONGEST_KEPT:
        if len(_READ) >= _HEADS_KEPT:
            _READ.clear()
        _READ[octets] = limits, head
    return head


def _read_clean(octets: bytes, limits: Limits) -> RequestHead | None:
    size = len(octets)
    if size > limits.request_line or size > limits.field_line or size > limits.head:
        return None
    match = CLEAN_REQUEST_HEAD.fullmatch(octets)
    if match is None or octets.count(b"\r\n") - 2 > limits.fields:
        return None
    method, target, version, minor = match.groups()
    lines = SPECIAL_FIELD.findall(octets, match.end(3))
    said = {name.lower(): value.rstrip(OWS) for name, value in lines}
    host = said.get(b"host")
    is_1_0 = minor == b"0"
    persistent = _CLEAN_CONNECTION.get((minor, said.get(b"connection", b"").lower()))
    expects_continue = _CLEAN_EXPECT.get(said.get(b"expect", b"").lower())
    framing = _clean_framing(said, method, limits)
    wrong_host = not is_1_0 if host is None else read_host(host) is None
    too_new = is_1_0 and (expects_continue or framing is CHUNKED)
    # What is repeated, wrong or unusual is left to the careful reader.
    if len(said) != len(lines) or persistent is None or expects_continue is None or framing is None:
        return None
    if wrong_host or too_new or len(method) > limits.method:
        return None
    return RequestHead(octets, method, target, version, framing, persistent, expects_continue)


def _clean_framing(said: dict[bytes, bytes], method: bytes, limits: Limits) -> Framing | None:
    """Give the framing by the fields given in lower case; None where a careful reader has to look."""
    length = said.get(b"content-length")
    coding = said.get(b"transfer-encoding")
    if length is None and coding is None:
        return NO_BODY
    if method not in _WITH_CONTENT or (length is not None and coding is not None):
        return None
    if coding is not None:
        return CHUNKED if coding.lower() == b"chunked" else None
    octets = read_content_length(length or b"")
    return Length(octets) if octets is not None and octets <= limits.content else None


def request_head_of(reader: HeadReader, octets: bytes) -> RequestHead:
    """Give the head that the reader has found in the octets."""
    octets = octets if reader.stop is None else octets[: reader.stop]
    reading = reader.reading(octets)
    line = reading.start_line
    version = line.third.of(octets)
    fields = reading.fields
    options = {option.lower() for option in list_members(_values(fields, b"connection"))}
    is_1_0 = version in {b"", b"HTTP/1.0"}
    refusal = reader.refusal or next((defect for defect in reading.defects if defect.kind.status is not None), None)
    # Behind what a strict server refuses a lenient one closes as well.
    persistent = refusal is None and b"close" not in options and (not is_1_0 or b"keep-alive" in options)
    expectations = [value.lower() for value in list_members(_values(fields, b"expect"))]
    return RequestHead(
        octets,
        line.first.of(octets),
        line.second.of(octets),
        version,
        request_framing(_values(fields, b"content-length"), _values(fields, b"transfer-encoding")),
        persistent,
        not is_1_0 and b"100-continue" in expectations,
        refusal,
        reading,
    )


def read_response_head(octets: bytes) -> ResponseHead:
    """Read the head that the octets begin with, as much of it as is there. Raises nothing."""
    reader = HeadReader(ResponseJudge(), empty_lines=False)
    reader.read(octets, to_refusal=False)
    octets = octets if reader.stop is None else octets[: reader.stop]
    reading = reader.reading(octets)
    line = reading.start_line
    code = line.second.of(octets)
    return ResponseHead(
        octets,
        line.first.of(octets),
        code,
        line.third.of(octets),
        int(code) if STATUS_CODE.fullmatch(code) else None,
        reading.fields,
        reading.defects,
        reading.whole,
        line.first,
        line.second,
        line.third,
        line.line,
    )
