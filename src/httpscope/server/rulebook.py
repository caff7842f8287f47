"""The rules in force, looked at once a turn: which rule answers a request, with what content.

It joins `rules.file.watch` (the files), `rules.match`, `rules.content` and `rules.answer`, and tells the capture which
version of the rules came into force and what is wrong with one that did not.
"""

from dataclasses import replace
from typing import Final

from httpscope.exchange import Notice, RulesetText
from httpscope.rules.allow import allowed
from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import ContentFault, Contents
from httpscope.rules.failed import failed_reply
from httpscope.rules.feature.early import said_of_early
from httpscope.rules.feature.hold import Hold, hold_of
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.file.template_place import sentence_of
from httpscope.rules.file.watch import Watch
from httpscope.rules.match import by_octets, decide, tally
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.settings import Settings
from httpscope.rules.template.feature import TemplateFault
from httpscope.server import duty
from httpscope.server.again import Again, Known
from httpscope.server.clock import wall
from httpscope.server.desk import Desk
from httpscope.server.remembered import Remembered
from httpscope.server.turn import Turn
from httpscope.wire.head import RequestHead

_TOLD: Final = 100
"""Templates that failed, told of in one version of the rules."""


class Rulebook:
    """Answers requests by the rules as they are in their files at this turn."""

    def __init__(self, watch: Watch, turn: Turn, *, rulesets: int = 0) -> None:
        self._watch = watch
        self._turn = turn
        self._contents = Contents()
        self.memory = Memory()
        """What the rules remember of this run."""
        self.desk = Desk(turn, self)
        """Where requests wait for a person."""
        self.remembered = Remembered(self.memory, turn)
        """Tells the capture of it."""
        if rulesets:
            self.remembered.begin()
        self._again = Again()
        self._looked = -1
        self._faulty = False
        self._number = self._highest = rulesets
        self._numbers: dict[int, int] = {}
        self._told: set[tuple[str, int, str]] = set()
        """Templates that failed by this version of the rules: the rule, the line, what was said."""
        self._enter(watch.current)

    def settings(self) -> Settings:
        """Give policy and limits as the files say them at this turn."""
        self.look()
        return self._watch.current.settings

    def time_of_day(self) -> float:
        """Give the time of day, in seconds since the epoch."""
        return wall()

    def wants_content(self) -> bool:
        """Tell whether a rule looks at the content of requests."""
        return self._watch.current.wants_content

    def answer(self, asked: Asked, *, persistent: bool, waited: bool = False) -> tuple[Reply, int | None] | Hold:
        """Give the answer to a whole request, and the number of the rules it comes from, or how it is to wait.

        `persistent`: the connection may go on behind it. `waited`: it need not wait any more.
        """
        self.look()
        if not self.remembered.exact:
            return self._answer(asked, persistent=persistent, waited=waited)
        self.remembered.tell()
        found = self._answer(asked, persistent=persistent, waited=waited)
        self.remembered.tell(asked.connection, asked.ordinal)
        return found

    def _answer(self, asked: Asked, *, persistent: bool, waited: bool) -> tuple[Reply, int | None] | Hold:
        ruleset = self._watch.current
        rule = decide(ruleset, asked, self.memory)
        now = wall()
        if not waited:
            tally(ruleset, asked, self.memory, rule)
            hold = self._hold(rule, asked)
            if hold is not None:
                if self.desk.seat(asked.connection):
                    return hold
                return duty.dismissed(duty.TOO_MANY_HELD, asked.head, now), None
        if rule is None:
            methods = allowed(ruleset, asked)
            return duty.own_answer(asked.head, now, allowed=methods, persistent=persistent), self._number
        reply = self._reply(rule, ruleset, asked, now, persistent=persistent)
        self._again.keep(rule, reply, asked.head, int(now), persistent=persistent)
        if self._again.is_canned(rule) and by_octets(ruleset, asked, rule):
            self._again.know(asked.head, reply, ruleset.settings, self._number, int(now))
        return reply, self._number

    def answer_again(self, head: RequestHead, client: str, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Give what such a request was answered with in this second, where nothing else counts; None otherwise."""
        self.look()
        second = int(wall())
        reply = None if self.desk.everything else self._again.find(head, second, persistent=persistent)
        if reply is None:
            return None
        self._again.know(head, reply, self._watch.current.settings, self._number, second)
        self.memory.add_answer(reply.rule, client)
        return reply, self._number

    def answer_known(self, octets: bytes, client: str, settings: Settings) -> Known | None:
        """Give the same for a request by its octets, if it was read by these settings, with what its row says."""
        self.look()
        known = None if self.desk.everything else self._again.known(octets, int(wall()))
        if known is None or known.settings is not settings:
            return None
        self.memory.add_answer(known.rule, client)
        return known

    def answer_early(self, asked: Asked, *, persistent: bool) -> tuple[Reply, int | None] | None:
        """Give the answer to a request of which only the head is there, where the rule that fits it answers so early.

        Rules that look at content fit no request before it has come.
        """
        self.look()
        ruleset = self._watch.current
        if not ruleset.may_answer_early:
            return None
        rule = decide(ruleset, asked, self.memory)
        if rule is None or not rule.answers_early(asked, self.memory) or self._hold(rule, asked) is not None:
            return None
        self.remembered.tell()
        tally(ruleset, asked, self.memory, rule)
        reply = self._reply(rule, ruleset, asked, wall(), persistent=persistent)
        self.remembered.tell(asked.connection, asked.ordinal)
        return reply, self._number

    def answer_by(self, rule: Rule, asked: Asked, *, persistent: bool) -> Reply:
        """Give the answer of a rule that is in no file."""
        return self._reply(rule, self._watch.current, asked, wall(), persistent=persistent)

    def forget(self, rule: str | None) -> None:
        """Let the counts of a rule, or of all, begin anew, and tell the screen at once."""
        self.memory.forget(rule)
        self.remembered.tell()

    def one_of(self, text: str) -> Rule:
        """Give the first rule of a text, by a name that tells that it is in no file. Raises RulesFault."""
        rules = read_rules(text, "(edited)", self._watch.current.base).rules
        if not rules:
            raise RulesFault("(edited)", 1, 1, "there is no rule")
        return replace(rules[0], name="(edited)")

    def _hold(self, rule: Rule | None, asked: Asked) -> Hold | None:
        if rule is None:
            return Hold() if self.desk.everything else None
        if rule.answer.features or rule.answer.sequence is not None or self.desk.everything:
            return hold_of(rule, asked, self.memory, self.desk.everything)
        return None

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
            self._turn.schedule()
            if self._faulty and change.gone:
                self._tell("information", "The rules file with the fault is gone. The last good rules stay in force.")
            elif self._faulty:
                self._tell("information", f"The rules can be read again, from {change.ruleset.source}.")
            self._faulty = False
        if change.fault is not None:
            self._faulty = True
            said = str(change.fault)
            stop = "" if said.endswith((".", "?")) else "."
            self._tell("error", f"{said}{stop} The last good rules stay in force.")

    def _reply(self, rule: Rule, ruleset: Ruleset, asked: Asked, now: float, *, persistent: bool) -> Reply:
        try:
            return reply_of(rule, ruleset.base, asked, self._contents, self.memory, persistent=persistent, now=now)
        except ContentFault as fault:
            if isinstance(fault, TemplateFault):
                self._tell_of(fault, rule, ruleset)
            return failed_reply(fault, rule, asked, persistent=persistent, now=now)

    def _enter(self, ruleset: Ruleset) -> None:
        """Number a version of the rules; one that was in force before keeps its number, and is stored once."""
        self._again.enter(ruleset)
        self.remembered.enter(ruleset)
        text = ruleset.whole or ruleset.text
        number = self._numbers.setdefault(hash((ruleset.source, text)), self._highest + 1)
        self._number = number
        if number <= self._highest:
            return
        self._highest = number
        if self._told:
            self._told.clear()
            self._tell("information", "The rules have changed since a template failed.", "template")
        for early in ruleset.in_force if ruleset.may_answer_early else ():
            if said := said_of_early(ruleset, early):
                self._tell("warning", f"{said}.", "early")
        self._turn.batch.rulesets.append(RulesetText(self._number, self._turn.clock(), ruleset.source, text))

    def _tell_of(self, fault: TemplateFault, rule: Rule, ruleset: Ruleset) -> None:
        """Tell of a template that failed, once in each version of the rules."""
        said = (rule.name, fault.line, fault.message)
        if said not in self._told and len(self._told) < _TOLD:
            self._told.add(said)
            self._tell("error", sentence_of(fault, rule, ruleset), "template")

    def _tell(self, severity: str, text: str, topic: str = "rules") -> None:
        self._turn.batch.notices.append(Notice(self._turn.clock(), severity, topic, text))
        self._turn.schedule()
