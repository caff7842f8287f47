"""Who may have an answer: Basic, Bearer, and everybody else."""

import base64

import pytest

from httpscope.rules.file.read import RulesFault, read_rules
from tests.rules.answering import answered
from tests.rules.asking import asked

RULE = 'answer.body = "in"\nanswer.headers = ["Set-Cookie: session=1"]\nanswer.auth = '
BASIC = RULE + '{ basic = { ann = "pass:wörd", bob = "" }, realm = \'the "best"\' }'
BOTH = RULE + '{ basic = { ann = "a" }, bearer = ["one", "two=="] }'


def basic(text: str) -> str:
    """Give the line that shows a name and a password."""
    return f"Authorization: Basic {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize("line", [basic("ann:pass:wörd"), basic("bob:"), basic("bob:").replace("Basic", "bAsIc")])
def test_who_shows_name_and_password_gets_in(line: str) -> None:
    """Names in any script, passwords with colons."""
    assert answered(BASIC, asked("GET", b"/", line)).content == b"in"


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (basic("ann:wrong"),),
        (basic("ann"),),
        (basic("ANN:pass:wörd"),),
        ("Authorization: Basic",),
        ("Authorization: Basic ???",),
        ("Authorization: Basic ä",),
        ("Authorization: Bearer ann",),
        ("Authorization: Digest username=ann",),
        (basic("bob:"), basic("bob:")),
    ],
)
def test_everybody_else_is_told_how_to_ask(lines: tuple[str, ...]) -> None:
    """With 401, the challenge, and nothing of what the rule would have said."""
    found = answered(BASIC, asked("GET", b"/", *lines))

    assert (found.status, found.one("WWW-Authenticate")) == (401, r'Basic realm="the \"best\"", charset="UTF-8"')
    assert found.all("Set-Cookie") == []
    assert found.content != b"in"


@pytest.mark.parametrize(
    ("line", "status", "bearer"),
    [
        ("Authorization: Bearer one", 200, None),
        ("Authorization: bearer two==", 200, None),
        (basic("ann:a"), 200, None),
        ("X: y", 401, 'Bearer realm="httpscope"'),
        (basic("ann:b"), 401, 'Bearer realm="httpscope"'),
        ("Authorization: Bearer three", 401, 'Bearer realm="httpscope", error="invalid_token"'),
        ("Authorization: Bearer", 400, 'Bearer realm="httpscope", error="invalid_request"'),
        ("Authorization: Bearer a b", 400, 'Bearer realm="httpscope", error="invalid_request"'),
    ],
)
def test_tokens_and_passwords_may_stand_side_by_side(line: str, status: int, bearer: str | None) -> None:
    """Each with its challenge; a token that is wrong and one that is none are told apart (RFC 6750 §3.1)."""
    found = answered(BOTH, asked("GET", b"/", line))

    assert found.status == status
    assert found.all("WWW-Authenticate") == (
        [] if bearer is None else ['Basic realm="httpscope", charset="UTF-8"', bearer]
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", "answer.auth: expected a table such as"),
        ("{}", "answer.auth: expected a table such as"),
        ("{ basick = {} }", "answer.auth.basick: unknown key; did you mean answer.auth.basic?"),
        ("{ basic = {} }", "answer.auth.basic: expected a table of names and passwords"),
        ('{ basic = { "a:b" = "c" } }', "expected a name without colon"),
        ("{ basic = { a = 1 } }", "answer.auth.basic.a: expected a password, got 1"),
        ('{ bearer = ["a b"] }', "answer.auth.bearer: expected a token, or a list of tokens"),
        ('{ bearer = "a", realm = "\\n" }', "answer.auth.realm: expected a text without control characters"),
    ],
)
def test_what_nobody_could_show_is_refused(value: str, expected: str) -> None:
    """With what is expected instead."""
    with pytest.raises(RulesFault) as caught:
        read_rules(f"[[rule]]\nanswer.auth = {value}\n", "r", "")

    assert expected in str(caught.value)
