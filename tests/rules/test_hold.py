"""Rules whose answers wait for a person: how they say so, and what is no way to say it."""

import pytest

from httpscope.rules.asked import Asked
from httpscope.rules.feature.hold import Hold, HoldThen, hold_of
from httpscope.rules.file.read import RulesFault, read_rules, write_rules
from httpscope.rules.memory import Memory
from httpscope.rules.rule import Rule
from httpscope.wire.head import read_request_head

ASKED = Asked(read_request_head(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"))
TIME = 'expected true, or a time such as "30s", above 0 and up to an hour'


def rule(*lines: str) -> Rule:
    """Give the rule with those lines."""
    return read_rules("[[rule]]\n" + "\n".join(lines) + "\n", "rules.toml", "").rules[0]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        (["answer.hold = false"], None),
        (['answer.hold_then = "503"'], None),
        (["answer.hold = true"], Hold()),
        (['answer.hold = "30s"'], Hold(30.0)),
        (["answer.hold = 1.5", 'answer.hold_then = "drop"'], Hold(1.5, HoldThen.DROP)),
        (['answer.raw = "x"', "answer.hold = true", 'answer.hold_then = "503"'], Hold(None, HoldThen.UNAVAILABLE)),
    ],
)
def test_a_rule_says_whether_how_long_and_what_then(lines: list[str], expected: Hold | None) -> None:
    """The time is the limit's where none is said; then the rules answer unless something else is said."""
    assert hold_of(rule(*lines), ASKED, Memory()) == expected


def test_when_everything_waits_a_rule_still_says_what_comes_then() -> None:
    """The key for all traffic holds answers that no rule holds."""
    assert hold_of(rule(), ASKED, Memory(), everything=True) == Hold()
    assert hold_of(rule("answer.hold = false"), ASKED, Memory(), everything=True) == Hold()
    assert hold_of(rule('answer.hold_then = "503"'), ASKED, Memory(), everything=True) == Hold(
        None, HoldThen.UNAVAILABLE
    )


def test_one_answer_of_a_sequence_waits_when_it_is_next() -> None:
    """The others leave at once; a hold of the rule's own holds all of them but those that say no."""
    turns = rule('answer.sequence = [{ status = 201 }, { status = 202, hold = "9s" }]')
    own = rule("answer.hold = true", "answer.sequence = [{ status = 201, hold = false }, { status = 202 }]")
    first, second = Memory(), Memory()
    second.add(turns.name, "sequence")

    assert [hold_of(each, ASKED, memory) for each in (turns, own) for memory in (first, second)] == [
        None, Hold(9.0), None, Hold(),
    ]  # fmt: skip
    assert first.count(turns.name, "sequence") == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('answer.hold = "soon"', f'rules.toml:2:15: answer.hold: {TIME}, got "soon"'),
        ("answer.hold = 0", f"rules.toml:2:15: answer.hold: {TIME}, got 0"),
        (
            "answer.hold_then = 503",
            'rules.toml:2:20: answer.hold_then: expected "answer", "503", "drop", got 503',
        ),
        (
            'answer.sequence = [{ hold = true }]\nanswer.sequence_then = "random"',
            "rules.toml:2:22: answer.sequence.hold: which answer comes by chance",
        ),
        ("answer.holld = true", "rules.toml:2:8: answer.holld: unknown key; did you mean answer.hold?"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(line: str, sentence: str) -> None:
    """File, line, column, what was expected, and the nearest right name."""
    with pytest.raises(RulesFault) as caught:
        rule(line)
    assert str(caught.value).startswith(sentence)


def test_a_rule_that_holds_is_written_back_as_it_was() -> None:
    """What the screen writes into another file says the same."""
    text = '[[rule]]\nname = "a"\nanswer.hold = "30s"\nanswer.hold_then = "drop"\n'
    ruleset = read_rules(text, "rules.toml", "")

    assert read_rules(write_rules("", ruleset), "rules.toml", "").rules == ruleset.rules
