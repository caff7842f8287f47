"""Where one rule is edited: by the fields of a form, or as its own lines of text in the same place.

It knows the draft and which rule of it is shown, and brings what was typed into it when asked. Which rule that is, and
what follows from a change, is for the panel around it to say.
"""

import time

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault
from httpscope.ui.draft import Draft
from httpscope.ui.errands import choose_snippet
from httpscope.ui.forecast import raw_of
from httpscope.ui.pictured import octets_to_editor
from httpscope.ui.snippets import Snippet
from httpscope.ui.widgets.answer_editor import AnswerEditor
from httpscope.ui.widgets.more_line import MoreLine
from httpscope.ui.widgets.rule_text import RuleText
from httpscope.visible import visible


class RuleDesk(Widget):
    """Form and text of the rule under the cursor."""

    DEFAULT_CSS = """
    RuleDesk { layout: vertical; height: 1fr; width: 1fr;
        & > RuleText { display: none; }
        &.-texting > RuleText { display: block; }
        &.-texting > AnswerEditor, &.-texting > MoreLine { display: none; }
    }
    """

    def __init__(self, draft: Draft, contents: Contents) -> None:
        super().__init__()
        self._draft = draft
        self._contents = contents
        self._index = 0
        self._more = MoreLine()
        self._form = AnswerEditor()
        self._text = RuleText()

    def compose(self) -> ComposeResult:
        """Build form and text."""
        yield self._more
        yield self._form
        yield self._text

    @property
    def texting(self) -> bool:
        """Whether the text of the rule stands in the place of the form."""
        return self.has_class("-texting")

    @property
    def waiting(self) -> bool:
        """Tell whether something was typed that has not been read."""
        return self._form.waiting or self._text.waiting

    @property
    def unfinished(self) -> bool:
        """Tell whether form or text hold what does not fit, and so is in no rule and no file."""
        return self._form.unfinished or (self.texting and self._text.faulty)

    def name_keys(self, keys: str) -> None:
        """Name keys that lead on in the border of the form."""
        self._form.border_subtitle = keys

    def begin(self) -> None:
        """Put the focus where the answer begins: on the status, or on the raw octets; or into the text."""
        if self.texting:
            self._text.begin()
        else:
            self._form.begin()

    def show(self, index: int) -> None:
        """Show a rule of the draft."""
        self._index = index
        rule = self._draft.rules[index] if self._draft.rules else None
        title = _("Answer of {0} · {1}").format(index + 1, visible(rule.name)) if rule else _("Answer")
        self._form.show(rule)
        self._form.border_title = Content(title)
        self._more.show(rule)
        if self.texting:
            self._text.border_title = Content(_("Text · {0}").format(title))
            self._text.show(rule, self._draft.block(index) if rule else None)

    def read(self) -> bool:
        """Bring what was typed into the draft, and tell whether that changed. Raises as the draft does."""
        if self.texting:
            return self._read_text()
        form = self._form
        if form.rule is None:
            return False
        if form.begins_raw:
            octets = raw_of(self._draft.ruleset, form.rule, self._contents, time.time())
            form.begin_raw(octets_to_editor(octets) or "")
        rule = form.read()
        if rule is None or rule == self._draft.rules[self._index]:
            return False
        self._draft.replace(self._index, rule, form.topic)
        return True

    def _read_text(self) -> bool:
        if not self._text.waiting:
            return False
        try:
            self._draft.replace_text(self._index, self._text.block)
        except RulesFault as fault:
            self._text.complain(fault)
            return False
        self._text.complain(None)
        return True

    def insert(self, snippet: Snippet) -> None:
        """Put the lines of a snippet into the text of the rule."""
        self._text.insert(snippet)

    @on(RuleText.InsertWanted)
    @work(exclusive=True, group="insert")
    async def _choose_snippet(self) -> None:
        if (snippet := await choose_snippet(self.screen)) is not None:
            self.insert(snippet)
