"""Where a line of a text stands in the TOML that it was read from: behind quotes, escapes and folded line ends.

Trusts the TOML to be right, as `place.py` does. Pure.
"""

import re
from typing import Final

_PIECE: Final = re.compile(
    r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\r?\n[ \t\r\n]*|.)|\r\n|.", re.DOTALL
)  # one character of the text, or a line end that is folded away


def offset_of_line(toml: str, start: int, line: int) -> int:
    """Give the offset of a line, from 1, of the text whose opening quote stands at `start`; of its first word."""
    quote = toml[start : start + 1]
    opening = quote * 3 if toml.startswith(quote * 3, start) else quote
    at = start + len(opening)
    if len(opening) > 1:
        at += 2 if toml.startswith("\r\n", at) else int(toml.startswith("\n", at))
    elif line > 1 and quote == "'":
        return start
    while line > 1:
        found = _PIECE.match(toml, at) if quote == '"' else re.compile(r"\r\n|.", re.DOTALL).match(toml, at)
        if found is None or toml.startswith(opening, at):
            return start
        at = found.end()
        line -= found[0] in {"\n", "\r\n", "\\n", "\\u000a", "\\u000A"}
    blank = re.compile(r"[ \t]*").match(toml, at)
    return blank.end() if blank else at
