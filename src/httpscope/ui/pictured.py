"""Octets as lines that a text editor can hold and give back unchanged: controls are written as their pictures.

LF is the editor's own line break; CR shows as ␍ at the end of its line, so mixed line ends survive an edit, and no
control character ever reaches the terminal. What cannot be told back exactly is not shown as text at all.
"""

from typing import Final

from httpscope.visible import visible_each

_KEPT: Final = "\t\n"
_TO_PICTURE: Final = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _KEPT} | {0x7F: "\u2421"}
_FROM_PICTURE: Final = {ord(picture): chr(code) for code, picture in _TO_PICTURE.items()} | {0x240A: "\n", 0x2409: "\t"}

CR: Final = "\u240d"
"""The picture of CR."""
LF: Final = "\u240a"
"""The picture of LF, only ever drawn: an editor's line break stands for it."""

LF_ONLY: Final = "lf"
MIXED: Final = "mixed"
LINE_ENDS: Final = (("crlf", "CR LF"), (LF_ONLY, "LF"))
"""Ways in which all lines of a text can end, and how they are called."""


def to_editor(text: str) -> str | None:
    """Give the text as an editor can hold it, or None where an editor could not give it back exactly."""
    pictured = text.translate(_TO_PICTURE)
    # An editor breaks lines at NEL and the like, too, and a picture that was there already would become a control.
    exact = from_editor(pictured) == text and "\n".join(pictured.splitlines()) == pictured.removesuffix("\n")
    return pictured if exact else None


def from_editor(pictured: str) -> str:
    """Give the text that the editor's lines stand for."""
    return pictured.translate(_FROM_PICTURE)


def octets_to_editor(octets: bytes) -> str | None:
    """Give octets as an editor can hold them, or None where they are not UTF-8 or would not come back exactly."""
    try:
        return to_editor(octets.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def pasted(text: str, line_end: str = "\n") -> str:
    """Give pasted text as an editor can hold it; its line breaks become `line_end`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(lines.translate(_TO_PICTURE).replace(LF, "").replace("\n", line_end))


def drawn(line: str) -> str:
    """Give one line of an editor safe to draw, a character for each character, so that the cursor stays true."""
    if line.isascii() and line.isprintable():
        return line
    shown = visible_each(line, keep="\t")
    return "".join(c if s == c else "\u00b7" for c, s in zip(line, shown, strict=True))


def line_end_of(pictured: str) -> str:
    """Tell how the lines of an editor end: `crlf`, `lf`, `mixed`, or an empty text where there is one line only."""
    ends = pictured.count("\n")
    with_cr = pictured.count(f"{CR}\n")
    if not ends:
        return ""
    return MIXED if 0 < with_cr < ends else "crlf" if with_cr else LF_ONLY


def with_line_ends(pictured: str, line_end: str) -> str:
    """Give the lines of an editor with all of them ending in one way; `mixed` leaves them."""
    if line_end == MIXED:
        return pictured
    bare = pictured.replace(f"{CR}\n", "\n")
    return bare if line_end == LF_ONLY else bare.replace("\n", f"{CR}\n")
