"""Header lines that have a key of their own, redirects, and JSON that is written as TOML."""

import itertools
import json
from decimal import Decimal
from http.cookies import SimpleCookie
from typing import Any

import pytest

from httpscope.rules.content import Contents
from httpscope.rules.file.read import RulesFault, read_rules, write_rules
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from tests.rules.answering import answered
from tests.rules.asking import asked


@pytest.mark.parametrize(
    ("rule", "status", "place"),
    [
        ('answer.redirect = "/new"', 302, "/new"),
        ('answer.redirect = "/new"\nanswer.status = 308', 308, "/new"),
        ('answer.redirect = "https://example.com/a?b=c%20d#e"', 302, "https://example.com/a?b=c%20d#e"),
        ('answer.redirect = "/ä b<"', 302, "/%C3%A4%20b%3C"),
    ],
)
def test_a_redirect_says_where_to_go(rule: str, status: int, place: str) -> None:
    """In its status, in Location, and on a page for whoever follows by hand."""
    found = answered(rule)

    assert (found.status, found.one("Location")) == (status, place)
    assert f'<a href="{place}">'.encode() in found.content


def test_a_redirect_keeps_the_page_that_was_typed() -> None:
    """It adds one only where there is none."""
    assert answered('answer.redirect = "/"\nanswer.body = "bye"').content == b"bye"


def test_cookies_are_set_as_typed_each_in_its_line() -> None:
    """Order and duplicates and all."""
    cookies = ["a=b; Path=/; HttpOnly", "c=d", "a=b"]

    assert answered(f"answer.cookies = {cookies}").all("Set-Cookie") == cookies


def test_a_cookie_is_cleared_by_its_name() -> None:
    """For the path and domain that it was set with, and with Secure where its name wants that."""
    found = answered('answer.clear_cookies = ["a", "b; Path=/x; Domain=h", "__Host-c"]').all("Set-Cookie")

    read: list[Any] = [next(iter(SimpleCookie(line).values())) for line in found]
    assert [(each.key, each.value, each["max-age"], each["path"], each["domain"]) for each in read] == [
        ("a", "", "0", "/", ""),
        ("b", "", "0", "/x", "h"),
        ("__Host-c", "", "0", "/", ""),
    ]
    assert [bool(each["secure"]) for each in read] == [False, False, True]


def test_the_hint_about_keeping_is_given_where_the_connection_is_kept() -> None:
    """With the option that it needs (RFC 9110 §7.6.1)."""
    rule = "answer.keep_alive = { timeout = 5, max = 100 }"

    assert answered(rule).one("Keep-Alive") == "timeout=5, max=100"
    assert answered(rule).one("Connection") == "keep-alive"
    assert answered(rule, persistent=False).one("Keep-Alive") is None
    assert answered(rule + '\nanswer.connection = "close"').one("Connection") == "close"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("true", "attachment"),
        ('"a b.txt"', 'attachment; filename="a b.txt"'),
        ('"naïve.txt"', "attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt"),
        ("'a\"b\\c%41.txt'", "attachment; filename=\"a_b_c_41.txt\"; filename*=UTF-8''a%22b%5Cc%2541.txt"),
    ],
)
def test_a_download_has_its_name(value: str, line: str) -> None:
    """For old clients in plain letters, for all others as it is (RFC 6266, RFC 8187)."""
    assert answered(f"answer.download = {value}").one("Content-Disposition") == line


def test_how_long_to_keep_an_answer_is_said_in_one_line() -> None:
    """And marked as supplied, as all that a key adds."""
    found = answered('answer.cache = "no-store"')

    assert found.one("Cache-Control") == "no-store"
    assert b"Cache-Control: no-store\r\n" in found.supplied


JSON = """
[[rule]]
name = "json"
[rule.answer.json]
z = 1.10
a = [1, -2.5e+3, 12345678901234567890, true, "é\\n", +0.5, 1_000.25]
"c d" = { day = 1994-11-06, list = [] }
"""


def test_json_keeps_order_and_digits() -> None:
    """As typed: what a client does with 1.10 or with twenty digits is its own affair."""
    content = answered(JSON.partition("[[rule]]\n")[2]).content

    expected = {
        "z": Decimal("1.10"),
        "a": [1, Decimal("-2.5e+3"), 12345678901234567890, True, "é\n", Decimal("0.5"), Decimal("1000.25")],
        "c d": {"day": "1994-11-06", "list": []},
    }
    assert json.loads(content, parse_float=Decimal) == expected
    assert content.startswith(b'{"z": 1.10, "a": [1, -2.5e+3, 1')


def test_json_has_its_type_unless_another_one_was_typed() -> None:
    """Supplied, and so marked."""
    assert answered("answer.json = {}").one("Content-Type") == "application/json"
    assert answered('answer.json = {}\nanswer.type = "text/x"').one("Content-Type") == "text/x"


def test_json_is_written_back_as_it_was() -> None:
    """A rule that is edited otherwise keeps the digits of its JSON."""
    ruleset = read_rules("[[rule]]\nanswer.json = { a = 1.10 }\n", "r", "")

    assert ("json", "{ a = 1.10 }") in ruleset.rules[0].answer.more
    assert write_rules(ruleset.text, ruleset) == ruleset.text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("json = { a = nan }", "answer.json.a: expected a number that JSON has, got nan"),
        ("json = [inf]", "expected a number that JSON has"),
        ("redirect = 3", "answer.redirect: expected a place to go to"),
        ('redirect = "a\\nb"', "answer.redirect: expected a text without line ends"),
        ("cookies = []", "answer.cookies: expected a list of cookies"),
        ('cookies = ["a\\r\\nX: y"]', "answer.cookies: expected a text without line ends"),
        ('clear_cookies = ["a=b"]', "answer.clear_cookies: expected names of cookies"),
        ("keep_alive = {}", "answer.keep_alive: expected a table such as"),
        ("keep_alive = { time = 1 }", "answer.keep_alive.time: unknown key; did you mean answer.keep_alive.timeout?"),
        ('cache = ""', "answer.cache: expected directives"),
        ('download = "a\\nb"', "answer.download: expected a text without line ends"),
    ],
)
def test_what_would_break_the_head_is_refused(value: str, expected: str) -> None:
    """With what is expected instead."""
    with pytest.raises(RulesFault) as caught:
        read_rules(f"[[rule]]\nanswer.{value}\n", "r", "")

    assert expected in str(caught.value)


SWITCHES = {
    "redirect": '"/new"',
    "cache": '"no-store"',
    "cookies": '"a=b"',
    "clear_cookies": '"a"',
    "keep_alive": "{ timeout = 5 }",
    "download": "true",
    "interim": "[{ status = 102 }]",
    "rate": "10",
    "pause": '{ at = 1, wait = "1s" }',
    "end_delay": '"1s"',
    "fault": '"no-answer"',
    "encode": "true",
    "etag": "true",
    "cors": "true",
    "auth": '{ bearer = "t" }',
}


@pytest.mark.parametrize("key", SWITCHES)
def test_every_switch_is_off_with_false_also_in_one_answer_of_a_sequence(key: str) -> None:
    """Such an answer is the plain one, to the octet and to the step."""
    text = f'[[rule]]\nanswer.body = "a"\nanswer.{key} = {SWITCHES[key]}\nanswer.sequence = [{{ {key} = false }}, {{}}]'
    texts = ['[[rule]]\nanswer.body = "a"\n', f'[[rule]]\nanswer.body = "a"\nanswer.{key} = false\n', text]
    rules = [read_rules(each, "r", "").rules[0] for each in texts]
    memory = Memory()
    replies = [
        reply_of(rule, "", asked("GET", b"/"), Contents(), memory, persistent=True, now=1e9)
        for rule in (*rules, rules[2])
    ]
    steps = [list(itertools.islice(reply.flow(), 10)) for reply in replies]  # some would never end

    assert steps[0] == steps[1] == steps[2] != steps[3]


@pytest.mark.parametrize(
    ("switch", "name", "value"),
    [
        ('redirect = "/new"', "Location", "/old"),
        ('cache = "no-store"', "Cache-Control", "max-age=1"),
        ("download = true", "Content-Disposition", "inline"),
        ("etag = true", "ETag", '"mine"'),
        ("last_modified = 1994-11-06T08:49:37Z", "Last-Modified", "Sun, 06 Nov 1994 08:49:38 GMT"),
        ("cors = true", "Access-Control-Allow-Origin", "http://b"),
    ],
)
def test_a_line_that_is_typed_counts_and_the_switch_adds_none(switch: str, name: str, value: str) -> None:
    """A client that gets two of them breaks off or takes either; two that are typed are meant."""
    rule = f"answer.{switch}\nanswer.headers = ['{name.lower()}: {value}']"

    assert answered(rule, asked("GET", b"/", "Origin: http://a")).one(name) == value


def test_cookies_are_added_to_those_that_are_typed() -> None:
    """Several Set-Cookie are as good as one."""
    found = answered('answer.headers = ["Set-Cookie: a=1"]\nanswer.cookies = "b=2"')

    assert found.all("Set-Cookie") == ["a=1", "b=2"]


def test_how_long_to_keep_a_stream_of_events_is_what_the_rule_says() -> None:
    """In one line, and not beside the usual one."""
    assert answered('answer.events = ["a"]\nanswer.cache = "no-cache"').one("Cache-Control") == "no-cache"
    assert answered('answer.events = ["a"]').one("Cache-Control") == "no-store"


def test_the_page_of_a_redirect_leads_where_the_line_that_is_typed_does() -> None:
    """One answer names one place."""
    assert b'href="/old"' in answered('answer.redirect = "/new"\nanswer.headers = ["Location: /old"]').content


def test_nothing_is_added_by_default() -> None:
    """Each switch is off until somebody turns it on."""
    names = {
        name
        for name, _value in answered(
            'answer.body = "a"', asked("GET", b"/", "Accept-Encoding: gzip", "Origin: http://a")
        ).fields
    }

    assert names == {"content-length", "date"}
