"""What the rules were before each change, and after those that were taken back. No file and no Textual in here."""

from typing import Final

from httpscope.rules.rule import Ruleset

UNDO_LIMIT: Final = 500
"""Rulesets kept for undo. They share their rules, so an entry costs little more than the file's text."""

Topic = tuple[int, str]
"""A rule and what of it is being typed: changes that follow each other with one topic are one step."""


class History:
    """Two stacks of rulesets, and the topic of the newest change."""

    def __init__(self) -> None:
        self.undo: list[Ruleset] = []
        self.redo: list[Ruleset] = []
        self._topic: Topic | None = None

    def enter(self, before: Ruleset, topic: Topic | None) -> None:
        """A change is made: the ruleset before it can be undone to, unless the same topic goes on."""
        if topic is None or topic != self._topic:
            self.remember(before)
        self._topic = topic
        self.redo.clear()

    def remember(self, ruleset: Ruleset) -> None:
        """Put a ruleset where undo finds it first."""
        self.undo.append(ruleset)
        del self.undo[:-UNDO_LIMIT]
        self.pause()

    def pause(self) -> None:
        """What is typed from now on is a step of its own."""
        self._topic = None

    def travel(self, stack: list[Ruleset], present: Ruleset) -> Ruleset:
        """Take the ruleset on top of one stack, and put the present one on the other."""
        other = self.redo if stack is self.undo else self.undo
        other.append(present)
        self.pause()
        return stack.pop()
