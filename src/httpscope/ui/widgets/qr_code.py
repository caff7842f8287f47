"""A QR code, black on white in every theme: a camera is to read it off a projector."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from httpscope.qr import half_blocks, modules_of, scaled

LARGEST: Final = 4
"""So many times as large as it need be is what a code becomes where there is room."""
LIGHT: Final = Style.parse("#000000 on #ffffff")
DARK: Final = Style.parse("#000000 on #000000")
"""Of a full block, which in some fonts leaves a gap to the next line."""


class QrCode(Widget):
    """The code of one text, as large as fits into `room`; it takes no room where not even the smallest fits."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "QrCode { width: auto; height: auto; }"

    text: reactive[str] = reactive("", layout=True)
    room: reactive[Size] = reactive(Size(0, 0), layout=True)
    """Columns and lines that it may take."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()
        self._needs = Size(0, 0)

    @property
    def needs(self) -> Size:
        """The columns and lines that the smallest code of the text takes."""
        return self._needs

    @property
    def fits(self) -> bool:
        """Whether there is a code to be seen."""
        return bool(self._lines)

    def watch_text(self) -> None:
        """Draw the code of another text."""
        self._draw()

    def watch_room(self) -> None:
        """Draw it as large as fits now."""
        self._draw()

    def _draw(self) -> None:
        self._lines = ()
        self._needs = Size(0, 0)
        if self.text:
            modules = modules_of(self.text)
            for times in range(1, LARGEST + 1):
                lines = half_blocks(scaled(modules, times))
                size = Size(len(lines[0]), len(lines))
                self._needs = self._needs or size
                if size.width > self.room.width or size.height > self.room.height:
                    break
                self._lines = lines
        self.display = self.fits

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002  (as Widget has it)
        """Give the columns of the code."""
        return len(self._lines[0]) if self._lines else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  (as Widget has it)
        """Give the lines of the code."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """Paint a line of it."""
        if y >= len(self._lines):
            return Strip.blank(self.size.width, LIGHT)
        line = self._lines[y]
        return Strip([Segment(sign, DARK if sign == "█" else LIGHT) for sign in line], len(line))
