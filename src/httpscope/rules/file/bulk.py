"""Whether a text is small enough to be read as TOML, told before it is read, in time linear in its length.

`tomllib` takes time quadratic in the parts of a dotted key and recurses with each bracket, Python writes out no number
of thousands of digits, and the server reads its rules between two answers: a file that somebody handed on must not hold
up every client. Texts within these bounds take about 0.2 s at the worst, a file of 2,000 ordinary rules 0.15 s. Nothing
here judges whether the text is right.
"""

import re
from typing import Final

from httpscope.i18n import _

LONGEST_TEXT: Final = 2**20
"""Octets of a rules file. Written by hand they have a few thousand; larger contents belong in files of their own."""
MOST_SIGNS: Final = 100_000
"""Keys, values, brackets and line ends, taken together: 2,000 ordinary rules have some 66,000."""
MOST_PARTS: Final = 8
"""Parts of a dotted key. `rule.answer.headers` has three."""
DEEPEST: Final = 8
"""Brackets within brackets. A list of rules as inline tables has four."""
MOST_DIGITS: Final = 300
"""Digits of a number. No rule needs more than ten."""

# A string that never ends goes to the end of the text, so that no octet is looked at twice.
_SIGN: Final = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"{3,5}|\\?\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
    rf"|(?<![0-9A-Za-z_])[0-9][0-9A-Za-z_]{{{MOST_DIGITS},}}+"
    r"|[=.,\[\]{}\n]",
    re.DOTALL,
)


class Bulky(Exception):
    """A text that is too much to read; `str()` says in what. `offset` is where it becomes so."""

    def __init__(self, offset: int, sentence: str) -> None:
        super().__init__(sentence)
        self.offset = offset


def check_bulk(text: str) -> None:
    """Raise Bulky where a text would take long to read."""
    depth = parts = 0
    for count, found in enumerate(_SIGN.finditer(text), 1):
        sign = found[0]
        if sign == ".":
            parts += 1
            if parts >= MOST_PARTS:
                raise Bulky(found.start(), _("a key of more than {0} parts").format(MOST_PARTS))
        elif sign[0].isdigit():
            raise Bulky(found.start(), _("a number of more than {0} digits").format(MOST_DIGITS))
        elif sign[0] not in "\"'":
            parts = 0
            depth = _depth(depth, sign)
            if depth > DEEPEST:
                raise Bulky(found.start(), _("arrays or tables are nested too deeply"))
        if count > MOST_SIGNS:
            raise Bulky(found.start(), _("more than {0} keys and values, which no rules file has").format(MOST_SIGNS))


def _depth(depth: int, sign: str) -> int:
    if sign in "[{":
        return depth + 1
    # A bracket too many is a fault that `tomllib` tells better.
    return max(0, depth - 1) if sign in "]}" else depth
