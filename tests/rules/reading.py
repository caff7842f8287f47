"""Rules read from TOML texts, as a person writes them."""

from httpscope.rules.asked import Asked
from httpscope.rules.file.read import read_rules
from httpscope.rules.match import decide, tally
from httpscope.rules.memory import Memory
from httpscope.rules.rule import Ruleset


def rules(text: str) -> Ruleset:
    """Read rules."""
    return read_rules(text, "rules.toml", "")


def rule_with(match: str) -> Ruleset:
    """Read one rule, named `it`, with this line."""
    return rules(f'[[rule]]\nname = "it"\n{match}\n')


def answers(ruleset: Ruleset, asked: Asked) -> bool:
    """Tell whether the one rule answers the request."""
    rule = decide(ruleset, asked, Memory(1))
    return rule is not None and rule.name == "it"


def ask(ruleset: Ruleset, memory: Memory, asked: Asked) -> str | None:
    """Ask as the server does, counting; give the name of the rule that answers."""
    rule = decide(ruleset, asked, memory)
    tally(ruleset, asked, memory, rule)
    return rule.name if rule else None
