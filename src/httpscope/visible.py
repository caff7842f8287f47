"""The one choke point between captured text and anything a person's terminal reads.

A terminal obeys control characters, and toolkits pass them on. Every text that came from a client, a file or another
program goes through here before it becomes a cell, a title, a line of output or a picture. Nothing is dropped: each
dangerous character becomes a picture of one cell or a label such as `<U+202E>`. Text in, text out; nothing else.
"""

import unicodedata
from typing import Final

_PICTURES: Final = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
"""C0 and DEL have pictures of their own in Unicode: ␀ ␛ ␍ ␊ ␡."""

_INVISIBLE: Final = frozenset("\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800\ufffc\U0001d159\U00016fe4")
"""Letters and symbols that Unicode calls printable and that show nothing."""

_MARKS_KEPT: Final = 2
"""So many marks that join with the character before them are ordinary writing; a flood paints over other rows."""

_JOINING: Final = frozenset({*range(0x1160, 0x1200), *range(0xD7B0, 0xD800)})
"""Vowels and finals of Hangul (Jamo): letters to Unicode, and yet drawn into the cell of the consonant before them."""

_OF_TWO: Final = frozenset({*range(0x1F1E6, 0x1F200), *range(0x1F3FB, 0x1F400)})
"""Halves of flags and tones of skin: two of them are one picture to some terminals and two to others."""


def visible(text: str, *, keep: str = "") -> str:
    """Give the text with everything that could act on a terminal turned into something to look at.

    Characters in `keep` pass unchanged: a view that makes rows out of lines keeps the line feed.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(visible_each(text, keep=keep))


def visible_each(text: str, *, keep: str = "") -> list[str]:
    """Give for each character of the text what `visible` shows for it: itself, or something to look at instead."""
    shown: list[str] = []
    marks = 0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me", "Mc"} or ord(character) in _JOINING:
            marks += 1
            if marks <= _MARKS_KEPT and not _is_deceptive(character):
                shown.append(character)
                continue
        else:
            marks = 0
            if character in keep or (character.isprintable() and not _is_deceptive(character)):
                shown.append(character)
                continue
        shown.append(_picture(character))
    return shown


def _is_deceptive(character: str) -> bool:
    """Tell whether it shows nothing, or changes how its neighbour is drawn, and so how wide it is."""
    return (
        character in _INVISIBLE
        or ord(character) in _OF_TWO
        or character == "\u034f"
        or "\ufe00" <= character <= "\ufe0f"
        or "\u180b" <= character <= "\u180f"
        or character > "\U000dffff"
    )


def visible_octets(octets: bytes) -> str:
    """Give octets of a head as text of one cell an octet: ASCII as it is, controls as pictures, the rest as latin-1.

    The C1 controls (0x80 to 0x9F) and what shows nothing (0xA0, 0xAD) have no pictures and become a middle dot; a view
    of octets tells their value.
    """
    return octets.decode("latin-1").translate(_ONE_CELL)


_ONE_CELL: Final = {**_PICTURES, **dict.fromkeys((*range(0x80, 0xA1), 0xAD), "\u00b7")}


def _picture(character: str) -> str:
    code = ord(character)
    return _PICTURES.get(code) or f"<U+{code:04X}>"
