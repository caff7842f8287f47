"""What the form does to a rule that says more than its fields show: nothing, but where it would be without effect."""

from dataclasses import replace

from httpscope.rules.file import read_rules
from httpscope.ui.answer_form import RAW, entries_of, read_entries

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
