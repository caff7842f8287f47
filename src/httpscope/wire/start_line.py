"""The first line of a request or a response, taken apart whatever it looks like (RFC 9112 §3 and §4)."""

import re
from typing import Final, NamedTuple

from httpscope.wire import line_defects as kinds
from httpscope.wire import response_defects
from httpscope.wire.defect_kind import Defect
from httpscope.wire.fields import OWS, content_length_of_line
from httpscope.wire.grammar import NOT_TCHAR, STATUS_CODE, VERSION
from httpscope.wire.span import Span
from httpscope.wire.target import target_defects

_GAP: Final = re.compile(rb"[ \t]++")
_STANDARD_METHODS: Final = frozenset(
    (b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"CONNECT", b"OPTIONS", b"TRACE", b"PATCH")
)
_FIRST_OF_CLASSES: Final = 100
_BEHIND_CLASSES: Final = 600


class StartLine(NamedTuple):
    """Places of the three parts of a start-line; a part that is not there has an empty span where it should be.

    Method, target and version of a request-line; version, status code and reason of a status-line.
    """

    first: Span
    second: Span
    third: Span
    line: Span
    """The whole line with its line end."""


def read_request_line(line: bytes, at: int) -> StartLine:
    """Find method, target and version: the first word, the last one, and all that lies between."""
    end = content_length_of_line(line)
    whole = Span(at, at + len(line))
    start = end - len(line[:end].lstrip(OWS))
    stop = max(len(line[:end].rstrip(OWS)), start)
    gap = _GAP.search(line, start, stop)
    if gap is None:
        nothing = Span(at + stop, at + stop)
        return StartLine(Span(at + start, at + stop), nothing, nothing, whole)
    method = Span(at + start, at + gap.start())
    last = max(line.rfind(b" ", start, stop), line.rfind(b"\t", start, stop)) + 1
    if last > gap.end():
        target_stop = len(line[:last].rstrip(OWS))
        return StartLine(method, Span(at + gap.end(), at + target_stop), Span(at + last, at + stop), whole)
    if line.startswith(b"HTTP/", last):
        return StartLine(method, Span(at + last, at + last), Span(at + last, at + stop), whole)
    return StartLine(method, Span(at + last, at + stop), Span(at + stop, at + stop), whole)


def request_line_defects(parts: StartLine, line: bytes) -> list[Defect]:
    """Tell what is wrong with a whole request-line, in order of place."""
    at = parts.line.start
    end = at + content_length_of_line(line)
    method, target, version = (line[span.start - at : span.stop - at] for span in parts[:3])
    if parts.first.stop == parts.third.stop:
        return [Defect(kinds.INVALID_REQUEST_LINE, Span(at, max(end, at)))]
    defects: list[Defect] = []
    if at < parts.first.start:
        defects.append(Defect(kinds.REQUEST_LINE_SPACE, Span(at, parts.first.start)))
    if stray := NOT_TCHAR.search(method):
        place = parts.first.start + stray.start()
        defects.append(Defect(kinds.INVALID_METHOD, Span(place, place + 1)))
    elif method not in _STANDARD_METHODS and method.upper() in _STANDARD_METHODS:
        defects.append(Defect(kinds.LOWER_CASE_METHOD, parts.first))
    if not version:
        # Whatever the second word is, it was hardly meant for a target.
        return [*defects, Defect(kinds.MISSING_VERSION, parts.third)]
    if target:
        defects += _gap_defects(line, at, parts.first.stop, parts.second.start)
        defects += target_defects(target, method, parts.second.start)
        defects += _gap_defects(line, at, parts.second.stop, parts.third.start)
    else:
        defects.append(Defect(kinds.MISSING_TARGET, parts.second))
    defects += _version_defects(version, parts.third)
    if parts.third.stop < end:
        defects.append(Defect(kinds.REQUEST_LINE_SPACE, Span(parts.third.stop, end)))
    return defects


def _gap_defects(line: bytes, at: int, start: int, stop: int) -> list[Defect]:
    return [] if line[start - at : stop - at] == b" " else [Defect(kinds.REQUEST_LINE_SPACE, Span(start, stop))]


def _version_defects(version: bytes, span: Span) -> list[Defect]:
    match = VERSION.fullmatch(version)
    if match is None or match[1] == b"0":
        return [Defect(kinds.INVALID_VERSION, span)]
    if match[1] != b"1":
        return [Defect(kinds.UNSUPPORTED_VERSION, span)]
    return [] if match[2] in b"01" else [Defect(kinds.UNKNOWN_MINOR_VERSION, span)]


def read_status_line(line: bytes, at: int) -> StartLine:
    """Find version, status code and reason: a word, a word and the rest."""
    end = content_length_of_line(line)
    whole = Span(at, at + len(line))
    first = line.find(b" ", 0, end)
    if first < 0:
        nothing = Span(at + end, at + end)
        return StartLine(Span(at, at + end), nothing, nothing, whole)
    second = line.find(b" ", first + 1, end)
    code = Span(at + first + 1, at + (end if second < 0 else second))
    reason = Span(at + (end if second < 0 else second + 1), at + end)
    return StartLine(Span(at, at + first), code, reason, whole)


def status_line_defects(parts: StartLine, line: bytes) -> list[Defect]:
    """Tell what is wrong with a whole status-line, in order of place."""
    at = parts.line.start
    version, code = (line[span.start - at : span.stop - at] for span in parts[:2])
    if not version.startswith(b"HTTP/"):
        return [Defect(response_defects.INVALID_STATUS_LINE, Span(at, parts.third.stop))]
    defects: list[Defect] = []
    match = VERSION.fullmatch(version)
    if match is None or match[1] != b"1":
        defects.append(Defect(response_defects.INVALID_RESPONSE_VERSION, parts.first))
    if STATUS_CODE.fullmatch(code) is None:
        defects.append(Defect(response_defects.INVALID_STATUS_CODE, parts.second))
    elif not _FIRST_OF_CLASSES <= int(code) < _BEHIND_CLASSES:
        defects.append(Defect(response_defects.STATUS_CODE_OUT_OF_RANGE, parts.second))
    if code and parts.third.start == parts.second.stop:
        defects.append(Defect(response_defects.MISSING_STATUS_SPACE, Span(parts.second.stop, parts.second.stop)))
    return defects
