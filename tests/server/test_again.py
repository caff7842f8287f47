"""Answers that are given again within their second, and those that must not be."""

from httpscope.rules.answer import Reply
from httpscope.rules.file.read import read_rules
from httpscope.rules.rule import LAST_RESORT, Then
from httpscope.server.again import KEPT, Again
from httpscope.wire.head import RequestHead, read_request_head

REPLY = Reply(200, "all", b"HTTP/1.1 200 OK\r\n\r\n", b"", (), Then.KEEP, 0.0)
PLAIN = '[[rule]]\nname = "plain"\nanswer.body = "x"\n'


def head(line: bytes = b"GET / HTTP/1.1") -> RequestHead:
    """Give the head of a request."""
    return read_request_head(line + b"\r\nHost: h\r\n\r\n")


def kept(rules: str, place: int = 0, line: bytes = b"GET / HTTP/1.1") -> bool:
    """Tell whether the answer of the rule at a place is given again."""
    ruleset = read_rules(rules, "", "")
    again = Again()
    again.enter(ruleset)
    rule = ruleset.rules[place] if ruleset.rules else LAST_RESORT
    again.keep(rule, REPLY, head(line), 7, persistent=True)
    return again.find(head(line), 7, persistent=True) is REPLY


def test_a_canned_answer_is_given_again_within_its_second() -> None:
    """To the same method, target, version and persistence alone."""
    again = Again()
    ruleset = read_rules(PLAIN, "", "")
    again.enter(ruleset)
    again.keep(ruleset.rules[0], REPLY, head(), 7, persistent=True)

    assert again.find(head(), 7, persistent=True) is REPLY
    assert again.find(head(), 8, persistent=True) is None
    assert again.find(head(), 7, persistent=False) is None
    assert again.find(head(b"GET /a HTTP/1.1"), 7, persistent=True) is None
    assert again.find(head(b"GET / HTTP/1.0"), 7, persistent=True) is None
    assert again.find(head(b"POST / HTTP/1.1"), 7, persistent=True) is None


def test_what_depends_on_more_is_made_anew() -> None:
    """Files change, features look at the request, and so do conditions, of this rule and of those before it."""
    condition = '[[rule]]\nmatch.header = { X = "1" }\n'
    assert kept(PLAIN)
    assert kept(PLAIN + condition)
    assert not kept(condition + PLAIN, 1)
    assert not kept(condition)
    assert not kept('[[rule]]\nanswer.file = "a"\n')
    assert not kept("[[rule]]\nanswer.template = true\n")
    assert not kept('[[rule]]\nmatch.method = "*"\n', line=b"OPTIONS / HTTP/1.1")


def test_the_built_in_answer_is_given_again_where_no_rule_asks_for_more() -> None:
    """No rule fits, whatever else the request says."""
    assert kept("")


def test_other_rules_forget_all_of_it() -> None:
    """The next request sees the edit."""
    again = Again()
    ruleset = read_rules(PLAIN, "", "")
    again.enter(ruleset)
    again.keep(ruleset.rules[0], REPLY, head(), 7, persistent=True)
    again.enter(ruleset)

    assert again.find(head(), 7, persistent=True) is None


def test_no_more_are_kept_than_a_number() -> None:
    """A client that asks for something else each time fills no memory."""
    again = Again()
    ruleset = read_rules(PLAIN, "", "")
    again.enter(ruleset)
    for number in range(KEPT + 1):
        again.keep(ruleset.rules[0], REPLY, head(b"GET /%d HTTP/1.1" % number), 7, persistent=True)

    assert again.find(head(b"GET /0 HTTP/1.1"), 7, persistent=True) is None
    assert again.find(head(b"GET /%d HTTP/1.1" % KEPT), 7, persistent=True) is REPLY
