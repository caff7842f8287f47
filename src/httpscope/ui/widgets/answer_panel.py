"""The rules edited live: the list of them, the form of the one under the cursor, and the octets it will answer.

It joins the three and the draft. Siblings never speak to each other: wishes and keystrokes come up to here, become
changes of the draft, and what the draft then holds goes down again. How the three share the room is for `rule_boxes`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, TypeVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from httpscope.exchange import Count
from httpscope.i18n import _
from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault
from httpscope.rules.rule import Rule
from httpscope.store.hits import Hit
from httpscope.ui.asked_again import AskedAgain
from httpscope.ui.draft import Draft, TakenUp
from httpscope.ui.errands import choose_rule
from httpscope.ui.forecast import forecast
from httpscope.ui.notices import fault_sentence, taken_up_sentence
from httpscope.ui.screens.compare import CompareScreen
from httpscope.ui.snippets import Snippet
from httpscope.ui.turns import Turns
from httpscope.ui.widgets.answer_editor import AnswerEditor
from httpscope.ui.widgets.more_line import MoreLine
from httpscope.ui.widgets.rule_boxes import RuleBoxes
from httpscope.ui.widgets.rule_desk import RuleDesk
from httpscope.ui.widgets.rule_list import RuleList
from httpscope.ui.widgets.rule_text import RuleText
from httpscope.ui.wish import Wish, grant
from httpscope.visible import visible
from httpscope.wire.head import RequestHead

T = TypeVar("T")


class AnswerPanel(RuleBoxes):
    """Rules, answer and preview over one draft."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "toggle_preview", _("Preview"), id="answer.preview", tooltip=_("The octets of the next answer")),
        Binding("f3", "text", _("Text"), id="answer.text", tooltip=_("The rule as text, all of it")),
    ]

    selected_request: reactive[RequestHead | AskedAgain | None] = reactive(None, repaint=False)
    """The request that the preview answers; None for one that the rule would answer."""
    answered_by: reactive[str] = reactive("", repaint=False)
    """Name of the rule that answered the selected exchange; empty for none."""

    @dataclass
    class Changed(Message):
        """The draft has changed, or was saved by way of the panel."""

        unsaved: bool

    @dataclass
    class Refused(Message):
        """A change is not in force, because its file cannot be written."""

        text: str

    def __init__(self, draft: Draft, *, id: str | None = None) -> None:
        contents = Contents()
        super().__init__(RuleDesk(draft, contents), id=id)
        self.turns = Turns()
        self._draft = draft
        self._contents = contents
        self._index = 0

    def on_mount(self) -> None:
        """Show the first rule."""
        self._take_over(0)

    def on_unmount(self) -> None:
        """Bring what was typed a moment ago into the draft: leaving loses nothing."""
        self.flush()

    @property
    def rule(self) -> Rule | None:
        """The rule that is being edited."""
        rules = self._draft.rules
        return rules[self._index] if self._index < len(rules) else None

    @property
    def unfinished(self) -> bool:
        """Tell whether form or text hold what does not fit, and so is in no rule and no file."""
        return self._desk.unfinished

    def flush(self) -> None:
        """Bring what was typed a moment ago, in form or text, into the draft."""
        if self._granted(self._desk.read):
            self._list.rules = self._draft.rules
            self._foresee()
            self._tell()

    def change(self, deed: Callable[[], object]) -> None:
        """Do something to the draft that is about no one rule, such as its policy, and say why where it cannot be."""
        self.flush()
        if self._granted(lambda: (deed(),)) is None:
            return
        if self._draft.rules != self._list.rules:
            self._take_over(self._index)
        self._tell()

    def put(self, *rules: Rule) -> None:
        """Put rules before all others, and stand on the first."""
        self.change(partial(self._draft.put, 0, *rules))
        self._take_over(0)

    def poll(self) -> None:
        """Take up the named file where another program changed it, and say so."""
        if self._desk.waiting:
            self.flush()
        match self._granted(self._draft.poll):
            case TakenUp() as taken:
                self._take_over(self._index)
                self.notify(taken_up_sentence(taken), markup=False)
            case RulesFault() as fault:
                self.notify(fault_sentence(fault), severity="error", markup=False)

    def action_toggle_preview(self) -> None:
        """Show the preview in the place of the form, where there is no room for both, or go to it."""
        if self.folded:
            self.flush()
        self.turn()

    @on(MoreLine.Clicked)
    @on(RuleText.Left)
    def action_text(self) -> None:
        """Show the rule as its own lines, in the place of the form, or the form again."""
        if self._draft.rules:
            self.flush()
            self._desk.toggle_class("-texting")
            self._take_over(self._index)
            self.edit()

    def insert(self, snippet: Snippet) -> None:
        """Put the lines of a snippet into the text of the rule."""
        if self._draft.rules:
            if not self._desk.texting:
                self.action_text()
            self._desk.insert(snippet)

    def watch_selected_request(
        self, before: RequestHead | AskedAgain | None, now: RequestHead | AskedAgain | None
    ) -> None:
        """Answer another request in the preview; in a flood of like ones only where rules take turns."""
        like = isinstance(before, AskedAgain) and isinstance(now, AskedAgain) and now.is_like(before)
        if not like or any(rule.takes_turns for rule in self._draft.ruleset.in_force):
            self._foresee()

    def watch_answered_by(self) -> None:
        """Mark the rule that answered."""
        self._list.answered_by = self.answered_by

    @on(RuleList.Moved)
    def _moved(self, event: RuleList.Moved) -> None:
        event.stop()
        self.flush()
        self._take_over(event.index)

    @on(AnswerEditor.Typed)
    @on(RuleText.Typed)
    def _typed(self, event: AnswerEditor.Typed | RuleText.Typed) -> None:
        event.stop()
        self.flush()

    def count(self, hits: Mapping[str, Hit], counts: Sequence[Count] = ()) -> None:
        """Show how often rules answered, and what comes next by what they remember."""
        self._list.hits = hits
        if self.turns.take_in(counts, self._draft.ruleset):
            self._foresee()

    @on(RuleList.Asked)
    @work(exclusive=True, group="ask")
    async def _asked(self, event: RuleList.Asked) -> None:
        """Go to a rule that is found by name, or show two of them side by side."""
        self.flush()
        if event.what == "compare":
            blocks = [self._draft.block(index).text for index in range(len(self._draft.rules))]
            self.app.push_screen(CompareScreen(blocks, self._index))
        elif (place := await choose_rule(self.screen, self._draft)) is not None:
            self._take_over(place)
            self._list.focus()

    @on(RuleList.Wished)
    def _wished(self, event: RuleList.Wished) -> None:
        event.stop()
        if event.wish is Wish.EDIT:
            self.edit()
            return
        self.flush()
        granted = self._granted(partial(grant, self._draft, event.wish, event.index))
        if granted is None:
            return
        if granted.word:
            self.notify(granted.word, markup=False)
        self._take_over(granted.stand)
        self._tell()

    def _take_over(self, index: int) -> None:
        """Show what the draft holds, the cursor on a rule of it."""
        rules = self._draft.rules
        self._index = min(index, max(len(rules) - 1, 0))
        self._list.rules = rules
        self._list.around = (self._draft.ruleset.before, self._draft.ruleset.after)
        self._list.stand_on(self._index)
        self._desk.show(self._index)
        self._foresee()

    def _foresee(self) -> None:
        """Preview the answer of the rule being edited."""
        if self._draft.rules:
            ruleset = self._draft.ruleset
            rule = ruleset.rules[self._index]
            memory = self.turns.memory()
            self._preview.forecast = forecast(ruleset, rule, self.selected_request, self._contents, time.time(), memory)

    def _tell(self) -> None:
        self.post_message(self.Changed(self._draft.unsaved))

    def _granted(self, deed: Callable[[], T]) -> T | None:
        """Give what comes of a deed to the draft; say why, and give None, where the rules cannot be written."""
        try:
            return deed()
        except (OSError, RulesFault) as fault:
            self.post_message(self.Refused(_("The rules cannot be written: {0}").format(visible(str(fault)))))
            return None
