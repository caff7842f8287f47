"""The answer to one request that waits, for just this one: what to begin with, and what will leave, to the octet.

It goes the server's way: the rule is written as the text that the order carries, and read again. No Textual.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.feature.hold import unheld
from httpscope.rules.file.read import read_rules, write_rules
from httpscope.rules.match import decide
from httpscope.rules.memory import Memory
from httpscope.rules.rule import Match, Rule, Ruleset
from httpscope.ui.asked_again import HEAD_ENOUGH, client_of, content_of
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.forecast import Forecast, forecast_for
from httpscope.ui.whose_turn import Note
from httpscope.wire.head import read_request_head

NAME = "(edited)"
"""What the server calls such a rule: it is in no file."""


@dataclass(frozen=True, slots=True)
class EditedOnce:
    """One request, the rules in force, and what they remember."""

    facts: ExchangeFacts
    ruleset: Ruleset
    memory: Memory

    def asked(self) -> Asked:
        """Give the request as rules see it."""
        row = self.facts.row
        # What no rule looks into the server did not keep.
        content, cut = content_of(self.facts) if self.ruleset.wants_content else (b"", False)
        head = read_request_head(self.facts.request[:HEAD_ENOUGH])
        client = client_of(row.peer)
        return Asked(head, content, cut=cut, client=client, connection=row.connection, ordinal=row.ordinal)

    def first(self) -> Rule:
        """Give the rule that would answer, with that answer of its sequence that is next, and not held."""
        asked = self.asked()
        found = decide(self.ruleset, asked, self.memory) or Rule("")
        answer = found.answer
        if answer.sequence is not None:
            answer = answer.sequence.upcoming(answer, asked, self.memory, found.name)
        return replace(found, name=found.name or _("answer"), match=Match(), answer=unheld(answer))

    def text(self, rule: Rule) -> str:
        """Give the rule as the order to the server has it. Raises RulesFault."""
        return write_rules("", Ruleset((rule,)))

    def foresee(self, rule: Rule, contents: Contents, now: float, notes: Sequence[Note] = ()) -> Forecast:
        """Give what will leave if it is sent now, in seconds since the epoch. Raises RulesFault."""
        read = read_rules(self.text(rule), NAME, self.ruleset.base).rules[0]
        sent = replace(read, name=NAME)
        return forecast_for(self.ruleset, sent, self.asked(), contents, now, self.memory.copy(), notes)
