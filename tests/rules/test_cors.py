"""Answers for pages of other origins: who may read them, and what a preflight is told."""

import pytest

from httpscope.rules.allow import allowed
from httpscope.rules.asked import Asked
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.match import decide
from httpscope.rules.memory import Memory
from tests.rules.answering import answered
from tests.rules.asking import asked

PAGE = "http://page.test:3000"
ALLOW = "Access-Control-Allow-"


def preflight(method: str, *lines: str, origin: str = PAGE, target: bytes = b"/") -> Asked:
    """Give what a browser asks before it sends a request to another origin."""
    return asked("OPTIONS", target, f"Origin: {origin}", f"Access-Control-Request-Method: {method}", *lines)


@pytest.mark.parametrize(
    ("value", "origin", "allowed_origin", "vary"),
    [
        ("true", PAGE, "*", None),
        ("true", None, "*", None),
        ("{ credentials = true }", PAGE, PAGE, "Origin"),
        ("{ credentials = true }", None, None, "Origin"),
        (f'{{ origins = ["{PAGE}"] }}', PAGE, PAGE, "Origin"),
        (f'{{ origins = "{PAGE}" }}', None, None, "Origin"),
        (f'{{ origins = ["{PAGE}"] }}', PAGE + "0", None, "Origin"),
        ('{ origins = ["null"] }', "null", "null", "Origin"),
        ("{ credentials = true }", "http://a, http://b", None, "Origin"),
    ],
)
def test_the_origin_that_may_read_is_named(
    value: str, origin: str | None, allowed_origin: str | None, vary: str | None
) -> None:
    """And caches are told where the answer depends on it."""
    lines = () if origin is None else (f"Origin: {origin}",)
    found = answered(f"answer.cors = {value}", asked("GET", b"/", *lines))

    assert (found.one(ALLOW + "Origin"), found.one("Vary")) == (allowed_origin, vary)


def test_what_a_page_may_see_beside_the_content_is_named() -> None:
    """And that cookies may come along."""
    found = answered(
        'answer.cors = { expose = ["X-Count", "ETag"], credentials = true }', asked("GET", b"/", f"Origin: {PAGE}")
    )

    assert found.one("Access-Control-Expose-Headers") == "X-Count, ETag"
    assert found.one(ALLOW + "Credentials") == "true"


def test_a_preflight_is_told_what_it_asks_for() -> None:
    """Method and fields, for so many seconds."""
    request = preflight("PUT", "Access-Control-Request-Headers: content-type, x-token")
    found = answered('match.method = "PUT"\nanswer.cors = { max_age = 60 }', request)

    assert (found.status, found.content) == (204, b"")
    assert [found.one(ALLOW + what) for what in ("Origin", "Methods", "Headers")] == [
        "*",
        "PUT",
        "content-type, x-token",
    ]
    assert found.one("Access-Control-Max-Age") == "60"


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ('{ origins = ["http://other.test"] }', ()),
        ('{ methods = ["POST"] }', ()),
        ('{ headers = ["X-Token"] }', ("Access-Control-Request-Headers: x-token, x-other",)),
    ],
)
def test_a_preflight_that_asks_for_too_much_is_refused(value: str, lines: tuple[str, ...]) -> None:
    """In words, and without a line that a browser could take for leave."""
    found = answered(f"answer.cors = {value}", preflight("PUT", *lines))

    assert found.status == 403
    assert not any(name.startswith("access-control") for name, _value in found.fields)


def test_methods_and_fields_that_are_listed_are_told_as_listed() -> None:
    """Also those that this page does not ask for."""
    rule = 'answer.cors = { methods = ["PUT", "DELETE"], headers = ["X-Token", "X-B"] }'
    found = answered(rule, preflight("PUT", "Access-Control-Request-Headers: x-token"))

    assert [found.one(ALLOW + what) for what in ("Methods", "Headers")] == ["PUT, DELETE", "X-Token, X-B"]


def test_a_preflight_needs_no_credentials_and_a_401_can_be_read() -> None:
    """Browsers send none with a preflight, and a page wants to know that it must log in."""
    rule = 'answer.cors = true\nanswer.auth = { bearer = "t" }'

    assert answered(rule, preflight("PUT")).status == 204
    refused = answered(rule, asked("GET", b"/", f"Origin: {PAGE}"))
    assert (refused.status, refused.one(ALLOW + "Origin")) == (401, "*")


@pytest.mark.parametrize("others", [0, 20])
def test_a_preflight_reaches_the_rule_whose_method_it_asks_for(others: int) -> None:
    """Of those that are shared; whoever shares nothing is not asked, however many rules there are."""
    rules = "".join(f'[[rule]]\nmatch.path = "/{place}"\n' for place in range(others)) + (
        '[[rule]]\nname = "plain"\nmatch.method = "PUT"\nmatch.path = "/x"\n'
        '[[rule]]\nname = "get"\nmatch.method = "GET"\nmatch.path = "/a"\nanswer.cors = true\n'
        '[[rule]]\nname = "put"\nmatch.method = "PUT"\nmatch.path = "/a"\nanswer.cors = true\n'
        '[[rule]]\nname = "off"\nmatch.path = "/a"\nanswer.cors = false\n'
    )
    ruleset = read_rules(rules, "r", "")

    def name_of(request: Asked) -> str | None:
        found = decide(ruleset, request, Memory())
        return None if found is None else found.name

    assert name_of(preflight("GET", target=b"/a")) == "get"
    assert name_of(preflight("PUT", target=b"/a")) == "put"
    assert name_of(preflight("DELETE", target=b"/a")) is None
    assert name_of(preflight("PUT", target=b"/x")) is None
    assert name_of(asked("OPTIONS", b"/a")) is None


@pytest.mark.parametrize("others", [0, 20])
@pytest.mark.parametrize(
    ("condition", "reached"),
    [
        ('header = { X-Token = "t" }', True),
        ('cookie = { a = "b" }', True),
        ('json = { "$.a" = 1 }', True),
        ('body = { contains = "a" }', True),
        (f'header = {{ Origin = "{PAGE}", X-Token = "t" }}', True),
        ('header = { Origin = "http://other.test" }', False),
        ('query = { a = "b" }', False),
        ('host = "other.test"', False),
    ],
)
def test_a_preflight_need_not_have_what_comes_with_the_request(condition: str, reached: bool, others: int) -> None:
    """Fields, cookies and content; what it has, it is held to."""
    before = "".join(f'[[rule]]\nmatch.path = "/{place}"\n' for place in range(others))
    ruleset = read_rules(f'{before}[[rule]]\nname = "it"\nmatch.{condition}\nanswer.cors = true\n', "r", "")

    found = decide(ruleset, preflight("PUT", target=b"/a"), Memory())
    assert (found is not None and found.name == "it") == reached


@pytest.mark.parametrize(
    ("target", "methods"),
    [
        (b"/a", "GET, HEAD, PUT, REPORT, OPTIONS, TRACE"),
        (b"/b", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"),
        (b"/c", "POST, OPTIONS, TRACE"),
        (b"/d", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"),
        (b"/none", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"),
        (b"*", "GET, HEAD, POST, PUT, PATCH, DELETE, REPORT, OPTIONS, TRACE"),
    ],
)
def test_the_methods_of_a_place_are_those_of_its_rules(target: bytes, methods: str) -> None:
    """`*` is the whole server; where no rule speaks, the built-in answer has any."""
    ruleset = read_rules(
        '[[rule]]\nmatch = { method = ["PUT", "REPORT", "CONNECT"], path = "/a" }\n'
        '[[rule]]\nmatch = { method = "GET", path = "/a" }\n'
        '[[rule]]\nmatch = { path = "/b" }\n[[rule]]\nmatch = { method = "POST", path = "/c" }\n'
        '[[rule]]\noff = true\nmatch = { path = "/c" }\n[[rule]]\nmatch = { method = "*", path = "/d" }\n',
        "r",
        "",
    )

    assert ", ".join(allowed(ruleset, asked("OPTIONS", target))) == methods


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{ origin = "x" }', "answer.cors.origin: unknown key; did you mean answer.cors.origins?"),
        ('{ origins = ["http://a/b"] }', 'answer.cors.origins: expected "*", or origins such as'),
        ('{ origins = ["*", "http://a"] }', 'expected "*" by itself'),
        ('{ methods = ["put"] }', "expected PUT"),
        ("{ max_age = -2 }", "answer.cors.max_age: expected seconds"),
        ('{ headers = ["a b"] }', "answer.cors.headers: expected names of fields"),
    ],
)
def test_what_no_browser_would_heed_is_refused(value: str, expected: str) -> None:
    """With what is expected instead."""
    with pytest.raises(RulesFault) as caught:
        read_rules(f"[[rule]]\nanswer.cors = {value}\n", "r", "")

    assert expected in str(caught.value)
