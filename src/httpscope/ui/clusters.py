"""Octets to characters, each with the octets it came from and the cells it takes.

Stricter than `visible` in one way: a cluster's width must hold in every terminal, so whatever is drawn in varying
widths (flags, skin tones, floods of marks) becomes a label. Octets that are no character of the charset show as
U+FFFD. Nothing here keeps state between calls, so that a row can be drawn from its first octet alone.
"""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len

from httpscope.visible import visible, visible_octets

_MARKS_KEPT: Final = 2
"""As in `visible`: so many marks on one character are ordinary writing."""
_BLANK: Final = "\u25cc"
"""The dotted circle, on which Unicode shows a mark that has no character to stand on."""
_INVALID: Final = "\ufffd"

_CHARACTER: Final = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x00-\xff]"
)
"""One character of UTF-8 (RFC 3629 §4), or else one octet."""
_ASCII_END: Final = 0x80
_PLAIN: Final = rb"[\x00-\x09\x0b\x0c\x0e-\x7f]"
_CHARACTERS: Final = re.compile(_CHARACTER)
_TEXT_STRETCHES: Final = re.compile(
    # The character before a non-ASCII one stays out of the stretch: a mark may follow and be drawn with it.
    rb"(?P<ends>\r?\n)|(?P<plain>%b{2,65536}(?=[\x00-\x7f]|\Z))" % _PLAIN
)
_OCTET_STRETCHES: Final = re.compile(rb"(?P<ends>\r?\n)|(?P<plain>[^\r\n]{1,65536}|\r)")


class Cluster(NamedTuple):
    """Octets that are drawn together."""

    start: int
    stop: int
    text: str
    width: int
    sign: bool
    """Whether it is the picture of a control character."""


class Stretch(NamedTuple):
    """Octets of which only the room they take is known."""

    start: int
    stop: int
    width: int
    """Cells, where it is one cluster; 0 where every octet takes one cell."""
    ends: bool
    """Whether it is a line end."""


def one_cell_each(octets: bytes) -> str:
    """Draw octets one by one; a no-break space is a dot, as in a head it is a fault that must not look like a space."""
    return visible_octets(octets).replace("\xa0", "\u00b7")


def clusters(octets: bytes, start: int, stop: int, codec: str | None) -> Iterator[Cluster]:
    """Draw octets as characters of a charset, or one by one where `codec` is None."""
    if codec is None:
        for offset, text in enumerate(one_cell_each(octets[start:stop]), start):
            yield Cluster(offset, offset + 1, text, 1, _is_control(chr(octets[offset])))
        return
    waiting: Cluster | None = None
    marks = 0
    for first, behind, character in _characters(octets, start, stop, codec):
        text, width = _shown(character)
        if not width:
            marks += 1
            if waiting is not None and marks <= _MARKS_KEPT and not waiting.sign:
                waiting = waiting._replace(stop=behind, text=waiting.text + text)
                continue
            text, width = (_BLANK + text, 1) if marks <= _MARKS_KEPT else _labelled(character)
        else:
            marks = 0
        if waiting is not None:
            yield waiting
        waiting = Cluster(first, behind, text, width, _is_control(character))
    if waiting is not None:
        yield waiting


def stretches(octets: bytes, start: int, stop: int, codec: str | None) -> Iterator[Stretch]:
    """Measure octets as `clusters` will draw them, many at a time where each takes one cell.

    All charsets of the web but UTF-16 have ASCII where a character begins (WHATWG Encoding §4.2 to §14).
    """
    if codec is not None and codec.startswith("utf-16"):
        yield from map(_measured, clusters(octets, start, stop, codec))
        return
    pattern = _OCTET_STRETCHES if codec is None else _TEXT_STRETCHES
    position = start
    while position < stop:
        if match := pattern.match(octets, position, stop):
            position = match.end()
            yield Stretch(match.start(), position, 0, match.lastgroup == "ends")
            continue
        # One by one: to look for the end of megabytes without a plain stretch would stop the screen.
        first = position
        for cluster in clusters(octets, first, stop, codec):
            here = cluster.start
            if here > first and octets[here] < _ASCII_END and pattern.match(octets, here, stop):
                break
            yield _measured(cluster)
            position = cluster.stop


def _measured(cluster: Cluster) -> Stretch:
    return Stretch(cluster.start, cluster.stop, cluster.width, cluster.sign and cluster.text == "␊")


def _characters(octets: bytes, start: int, stop: int, codec: str) -> Iterator[tuple[int, int, str]]:
    if codec == "utf-8":
        for match in _CHARACTERS.finditer(octets, start, stop):
            yield match.start(), match.end(), match[0].decode("utf-8", "replace")
        return
    decoder = codecs.getincrementaldecoder(codec)("replace")
    first = start
    for behind in range(start + 1, stop + 1):
        character = decoder.decode(octets[behind - 1 : behind])
        if character:
            # Of octets that are no character the decoder may keep the last ones: they begin the next.
            border = behind - len(decoder.getstate()[0]) if _INVALID in character else behind
            yield first, border, character
            first = border
    if first < stop:
        yield first, stop, _INVALID


@lru_cache(maxsize=8192)
def _shown(character: str) -> tuple[str, int]:
    """Give a safe text and its cells; no cells for a mark that is drawn over the character before it."""
    text = visible(character)
    if any("\U0001f1e6" <= one <= "\U0001f1ff" or "\U0001f3fb" <= one <= "\U0001f3ff" for one in character):
        return _labelled(character)
    return text, cell_len(text)


def _labelled(character: str) -> tuple[str, int]:
    text = "".join(f"<U+{ord(one):04X}>" for one in character)
    return text, len(text)


def _is_control(character: str) -> bool:
    return character < " " or character == "\x7f"
