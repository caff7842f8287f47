"""Which rule answers a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.match import decide
from httpscope.rules.match import fits as fits_request
from httpscope.rules.memory import Memory
from httpscope.rules.path import decoded
from httpscope.rules.rule import LAST_RESORT, Match, Rule, Ruleset
from tests.rules.asking import asked


def ruleset(**matches: Match) -> Ruleset:
    """Give rules by name."""
    return Ruleset(tuple(Rule(name, match) for name, match in matches.items()))


def _decide(rules: Ruleset, method: str, path: bytes) -> Rule | None:
    return decide(rules, asked(method, path), Memory())


def fits(match: Match, method: str, path: bytes) -> bool:
    """Tell whether a request fits a rule with the match."""
    return fits_request(Rule("rule", match), asked(method, path), Memory())


def name_of(rules: Ruleset, method: str, path: bytes) -> str | None:
    """Give the name of the rule that answers."""
    rule = _decide(rules, method, path)
    return rule.name if rule else None


def test_the_first_rule_that_fits_answers() -> None:
    """Order decides, not how exactly a rule says what it wants."""
    rules = ruleset(wide=Match(path="/**"), exact=Match(path="/a"))

    assert name_of(rules, "GET", b"/a") == "wide"


def test_a_rule_that_is_off_answers_nothing() -> None:
    """Switching a rule off leaves the request to the rules behind it."""
    rules = Ruleset((Rule("first", on=False), Rule("second")))

    assert name_of(rules, "GET", b"/") == "second"


def test_the_built_in_rule_answers_what_no_rule_fits() -> None:
    """There is always an answer, and it tells what to do."""
    assert _decide(ruleset(a=Match(path="/a")), "GET", b"/b") is LAST_RESORT


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "OPTIONS"])
def test_the_server_answers_special_methods_unless_a_rule_names_them(method: str) -> None:
    """A rule that names no method leaves CONNECT, TRACE and OPTIONS alone; one that names them has them."""
    assert name_of(ruleset(any=Match()), method, b"/") is None
    assert name_of(ruleset(named=Match((method,))), method, b"/") == "named"
    assert name_of(ruleset(star=Match(("*",))), method, b"/") == "star"


@pytest.mark.parametrize(
    ("methods", "method", "expected"),
    [
        ((), "BREW", True),
        (("GET",), "GET", True),
        (("GET",), "POST", False),
        (("GET",), "get", False),
        (("GET", "PUT"), "PUT", True),
        (("GET",), "HEAD", True),
        (("POST",), "HEAD", False),
        (("*",), "", True),
    ],
)
def test_methods_are_compared_by_name(methods: tuple[str, ...], method: str, expected: bool) -> None:
    """Case counts; GET answers HEAD as well, as RFC 9110 §9.3.2 has it."""
    assert fits(Match(methods), method, b"/") == expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/", b"/", True),
        ("/", b"/a", False),
        ("/a", b"/a/", False),
        ("/a/*", b"/a/b", True),
        ("/a/*", b"/a/", True),
        ("/a/*", b"/a/b/c", False),
        ("/a/*/c", b"/a/b/c", True),
        ("/a*c", b"/abc", True),
        ("/a*c", b"/a/c", False),
        ("/a/**", b"/a/b/c", True),
        ("/a/**", b"/a", False),
        ("/**/c*", b"/a/b/cd", True),
        ("/**.html", b"/a/b.html", True),
        ("/**.html", b"/a/b.html.txt", False),
        ("/**a*b", b"/a/ab", True),
        ("**", b"*", True),
        ("**", b"", True),
        ("*", b"*", True),
        ("*", b"/", False),
        ("*", b"", False),
    ],
)
def test_a_star_stops_at_a_slash_and_two_do_not(pattern: str, path: bytes, expected: bool) -> None:
    """`*` is any run without a slash, `**` is any run; `*` alone is the asterisk-form of OPTIONS."""
    assert fits(Match(path=pattern), "GET", path) == expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/caf\u00e9", b"/caf%C3%A9", True),
        ("/caf%c3%a9", b"/caf\xc3\xa9", True),
        ("/a b", b"/a%20b", True),
        ("/a/b", b"/a%2Fb", False),
        ("/a%2fb", b"/a%2Fb", True),
        ("/100%", b"/100%25", True),
        ("/%252F", b"/%2F", False),
        ("/a%2Ab", b"/a*b", True),
        ("/a%2Ab", b"/axb", False),
    ],
)
def test_percent_encoding_is_taken_off_before_comparing(pattern: str, path: bytes, expected: bool) -> None:
    """However a path is spelled it is the same path, but an encoded slash is no slash (RFC 3986 §2.2)."""
    assert fits(Match(path=pattern), "GET", path) == expected


@given(st.binary(max_size=30))
def test_decoding_is_steady(path: bytes) -> None:
    """What was decoded once does not change when it is decoded again."""
    once = decoded(path)

    assert decoded(once) == once


@given(st.lists(st.sampled_from(["a", "b", "/", "*", "**"]), max_size=8), st.text("ab/", max_size=10))
def test_globs_agree_with_their_definition(parts: list[str], path: str) -> None:
    """The quick way gives what trying every possibility gives."""
    pattern = "/" + "".join(parts)

    assert fits(Match(path=pattern), "GET", b"/" + path.encode()) == _by_definition(pattern, "/" + path)


def _by_definition(pattern: str, path: str) -> bool:
    if not pattern:
        return not path
    if pattern[0] != "*":
        return path[:1] == pattern[0] and _by_definition(pattern[1:], path[1:])
    wide = pattern.startswith("**")
    rest = pattern[2:] if wide else pattern[1:]
    stops = range(len(path) + 1) if wide else range(len(path.partition("/")[0]) + 1)
    return any(_by_definition(rest, path[stop:]) for stop in stops)


@pytest.mark.timeout(30)
def test_a_client_cannot_make_a_glob_explode() -> None:
    """The longest path that is accepted, made to nearly fit a greedy glob, is decided, and soon."""
    assert not fits(Match(path="/**a**a**a*a*a*a**b"), "GET", b"/" + b"a" * 8000)
