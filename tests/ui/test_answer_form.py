"""What the form does to a rule that says more than its fields show: nothing, but where it would be without effect."""

from dataclasses import replace

import pytest

from httpscope.rules.file.read import read_rules
from httpscope.ui.answer_form import KEPT, ON, RAW, TEXT, entries_of, read_entries

MORE = read_rules(
    """\
[[rule]]
match.path = "/a"
match.header = { Accept = true }
answer.rate = 100
answer.cors = true
""",
    "",
    "",
).rules[0]


def test_another_path_and_method_leave_the_conditions_alone() -> None:
    """Conditions have no fields, and stay."""
    entries = replace(entries_of(MORE), methods="POST", path="/b")
    match = read_entries(entries, MORE).rule.match

    assert (match.methods, match.path) == (("POST",), "/b")
    assert (match.conditions, match.more) == (MORE.match.conditions, MORE.match.more)


def test_raw_octets_keep_what_counts_beside_them() -> None:
    """How and when octets leave; what makes the answer that they replace goes."""
    entries = replace(entries_of(MORE), help=RAW, raw="HTTP/1.1 200 OK\u240d\n")
    answer = read_entries(entries, MORE).rule.answer

    assert answer.raw == b"HTTP/1.1 200 OK\r\n"
    assert answer.more == (("rate", "100"),)
    assert len(answer.features) == 1


@pytest.mark.parametrize("carrier", ["json = { a = 1 }", 'events = ["one"]\nanswer.events_then = "stay"'])
def test_what_has_no_field_stays_until_something_else_is_chosen(carrier: str) -> None:
    """JSON and events stand in the text of the rule; a body in their place is typed where "text" is chosen."""
    rule = read_rules(f"[[rule]]\nanswer.{carrier}\n", "", "").rules[0]
    entries = entries_of(rule)
    typed = read_entries(replace(entries, source=TEXT, body="typed"), rule).rule
    back = read_entries(replace(entries_of(typed), source=KEPT), typed)

    assert entries.source == KEPT
    assert read_entries(replace(entries, status="404"), rule).rule.answer.features == rule.answer.features
    assert (typed.answer.body, typed.answer.more, typed.answer.features) == ("typed", (), ())
    assert back.complaints["source"] == "gone from here; u in the list of rules brings it back"
    assert read_entries(replace(entries, help=RAW, raw="x"), rule).rule.answer.raw == b"x"


def test_a_script_is_edited_as_text_alone() -> None:
    """Its octets are shown and not typed over; with help they make room for an answer that is composed."""
    rule = read_rules('[[rule]]\nanswer.script = ["HTTP/1.1 200 OK", { fin = true }]\n', "", "").rules[0]
    entries = entries_of(rule)
    helped = read_entries(replace(entries, help=ON), rule).rule.answer

    assert (entries.raw, entries.raw_kept) == ("HTTP/1.1 200 OK", True)
    assert (helped.raw, helped.more, helped.features) == (None, (), ())


def test_a_template_of_raw_octets_stays_one_while_they_are_typed() -> None:
    """The braces would go out as they are typed else."""
    rule = read_rules('[[rule]]\nanswer.raw = "a"\nanswer.template = "raw"\n', "", "").rules[0]
    answer = read_entries(replace(entries_of(rule), raw="{{ number }}"), rule).rule.answer

    assert (answer.raw, answer.more) == (b"{{ number }}", (("template", '"raw"'),))
