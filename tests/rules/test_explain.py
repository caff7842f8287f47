"""Why a rule answers, and why those before it do not."""

import pytest

from httpscope.rules.explain import explain
from httpscope.rules.memory import Memory
from tests.rules.asking import asked
from tests.rules.reading import ask, rule_with, rules

ALL = r"""
[[rule]]
off = true
[[rule]]
match.method = ["POST", "PUT"]
[[rule]]
match.path = "/a/{b}"
[[rule]]
match.path_regex = "^/x"
[[rule]]
match.host = "example.com"
[[rule]]
match.query.page = "2"
[[rule]]
match.query.sort = true
[[rule]]
match.header.Accept = { contains = "html" }
[[rule]]
match.header.Host = false
[[rule]]
match.cookie.id = "7"
[[rule]]
match.client = "10.0.0.0/8"
[[rule]]
match.body = { contains = "x" }
[[rule]]
match.json."$.a" = 1
[[rule]]
match.nth = 2
[[rule]]
match.chance = 0
[[rule]]
name = "it"
[[rule]]
name = "never asked"
"""


def test_each_earlier_rule_says_why_not() -> None:
    """With what the request has, and what the rule wants; nothing is said of rules behind the one that answers."""
    verdicts = explain(rules(ALL), asked("GET", b"/?page=1", "Accept: */*", "Cookie: id=8"), Memory())

    assert [verdict.why for verdict in verdicts] == [
        "it is switched off",
        'method is "GET"; wanted: POST, PUT',
        'path is "/"; wanted: "/a/{b}"',
        'path is "/"; wanted: matches "^/x"',
        'host is "h"; wanted: "example.com"',
        'query parameter "page" is "1"; wanted: "2"',
        'query parameter "sort" is missing',
        'header "Accept" is "*/*"; wanted: contains "html"',
        'header "Host" is there',
        'cookie "id" is "8"; wanted: "7"',
        'client is "127.0.0.1"; wanted: 10.0.0.0/8',
        "the body is missing",
        "the body is no JSON: Expecting value: line 1 column 1 (char 0)",
        "it is request 1 of this rule; wanted: 2",
        "the dice said no: it answers 0 % of requests",
        "",
    ]
    assert [verdict.fits for verdict in verdicts] == [False] * 15 + [True]
    assert verdicts[-1].rule.name == "it"


def test_where_no_rule_fits_all_have_their_say() -> None:
    """The built-in answer has no verdict."""
    verdicts = explain(rules('[[rule]]\nmatch.path = "/a"\n[[rule]]\n'), asked("OPTIONS", b"/a"), Memory())

    assert [verdict.why for verdict in verdicts] == ["OPTIONS is only answered by a rule that names it"] * 2


def test_explaining_counts_nothing() -> None:
    """Asked twice it says the same."""
    ruleset, memory = rule_with("match.nth = 2"), Memory()
    ask(ruleset, memory, asked())

    assert explain(ruleset, asked(), memory)[0].fits
    assert explain(ruleset, asked(), memory)[0].fits


def test_what_earlier_requests_or_dice_decided_is_told_for_a_past_request() -> None:
    """The counts of now are not those of then; who answered then is known."""
    ruleset = rules('[[rule]]\nmatch.nth = 1\n[[rule]]\nname = "it"\n')
    verdicts = explain(ruleset, asked(), Memory(), answered=1)

    assert [(verdict.fits, verdict.certain, verdict.why) for verdict in verdicts] == [
        (False, False, "all fits but for count or dice"),
        (True, True, ""),
    ]


@pytest.mark.parametrize(
    ("match", "target", "lines"),
    [
        ('method = "PUT"', b"/", ("A: b",)),
        ('path = "/a"', b"/\x1b[31m\xc2\x9b", ("A: b",)),
        ('path_regex = "b"', b"/%1b[31m\xc2\x9b", ("A: b",)),
        ('header.a = "x"', b"/", ("A: \x1b[31m\x9b\u202e",)),
        ('cookie.a = "x"', b"/", ("Cookie: a=\x1b[31m\u202e",)),
        ('query.a = "x"', b"/?a=%1b%e2%80%ae%9b", ("A: b",)),
        ('host = "x"', b"/", ("Host: \x1b[31m",)),
        ('json."$" = "x"', b"/", ("A: b",)),
        ('body = "x"', b"/", ("A: b",)),
    ],
)
def test_what_is_said_is_safe_to_show(match: str, target: bytes, lines: tuple[str, ...]) -> None:
    """No control of a client reaches a terminal."""
    request = asked("P\x1b", target, *lines, content=b'"\x1b[31m\xe2\x80\xae"')
    why = explain(rule_with(f"match.{match}"), request, Memory())[0].why

    assert why
    assert all(character.isprintable() for character in why)
