"""A QR code on a terminal, below the words of `serve`: drawn where it can be seen whole, and nowhere else."""

import os
import re
from typing import Final, TextIO

_LIGHT: Final = "\x1b[38;5;16;48;5;231m"
_DARK: Final = "\x1b[48;5;16m"
"""Black on white and black on black, of the colours that a palette does not change: it scans on any terminal."""
_OFF: Final = "\x1b[0m"


def draw_code(url: str, stream: TextIO) -> str:
    """Draw the code of a URL on a terminal; give why it cannot be, which is empty where the stream is none."""
    if not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return ""
    if not (stream.encoding or "").lower().replace("-", "").startswith("utf"):
        return f"a QR code needs a terminal of UTF-8, and this one is said to be of {stream.encoding}"
    from httpscope.qr import half_blocks, modules_of

    lines = half_blocks(modules_of(url))
    columns = os.get_terminal_size(stream.fileno()).columns
    if columns < len(lines[0]):
        return f"a QR code needs {len(lines[0])} columns, and this terminal has {columns}"
    stream.writelines(f"{_LIGHT}{_coloured(line)}{_OFF}\n" for line in lines)
    stream.flush()
    return ""


def _coloured(line: str) -> str:
    # A full block leaves a gap to the next line in some fonts; the ground does not.
    return re.sub("█+", lambda found: f"{_DARK}{found[0]}{_LIGHT}", line)
