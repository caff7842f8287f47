"""Content made readable: codings off, charset honoured, JSON indented, form fields listed; and what was done, said.

Pure and bounded in octets, nesting and time; meant for a worker thread. What it gives is a text in UTF-8 or octets to
show by value. Nothing that was received is changed: duplicates, digits and broken characters stay.
"""

import codecs
import io
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Final
from urllib.parse import unquote_to_bytes

import msgspec

from httpscope.i18n import _
from httpscope.ui.decode import MAX_OCTETS, MAX_SECONDS, charset_of, looks_like_text, undo_codings
from httpscope.ui.media import Media
from httpscope.ui.paint import Tone
from httpscope.visible import visible

MAX_NESTING: Final = 500
"""Levels of JSON that are indented; msgspec and every browser's viewer give up near 1,000."""
MAX_FORM_FIELDS: Final = 1_000
"""As servers limit them (PHP's max_input_vars)."""
MAX_FORM_OCTETS: Final = 2**18
"""So much of a form is listed: undoing percent-encoding takes a hundred times the memory of what it reads."""

_NAMES: Final = 40
"""Characters of the names of codings that are told."""
_SAMPLE: Final = 4_096
_STEP: Final = 2**14
"""Octets decoded at a time. Python's interpreter lock is held meanwhile, 22 ms for 256 KiB of broken UTF-16, and the
screen takes it a dozen times to paint."""
_LONG_STEP: Final = 2**18
"""The same where no octet is looked at for long: 3 ms for TABs alone, and 100 ms for 10 MB of them at once."""
_REST: Final = 0.0002
"""Seconds between two steps, so that a thread that waits for the lock really gets it."""
_never: Final = Event()
"""What is waited for in vain: `time.sleep` is refused by libraries that shift the clock."""
_TOKENS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
"""What makes JSON nest and break into lines. Possessive: an open string must not cost more than its length."""


@dataclass(frozen=True, slots=True)
class Body:
    """Content as the body mode shows it."""

    octets: bytes
    """A text in UTF-8 with LF as line end and no TAB; or octets that are no text."""
    is_text: bool
    type: str
    """Media type by which it is coloured; empty for none."""
    tones: tuple[tuple[int, int, Tone], ...]
    """Octets that have a tone already, in order."""
    title: str
    """How this differs from the octets on the wire, translated."""


def present(
    content: bytes, media: Media, *, received: int | None = None, clock: Callable[[], float] = time.monotonic
) -> Body:
    """Make content readable; `received` is how many octets of the wire it was in where a transfer coding came off."""
    said: list[str] = []
    if received is not None:
        said.append(_("chunks joined: {before:,} → {after:,} octets").format(before=received, after=len(content)))
    undone = undo_codings(content, media.codings, clock=clock)
    if undone.undone:
        change = _("{codings} undone: {before:,} → {after:,} octets")
        codings = ", ".join(undone.undone)
        said.append(change.format(codings=codings, before=len(content), after=len(undone.octets)))
    if undone.problem:
        said.append(f"⚠ {_named(media.codings)}: {_(undone.problem)}")
    octets = undone.octets
    if len(octets) > MAX_OCTETS:
        octets = octets[:MAX_OCTETS]
        said.append(_("only the first 16 MiB"))
    if not said and octets:
        said.append(_("{count:,} octets").format(count=len(octets)))
    if not octets:
        return Body(b"", True, "", (), " · ".join([*said, _("no content")]))
    if not _is_text(octets, media):
        kind = visible(media.type) or _("no type declared")
        return Body(octets, False, "", (), " · ".join([*said, _("{kind}, not a text: by value").format(kind=kind)]))
    return _present_text(octets, media, said, clock)


def _present_text(octets: bytes, media: Media, said: list[str], clock: Callable[[], float]) -> Body:
    charset = charset_of(media.charset, octets)
    said.append(_("read as {charset} ({source})").format(charset=charset.codec, source=_(charset.source)))
    text = octets if charset.codec == "utf-8" else _joined(_recoded(octets, charset.codec))
    if media.is_form:
        listed, tones = _form(text)
        said.append(_("form fields listed, percent-encoding undone"))
        return Body(listed, True, "", tones, " · ".join(said))
    kind = media.type
    if media.is_json or (not kind and text.lstrip()[:1] in {b"{", b"["}):
        indented, why_not = _indented(text, clock)
        if indented is not None:
            text, kind = indented, "application/json"
            said.append(_("JSON indented anew"))
        elif media.is_json:
            said.append(f"⚠ {why_not}")
    if b"\r" in text or b"\t" in text:
        text = _joined(_settled(text))
    return Body(text, True, kind, (), " · ".join(said))


def _named(codings: Sequence[str]) -> str:
    """Name what was declared, shortly: what is said of it must stay in sight, however much was declared."""
    names = ", ".join(codings)
    return visible(names if len(names) <= _NAMES else f"{names[:_NAMES]}…")


def _is_text(octets: bytes, media: Media) -> bool:
    sample = octets[:_SAMPLE]
    return (media.is_text and (media.charset is not None or 0 not in sample)) or looks_like_text(sample)


def _recoded(octets: bytes, codec: str) -> Iterator[bytes]:
    """Give the text in UTF-8, a bounded step at a time, so that other threads get their turn."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for start in range(0, len(octets), _STEP):
        if start:
            _never.wait(_REST)
        yield decoder.decode(octets[start : start + _STEP]).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _settled(text: bytes) -> Iterator[bytes]:
    """Give the text with LF as line end and spaces for TABs, step by step for the same reason."""
    start = 0
    while start < len(text):
        if start:
            _never.wait(_REST)
        stop = start + _LONG_STEP
        stop += text[stop - 1 : stop] == b"\r"  # CR LF stays together
        yield text[start:stop].replace(b"\r\n", b"\n").replace(b"\t", b"    ")
        start = stop


def _joined(pieces: Iterator[bytes]) -> bytes:
    """Join pieces as they come: kept until the last has come they would take their room twice."""
    octets = io.BytesIO()
    for piece in pieces:
        octets.write(piece)
    return octets.getvalue()


def _indented(octets: bytes, clock: Callable[[], float]) -> tuple[bytes | None, str]:
    """Give JSON indented, or why not. Duplicate names and the digits of numbers stay (RFC 8259 leaves both open)."""
    why_not = _obstacle(octets, clock)
    if why_not:
        return None, why_not
    try:
        return msgspec.json.format(octets, indent=2), ""
    except msgspec.DecodeError as error:
        return None, _("no valid JSON: {reason}").format(reason=visible(str(error)))


def _obstacle(octets: bytes, clock: Callable[[], float]) -> str:
    """Tell why JSON should not be indented: nested too deep, or too large with indentation, or too long to look at."""
    if octets.count(b"[") + octets.count(b"{") <= MAX_NESTING // 10:
        return ""
    deadline = clock() + MAX_SECONDS
    depth = deepest = 0
    size = len(octets)
    for number, token in enumerate(_TOKENS.finditer(octets)):
        match token[0]:
            case b"[" | b"{":
                depth += 1
                deepest = max(deepest, depth)
                size += 2 * depth
            case b"]" | b"}":
                depth -= 1
                size += 2 * depth
            case b",":
                size += 2 * depth
        if deepest > MAX_NESTING:
            return _("JSON nested too deep to indent")
        if size > MAX_OCTETS or (number % _SAMPLE == 0 and clock() > deadline):
            return _("JSON too large to indent")
    return ""


def _form(octets: bytes) -> tuple[bytes, tuple[tuple[int, int, Tone], ...]]:
    """List the fields of a form (WHATWG URL §5.1), one a line."""
    listed = bytearray()
    tones: list[tuple[int, int, Tone]] = []
    fields = octets[:MAX_FORM_OCTETS].split(b"&", MAX_FORM_FIELDS)
    rest = len(octets[MAX_FORM_OCTETS:])
    if len(fields) > MAX_FORM_FIELDS:
        rest += len(fields.pop())
    for field in filter(None, fields):
        name, equals, value = field.partition(b"=")
        for octets_of, tone in ((name, Tone.NAME), (b" = " if equals else b"", Tone.PUNCTUATION), (value, Tone.VALUE)):
            start = len(listed)
            listed += octets_of if tone is Tone.PUNCTUATION else _unescaped(octets_of)
            tones.append((start, len(listed), tone))
        listed += b"\n"
    if rest:
        listed += _("… the rest is not listed: {count:,} octets").format(count=rest).encode()
    return bytes(listed), tuple(tones)


def _unescaped(octets: bytes) -> bytes:
    return visible(unquote_to_bytes(octets.replace(b"+", b" ")).decode("utf-8", "replace")).encode()
