"""The rules in force, looked at once a turn: which rule answers a request, with what content.

It joins `rules.watch` (the files), `rules.match`, `rules.content` and `rules.answer`, and tells the capture which
version of the rules came into force and what is wrong with one that did not.
"""

from httpscope.exchange import Notice, RulesetText
from httpscope.rules.allow import allowed
from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import ContentFault, Contents
from httpscope.rules.match import decide, tally
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.settings import Settings
from httpscope.rules.watch import Watch
from httpscope.server import duty
from httpscope.server.clock import wall
from httpscope.server.turn import Turn


class Rulebook:
    """Answers requests by the rules as they are in their files at this turn."""

    def __init__(self, watch: Watch, turn: Turn, *, rulesets: int = 0) -> None:
        self._watch = watch
        self._turn = turn
        self._contents = Contents()
        self.memory = Memory()
        """What the rules remember of this run."""
        self._looked = -1
        self._faulty = False
        self._number = self._highest = rulesets
        self._numbers: dict[int, int] = {}
        self._enter(watch.current)

    def settings(self) -> Settings:
        """Give policy and limits as the files say them at this turn."""
        self.look()
        return self._watch.current.settings

    def wants_content(self) -> bool:
        """Tell whether a rule looks at the content of requests."""
        return self._watch.current.wants_content

    def answer(self, asked: Asked, *, persistent: bool) -> tuple[Reply, int | None]:
        """Give the answer to a whole request, and the number of the rules it comes from.

        `persistent`: the connection may go on behind it.
        """
        self.look()
        ruleset = self._watch.current
        rule = decide(ruleset, asked, self.memory)
        tally(ruleset, asked, self.memory, rule)
        if rule is None:
            methods = allowed(ruleset, asked)
            return duty.own_answer(asked.head, asked.at, allowed=methods, persistent=persistent), None
        return self._reply(rule, ruleset, asked, persistent=persistent), self._number

    def answer_early(self, asked: Asked, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Give the answer to a request of which only the head is there, where the rule that fits it answers so early.

        Rules that look at content fit no request before it has come.
        """
        self.look()
        ruleset = self._watch.current
        if not ruleset.may_answer_early:
            return None
        rule = decide(ruleset, asked, self.memory)
        if rule is None or not rule.answers_early(self.memory):
            return None
        tally(ruleset, asked, self.memory, rule)
        return self._reply(rule, ruleset, asked, persistent=persistent), self._number

    def look(self, *, anew: bool = False) -> None:
        """Take up what changed in the files, once a turn: the next request sees the edit. `anew`: in any case."""
        if self._looked == self._turn.turns and not anew:
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

    def _reply(self, rule: Rule, ruleset: Ruleset, asked: Asked, *, persistent: bool) -> Reply:
        try:
            return reply_of(rule, ruleset.base, asked, self._contents, self.memory, persistent=persistent, now=wall())
        except ContentFault as fault:
            return duty.failed(fault.status, str(fault), asked.head, asked.at, persistent=persistent)

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
