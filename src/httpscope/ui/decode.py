"""What content means: content codings undone (RFC 9110 §8.4) and its charset found (§8.3.2), always within bounds.

Octets in, octets out; the wire's octets are never touched, and what was done or left undone is said. Nothing here
guesses a charset from statistics: that would hide the lesson. It draws nothing and knows no widget.
"""

import codecs
import io
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

import brotli

from httpscope.i18n import N_

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_OCTETS: Final = 16 * 2**20
"""So much is undone of one content; mitmproxy's and browsers' viewers become useless far below it."""
MAX_RATIO: Final = 200
"""Growth beyond which content is a bomb: real text reaches 20, deflate itself 1029, Brotli half a million."""
MAX_CODINGS: Final = 3
"""Codings laid over each other; more than one is already rare."""
MAX_SECONDS: Final = 0.25
"""Time for one content, so that a view appears at once."""

_FREE_OCTETS: Final = 2**20
"""Below this a ratio proves nothing: a screenful of zeros is harmless."""
_STEP: Final = 2**16

TEXT_CODECS: Final = frozenset(
    codecs.lookup(label).name
    for label in (
        *(
            "utf-8",
            "utf-16-le",
            "utf-16-be",
            "ascii",
            "koi8-r",
            "koi8-u",
            "cp866",
            "cp874",
            "mac-roman",
            "mac-cyrillic",
        ),
        *(f"iso8859-{part}" for part in (*range(1, 11), *range(13, 17))),
        *(f"cp{page}" for page in range(1250, 1259)),
        *("gbk", "gb2312", "gb18030", "big5", "euc-jp", "shift_jis", "cp932", "euc-kr", "cp949"),
    )
)
"""The charsets of the web (WHATWG Encoding) without the stateful one. Python knows more, some with quadratic cost."""


class DecodeError(Exception):
    """A content coding could not be undone; the text says why."""


class Undone(NamedTuple):
    """Content with its codings off, as far as they came off."""

    octets: bytes
    undone: tuple[str, ...]
    """Names of the codings taken off, in the order they were taken off."""
    problem: str
    """Why it stopped early, untranslated plain words, or an empty text."""


class Charset(NamedTuple):
    """The charset a text is read in, and where it is known from."""

    codec: str
    """Name of Python's codec; always one of `TEXT_CODECS`."""
    source: str
    """Untranslated plain words: declared, or chosen because."""


def undo_codings(
    octets: bytes,
    codings: Sequence[str],
    *,
    max_octets: int = MAX_OCTETS,
    clock: Callable[[], float] = time.monotonic,
) -> Undone:
    """Take content codings off, the one applied last (the rightmost) first. Never raises on any octets."""
    deadline = clock() + MAX_SECONDS
    undone: list[str] = []
    codings = [coding for coding in codings if coding != "identity"]
    if len(codings) > MAX_CODINGS:
        return Undone(octets, (), N_("too many codings over each other"))
    for coding in reversed(codings):
        undo = _UNDO.get(coding)
        if undo is None:
            return Undone(octets, tuple(undone), N_("a coding that httpscope does not know"))
        plain, problem = _bounded(octets, undo, max_octets, lambda: clock() > deadline)
        if problem and not plain:
            return Undone(octets, tuple(undone), problem)
        octets = plain
        undone.append(coding)
        if problem:
            return Undone(octets, tuple(undone), problem)
    return Undone(octets, tuple(undone), "")


def _bounded(
    octets: bytes, undo: Callable[[bytes], Iterator[bytes]], max_octets: int, late: Callable[[], bool]
) -> tuple[bytes, str]:
    # It gives its octets away without a copy, where joined pieces would take their room twice.
    plain = io.BytesIO()
    problem = ""
    try:
        for piece in undo(octets):
            plain.write(piece)
            if plain.tell() > max_octets:
                plain.truncate(max_octets)
                problem = N_("stopped at 16 MiB")
            elif plain.tell() > max(_FREE_OCTETS, MAX_RATIO * len(octets)):
                problem = N_("stopped: it grows more than 200 to 1, as a decompression bomb does")
            elif late():
                problem = N_("stopped: it takes too long")
            if problem:
                break
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError, DecodeError):
        problem = N_("the coded octets are broken from here on")
    return plain.getvalue(), problem


def _undo_zlib(octets: bytes, wbits: int) -> Iterator[bytes]:
    position = 0
    while position < len(octets):
        undo = zlib.decompressobj(wbits)
        more = False
        while not undo.eof:
            waiting = undo.unconsumed_tail
            if not waiting and not more:
                waiting = octets[position : position + _STEP]
                position += len(waiting)
                if not waiting:
                    raise EOFError
            plain = undo.decompress(waiting, _STEP)
            # A full step may leave octets inside, and the end of the stream, when all that came is eaten.
            more = len(plain) == _STEP
            yield plain
        position -= len(undo.unused_data)


def _gunzip(octets: bytes) -> Iterator[bytes]:
    """RFC 1952, and any number of members behind each other."""
    return _undo_zlib(octets, 16 + zlib.MAX_WBITS)


def _inflate(octets: bytes) -> Iterator[bytes]:
    """RFC 9110 §8.4.1.2: the zlib format; its note tells that some senders leave the wrapper off."""
    wrapped = octets[:1] and octets[0] & 0x0F == zlib.DEFLATED and int.from_bytes(octets[:2]) % 31 == 0
    return _undo_zlib(octets, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _undo_brotli(octets: bytes) -> Iterator[bytes]:
    """RFC 7932. The output limit is soft, so steps stay small."""
    undo = brotli.Decompressor()
    for position in range(0, len(octets), _STEP):
        yield undo.process(octets[position : position + _STEP], output_buffer_limit=_STEP)
        while not undo.can_accept_more_data():
            yield undo.process(b"", output_buffer_limit=_STEP)
    if not undo.is_finished():
        raise EOFError


def _undo_zstd(octets: bytes) -> Iterator[bytes]:
    """RFC 8878, and any number of frames behind each other."""
    position = 0
    while position < len(octets):
        undo = zstd.ZstdDecompressor()
        while not undo.eof:
            waiting = octets[position : position + _STEP] if undo.needs_input else b""
            if undo.needs_input and not waiting:
                raise EOFError
            position += len(waiting)
            yield undo.decompress(waiting, _STEP)
        position -= len(undo.unused_data)


_UNDO: Final[Mapping[str, Callable[[bytes], Iterator[bytes]]]] = MappingProxyType(
    {"gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate, "br": _undo_brotli, "zstd": _undo_zstd}
)


def codec_of(label: str) -> str | None:
    """Give Python's codec for a charset label, or None for one that the web does not use."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = "utf-16-le" if name == "utf-16" else name
    return name if name in TEXT_CODECS else None


def charset_of(declared: str | None, octets: bytes) -> Charset:
    """Choose the charset: the declared one, else UTF-8 where the octets are valid UTF-8, else ISO 8859-1."""
    if declared is not None:
        codec = codec_of(declared)
        if codec is not None:
            return Charset(codec, N_("declared"))
    known = N_("declared as something unknown") if declared is not None else N_("not declared")
    return Charset("utf-8" if is_utf8(octets) else "iso8859-1", known)


def is_utf8(octets: bytes, *, partial: bool = False) -> bool:
    """Tell whether the octets are valid UTF-8; a `partial` text may end inside a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(octets, final=not partial)
    except UnicodeDecodeError:
        return False
    return True


def looks_like_text(octets: bytes) -> bool:
    """Tell whether the first octets could be read by a person: UTF-8 without controls other than white space."""
    return is_utf8(octets, partial=True) and not octets.translate(None, _NOT_CONTROLS)


_NOT_CONTROLS: Final = bytes(sorted({*b"\t\n\r\f\x1b", *range(0x20, 0x100)} - {0x7F}))
