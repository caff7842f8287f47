"""Parts of the content where the client asks for them: 206, 416, If-Range (RFC 9110 §13.1.5 and §14).

What a client can ask for is bounded: ranges that overlap or touch become one, and too many are ignored (§14.2).
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from httpscope.rules.asked import Asked
from httpscope.rules.feature.derived import Derived
from httpscope.rules.feature.validators import modified_of, strong_match
from httpscope.rules.feature.values import elements, http_date, switch
from httpscope.rules.large import Extent, Large, Source, large_of
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.wire.span import Span

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

MOST_RANGES: Final = 100
"""In one request; with more of them the whole content is the answer."""
_SPEC: Final = re.compile(r"(?:(\d{1,18})-(\d{1,18})?|-(\d{1,18}))", re.ASCII)
_UNITS: Final = re.compile(r"bytes[ \t]*=(.*)", re.IGNORECASE | re.DOTALL)
_boundaries: Final = Derived(64 * 2**20)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Answers a request for some of the octets with these."""

    stage: Stage = Stage.CUT
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Cut what was asked for out of the content, coded as it is."""
        if plan.canned.status != 200 or asked.method not in {"GET", "HEAD"}:  # noqa: PLR2004 - OK
            return
        if not plan.typed("Accept-Ranges"):
            plan.add("Accept-Ranges: bytes")
        # Only GET has ranges: a HEAD is told what the whole is like (§14.2).
        if asked.method != "GET" or plan.typed("Content-Range") or not _still_holds(plan, asked):
            return
        length = plan.length
        spans = spans_of(asked.header("Range"), length)
        if spans is None:
            return
        if not spans:
            text = f"416: the content has {length:,} octets, and none of those that were asked for.\n"
            plan.answer_instead(
                416, f"Content-Range: bytes */{length}", content=text.encode(), content_type="text/plain; charset=utf-8"
            )
            return
        plan.canned = replace(plan.canned, status=206, reason=None)
        if len(spans) == 1:
            plan.add(f"Content-Range: {_told(spans[0], length)}")
            _take(plan, spans[0])
        else:
            _put_in_parts(plan, spans)


def _take(plan: "Plan", span: Span) -> None:
    if plan.large is None:
        plan.content = plan.content[span.start : span.stop]
    else:
        plan.large = large_of(plan.large.file, span)


def spans_of(values: list[str], length: int) -> list[Span] | None:
    """Give the parts that a Range field asks for of a content, in the order asked for; empty: it has none of them.

    None: there is nothing to heed, no field, one that is malformed or of other units, or one that asks for too much.
    """
    found = _UNITS.fullmatch(values[0].strip(" \t")) if len(values) == 1 else None
    specs = elements([found[1]]) if found else []
    if not 0 < len(specs) <= MOST_RANGES:
        return None
    spans: list[Span] = []
    for spec in specs:
        match = _SPEC.fullmatch(spec)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            return None
        if match[3]:
            start, stop = max(0, length - int(match[3])), length
        else:
            start, stop = int(match[1]), min(int(match[2]) + 1, length) if match[2] else length
        if start < stop:
            _join(spans, Span(start, stop))
    return spans


def _join(spans: list[Span], span: Span) -> None:
    """Add one, joined with those that it overlaps or touches, in place of the first of them."""
    place = len(spans)
    for index in range(len(spans) - 1, -1, -1):
        other = spans[index]
        if other.start <= span.stop and span.start <= other.stop:
            span = Span(min(span.start, other.start), max(span.stop, other.stop))
            del spans[index]
            place = index
    spans.insert(place, span)


def _still_holds(plan: "Plan", asked: Asked) -> bool:
    """Tell whether the client's part is of this content (RFC 9110 §13.1.5)."""
    values = asked.header("If-Range")
    if not values:
        return True
    if len(values) > 1:
        return False
    value = values[0].strip(" \t")
    if '"' in value:
        return strong_match([value], plan) and not value.startswith("W/")
    modified = modified_of(plan)
    # A time is a strong validator when nothing can have changed within its second any more (§8.8.2.2).
    return modified is not None and http_date(value) == modified and not 0 < plan.now < modified + 1


def _told(span: Span, length: int) -> str:
    return f"bytes {span.start}-{span.stop - 1}/{length}"


def _put_in_parts(plan: "Plan", spans: list[Span]) -> None:
    """Make it `multipart/byteranges` (RFC 9110 §14.6); the type that was typed goes into each part."""
    length, large = plan.length, plan.large
    boundary = _boundary_of(large.file) if large else _boundaries.of("boundary", plan.content, _boundary)
    kind = plan.canned.named_type() or next(iter(plan.typed("Content-Type")), None) or plan.content_type
    line = f"Content-Type: {kind}\r\n".encode("utf-8", "replace") if kind else b""
    head = b"--%b\r\n%bContent-Range: %b\r\n\r\n"
    heads = [head % (boundary, line, _told(span, length).encode()) for span in spans]
    last = b"--%b--\r\n" % boundary
    if large is None:
        parts = [head + plan.content[span.start : span.stop] + b"\r\n" for head, span in zip(heads, spans, strict=True)]
        plan.content = b"".join((*parts, last))
    else:
        extents = (Extent(large.file, span) for span in spans)
        pieces = (piece for head, extent in zip(heads, extents, strict=True) for piece in (head, extent, b"\r\n"))
        plan.large = Large(large.file, (*pieces, last))
    headers, added = (
        tuple(each for each in lines if each.partition(":")[0].lower() != "content-type")
        for lines in (plan.canned.headers, plan.canned.added)
    )
    plan.canned = replace(plan.canned, content_type=None, headers=headers, added=added)
    plan.content_type = f"multipart/byteranges; boundary={boundary.decode()}"


def _boundary_of(file: Source) -> bytes:
    """Give a line for a file that is not read for it: nobody could put it in before the file had its stamps."""
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL

    return b"part-" + sha256(repr(file.signature).encode()).hexdigest()[:20].encode()


def _boundary(content: bytes) -> bytes:
    """Give a line that the content does not have, the same for the same content."""
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL

    digest = sha256(content)
    while (boundary := b"part-" + digest.hexdigest()[:20].encode()) in content:
        digest.update(b"again")
    return boundary


def _ranges(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    return switch(keys, value, Ranges())


READERS: Final[dict[str, FeatureReader]] = {"ranges": _ranges}
