"""Why an exchange got its answer: the rule that gave it, in the version of the rules that was in force, and the others.

Everything is read from the capture, so it holds whatever was edited since. Pure but for the reader that is handed in.
"""

from dataclasses import dataclass, replace
from typing import Final

from httpscope.i18n import N_, _
from httpscope.rules.asked import Asked
from httpscope.rules.explain import Verdict, explain
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.file.write import block_of
from httpscope.rules.index import index_of
from httpscope.rules.method import ANSWERED_BY_THE_SERVER
from httpscope.rules.rule import LAST_RESORT, Ruleset
from httpscope.store.reader import Reader
from httpscope.ui.asked_again import client_of
from httpscope.ui.cut_off import cut_sentence
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.figures import clock
from httpscope.ui.turns import remembered
from httpscope.visible import visible
from httpscope.wire.anatomy import anatomy_of_request
from httpscope.wire.head import RequestHead

_OWN: Final = frozenset(f"({method.lower()})" for method in ANSWERED_BY_THE_SERVER)
"""What answered where rules were asked and none of them named the method."""

_NO_RULE: Final = {
    "(by hand)": N_("A person typed this answer, line by line."),
    "(edited)": N_("A person edited this answer, for this request alone."),
    "(held)": N_("It was to be held, and no person answered it, so httpscope did by itself: {0}."),
}
"""What no rule gave, though rules may have held the request."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an answer is as it is. Texts are safe to show, but for that of the rules."""

    said: str
    """Who answered, by which version of the rules, in a sentence or two."""
    verdicts: tuple[Verdict, ...] = ()
    """Of the rules up to the one that answered; empty where no rules were asked."""
    text: str = ""
    """The rules as they were, in TOML."""
    line: int = 0
    """Where the rule that answered begins in the text, from 1; 0 where that is not known."""


def reason_of(facts: ExchangeFacts, reader: Reader) -> Reason:
    """Tell why. Raises CaptureFault where the capture cannot be read."""
    answer = reader.answer(facts.row.id)
    if answer is None:
        cut = cut_sentence(facts.row)
        return Reason(f"{cut}." if cut else _("There is no answer yet, or there never was one."))
    version = reader.ruleset(answer.ruleset) if answer.ruleset is not None else None
    said = _(_NO_RULE.get(answer.rule, N_("httpscope answered by itself: {0}. No rules were asked.")))
    cut = cut_sentence(facts.row)
    by_itself = Reason(f"{cut}. {said.format(visible(answer.rule))}" if cut else said.format(visible(answer.rule)))
    asked = _asked(facts)
    if version is None or asked is None:
        return by_itself
    source = visible(version.source) or _("the built-in rules")
    told = _("Rules: version {0}, in force since {1}, from {2}.").format(
        version.id, clock(version.at, milliseconds=False), source
    )
    try:
        ruleset = read_rules(version.text, version.source, "")
    except RulesFault as fault:
        return Reason(f"{_who(answer.rule, None)} {told} {visible(str(fault))}", text=version.text)
    place = _place(ruleset, answer.rule)
    if place is None and answer.rule not in {LAST_RESORT.name, *_OWN}:
        return replace(by_itself, text=version.text)
    behind = len(ruleset.in_force) if place is None else place
    counts = reader.counts_before(asked.connection, asked.ordinal, facts.row.at)
    memory = remembered(counts or ())
    verdicts = tuple(explain(ruleset, asked, memory, behind, remembered=counts is not None))
    return Reason(f"{_who(answer.rule, place)} {told}", verdicts, version.text, _line(ruleset, place))


def _asked(facts: ExchangeFacts) -> Asked | None:
    """Give the request as rules saw it; None for octets that are none."""
    anatomy = anatomy_of_request(facts.request)
    head = anatomy.head
    if not isinstance(head, RequestHead):
        return None
    row = facts.row
    return Asked(
        head, anatomy.content_octets(), cut=row.request_cut, client=client_of(row.peer), connection=row.connection,
        ordinal=row.ordinal, at=row.at,
    )  # fmt: skip


def _place(ruleset: Ruleset, name: str) -> int | None:
    names = index_of(ruleset).names
    return names.index(name) if name in names else None


def _who(name: str, place: int | None) -> str:
    if place is not None:
        return _("Rule {0}, “{1}”, answered.").format(place + 1, visible(name))
    if name == LAST_RESORT.name:
        return _("No rule fits, so the built-in answer went out.")
    if name in _OWN:
        return _("No rule names the method, so httpscope answered by itself: {0}.").format(name)
    return _("“{0}” answered.").format(visible(name))


def _line(ruleset: Ruleset, place: int | None) -> int:
    own = None if place is None else place - len(ruleset.before)
    if own is None or not 0 <= own < len(ruleset.rules):
        return 0

    return block_of(ruleset.text.replace("\r\n", "\n"), own, len(ruleset.rules)).line
