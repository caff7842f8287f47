"""The list of what can be inserted into the text of a rule: every key there is, and each of them right."""

import pytest

from httpscope.rules.condition.kinds import CONDITIONS
from httpscope.rules.feature.fault_kinds import FAULT_KINDS
from httpscope.rules.feature.kinds import FEATURES
from httpscope.rules.file.read import read_rules
from httpscope.rules.file.schema import ANSWER_KEYS, MATCH_KEYS, RULE_KEYS
from httpscope.ui.snippets import SNIPPETS, Snippet

KEYS = {
    *(set(RULE_KEYS) - {"match", "answer"}),
    *(f"match.{key}" for key in (*MATCH_KEYS, *CONDITIONS)),
    *(f"answer.{key}" for key in (*ANSWER_KEYS, *FEATURES)),
}


def test_every_key_that_a_rule_may_have_can_be_inserted() -> None:
    """No key is missing and none that is none is there, nor the same lines twice."""
    assert {snippet.key for snippet in SNIPPETS} == KEYS
    assert len({snippet.text for snippet in SNIPPETS}) == len(SNIPPETS)


def test_every_fault_can_be_inserted_by_what_the_client_sees() -> None:
    """Named for a teacher to pick."""
    assert {kind.sees for kind in FAULT_KINDS.values()} <= {snippet.words for snippet in SNIPPETS}


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.text)
def test_a_snippet_reads_without_a_fault_and_says_its_key(snippet: Snippet) -> None:
    """In a rule that says nothing else."""
    read_rules(f"[[rule]]\n{snippet.text}\n", "rules.toml", "")

    assert any(line.startswith(snippet.key) for line in snippet.text.splitlines())
