"""What may reach a terminal: the alphabet of the screen itself. All else that is found there came from a client.

The oracle knows no attack: it takes octets apart by ECMA-48 and names every control, sequence and character that our
own screen never writes. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SEQUENCE: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC, DCS, SOS, PM, APC with their text
    rb"|[ -/]*[0-~]|)"
)
_OWN: Final = re.compile(
    rb"\x1b\[[0-9;]*[mH]"  # colours, and where the next cells go
    rb"|\x1b\[\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048|7)[hl]"  # modes
    rb"|\x1b\[\?(?:2026|2048)\$p|\x1b\[>[0-9]*u|\x1b\[<u"  # asking for modes, and for keys as kitty tells them
    rb"|\x1b\]22;[a-z-]+\x07"  # the shape of the pointer
)
_ACTING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SELECTORS: Final = frozenset({*range(0xFE00, 0xFE10), *range(0x180B, 0x1810), 0x034F, 0x115F, 0x1160, 0x3164, 0xFFA0})
_MARKS: Final = 2


def foreign_to_the_screen(raw: bytes) -> set[str]:
    """Name what stands in a terminal's input that no part of the screen writes: sequences, controls, characters."""
    found = {repr(sequence) for sequence in _SEQUENCE.findall(raw) if not _OWN.fullmatch(sequence)}
    return found | set(_foreign_characters(_SEQUENCE.sub(b"", raw), "\r\n"))


def foreign_to_lines(raw: bytes) -> set[str]:
    """Name what stands in lines of text that could act on the terminal they are written to."""
    return set(_foreign_characters(raw, "\n"))


def _foreign_characters(raw: bytes, plain: str) -> Iterator[str]:
    marks = 0
    for character in raw.decode("utf-8", "surrogateescape"):
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me", "Mc"} else 0
        if marks > _MARKS:
            yield "a flood of combining marks"
        acts = category in _ACTING or ord(character) in _SELECTORS or character >= "\U000e0000"
        if acts and character not in plain:
            yield f"U+{ord(character):04X}"
