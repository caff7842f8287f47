"""Field lines to names, values and their places, and lists in values (RFC 9112 §5, RFC 9110 §5.6.1).

Any line gives a field, however odd; what is odd about it is told as defects beside it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from httpscope.wire import field_defects as kinds
from httpscope.wire.defect_kind import Defect
from httpscope.wire.grammar import NOT_TCHAR
from httpscope.wire.span import Span

OWS = b" \t"
"""Octets of optional whitespace (RFC 9110 §5.6.3)."""

_OBS_TEXT_FROM = 0x80


class Field(NamedTuple):
    """A field line as received. A line without a colon is all name."""

    name: bytes
    value: bytes
    """Without the whitespace around it; each fold of a folded line replaced by one space."""
    name_span: Span
    value_span: Span
    line: Span
    """The whole line, its line end and the lines folded onto it included."""


def content_length_of_line(line: bytes) -> int:
    """Give how many octets of the line stand before its line end, which may be CR LF, LF or missing."""
    if line.endswith(b"\r\n"):
        return len(line) - 2
    return len(line) - 1 if line.endswith(b"\n") else len(line)


def read_field_line(line: bytes, at: int) -> tuple[Field, list[Defect]]:
    """Take a line apart that begins at offset `at` of its message and includes its line end, if it has one."""
    end = content_length_of_line(line)
    start = end - len(line[:end].lstrip(OWS))
    colon = line.find(b":", start, end)
    if colon < 0:
        name = line[start:end].rstrip(OWS)
        span = Span(at + start, at + start + len(name))
        field = Field(name, b"", span, Span(at + end, at + end), Span(at, at + len(line)))
        return field, [Defect(kinds.MISSING_COLON, span)]
    name = line[start:colon].rstrip(OWS)
    value = line[colon + 1 : end].rstrip(OWS)
    value_stop = colon + 1 + len(value)
    value = value.lstrip(OWS)
    name_stop = start + len(name)
    field = Field(
        name,
        value,
        Span(at + start, at + name_stop),
        Span(at + value_stop - len(value), at + value_stop),
        Span(at, at + len(line)),
    )
    return field, _defects_of(field, at + colon)


def _defects_of(field: Field, colon: int) -> list[Defect]:
    defects: list[Defect] = []
    name = field.name
    if not name:
        defects.append(Defect(kinds.EMPTY_FIELD_NAME, Span(colon, colon + 1)))
    elif stray := NOT_TCHAR.search(name):
        place = field.name_span.start + stray.start()
        defects.append(Defect(kinds.INVALID_FIELD_NAME, Span(place, place + 1)))
    if name and field.name_span.stop < colon:
        defects.append(Defect(kinds.SPACE_BEFORE_COLON, Span(field.name_span.stop, colon)))
    if not field.value.isascii():
        place = next(n for n, octet in enumerate(field.value) if octet >= _OBS_TEXT_FROM) + field.value_span.start
        defects.append(Defect(kinds.OBS_TEXT, Span(place, field.value_span.stop)))
    return defects


def fold(field: Field, lines: Sequence[tuple[bytes, int]]) -> Field:
    """Give the field with folded lines, each with its offset, added to its value (RFC 9112 §5.2)."""
    texts = [field.value] if field.value else []
    start, stop = field.value_span
    line_stop = field.line.stop
    for line, at in lines:
        text = line[: content_length_of_line(line)].rstrip(OWS)
        line_stop = at + len(line)
        if stripped := text.lstrip(OWS):
            start = start if texts else at + len(text) - len(stripped)
            stop = at + len(text)
            texts.append(stripped)
    return Field(field.name, b" ".join(texts), field.name_span, Span(start, stop), Span(field.line.start, line_stop))


def list_members(values: Iterable[bytes]) -> list[bytes]:
    """Give the members of a comma-separated list spread over lines, empty members left out (RFC 9110 §5.6.1.2)."""
    return [member for value in values for part in value.split(b",") if (member := part.strip(OWS))]
