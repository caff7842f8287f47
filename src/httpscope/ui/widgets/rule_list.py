"""The rules in order, a line each: number, on or off, name, what it matches, hits, status; headings where groups begin.

It says what a person wishes and changes nothing itself.
Names and paths come from files, so they pass `visible` before they become cells.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from httpscope.i18n import _
from httpscope.rules.rule import Rule
from httpscope.store.hits import Hit
from httpscope.ui.rule_rows import Heading, Row, Scene, count_width, number_width, rows_of, rule_cells
from httpscope.ui.wish import Wish
from httpscope.visible import visible


class RuleList(ScrollView, can_focus=True):
    """The rules, a cursor, and a mark at the rule called `answered_by`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rule-list--cursor",
        "rule-list--blurred-cursor",
        "rule-list--match",
        "rule-list--off",
        "rule-list--mark",
        "rule-list--heading",
    }
    DEFAULT_CSS = """
    RuleList { height: auto; min-height: 3; background: $surface; color: $foreground;
        border: round $border-blurred; border-title-color: $text-muted; border-subtitle-color: $text-muted;
        &:focus { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
        & > .rule-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold; }
        & > .rule-list--blurred-cursor { background: $block-cursor-blurred-background; text-style: bold; }
        & > .rule-list--match { color: $text-primary; }
        & > .rule-list--off { color: $text-muted; text-style: italic; }
        & > .rule-list--heading { color: $text-secondary; text-style: bold; }
        & > .rule-list--mark { color: $text-accent; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", _("Next rule"), id="rules.down", show=False),
        Binding("up,k", "move(-1)", _("Previous rule"), id="rules.up", show=False),
        Binding("home,g", "move(-1000000)", _("First rule"), id="rules.first", show=False),
        Binding("end,G", "move(1000000)", _("Last rule"), id="rules.last", show=False),
        Binding("enter", "wish('edit')", _("Edit"), id="rules.edit"),
        Binding("a", "wish('add')", _("Add"), id="rules.add", tooltip=_("A new rule before this one")),
        Binding("D", "wish('duplicate')", _("Duplicate"), id="rules.duplicate", show=False),
        Binding("d", "wish('delete')", _("Delete"), id="rules.delete"),
        Binding("K,shift+up", "wish('up')", _("Move up"), id="rules.move-up", show=False),
        Binding("J,shift+down", "wish('down')", _("Move down"), id="rules.move-down", show=False),
        Binding("space", "wish('switch')", _("On/off"), id="rules.switch"),
        Binding("slash", "ask('find')", _("Find"), id="rules.find", show=False, tooltip=_("Find a rule by its name …")),
        Binding(
            "equals_sign",
            "ask('compare')",
            _("Compare"),
            id="rules.compare",
            show=False,
            tooltip=_("Compare the rule with another, side by side"),
        ),
        Binding("u", "wish('undo')", _("Undo"), id="rules.undo"),
        Binding("ctrl+r", "wish('redo')", _("Redo"), id="rules.redo", show=False),
    ]

    rules: reactive[tuple[Rule, ...]] = reactive(())
    around: reactive[tuple[tuple[Rule, ...], tuple[Rule, ...]]] = reactive(((), ()))
    """Rules of included files, before and behind those of the file: shown, and edited in files of their own."""
    cursor: reactive[int] = reactive(0, repaint=False)
    answered_by: reactive[str] = reactive("")
    """Name of the rule that answered the selected exchange; empty for none."""
    hits: reactive[Mapping[str, Hit]] = reactive(MappingProxyType({}))
    """How often rules answered, by name."""

    _rows: Sequence[Row] = ()
    _count = 0
    """Cells of the longest count of hits."""

    @dataclass
    class Moved(Message):
        """The person put the cursor on another rule."""

        index: int

    @dataclass
    class Wished(Message):
        """The person wishes something for a rule."""

        wish: Wish
        index: int

    @dataclass
    class Asked(Message):
        """The person looks for a rule (`find`), or wants to see it beside another (`compare`)."""

        what: str

    def on_mount(self) -> None:
        """Say what the box is, and its keys."""
        self.border_title = _("Rules: the first that fits answers")
        ready = Content.from_markup("[@click=screen.ready]$word[/]", word=_("A ready"))
        self.border_subtitle = Content.assemble(ready, _(" · a add · d del · space on/off"))

    def stand_on(self, index: int) -> None:
        """Put the cursor on a rule without telling anybody."""
        with self.prevent(self.Moved):
            self.cursor = index

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a rule."""
        return clamp(cursor, 0, max(len(self.rules) - 1, 0))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight."""
        self.refresh()
        self.scroll_to_region(Region(0, self.line_of(self.cursor), 1, 1), animate=False)

    def watch_rules(self) -> None:
        """Take up how many lines there are."""
        self._rows = rows_of(self.rules, *self.around)
        self.virtual_size = Size(1, max(len(self._rows), 1))
        self.refresh(layout=True)

    def watch_around(self) -> None:
        """Take up the lines of included rules."""
        self.watch_rules()

    def watch_answered_by(self) -> None:
        """Explain the mark while it is to be seen."""
        known = any(rule.name == self.answered_by for rule in self.rules)
        self.border_title = (
            _("Rules · ◂ answered the selected request") if known else _("Rules: the first that fits answers")
        )

    def line_of(self, place: int) -> int:
        """Give the line that a rule stands on, headings counted."""
        return self._rows.index(place) if place in self._rows else 0

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._go(self.cursor + by)

    def action_wish(self, wish: str) -> None:
        """Tell what is wished for the rule under the cursor."""
        self.post_message(self.Wished(Wish(wish), self.cursor))

    def action_ask(self, what: str) -> None:
        """Tell that another rule is wanted."""
        self.post_message(self.Asked(what))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the rule; on its sign also turn it on or off; a double click edits it."""
        place = event.get_content_offset(self)
        if place is None:
            return
        line = place.y + round(self.scroll_y)
        index = self._rows[line] if line < len(self._rows) else Heading("")
        if isinstance(index, Heading):
            return
        self._go(index)
        sign = number_width(len(self.rules)) + 1
        if sign - 1 <= place.x <= sign + 1:
            self.action_wish(Wish.SWITCH.value)
        elif event.chain > 1:
            self.action_wish(Wish.EDIT.value)

    def render_line(self, y: int) -> Strip:
        """Paint a rule."""
        width, line = self.scrollable_content_region.width, y + round(self.scroll_y)
        if line >= len(self._rows):
            empty = not self.rules and line == 0
            text = _(" No rule. Press a for a new one.") if empty else ""
            return Strip([Segment(text, self.rich_style)]).crop_extend(0, width, self.rich_style)
        index = self._rows[line]
        if isinstance(index, Heading):
            style = self.get_component_rich_style("rule-list--heading")
            return Strip([Segment(f" {visible(index.text) or '–'}", style)]).crop_extend(0, width, self.rich_style)
        ground = self.rich_style
        if index == self.cursor:
            ground = self.get_component_rich_style(f"rule-list--{'' if self.has_focus else 'blurred-'}cursor")
        segments = []
        scene = Scene(len(self.rules), width, self.hits, self.answered_by, self._count)
        for text, name in rule_cells(self.rules[index], index, scene):
            style = ground
            if name and not (index == self.cursor and self.has_focus):
                style = ground + self.get_component_rich_style(f"rule-list--{name}", partial=True)
            segments.append(Segment(text, style))
        return Strip(segments).crop_extend(0, width, ground)

    def watch_hits(self) -> None:
        """Keep room for the longest count."""
        self._count = count_width(self.hits)

    def _go(self, index: int) -> None:
        before = self.cursor
        self.cursor = index
        if self.cursor != before:
            self.post_message(self.Moved(self.cursor))
