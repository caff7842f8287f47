"""Answers that take turns: what a rules file says of them, and who gets which."""

from pathlib import Path

import pytest

from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault, read_rules, write_rules
from httpscope.rules.match import by_octets, decide
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Ruleset
from httpscope.ui.forecast import forecast
from tests.rules.asking import asked

RETRY = (
    '[[rule]]\nname = "r"\nanswer.body = "hello"\nanswer.sequence = [{ status = 503, times = 2 }, { status = 200 }]\n'
)


def rules(text: str) -> Ruleset:
    """Read a rules file."""
    return read_rules(text, "rules.toml", ".")


def statuses(ruleset: Ruleset, count: int, memory: Memory | None = None, **said: object) -> list[int]:
    """Ask so many times, as the server does, and give the status codes."""
    memory = memory or Memory(seed=1)
    found = []
    for _ in range(count):
        request = asked(**said)  # type: ignore[arg-type]
        rule = decide(ruleset, request, memory)
        assert rule is not None
        found.append(reply_of(rule, ".", request, Contents(), memory, persistent=True, now=0.0).status)
    return found


def more(then: str) -> str:
    """Give the rules with another end of the sequence."""
    return RETRY + f'answer.sequence_then = "{then}"\n'


def test_the_last_answer_stays_unless_the_file_says_otherwise() -> None:
    """503 twice, then 200 for good: a client that tries again is served."""
    assert statuses(rules(RETRY), 5) == [503, 503, 200, 200, 200]
    assert statuses(rules(more("last")), 4) == [503, 503, 200, 200]


def test_a_cycle_begins_anew() -> None:
    """Two in three fail, for ever."""
    assert statuses(rules(more("cycle")), 6) == [503, 503, 200, 503, 503, 200]


def test_chance_gives_what_has_more_times_more_often() -> None:
    """With 2 to 1 the 503 comes in about two of three cases, and with one seed always the same ones."""
    found = statuses(rules(more("random")), 300, Memory(seed=7))

    assert 150 < found.count(503) < 250
    assert found == statuses(rules(more("random")), 300, Memory(seed=7))


def test_a_sequence_that_stops_leaves_the_request_to_the_rules_behind() -> None:
    """Three answers are given once; then the rule fits no longer, and says why."""
    ruleset = rules(more("stop") + "[[rule]]\nanswer.status = 410\n")
    memory = Memory()

    assert statuses(ruleset, 5, memory) == [503, 503, 200, 410, 410]
    (condition,) = ruleset.rules[0].match.conditions
    assert condition.why_not(asked(), memory, "r") == "all 3 answers of its sequence were given"


@pytest.mark.parametrize(("per", "whom"), [("client", "client"), ("connection", "connection")])
def test_each_client_or_connection_may_have_a_sequence_of_its_own(per: str, whom: str) -> None:
    """Another client, or another connection, begins at the first answer."""
    ruleset, memory = rules(RETRY + f'answer.sequence_per = "{per}"\n'), Memory()
    other: dict[str, object] = {"client": "10.0.0.1"} if whom == "client" else {"connection": 2}

    assert statuses(ruleset, 3, memory) == [503, 503, 200]
    assert statuses(ruleset, 3, memory, **other) == [503, 503, 200]
    assert statuses(ruleset, 1, memory) == [200]


def test_forgetting_a_rule_begins_its_sequence_anew() -> None:
    """What a key in the screen does."""
    ruleset, memory = rules(RETRY), Memory()
    statuses(ruleset, 4, memory)

    memory.forget("r")

    assert statuses(ruleset, 3, memory) == [503, 503, 200]


def test_an_element_falls_back_on_the_rule_for_what_it_leaves_out() -> None:
    """Header lines and body are the rule's; the reason is not, where the status is another."""
    own = '[[rule]]\nanswer.headers = ["X-A: 1"]\nanswer.body = "own"\nanswer.reason = "Fine"\n'
    text = own + 'answer.sequence = [{ status = 503 }, { body = "other" }, { raw = "just this" }]\n'
    memory = Memory()
    ruleset = rules(text)

    replies = [
        reply_of(ruleset.rules[0], ".", asked(), Contents(), memory, persistent=True, now=0.0) for _place in range(3)
    ]

    assert [reply.content for reply in replies] == [b"own", b"other", b""]
    assert replies[0].head.startswith(b"HTTP/1.1 503 Service Unavailable\r\nX-A: 1\r\n")
    assert replies[1].head.startswith(b"HTTP/1.1 200 Fine\r\nX-A: 1\r\n")
    assert replies[2].head == b"just this"


def test_an_element_with_a_status_leaves_the_raw_octets_of_the_rule_aside() -> None:
    """Raw octets are the whole answer, so what needs a status cannot be beside them."""
    ruleset = rules('[[rule]]\nanswer.raw = "HTTP/1.1 299 X\\r\\n\\r\\n"\nanswer.sequence = [{ status = 503 }, {}]\n')

    assert statuses(ruleset, 3) == [503, 299, 299]


def test_tables_in_double_brackets_say_the_same() -> None:
    """Long elements read better one below the other."""
    text = "[[rule]]\n[[rule.answer.sequence]]\nstatus = 503\ntimes = 2\n[[rule.answer.sequence]]\nstatus = 200\n"

    assert statuses(rules(text), 3) == [503, 503, 200]


@pytest.mark.parametrize(
    ("said", "place", "message"),
    [
        ("answer.sequence = []", ":2:19:", "expected at least one answer, got an empty list; a list of answers"),
        ("answer.sequence = 5", ":2:19:", "expected a list of answers"),
        ("answer.sequence = [{ status = 1000 }]", ":2:31:", "expected an integer from 0 to 999, got 1000"),
        ("answer.sequence = [{ statsu = 200 }]", ":2:22:", "answer.sequence.status"),
        ("answer.sequence = [{ times = 0 }]", ":2:30:", "expected an integer from 1 to 1,000,000, got 0"),
        ("answer.sequence = [{ sequence = [{}] }]", ":2:22:", "a sequence is not part of another"),
        ('answer.sequence = [{}]\nanswer.sequence_then = "again"', ":3:24:", '"last", "cycle", "random", "stop"'),
        ('answer.sequence = [{}]\nanswer.sequence_per = 5', ":3:23:", '"all", "client", "connection"'),
        ('answer.sequence_per = "all"', ":2:8:", "expected answer.sequence beside it"),
        ('answer.sequence = [{ body = "a", file = "b" }]', ":2:34:", "there is answer.body already"),
        ('answer.body = "ü"\nanswer.sequence = [{ type = "text/plain; charset=ascii" }]', ":3:20:", "U+00FC"),
    ],
)  # fmt: skip
def test_what_is_no_sequence_is_refused_with_its_place(said: str, place: str, message: str) -> None:
    """Line, column, and what was expected."""
    with pytest.raises(RulesFault) as caught:
        rules("[[rule]]\n" + said + "\n")

    assert place in str(caught.value)
    assert message in str(caught.value)


def test_a_rule_with_a_sequence_reads_back_as_it_was_when_another_part_is_edited() -> None:
    """Renaming a rule, and writing it somewhere else, changes nothing of its sequence."""
    from dataclasses import replace

    ruleset = rules(more("cycle") + 'answer.sequence_per = "client"\n')
    changed = replace(ruleset, rules=(replace(ruleset.rules[0], name="other"), replace(ruleset.rules[0], name="copy")))

    assert rules(write_rules(ruleset.text, changed)).rules == changed.rules


def test_the_preview_shows_the_first_answer_and_says_which_it_is() -> None:
    """Looking does not advance anything."""
    ruleset = rules(RETRY)
    for _ in range(2):
        shown = forecast(ruleset, ruleset.rules[0], None, Contents(), 0.0)

        assert shown.octets.startswith(b"HTTP/1.1 503 ")
        assert "answer 1 of 3 of the sequence" in [note.text for note in shown.notes]


def test_a_file_named_by_an_element_is_read_when_its_turn_comes(tmp_path: Path) -> None:
    """An element has content as any answer has."""
    (tmp_path / "a.txt").write_text("from the file")
    ruleset = read_rules('[[rule]]\nanswer.sequence = [{ status = 503 }, { file = "a.txt" }]\n', "", str(tmp_path))
    memory = Memory()
    reply_of(ruleset.rules[0], str(tmp_path), asked(), Contents(), memory, persistent=True, now=0.0)

    reply = reply_of(ruleset.rules[0], str(tmp_path), asked(), Contents(), memory, persistent=True, now=0.0)

    assert reply.content == b"from the file"


def test_what_comes_behind_a_sequence_that_is_over_is_not_known_by_octets_alone() -> None:
    """The same octets of another client, or after the counts began anew, get the sequence again."""
    ruleset = rules('[[rule]]\nanswer.sequence_then = "stop"\nanswer.sequence = [{ status = 503 }]\n[[rule]]\n')
    request = asked()
    assert not by_octets(ruleset, request, ruleset.rules[1])
    assert by_octets(rules("[[rule]]\nmatch.path = '/x'\n[[rule]]\n"), request, ruleset.rules[1])
