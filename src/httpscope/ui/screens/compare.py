"""Two rules side by side, their lines put beside each other where they are the same, and the differences marked.

The signs tell the difference, colours only help. Read-only.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import ClassVar, Final, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import clamp
from textual.screen import Screen
from textual.widgets import Footer, Static

from httpscope.i18n import _
from httpscope.ui.columns import cell
from httpscope.visible import visible

_STYLES: Final = {" ": "$text-muted", "≠": "$text-warning", "<": "$text-error", ">": "$text-success"}


class Line(NamedTuple):
    """A line of either rule, or of both."""

    sign: str
    """Blank for the same on both sides, `≠` for different ones, `<` and `>` for one that the other side lacks."""
    left: str
    right: str


def aligned(left: Sequence[str], right: Sequence[str]) -> Iterator[Line]:
    """Put the lines of two texts beside each other."""
    for tag, begin, end, start, stop in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for step in range(max(end - begin, stop - start)):
            one = left[begin + step] if begin + step < end else None
            other = right[start + step] if start + step < stop else None
            sign = " " if tag == "equal" else "<" if other is None else ">" if one is None else "≠"
            yield Line(sign, one or "", other or "")


class CompareScreen(Screen[None]):
    """One rule on the left; the other is chosen by keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,equals_sign", "dismiss(None)", _("Back"), id="compare.back"),
        Binding("right,n", "other(1)", _("Next on the right"), id="compare.next"),
        Binding("left,p", "other(-1)", _("Previous on the right"), id="compare.previous"),
        Binding("x", "swap", _("Change sides"), id="compare.swap"),
    ]
    DEFAULT_CSS = """
    CompareScreen {
        & > #which { height: 1; padding: 0 1; background: $panel; text-style: bold; }
        & > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    }
    """

    def __init__(self, blocks: Sequence[str], left: int) -> None:
        """Compare the rule `left` with the one behind it, or before it; `blocks` are the texts of all rules."""
        super().__init__()
        self._blocks = blocks
        self._left = left
        self._right = left + 1 if left + 1 < len(blocks) else max(left - 1, 0)
        self._which = Static(id="which", markup=False)
        self._lines = Static(markup=False)

    def compose(self) -> ComposeResult:
        """Which they are, and their lines."""
        yield self._which
        with VerticalScroll(classes="pane") as scroll:
            scroll.border_title = _("Rules side by side")
            yield self._lines
        yield Footer()

    def on_resize(self) -> None:
        """Use the room there is."""
        self._show()

    def action_other(self, by: int) -> None:
        """Choose the rule on the right."""
        self._right = clamp(self._right + by, 0, len(self._blocks) - 1)
        self._show()

    def action_swap(self) -> None:
        """Change the sides."""
        self._left, self._right = self._right, self._left
        self._show()

    def _show(self) -> None:
        if not self._blocks:
            self._which.update(_("There is no rule."))
            return
        half = max((self.size.width - 9) // 2, 10)
        lines = list(aligned(self._blocks[self._left].split("\n"), self._blocks[self._right].split("\n")))
        drawn = [
            Content.styled(f"{cell(visible(line.left), half)} {line.sign} {cell(visible(line.right), half)}", style)
            for line in lines
            for style in (_STYLES[line.sign],)
        ]
        self._lines.update(Content("\n").join(drawn))
        differ = sum(line.sign != " " for line in lines)
        said = _("Rule {0} on the left, rule {1} on the right: {2} lines differ")
        self._which.update(said.format(self._left + 1, self._right + 1, differ))
