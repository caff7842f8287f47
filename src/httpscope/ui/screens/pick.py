"""Choosing one of many by typing a few letters of it, with a look at it beside the list. It asks; who pushed it acts.

The line to type in keeps the focus: up and down walk the list, enter takes what the cursor is on.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from httpscope.i18n import _
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.keys_in_order import press_in_order
from httpscope.visible import visible


class Pickable(NamedTuple):
    """One of many."""

    title: str
    note: str
    """What it is, in a few words; searched like the title."""
    look: Callable[[], Content]
    """Gives what is shown beside the list while the cursor is on it."""
    group: str = ""
    """Heading that it stands under, next to others of it."""


class Picked(NamedTuple):
    """What was taken."""

    place: int
    """Which of the choices, from 0."""
    way: str
    """Which of the ways to take it held; empty where there is one only."""


class _Search(Input):
    """A line whose up and down walk the list, in the order of the keys typed."""

    async def on_key(self, event: events.Key) -> None:
        """Carry out a key before the next one is looked at."""
        await press_in_order(self, event)


class Pick(ModalScreen[Picked | None]):
    """Dismissed with what was taken, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", _("Back"), id="pick.back"),
        Binding("down", "move(1)", _("Next"), show=False, id="pick.down", priority=True),
        Binding("up", "move(-1)", _("Previous"), show=False, id="pick.up", priority=True),
        Binding("pagedown", "move(10)", _("Ten on"), show=False, id="pick.page-down", priority=True),
        Binding("pageup", "move(-10)", _("Ten back"), show=False, id="pick.page-up", priority=True),
        Binding("f5", "way", _("The other way"), show=False, id="pick.way", priority=True),
    ]
    DEFAULT_CSS = """
    Pick { align: center middle; background: $background 60%;
        & > Vertical { width: 94%; max-width: 150; height: 90%; padding: 0 1; border: round $border;
            border-title-color: $text-primary; border-title-style: bold; border-subtitle-color: $text-muted;
            background: $surface; layout: grid; grid-size: 2; grid-columns: 2fr 3fr; grid-rows: 1 1fr auto;
            grid-gutter: 0 1; }
        & Input { column-span: 2; }
        & OptionList { height: 1fr; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1;
            & > .option-list--option-highlighted { color: $block-cursor-foreground;
                background: $block-cursor-background; text-style: bold; } }
        & VerticalScroll { padding: 0 1; background: $panel; scrollbar-size-vertical: 1; }
        & #ways { column-span: 2; height: auto; }
        &.-narrow > Vertical { width: 100%; height: 100%; grid-size: 1; grid-columns: 1fr;
            grid-rows: 1 2fr 3fr auto; }
        &.-narrow Input, &.-narrow #ways { column-span: 1; }
    }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-wide")]  # noqa: RUF012  as Screen has it

    def __init__(self, title: str, choices: Sequence[Pickable], ways: Sequence[tuple[str, str]] = ()) -> None:
        """Offer the choices; `ways` are values and words of the ways to take one, the first of which holds."""
        super().__init__()
        self._title = title
        self._choices = choices
        self._search = _Search(placeholder=_("type to search"), compact=True)
        self._search.cursor_blink = False
        self._list = OptionList(compact=True)
        self._look = Static("", markup=False)
        self._way = Choice(ways, id="ways") if ways else None

    def compose(self) -> ComposeResult:
        """The line, the list, the look."""
        with Vertical():
            yield self._search
            yield self._list
            with VerticalScroll(can_focus=False):
                yield self._look
            if self._way is not None:
                yield self._way

    def on_mount(self) -> None:
        """Show everything."""
        self._list.can_focus = False
        box = self.query_one(Vertical)
        box.border_title = Content(self._title)
        box.border_subtitle = _("enter takes it · esc back") + (_(" · F5 how") if self._way else "")
        self._offer("")
        self._search.focus()

    def action_move(self, by: int) -> None:
        """Walk the list, over the headings."""
        if self._list.option_count == 0:
            return
        for _step in range(abs(by)):
            (self._list.action_cursor_down if by > 0 else self._list.action_cursor_up)()

    def action_way(self) -> None:
        """Take it the next way."""
        if self._way is not None:
            self._way.action_step(1)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer(event.value)

    @on(Input.Submitted)
    def _take(self) -> None:
        option = self._list.highlighted_option
        if option is not None and option.id is not None:
            self.dismiss(Picked(int(option.id), self._way.value if self._way else ""))

    @on(OptionList.OptionSelected)
    def _take_clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take()

    @on(OptionList.OptionHighlighted)
    def _look_at(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if event.option_id is not None:
            self._look.update(self._choices[int(event.option_id)].look())
            self.query_one(VerticalScroll).scroll_home(animate=False)

    def _offer(self, typed: str) -> None:
        """List what has all the words typed, in its title first, under its headings."""
        words = typed.casefold().split()
        found = [index for index, choice in enumerate(self._choices) if _has(choice, words)]
        if words:
            found.sort(key=lambda index: _rank(self._choices[index], words))
        options: list[Option] = []
        group = ""
        for index in found:
            choice = self._choices[index]
            if choice.group != group and not words:
                group = choice.group
                options.append(Option(Content.styled(visible(group), "$text-accent bold"), disabled=True))
            options.append(Option(Content(visible(choice.title)), id=str(index)))
        self._list.clear_options()
        self._list.add_options(options)
        if found:
            self._list.highlighted = next(place for place, option in enumerate(options) if not option.disabled)
        else:
            self._look.update(_("Nothing has all of these words."))


def _has(choice: Pickable, words: Sequence[str]) -> bool:
    text = f"{choice.title} {choice.group} {choice.note}".casefold()
    return all(word in text for word in words)


def _rank(choice: Pickable, words: Sequence[str]) -> tuple[bool, bool]:
    title = choice.title.casefold()
    return (not title.startswith(words[0]), not all(word in title for word in words))
