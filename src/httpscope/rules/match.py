"""Which rule answers a request: the first that is switched on and fits. Pure; RFC 9110 §9.1 and §4.2.3.

Paths are compared with percent-encoding taken off (RFC 3986 §6.2.2.2), but for `%2F` and `%25`, which would turn into
another path. `index` leaves out rules that cannot fit, and changes nothing else: order decides.
"""

from collections.abc import Sequence

from httpscope.rules.asked import Asked
from httpscope.rules.index import FEW, index_of
from httpscope.rules.memory import REQUESTS, Memory
from httpscope.rules.method import ANSWERED_BY_THE_SERVER, rule_has_method
from httpscope.rules.part import Condition, Part
from httpscope.rules.path_pattern import path_pattern
from httpscope.rules.rule import LAST_RESORT, Match, Rule, Ruleset


def decide(ruleset: Ruleset, asked: Asked, memory: Memory) -> Rule | None:
    """Give the rule that would answer, the built-in one where none of the person's fits. Counts nothing.

    None: the method is one of CONNECT, TRACE and OPTIONS, no rule names it, and the server answers by itself.
    """
    rules = ruleset.in_force
    index = index_of(ruleset)
    for place in range(len(rules)) if len(rules) <= FEW else index.candidates(asked):
        rule = rules[place]
        if rule.on and fits(rule, asked, memory, index.names[place]):
            return rule
    return None if asked.method in ANSWERED_BY_THE_SERVER else LAST_RESORT


def by_octets(ruleset: Ruleset, asked: Asked, answering: Rule) -> bool:
    """Tell whether each request of the same octets gets the answer of this rule, which `decide` gave for one of them.

    Not so where a rule in front of it, or itself, asks for the client, for a count or for chance.
    """
    for place in index_of(ruleset).candidates(asked):
        rule = ruleset.in_force[place]
        beyond = any(isinstance(each, Part) and not each.of_octets for each in rule.match.conditions)
        if beyond and _fits_place(rule, asked):
            return False
        if rule is answering:
            break
    return True


def tally(ruleset: Ruleset, asked: Asked, memory: Memory, answering: Rule | None) -> None:
    """Count a request that a rule answers where rules count it; `answering` is what `decide` gave.

    For a rule that counts, and that was asked, since no rule before it answered, it is one more if all parts in front
    of `nth` fit. Apart from deciding, so that who only looks counts nothing.
    """
    memory.add("", REQUESTS, asked.client)
    index = index_of(ruleset)
    if not index.counting:
        return
    for place in index.candidates(asked):
        rule = ruleset.in_force[place]
        if _fits_place(rule, asked):
            _note(rule, asked, memory, index.names[place])
        if rule is answering:
            return


def fits(rule: Rule, asked: Asked, memory: Memory, counted_as: str = "") -> bool:
    """Tell whether a request fits, whatever stands before the rule in the list, and whether or not it is on.

    `counted_as` is the name under which it is counted, that of the rule unless another rule has the same.
    """
    if not _fits_place(rule, asked):
        return False
    conditions = conditions_for(rule, asked)
    return not conditions or all(each.fits(asked, memory, counted_as or rule.name) for each in conditions)


def conditions_for(rule: Rule, asked: Asked) -> Sequence[Condition]:
    """Give the conditions that a request has to fit; a preflight need not have what only comes behind it (CORS)."""
    conditions = rule.match.conditions
    if not conditions or not asked.preflight or not rule.answers_preflights:
        return conditions
    return [each for each in conditions if not (isinstance(each, Part) and each.is_beyond(asked))]


def path_fits(pattern: str, asked: Asked) -> bool:
    """Tell whether the path of a request is one of a pattern."""
    return path_pattern(pattern).fits(asked.path)


def _fits_place(rule: Rule, asked: Asked) -> bool:
    match = rule.match
    return rule_has_method(rule, asked) and (match.path is None or path_pattern(match.path).fits(asked.path))


def _note(rule: Rule, asked: Asked, memory: Memory, name: str) -> None:
    for condition in conditions_for(rule, asked):
        if isinstance(condition, Part) and condition.counts:
            condition.note(asked, memory, name)
            return
        if not condition.fits(asked, memory, name):
            return


def segments_of(match: Match, asked: Asked) -> dict[str, str]:
    """Give what the path has where the rule names a segment of it, or a group of an expression."""
    named = {} if match.path is None else path_pattern(match.path).named(asked.path)
    for condition in match.conditions:
        if isinstance(condition, Part):
            named |= condition.segments(asked)
    return named
