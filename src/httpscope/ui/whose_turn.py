"""Which rule would answer the next request, and whose turn the preview is about, in notes beside its octets. Pure."""

from pathlib import Path
from typing import NamedTuple

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.turn import Chance, Nth
from httpscope.rules.index import index_of
from httpscope.rules.match import decide, fits
from httpscope.rules.memory import LUCK, NO_LUCK, Memory
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.sequence import Per
from httpscope.ui.asked_again import AskedAgain
from httpscope.visible import visible, visible_octets
from httpscope.wire.head import RequestHead


class Note(NamedTuple):
    """A line of words beside the octets."""

    sign: str
    """`!` for what needs a look, otherwise a picture of what it is about."""
    text: str


def whose(ruleset: Ruleset, rule: Rule, asked: Asked, memory: Memory) -> list[Note]:
    """Tell who answers this request, if it is not this rule for certain."""
    place = len(ruleset.before) + ruleset.rules.index(rule)
    memory.fate = LUCK
    lucky = decide(ruleset, asked, memory)
    fitting = fits(rule, asked, memory, index_of(ruleset).names[place])
    memory.fate = NO_LUCK
    first = decide(ruleset, asked, memory)
    memory.fate = None
    if not rule.on:
        return [Note("!", _("this rule is off"))]
    if lucky is None:
        own = _("{0} is answered by httpscope itself unless a rule names it")
        return [Note("!", own.format(visible(asked.method)))]
    if not fitting:
        return [Note("!", _("this rule does not match {0}").format(short(asked)))]
    notes = [Note("#", _("it answers {0:g} % of these requests, by chance").format(share)) for share in _shares(rule)]
    before = ruleset.in_force[:place]
    if first in before:
        return [Note("!", _first(ruleset, first, asked))]
    if lucky in before:
        said = _("by chance, since earlier rules have a share of these requests: {0}")
        notes.insert(0, Note("!", said.format(_first(ruleset, lucky, asked))))
    return notes


def turn_notes(ruleset: Ruleset, rule: Rule, request: RequestHead | AskedAgain | None) -> list[Note]:
    """Tell whose turn the preview is about, where clients or connections are counted apart."""
    before = ruleset.in_force[: len(ruleset.before) + ruleset.rules.index(rule) + 1]
    counted = {_counted(each) for each in before if each.on or each is rule}
    if not isinstance(request, AskedAgain):
        apart = counted & {Per.CLIENT, Per.CONNECTION}
        return [Note("#", _("as the first time: nobody knows who asks"))] if apart else []
    if Per.CONNECTION not in counted:
        return []
    if request.open:
        said = _("on connection {0}, which is open: its request {1}").format(request.connection, request.ordinal)
        return [Note("#", said)]
    return [Note("#", _("on a new connection: that of the request has ended"))]


def short(asked: Asked) -> str:
    """Give the request in short, safe to show: `GET /`."""
    path = visible_octets(asked.path)
    return f"{visible(asked.method)} {path if len(path) <= 24 else path[:23] + '…'}"  # noqa: PLR2004 - a title's room


def _counted(rule: Rule) -> Per:
    """Tell whose requests a rule counts apart: of each connection, of each client, or of none."""
    found = {rule.answer.sequence.per} if rule.answer.sequence is not None else set()
    for condition in rule.match.conditions:
        if isinstance(condition, Nth):
            found |= {Per(word) for word in (condition.of, condition.each) if word in {"client", "connection"}}
    return next((per for per in (Per.CONNECTION, Per.CLIENT) if per in found), Per.ALL)


def _shares(rule: Rule) -> list[float]:
    chances = [condition for condition in rule.match.conditions if isinstance(condition, Chance)]
    return [chance.share * 100 for chance in chances if chance.share < 1]


def _first(ruleset: Ruleset, first: Rule, asked: Asked) -> str:
    if first.source:
        said = _("“{0}” of {1} comes first for {2}")
        return said.format(visible(first.name), visible(Path(first.source).name), short(asked))
    number = ruleset.rules.index(first) + 1
    return _("rule {0}, “{1}”, comes first for {2}").format(number, visible(first.name), short(asked))
