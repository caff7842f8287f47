"""Why a rule answers a request and those before it do not, in words. Pure; what it says is safe to show.

It asks the rules as they are, one after the other, and counts nothing.
"""

from typing import NamedTuple

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.turn import Chance, Nth
from httpscope.rules.condition.value_test import quoted
from httpscope.rules.index import index_of
from httpscope.rules.match import conditions_for, path_fits
from httpscope.rules.memory import LUCK, NO_LUCK, Memory
from httpscope.rules.method import ANSWERED_BY_THE_SERVER, rule_has_method
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.sequence import NotOver
from httpscope.visible import visible, visible_octets


class Verdict(NamedTuple):
    """What a rule has to say to a request."""

    place: int
    """Place among `Ruleset.in_force`."""
    rule: Rule
    fits: bool
    """Whether it answers; the last verdict of all is the only one that can."""
    why: str
    """Why not, safe to show; empty where it answers."""
    certain: bool = True
    """False where earlier requests or the dice decide: they may have fallen otherwise when the request came."""


def explain(
    ruleset: Ruleset, asked: Asked, memory: Memory, answered: int | None = None, *, remembered: bool = False
) -> list[Verdict]:
    """Give a verdict for each rule up to the one that answers; for all of them where none does.

    `answered` is the place of the rule that did answer, where the request is a past one: a rule before it that only
    counts or dice kept from answering is told so, whatever they are now. `remembered`: the memory is that of then.
    """
    memory = memory.copy()
    names = index_of(ruleset).names
    verdicts: list[Verdict] = []
    for place, rule in enumerate(ruleset.in_force):
        if answered is not None:
            memory.fate = LUCK if place == answered else NO_LUCK
        why, certain = _why_not(rule, asked, memory, names[place], remembered=remembered)
        if place == answered and not certain:
            why = ""
        if not why and answered is not None and place < answered:
            why = _("it fits now, and did not then") if certain else _("all fits but for count or dice")
        verdicts.append(Verdict(place, rule, not why, why, certain))
        if not why or place == answered:
            break
    return verdicts


def _why_not(rule: Rule, asked: Asked, memory: Memory, name: str, *, remembered: bool) -> tuple[str, bool]:
    """Say why a rule does not fit, nothing where it does; and whether the request alone decides it."""
    match = rule.match
    if not rule.on:
        return _("it is switched off"), True
    if not rule_has_method(rule, asked):
        if not match.methods and asked.method in ANSWERED_BY_THE_SERVER:
            return _("{0} is only answered by a rule that names it").format(visible(asked.method)), True
        wanted = ", ".join(visible(method) for method in match.methods)
        return _("method is {0}; wanted: {1}").format(quoted(asked.method), wanted), True
    if match.path is not None and not path_fits(match.path, asked):
        path = visible_octets(asked.path)
        return _("path is {0}; wanted: {1}").format(quoted(path), quoted(match.path)), True
    certain = True
    for condition in conditions_for(rule, asked):
        if isinstance(condition, Chance | Nth | NotOver):
            certain = certain and (remembered or condition.certain)
        if not condition.fits(asked, memory, name):
            return condition.why_not(asked, memory, name) or _("it does not fit"), certain
    return "", certain
