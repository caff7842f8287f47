"""Texts that would take long to read are refused before they are read, with a place and a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.file.bulk import LONGEST_TEXT, Bulky, check_bulk
from httpscope.rules.file.read import RulesFault, read_rules

RULE = (
    '[[rule]]\nname = "{0}"\nmatch.path = "/a/{0}/*"\nanswer.body = "# {{[.="\nanswer.headers = ["X-A: 1", "X-B: 2"]\n'
)
MANY = "more than 100000 keys and values, which no rules file has"
DEEP = "arrays or tables are nested too deeply"
PARTS = "a key of more than 8 parts"
DIGITS = "a number of more than 300 digits"
LONG = "longer than 1 MiB, which no rules file is"


def fault_of(text: str) -> str:
    """Give the fault that a text ends in."""
    with pytest.raises(RulesFault) as caught:
        read_rules(text, "r", "")
    return str(caught.value)


def test_two_thousand_rules_are_read() -> None:
    """More than anybody has written by hand."""
    text = "".join(RULE.format(number) for number in range(2000))

    assert [rule.name for rule in read_rules(text, "r", "").rules] == [str(number) for number in range(2000)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (".".join(["a"] * 300_000) + " = 1", f"r:1:16: {PARTS}"),
        ("[" + " . ".join(["a"] * 200_000) + "]", f"r:1:32: {PARTS}"),
        ("a = [" + "1," * 500_000 + "]", f"r:1:200003: {MANY}"),
        ("".join(f"[rule.k{number}]\n" for number in range(60_000)), f"r:25001:1: {MANY}"),
        ("".join(f"k.k{number}=1\n" for number in range(60_000)), f"r:33334:9: {MANY}"),
        ("[[rule]]\n" * 100_000, f"r:20001:1: {MANY}"),
        ("\n" * LONGEST_TEXT, f"r:100001:1: {MANY}"),
        ("x = " + "[" * 500_000, f"r:1:13: {DEEP}"),
        ("x = " + "{a=" * 300_000, f"r:1:29: {DEEP}"),
        ("#" * (LONGEST_TEXT + 1), f"r: {LONG}"),
        ("[[rule]]\nanswer.status = " + "1" * 100_000, f"r:2:17: {DIGITS}"),
        ("[[rule]]\nanswer.status = 0x" + "f" * 100_000, f"r:2:17: {DIGITS}"),
        ("[limits]\nidle_time = [1, " + "1_" * 400 + "1.5]", f"r:2:17: {DIGITS}"),
    ],
    ids=[
        "dots",
        "dotted header",
        "list",
        "tables",
        "keys",
        "rules",
        "lines",
        "lists in lists",
        "inline",
        "length",
        "digits",
        "hex",
        "float",
    ],
)
def test_what_would_hold_the_server_up_is_refused(text: str, fault: str) -> None:
    """A file handed on by somebody else stops nobody's answers; each of these took seconds, some of them hours."""
    assert fault_of(text) == fault


@pytest.mark.parametrize("quote", ['"""', "'''", '"', "'"])
@pytest.mark.parametrize("filling", ["a", "\\n", "[.=", "{", "#", "\\\\", "é"])
@pytest.mark.parametrize("ended", [True, False])
def test_what_stands_in_quotes_counts_once(quote: str, filling: str, *, ended: bool) -> None:
    """A body may be as long as the file, and hold whatever it likes; an unfinished one goes to the end."""
    text = quote + filling * 30_000 + (quote if ended else "")

    check_bulk(f"a = {text}\n" * (5 if ended else 1))


def test_an_earlier_slip_is_told_rather_than_what_follows_from_it() -> None:
    """A quote too few turns a page of JSON into tables within tables."""
    assert fault_of('[[rule]]\nanswer.body = ""\n"\n' + "{[" * 20).startswith("r:3:2: Illegal character")


@pytest.mark.parametrize(
    "text",
    [
        "b" * 500_000 + " = 1",
        "[[rule]]\n" + "b" * 500_000 + " = 1",
        'x."' + "b" * 500_000 + '" = ',
        "a = " + "1" * 9999,
    ],
)
def test_a_fault_is_told_in_one_line_however_long_the_key(text: str) -> None:
    """The capture keeps the sentence, and a screen shows it."""
    assert len(fault_of(text)) < 300


@pytest.mark.parametrize("charset", ["punycode", "IDNA", "a" * 300_000])
def test_charsets_that_take_long_are_refused(charset: str) -> None:
    """Those of host names take a minute for a page."""
    fault = fault_of(f'[[rule]]\nanswer.type = "text/plain; charset={charset}"\nanswer.body = "{"é林" * 100_000}"\n')

    assert "expected a charset that Python knows, such as utf-8" in fault
    assert len(fault) < 300


@given(st.text(alphabet="\"'#\\[]{}=.,\n a"))
def test_any_short_text_is_no_more_than_deep(text: str) -> None:
    """Only depth and dots can be too much in a few characters, and the place is where they become so."""
    try:
        check_bulk(text)
    except Bulky as bulky:
        assert text[bulky.offset] in "[{."  # noqa: PT017 - that nothing is raised is right as well
