"""Where the server is reached, for a projector: each address in plain text, and a QR code of the one under the cursor.

Black on white whatever the theme. It shows what it is given; the addresses are those of this machine.
"""

from collections.abc import Sequence
from typing import ClassVar, Final
from urllib.parse import urlsplit

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from httpscope.i18n import _
from httpscope.ui.widgets.qr_code import QrCode
from httpscope.visible import visible

TEXT_COLUMNS: Final = 30
"""Columns that the addresses need beside the code at least; the longest are wrapped."""
TEXT_WISH: Final = 56
"""Columns that they take where there is room."""
FRAME: Final = Size(6, 2)
"""Columns and lines of the border, and of what is left free beside the text."""
OTHERS_START: Final = "httpscope -b 0.0.0.0"
"""What opens a server to the network."""


class AddressScreen(ModalScreen[None]):
    """The addresses of a server."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,U,q", "dismiss(None)", _("Back"), id="address.back"),
    ]
    DEFAULT_CSS = """
    AddressScreen { align: center middle; background: $background 60%;
        & > Horizontal { width: auto; height: auto; max-width: 100%; max-height: 100%; border: round #000000;
            border-title-color: #000000; border-title-style: bold; border-subtitle-color: #000000;
            background: #ffffff; color: #000000; }
        & Vertical { height: auto; width: auto; max-width: 70; padding: 0 1 0 2; }
        & Static { width: 100%; height: auto; background: #ffffff; color: #000000; }
        & OptionList { width: 100%; height: auto; max-height: 12; margin: 1 0; padding: 0; border: none;
            background: #ffffff; color: #000000; scrollbar-size-vertical: 1; }
        & OptionList > .option-list--option { background: #ffffff; color: #000000; text-style: bold; padding: 0; }
        & OptionList, & OptionList:focus { & > .option-list--option-highlighted, & > .option-list--option-hover {
            background: #ffffff; color: #000000; text-style: bold; } }
        & OptionList.-several, & OptionList.-several:focus { & > .option-list--option-highlighted {
            background: #000000; color: #ffffff; } }
    }
    """

    def __init__(self, address: str, others: Sequence[str], allowed: Sequence[str], *, exposed: bool) -> None:
        """Show `address`, which clients on this machine type, and those of `others`, if it is `exposed` to them.

        Of these others it lets in those of the networks `allowed`, where some are named.
        """
        super().__init__()
        self._allowed = allowed
        self._address = address
        self._exposed = exposed
        self._typed_by_others = exposed and bool(others)
        self._urls = tuple(others) if self._typed_by_others else (address,)
        self._code = QrCode()
        self._note = Static()
        self._list = OptionList(*(Option(Content(visible(url))) for url in self._urls), compact=True)
        self._list.set_class(len(self._urls) > 1, "-several")
        self._text = Vertical()
        self._box = Horizontal()

    def compose(self) -> ComposeResult:
        """Words and addresses to the left, the code to the right."""
        self._box.border_title = _("Address")
        self._box.border_subtitle = _("esc closes")
        with self._box:
            with self._text:
                yield Static(Content(self._said()))
                yield self._list
                yield self._note
            yield self._code

    def on_mount(self) -> None:
        """Begin with the first address."""
        self._list.highlighted = 0
        self._list.focus()
        self._fit(self.app.size)

    def on_resize(self, event: events.Resize) -> None:
        """Draw the code as large as fits now."""
        self._fit(event.size)

    @on(OptionList.OptionHighlighted)
    def _show(self) -> None:
        self._fit(self.app.size)

    def _fit(self, size: Size) -> None:
        """Draw the code of the address under the cursor, if others can use it, and say what is to be said of it."""
        place = self._list.highlighted or 0
        code = self._code
        code.text = self._urls[place] if self._typed_by_others else ""
        code.room = Size(size.width - FRAME.width - TEXT_COLUMNS, size.height - FRAME.height)
        beside = code.get_content_width(size, size)
        longest = max(len(url) for url in self._urls)
        room = size.width - FRAME.width - beside
        self._text.styles.width = max(min(room, max(longest + 4, TEXT_WISH)), 1)
        self._note.update(Content(self._noted(missing=self._typed_by_others and not code.fits)))

    def _said(self) -> str:
        if not self._exposed:
            return _("Only this machine can reach this server:")
        if not self._typed_by_others:
            return _("The server listens on every network, and no address that others can type is known. Here it is:")
        if self._allowed:
            text = _("Open to {networks}, and to nobody else on the network. Type the address, or scan the code:")
            return text.format(networks=", ".join(self._allowed))
        return _("Open to the network: everyone on it can reach this server. Type the address, or scan the code:")

    def _noted(self, *, missing: bool) -> str:
        notes = []
        if missing:
            needs = self._code.needs + FRAME + Size(TEXT_COLUMNS, 0)
            text = _("The QR code does not fit: it needs a terminal of {columns} columns and {lines} lines.")
            notes.append(text.format(columns=needs.width, lines=needs.height))
        if not self._exposed:
            port = urlsplit(self._address).port or 80
            command = f"{OTHERS_START} --port {port}"
            notes.append(_("For others on the network, start it again with -b 0.0.0.0:\n\n{0}").format(command))
        if len(self._urls) > 1:
            notes.append(_("↑ ↓ or a click: the code of another address."))
        return "\n\n".join(notes)
