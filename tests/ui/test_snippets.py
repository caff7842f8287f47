"""The list of what can be inserted into the text of a rule: every key there is, and each of them right."""

import pytest

from httpscope.rules.conditions import CONDITIONS
from httpscope.rules.features import FEATURES
from httpscope.rules.file import read_rules
from httpscope.rules.schema import ANSWER_KEYS, MATCH_KEYS, RULE_KEYS
from httpscope.ui.snippets import SNIPPETS, Snippet

KEYS = {
    *(set(RULE_KEYS) - {"match", "answer"}),
    *(f"match.{key}" for key in (*MATCH_KEYS, *CONDITIONS)),
    *(f"answer.{key}" for key in (*ANSWER_KEYS, *FEATURES)),
}


def test_every_key_that_a_rule_may_have_can_be_inserted() -> None:
    """No key is missing and none is there twice."""
    named = [snippet.key for snippet in SNIPPETS]

    assert set(named) == KEYS
    assert len(named) == len(KEYS)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.key)
def test_a_snippet_reads_without_a_fault_and_says_its_key(snippet: Snippet) -> None:
    """In a rule that says nothing else."""
    read_rules(f"[[rule]]\n{snippet.text}\n", "rules.toml", "")

    assert any(line.startswith(snippet.key) for line in snippet.text.splitlines())
