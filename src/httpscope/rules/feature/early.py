"""Answers that leave before the content of their request has come, beside rules that look at content.

A rule that does both is refused. One behind a rule that looks at content answers before that one can, and this is said.
Pure.
"""

from collections.abc import Sequence

from httpscope.i18n import _
from httpscope.rules.part import AtHead, Feature
from httpscope.rules.path_pattern import path_pattern
from httpscope.rules.place import Keys
from httpscope.rules.rule import Match, Rule, Ruleset
from httpscope.rules.text.table import Misfit, dotted
from httpscope.visible import visible


def may_be_early(features: Sequence[Feature]) -> bool:
    """Tell whether one of these may have an answer leave before the content of its request has come."""
    return any(isinstance(feature, AtHead) and feature.may_be_at_head for feature in features)


def check_early(keys: Keys, match: Match) -> None:
    """Refuse what a rule matches that answers so early where it looks at content. Raises Misfit."""
    for (key, _text), condition in zip(match.more, match.conditions, strict=True):
        if condition.wants_content:
            way: Keys = (*keys, key)
            expected = _("a match by the head alone")
            sentence = _('{0}: looks at content, and the fault "early" answers before that has come; expected {1}')
            raise Misfit(way, expected, sentence.format(dotted(way), expected), on_key=True)


def said_of_early(ruleset: Ruleset, early: Rule) -> str:
    """Say which earlier rules are passed over since this one answers by the head alone; nothing where none are."""
    if not early.may_answer_early:
        return ""
    names: list[str] = []
    for rule in ruleset.in_force:
        if rule is early:
            break
        looks = any(condition.wants_content for condition in rule.match.conditions)
        if rule.on and looks and _may_meet(rule.match, early.match):
            names.append(f"“{visible(rule.name)}”")
    said = _("“{0}” answers before the content has come: of earlier rules {1} is passed over, which looks at content")
    return said.format(visible(early.name), ", ".join(names)) if names else ""


def _may_meet(one: Match, other: Match) -> bool:
    """Tell whether a request may fit both by method and path."""
    methods = set(one.methods), set(other.methods)
    if all(methods) and "*" not in methods[0] | methods[1] and methods[0].isdisjoint(methods[1]):
        return False
    if one.path is None or other.path is None:
        return True
    patterns = path_pattern(one.path), path_pattern(other.path)
    exact = next((pattern for pattern in patterns if pattern.exact), None)
    return exact is None or all(pattern.fits(exact.parts[0]) for pattern in patterns)
