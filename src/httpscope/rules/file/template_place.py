"""Where in the rules file the template stands that failed, for the notice that people are shown.

It looks for the text of the template within the rule, once a fault is there: nothing is kept for it beforehand.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

from httpscope.rules.file.read import RulesFault
from httpscope.rules.place import Keys, line_and_column, place_of
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.template.feature import TemplateFault
from httpscope.rules.text.inside import offset_of_line
from httpscope.visible import visible


def sentence_of(fault: TemplateFault, rule: Rule, ruleset: Ruleset) -> str:
    """Say what failed, with file, line and column where the template stands in the ruleset's own file."""
    said = f"rule “{visible(rule.name)}”: the template failed: {fault.message}"
    place = place_of_fault(fault, rule, ruleset)
    if place is None:
        named = rule.source or rule.answer.file or rule.answer.folder
        where = f" ({visible(named)}, line {fault.line})" if named else f" (line {fault.line} of it)"
        return said + where
    return str(RulesFault(ruleset.source, *place, said))


def place_of_fault(fault: TemplateFault, rule: Rule, ruleset: Ruleset) -> tuple[int, int] | None:
    """Give line and column of what failed in the ruleset's own file; None where it stands elsewhere."""
    if rule.source or not ruleset.text or rule not in ruleset.rules:
        return None
    table = tomllib.loads(ruleset.text)["rule"][ruleset.rules.index(rule)].get("answer", {})
    for keys, text in _texts(("rule", ruleset.rules.index(rule), "answer"), table):
        found = place_of(ruleset.text, keys) if text == fault.text else None
        if found is not None:
            return line_and_column(ruleset.text, offset_of_line(ruleset.text, found.value, fault.line))
    return None


def _texts(keys: Keys, value: Any) -> Iterator[tuple[Keys, str]]:  # noqa: ANN401 - TOML
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts((*keys, key), each)
