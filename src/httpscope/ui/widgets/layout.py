"""The rows of a message in a mode: its octets as text or in hexadecimal, or its header table, holes in their places."""

from httpscope.ui.mode import Mode
from httpscope.ui.reading import Reading
from httpscope.ui.widgets.field_table import FieldTable
from httpscope.ui.widgets.hex_lines import HexLines
from httpscope.ui.widgets.message_lines import Lines, OctetLines
from httpscope.ui.widgets.octet_canvas import OctetCanvas
from httpscope.ui.widgets.stacked_lines import HoleLine, StackedLines
from httpscope.wire.span import Span


def lay_out(reading: Reading, mode: Mode, canvas: OctetCanvas, width: int) -> Lines:
    """Give the rows in so many cells; of a message that grows, what the canvas shows already is laid out no more."""
    octets, pieces = reading.source.octets, reading.anatomy.pieces
    match mode:
        case Mode.HEADERS:
            return FieldTable(octets, reading.entries, width)
        case _ if reading.source.holes:
            return _with_holes(reading, mode, width)
        case Mode.HEX:
            return HexLines(octets, pieces, width)
        case _:
            lines = OctetLines(octets, pieces, width, reading.codec)
            if isinstance(canvas.lines, OctetLines):
                lines.resume(canvas.lines)
            return lines


def _with_holes(reading: Reading, mode: Mode, width: int) -> Lines:
    """Lay out what is there, a note in the place of what is not, and true offsets behind it."""
    source, pieces = reading.source, reading.anatomy.pieces
    edges = [*(gap.at for gap in source.gaps), len(source.octets)]
    parts: list[Lines] = []
    start = shift = 0
    for number, stop in enumerate(edges):
        window = Span(start, stop)
        if mode is Mode.HEX:
            parts.append(HexLines(source.octets, pieces, width, window, shift, source.size))
        else:
            parts.append(OctetLines(source.octets, pieces, width, reading.codec, window))
        if number < len(source.holes):
            hole = source.holes[number]
            parts.append(HoleLine(hole, width))
            start, shift = stop, shift + hole.octets
    return StackedLines(parts)
