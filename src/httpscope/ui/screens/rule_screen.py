"""What the traffic screen does about rules: ready answers, rules made of what was seen, why one answered, saving.

The base of that screen, apart because rules are a subject of their own; it needs what that screen shows, and says so.
"""

import asyncio
import time
from collections.abc import Iterator
from functools import partial

from textual import on, work
from textual.content import Content
from textual.screen import Screen

from httpscope.i18n import _
from httpscope.rules.library import Ready, ready_answers
from httpscope.rules.rule import Rule
from httpscope.store.reader import Reader
from httpscope.ui.asked_again import HEAD_ENOUGH
from httpscope.ui.commands import Extra
from httpscope.ui.draft import Draft
from httpscope.ui.errands import save_rules
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.feed import read_facts
from httpscope.ui.hits import HitCounter, HitsCounted
from httpscope.ui.notices import fault_sentence, reading_for
from httpscope.ui.screens.from_now import FromNow
from httpscope.ui.screens.limits import LimitsScreen
from httpscope.ui.screens.ready import Wanted, choose_ready, rules_for
from httpscope.ui.screens.why import WhyScreen
from httpscope.ui.settings import Settings
from httpscope.ui.snippets import SNIPPETS
from httpscope.ui.why import reason_of
from httpscope.ui.widgets.answer_panel import AnswerPanel
from httpscope.ui.widgets.exchange_view import ExchangeView
from httpscope.ui.widgets.status_bar import StatusBar
from httpscope.visible import visible
from httpscope.wire.head import read_request_head


class RuleScreen(Screen[None]):
    """A screen over one draft; without one, as over a capture that is only read, most of it is not offered."""

    def __init__(self, reader: Reader, draft: Draft | None, settings: Settings) -> None:
        super().__init__()
        self._reader = reader
        self._draft = draft
        self._keymap = settings.keymap
        self._shown: ExchangeFacts | None = None
        """The exchange that is selected."""
        self._exchange = ExchangeView(id="exchange")
        why = Content.from_markup("[@click=screen.why]$word[/]", word=_("W why"))
        now = Content.from_markup("[@click=screen.from_now]$word[/]", word=_("s from now on"))
        self._exchange.border_subtitle = Content.assemble(why, " · ", now) if draft else why
        self._answers = AnswerPanel(draft, id="answers") if draft else None
        self._status: StatusBar
        self._counter = HitCounter(reader.path, self.post_message) if draft else None

    def _start_counting(self) -> None:
        if self._counter is not None:
            self._counter.start()

    def _count_again(self) -> None:
        if self._counter is not None:
            self._counter.look()

    def _stop_counting(self) -> None:
        if self._counter is not None:
            self._counter.stop()

    @on(HitsCounted)
    def _show_hits(self, event: HitsCounted) -> None:
        if self._answers is not None:
            self._answers.count(event.hits, event.counts)

    def _put(self, *rules: Rule) -> None:
        """Put rules before all others, and show the first of them."""
        if self._answers is not None and rules:
            self._answers.put(*rules)
            said = _("“{0}” answers now; u in the list of rules takes it back.")
            self.notify(said.format(visible(rules[0].name)), markup=False)

    def _put_ready(self, ready: Ready, path: str) -> None:
        self._put(*rules_for(ready, path))

    @work(exclusive=True, group="rules")
    async def action_ready(self) -> None:
        """Choose a ready answer for the selected exchange, if there is one, and put it first."""
        facts = await self._facts() if self.selected else None
        self._put(*await choose_ready(self, _wanted(facts)))

    @property
    def selected(self) -> int:
        """Number of the exchange under the cursor, whose facts may not be shown yet; 0 for none."""
        raise NotImplementedError

    async def _facts(self) -> ExchangeFacts | None:
        """Give the facts of the selected exchange, read if they are not shown yet; say so where there are none."""
        number = self.selected
        if self._shown is not None and self._shown.row.id == number:
            return self._shown
        with reading_for(self):
            found = await asyncio.to_thread(read_facts, self._reader, number) if number else None
            if found is None:
                self.notify(_("Select a request in the list first."))
            return found
        return None

    @work(exclusive=True, group="rules")
    async def action_from_now(self) -> None:
        """Make a rule of the selected exchange, and put it first."""
        if (facts := await self._facts()) is None:
            return
        rule = await self.app.push_screen_wait(FromNow(facts))
        if rule is not None:
            self._put(rule)

    @work(exclusive=True, group="why")
    async def action_why(self) -> None:
        """Say which rule answered the selected exchange, and why no other did."""
        if (facts := await self._facts()) is None:
            return
        with reading_for(self):
            self.app.push_screen(WhyScreen(facts.row.id, reason_of(facts, self._reader), self._keymap))

    def extras(self) -> Iterator[Extra]:
        """Give for the palette what is found by name: ready answers, and keys for the text of a rule."""
        answers = self._answers
        if answers is None:
            return
        path = _wanted(self._shown).path
        where = _("Put first, for {0}").format(path or _("everything"))
        for ready in ready_answers():
            yield Extra(_("Answer {0}").format(ready.title), where, partial(self._put_ready, ready, path))
        for snippet in SNIPPETS:
            yield Extra(_("Insert {0}").format(snippet.title), _(snippet.words), partial(answers.insert, snippet))

    @on(StatusBar.PolicyPicked)
    def _other_policy(self) -> None:
        self.action_policy("strict" if self._status.lenient else "lenient")

    def action_policy(self, policy: str) -> None:
        """Bring a policy into force."""
        if self._draft and self._answers:
            self._answers.change(partial(self._draft.set_policy, lenient=policy == "lenient"))

    @on(AnswerPanel.Changed)
    def _changed(self) -> None:
        if self._draft:
            self._tell_state(self._draft)
        self._status.word = ""

    @on(AnswerPanel.Refused)
    def _refused(self, event: AnswerPanel.Refused) -> None:
        self._status.word = event.text

    def _poll_rules(self) -> None:
        """Take up what another program did to the rules file."""
        if self._answers and self._draft:
            self._answers.poll()
            self._tell_state(self._draft)

    def _tell_state(self, draft: Draft) -> None:
        """Say how the draft stands to its file, and its policy and limits."""
        settings = self._exchange.settings = draft.ruleset.settings
        if self._status.lenient is not settings.lenient:
            self._status.lenient = settings.lenient
            self.refresh_bindings()
        for screen in self.app.screen_stack:
            if isinstance(screen, LimitsScreen):
                screen.settings = settings
        self._status.unsaved = draft.unsaved
        self._status.fault = fault_sentence(draft.fault) if draft.fault else ""

    @work
    async def action_save(self) -> None:
        """Write the rules to their file."""
        await self.save()

    async def save(self) -> bool:
        """Write the rules to their file, and tell whether they are saved. Runs in a worker."""
        if self._draft is None or self._answers is None:
            return False
        self._answers.flush()
        saved = await save_rules(self, self._draft)
        self._tell_state(self._draft)
        if saved:
            self._status.word = ""
        return saved

    def unfinished(self) -> bool:
        """Bring what was typed a moment ago into the draft, and tell whether the form holds what fits in no rule."""
        if self._answers is None:
            return False
        self._answers.flush()
        return self._answers.unfinished


def _wanted(facts: ExchangeFacts | None) -> Wanted:
    head = read_request_head(facts.request[:HEAD_ENOUGH]) if facts is not None else None
    return Wanted(head, time.time())
