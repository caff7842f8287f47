"""The rules files that come along: they can be read, and say what the lesson expects."""

from pathlib import Path

import pytest

from httpscope.rules.answer import Reply
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules, read_text
from httpscope.rules.match import decide
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of as compose
from httpscope.rules.rule import Then
from tests.rules.asking import asked

EXAMPLES = Path(__file__).parents[2] / "examples"


def reply_of(example: str, method: str, path: bytes) -> Reply:
    """Give the answer of an example's rules."""
    name = EXAMPLES / f"{example}.toml"
    ruleset = read_rules(read_text(name), str(name), str(EXAMPLES))
    request = asked(method, path)
    rule = decide(ruleset, request, Memory())
    assert rule is not None
    return compose(rule, ruleset.base, request, Contents(), Memory(), persistent=True, now=0)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_hello_answers_everything_with_the_same_octets_and_closes(method: str) -> None:
    """Bare LF, no length, nothing added."""
    reply = reply_of("hello", method, b"/any/path")

    assert reply.head + reply.content == b"HTTP/1.1 200 OK\nContent-Type:text/html\n\n<h1>Hello world</h1>\n"
    assert reply.then is Then.CLOSE


def test_index_page_answers_the_root_with_its_file() -> None:
    """200 OK, the type as the lesson spells it, and the octets of index.html."""
    reply = reply_of("index-page", "GET", b"/")

    assert reply.head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type:text/html\r\n")
    assert reply.content == (EXAMPLES / "index.html").read_bytes()


def test_index_page_is_sorry_for_everything_else() -> None:
    """404 Not Found."""
    reply = reply_of("index-page", "GET", b"/index.html")

    assert reply.head.startswith(b"HTTP/1.1 404 Not Found\r\nContent-Type:text/html\r\nContent-Length: 17\r\n")
    assert reply.content == b"<h1>Sorry...</h1>"


@pytest.mark.parametrize(
    ("method", "path", "rule", "status"),
    [
        ("GET", b"/api/users", "list of users", 200),
        ("HEAD", b"/api/users", "list of users", 200),
        ("POST", b"/api/users", "new user", 201),
        ("DELETE", b"/api/users/7", "user removed", 204),
        ("OPTIONS", b"/api/users/7", "what the API can do", 204),
        ("GET", b"/early", "two answers in one", 200),
        ("GET", b"/index.html", "files", 200),
        ("GET", b"/api/users/7/x", "nothing else", 404),
    ],
)
def test_the_api_answers_by_its_rules(method: str, path: bytes, rule: str, status: int) -> None:
    """Each rule of the richer example is reached."""
    reply = reply_of("api", method, path)

    assert (reply.rule, reply.status) == (rule, status)
