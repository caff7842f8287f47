"""The list of rules, the form of one of them and the preview, below each other, and how they share the room.

Where there is room for two of them only, form and preview stand in one place. It knows no draft: what the boxes show,
and what follows from what they tell, is for the panel that this is the frame of.
"""

from typing import Final

from textual.app import ComposeResult
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.ui.widgets.preview import Preview
from httpscope.ui.widgets.rule_desk import RuleDesk
from httpscope.ui.widgets.rule_list import RuleList

TALL: Final = 34
"""Rows from which list, form and preview have room below each other."""


class RuleBoxes(Widget):
    """Three boxes, of which a low panel shows two."""

    DEFAULT_CSS = """
    RuleBoxes { layout: vertical; width: 1fr; height: 1fr;
        & > RuleList { max-height: 8; }
        & > RuleDesk { height: 3fr; min-height: 9; }
        & > Preview { height: 2fr; min-height: 6; }
        &.-short > RuleList { max-height: 5; }
        &.-short > Preview { display: none; height: 1fr; }
        &.-short.-previewing > Preview { display: block; }
        &.-short.-previewing > RuleDesk { display: none; }
    }
    """

    def __init__(self, desk: RuleDesk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._list = RuleList()
        self._desk = desk
        self._preview = Preview()

    def compose(self) -> ComposeResult:
        """Build the three boxes."""
        yield self._list
        yield self._desk
        yield self._preview

    def on_resize(self) -> None:
        """Fold the preview away where there is no room for it."""
        self.set_class(self.size.height < TALL, "-short")
        self._name_keys()

    @property
    def folded(self) -> bool:
        """Whether form and preview share one place."""
        return self.has_class("-short")

    def edit(self) -> None:
        """Put the focus where the answer begins: on the status, or on the raw octets; on the list where no rule is."""
        self.remove_class("-previewing")
        if self._list.rules:
            self._desk.begin()
        else:
            self._list.focus()

    def turn(self) -> None:
        """Go to the preview; where it shares its place with the form, and is there, back to that."""
        if self.folded:
            self.toggle_class("-previewing")
        if self.folded and not self.has_class("-previewing"):
            self.edit()
        else:
            self._preview.focus()

    def _name_keys(self) -> None:
        """Name in the borders the keys that lead from box to box."""
        self._desk.name_keys(_("F2 preview · F3 text") if self.folded else _("tab next field · F3 text"))
