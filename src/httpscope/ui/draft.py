"""The rules as the person is editing them: a line of immutable rulesets with undo, and the files that hold them.

Every change is in the run's working copy before the call returns, because that file is how the server learns of it.
The named file is written on `save` alone, and read when another program changed it. No Textual and no clock in here:
whoever owns the draft decides when to call.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from httpscope.i18n import _
from httpscope.rules.file.read import RulesFault, save_text
from httpscope.rules.file.watch import Watch
from httpscope.rules.file.write import Block
from httpscope.rules.rule import Canned, Match, Rule, Ruleset
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings
from httpscope.ui import revision
from httpscope.ui.history import History, Topic


class TakenUp(NamedTuple):
    """Another program changed the named file, and its rules are now the draft."""

    path: Path
    set_aside: bool
    """Edits that were not saved gave way to it; `undo` brings them back."""


class Unread(Exception):
    """The named file holds what another program wrote and nobody can read as rules: saving would destroy it."""

    def __init__(self, fault: RulesFault) -> None:
        super().__init__(str(fault))
        self.fault = fault
        """Why it cannot be read."""


class Draft:
    """The rules being edited.

    Methods that change them raise `OSError` when the working copy cannot be written and `RulesFault` when the text
    would be longer than any that is read, and leave the draft as it was.
    """

    def __init__(
        self, working: Path, named: Path | None, ruleset: Ruleset, settings: Settings = DEFAULT_SETTINGS
    ) -> None:
        """Take the run's working copy, the named file, the rules, and the policy and limits of the command line."""
        self._working = working
        self._named = named
        self._ruleset = ruleset
        self._settings = settings
        self._saved = revision.meaning(ruleset)
        self._reworded = False
        """Comments and the like were typed since the last save: they change no rule and are worth keeping."""
        self._history = History()
        self.fault: RulesFault | None = None
        """Why the named file, as another program left it, cannot be taken up; None while it can."""
        self._watch = self._watched(named)

    @property
    def ruleset(self) -> Ruleset:
        """The rules as they are now; the working copy holds the same."""
        return self._ruleset

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in order."""
        return self._ruleset.rules

    @property
    def named(self) -> Path | None:
        """The file that `save` writes; None until the person has named one."""
        return self._named

    @property
    def unsaved(self) -> bool:
        """Tell whether the rules differ from the named file, or from those of the start where none is named."""
        return self._reworded or revision.meaning(self._ruleset) != self._saved

    def replace(self, index: int, rule: Rule, topic: str = "") -> None:
        """Put the rule in the place of another.

        Replacements that follow each other with one `topic` (the field being typed in) are one step of undo.
        """
        if rule == self.rules[index]:
            return
        self._change((*self.rules[:index], rule, *self.rules[index + 1 :]), (index, topic) if topic else None)

    def block(self, index: int) -> Block:
        """Give the lines of the text that are about one rule."""
        return revision.block_of(self._ruleset, index)

    def replace_text(self, index: int, block: str) -> None:
        """Put other lines in the place of those about one rule; what is typed in one go is one step of undo.

        Raises RulesFault, with the place in the whole text, where they do not read as a rule.
        """
        changed = revision.with_block(self._ruleset, index, block, self._settings)
        if changed.text != self._ruleset.text:
            self._enter(changed, (index, "text"))
            self._reworded = True

    def put(self, index: int, *rules: Rule) -> int:
        """Put rules before the one at `index`, with names of their own, and give the index of the first."""
        named = list(self.rules)
        for place, rule in enumerate(rules):
            named.insert(index + place, replace(rule, name=revision.free_name(named, rule.name)))
        self._change(named)
        return index

    def add(self, index: int) -> int:
        """Put a new rule before the one at `index`, and give its index."""
        return self.put(index, Rule(_("new rule"), Match(), Canned(content_type="text/plain; charset=utf-8")))

    def duplicate(self, index: int) -> int:
        """Put a copy of a rule behind it, and give its index."""
        return self.put(index + 1, self.rules[index])

    def delete(self, index: int) -> None:
        """Take a rule away."""
        self._change((*self.rules[:index], *self.rules[index + 1 :]))

    def move(self, index: int, by: int) -> int:
        """Move a rule so many places down, or up where negative, as far as it goes, and give its new index."""
        target = min(max(index + by, 0), len(self.rules) - 1)
        rules = list(self.rules)
        rules.insert(target, rules.pop(index))
        self._change(tuple(rules))
        return target

    def switch(self, index: int) -> None:
        """Turn a rule off, or on again."""
        rule = self.rules[index]
        self.replace(index, replace(rule, on=not rule.on))

    def set_policy(self, *, lenient: bool) -> None:
        """Bring the strict or the lenient policy into force."""
        if lenient != self._ruleset.settings.lenient:
            self._enter(revision.with_policy(self._ruleset, lenient=lenient))

    def set_limit(self, name: str, value: float | str | None) -> None:
        """Bring a limit into force as a person wrote it; None is what holds where the file says nothing.

        Raises `check.Unfit` for what the limit cannot be.
        """
        changed = revision.with_limit(self._ruleset, name, value, self._settings)
        if changed.text != self._ruleset.text:
            self._enter(changed)

    def undo(self) -> bool:
        """Take the last change back; False where there is none."""
        return self._travel(self._history.undo)

    def redo(self) -> bool:
        """Make the change again that was taken back last; False where there is none."""
        return self._travel(self._history.redo)

    def save(self, *, overwrite: bool = False) -> None:
        """Write the rules to the named file, comments and order kept. Raises `OSError`.

        What another program wrote there since the last `poll` gives way and stays one undo away. What cannot be read
        could not be brought back, so it gives way only to `overwrite`; without, it raises `Unread`.
        """
        if self._named is None:
            raise ValueError("no file is named; save_as names one")
        change = self._watch.refresh()
        if change:
            self.fault = change.fault
        if self.fault and not overwrite:
            raise Unread(self.fault)
        if change and change.ruleset and revision.meaning(change.ruleset) != revision.meaning(self._ruleset):
            self._history.remember(change.ruleset)
        self.save_as(self._named)

    def save_as(self, path: Path) -> None:
        """Write the rules to another file, which is the named one from now on. Raises `OSError`."""
        save_text(path, self._ruleset.text)
        self._named, self._saved, self.fault = path, revision.meaning(self._ruleset), None
        self._history.pause()
        self._watch, self._reworded = self._watched(path), False

    def poll(self) -> TakenUp | RulesFault | None:
        """Look at the named file, and take it up where another program changed it. Costs one `stat` otherwise.

        A file that cannot be read as rules leaves the draft alone and is told once.
        """
        change = self._watch.refresh()
        if self._named is None or change is None:
            return None
        self.fault = change.fault
        if change.ruleset is None:
            return change.fault
        includes_other = revision.included(change.ruleset) != revision.included(self._ruleset)
        if includes_other and revision.meaning(change.ruleset) == self._saved:
            # Only what the file includes has changed: edits that were not saved stay.
            self._ruleset = revision.with_included(self._ruleset, change.ruleset)
            return TakenUp(self._named, set_aside=False)
        set_aside, self._saved = self.unsaved, revision.meaning(change.ruleset)
        if self._saved == revision.meaning(self._ruleset):
            return None
        self._enter(change.ruleset)
        return TakenUp(self._named, set_aside)

    def _watched(self, named: Path | None) -> Watch:
        """Give a watch on the named file that has seen it as it is now."""
        watch = Watch([named] if named else [], self._ruleset, self._ruleset.base, self._settings)
        change = watch.refresh()
        if change:
            self.fault = change.fault
        if change and change.ruleset:
            self._saved = revision.meaning(change.ruleset)
        return watch

    def _change(self, rules: Sequence[Rule], topic: Topic | None = None) -> None:
        if rules != self.rules:
            self._enter(revision.with_rules(self._ruleset, rules), topic)

    def _enter(self, ruleset: Ruleset, topic: Topic | None = None) -> None:
        """Bring a ruleset into force; the one so far can be undone to, unless the same topic goes on."""
        save_text(self._working, ruleset.text)
        self._history.enter(self._ruleset, topic)
        self._ruleset = ruleset

    def _travel(self, stack: list[Ruleset]) -> bool:
        """Bring the ruleset on top of undo or redo into force; False where there is none."""
        if not stack:
            return False
        save_text(self._working, stack[-1].text)
        self._ruleset = revision.with_included(self._history.travel(stack, self._ruleset), self._ruleset)
        return True
