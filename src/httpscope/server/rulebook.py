"""The rules in force, looked at once a turn: which rule answers a request, with what content.

It joins `rules.watch` (the files), `rules.match`, `rules.content` and `rules.answer`, and tells the capture which
version of the rules came into force and what is wrong with one that did not.
"""

from httpscope.exchange import SECOND, Notice, RulesetText
from httpscope.rules.answer import Reply, compose_reply
from httpscope.rules.content import ContentFault, Contents
from httpscope.rules.match import first_fit
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.settings import Settings
from httpscope.rules.watch import Watch
from httpscope.server import duty
from httpscope.server.turn import Turn
from httpscope.wire.head import RequestHead


class Rulebook:
    """Answers requests by the rules as they are in their files at this turn."""

    def __init__(self, watch: Watch, turn: Turn, *, rulesets: int = 0) -> None:
        self._watch = watch
        self._turn = turn
        self._contents = Contents()
        self._looked = -1
        self._faulty = False
        self._number = self._highest = rulesets
        self._numbers: dict[int, int] = {}
        self._enter(watch.current)

    def settings(self) -> Settings:
        """Give policy and limits as the files say them at this turn."""
        self.look()
        return self._watch.current.settings

    def answer(self, head: RequestHead, at: int, *, persistent: bool) -> tuple[Reply, int | None]:
        """Give the answer to a whole request at a time in nanoseconds, and the number of the rules it comes from.

        `persistent`: the connection may go on behind it.
        """
        self.look()
        ruleset = self._watch.current
        method = head.method.decode("latin-1")
        rule = first_fit(ruleset, method, head.path)
        if rule is None:
            return duty.own_answer(head, at, persistent=persistent), None
        return self._reply(rule, ruleset, head, at, persistent=persistent), self._number

    def look(self) -> None:
        """Take up what changed in the files, once a turn: the next request sees the edit."""
        if self._looked == self._turn.turns:
            return
        self._looked = self._turn.turns
        change = self._watch.refresh()
        if change is None:
            return
        if change.ruleset is not None:
            self._enter(change.ruleset)
            if self._faulty and change.gone:
                self._tell("information", "The rules file with the fault is gone. The last good rules stay in force.")
            elif self._faulty:
                self._tell("information", f"The rules can be read again, from {change.ruleset.source}.")
            self._faulty = False
        if change.fault is not None:
            self._faulty = True
            self._tell("error", f"{change.fault}. The last good rules stay in force.")

    def _reply(self, rule: Rule, ruleset: Ruleset, head: RequestHead, at: int, *, persistent: bool) -> Reply:
        canned = rule.answer
        content_type = None
        content = canned.octets
        if canned.file is not None or canned.folder is not None:
            try:
                found = self._contents.of(canned, ruleset.base, head.path)
            except ContentFault as fault:
                return duty.failed(fault.status, str(fault), head, at, persistent=persistent)
            content, content_type = found.octets, found.type
        return compose_reply(
            canned,
            name=rule.name,
            content=content,
            content_type=content_type,
            method=head.method.decode("latin-1"),
            version=head.version.decode("latin-1"),
            persistent=persistent,
            now=at / SECOND,
        )

    def _enter(self, ruleset: Ruleset) -> None:
        """Number a version of the rules; one that was in force before keeps its number, and is stored once."""
        number = self._numbers.setdefault(hash((ruleset.source, ruleset.text)), self._highest + 1)
        self._number = number
        if number <= self._highest:
            return
        self._highest = number
        self._turn.batch.rulesets.append(RulesetText(self._number, self._turn.clock(), ruleset.source, ruleset.text))

    def _tell(self, severity: str, text: str) -> None:
        self._turn.batch.notices.append(Notice(self._turn.clock(), severity, "rules", text))
        self._turn.schedule()
