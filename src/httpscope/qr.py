"""QR codes (ISO/IEC 18004) of an address, as modules and as lines of half blocks. It writes nowhere and has no colours.

Dark is the foreground and light the background: whoever paints the lines sets both, black on white, since a code that
is drawn in the colours of a dark terminal is a negative, which not every camera reads.
"""

from typing import Final

QUIET: Final = 4
"""Light modules around a code, which the standard asks for."""

Modules = tuple[tuple[bool, ...], ...]
"""Rows of modules from the top, True for a dark one, with the quiet zone."""

BLOCKS: Final = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""The sign for two modules, one above the other."""


def modules_of(text: str) -> Modules:
    """Give the smallest code of a text. Raises ValueError for one that no code can hold: some 3,000 octets."""
    import segno  # noqa: PLC0415 - it takes a while, and few runs need it

    code = segno.make_qr(text, error="l")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=QUIET))


def scaled(modules: Modules, times: int) -> Modules:
    """Give a code whose modules are so many times as large."""
    return tuple(tuple(module for module in row for _ in range(times)) for row in modules for _ in range(times))


def half_blocks(modules: Modules) -> tuple[str, ...]:
    """Give the code as lines, a sign for two modules, so that they are about square in a terminal."""
    light = (False,) * len(modules[0])
    rows = (*modules, light) if len(modules) % 2 else modules
    return tuple(
        "".join(BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
