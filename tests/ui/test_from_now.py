"""“Answer this from now on”: rules made of what was captured, as narrow and as exact as wanted."""

from pathlib import Path

import pytest

from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules, write_rules
from httpscope.rules.match import decide
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import LAST_RESORT, Rule, Ruleset
from httpscope.store.reader import ConnectionFacts, Reader
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.from_seen import Like, Narrow, leaves_continue_out, likes_of, rule_of
from httpscope.ui.screens.from_now import FromNow
from httpscope.ui.screens.why import WhyScreen
from httpscope.wire.anatomy import anatomy_of_request
from httpscope.wire.head import RequestHead
from tests.ui.seeded import CURL, Talk, empty_capture, response
from tests.ui.shell import shell

pytestmark = pytest.mark.slow

JSON = b'{"name": "Ada"}'
POST = (
    b"POST /users?page=2&sort=name HTTP/1.1\r\n" + CURL + b"Content-Type: application/json\r\nX-Lesson: 1\r\n"
    b"Content-Length: %d\r\n\r\n" % len(JSON) + JSON
)
ANSWER = response(
    "201 Made",
    b'{"id": 4}\n',
    "application/json",
    "Location: /users/4",
    "Set-Cookie: a=1",
    "Set-Cookie: b=2",
    "X-Blanks:  two ",
)


def facts(folder: Path, request: bytes = POST, answer: bytes | None = ANSWER) -> ExchangeFacts:
    """Capture an exchange, and give it as the screen has it."""
    talk = empty_capture(folder / "capture.db")
    talk.connect("127.0.0.1:50000").request(request, answer)
    talk.commit()
    talk.end()
    reader = Reader(folder / "capture.db")
    row, connection = reader.row(1), reader.connection(1)
    assert row is not None
    assert isinstance(connection, ConnectionFacts)
    found = ExchangeFacts(row, reader.request(1).octets, reader.response(1).octets, (), connection)
    reader.close()
    return found


def asked(octets: bytes) -> Asked:
    """Give a request as rules see it."""
    anatomy = anatomy_of_request(octets)
    assert isinstance(anatomy.head, RequestHead)
    return Asked(anatomy.head, anatomy.content_octets())


def answers(rule: Rule, octets: bytes) -> bool:
    """Tell whether the rule answers the request."""
    return decide(Ruleset((rule,)), asked(octets), Memory()) is not LAST_RESORT


def reply(rule: Rule) -> Reply:
    """Give what the rule answers."""
    return reply_of(rule, "", asked(POST), Contents(), Memory(), persistent=True, now=0.0)


OTHERS = {
    Narrow.PATH: POST.replace(b"/users", b"/people"),
    Narrow.QUERY: POST.replace(b"page=2", b"page=3"),
    Narrow.BODY: POST.replace(b"Ada", b"Bob"),
    Narrow.HEADERS: POST.replace(b"X-Lesson: 1", b"X-Lesson: 2"),
}
"""For each grade a request that it tells apart, and the one before does not."""


@pytest.mark.parametrize("narrow", Narrow)
def test_each_grade_tells_more_requests_apart(tmp_path: Path, narrow: Narrow) -> None:
    """The request itself always fits; of the others those that the grades so far ask about do not."""
    rule = rule_of(facts(tmp_path), narrow, Like.PARTS)
    grades = list(Narrow)

    assert answers(rule, POST)
    for other, octets in OTHERS.items():
        assert answers(rule, octets) == (grades.index(other) > grades.index(narrow)), other


def test_the_parts_of_an_answer_become_those_of_a_rule(tmp_path: Path) -> None:
    """Status, reason, type, header lines as they were, and body; what depends on the moment is supplied again."""
    answer = rule_of(facts(tmp_path), Narrow.PATH, Like.PARTS).answer

    assert (answer.status, answer.reason, answer.content_type) == (201, "Made", "application/json")
    assert answer.headers == ("Location: /users/4", "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Blanks:  two ")
    assert answer.body == '{"id": 4}\n'


HINTS = (
    b"HTTP/1.1 102 Processing\r\n\r\n"
    b"HTTP/1.1 103 Hints\r\nLink: </a.css>; rel=preload\r\nLink:</b.js>; rel=preload \r\n\r\n"
)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def test_interim_responses_become_those_of_the_rule_to_the_octet(tmp_path: Path) -> None:
    """102 and 103 with their lines, in their order, and what is written to a file says the same."""
    rule = rule_of(facts(tmp_path, answer=HINTS + ANSWER), Narrow.PATH, Like.PARTS)
    written = read_rules(write_rules("", Ruleset((rule,))), "", "").rules[0]

    assert b"".join(head for head, _wait in reply(rule).interim) == HINTS
    assert reply(written).interim == reply(rule).interim
    assert rule.answer.status == 201


@pytest.mark.parametrize(("expects", "kept"), [(b"Expect: 100-continue\r\n", HINTS), (b"", CONTINUE + HINTS)])
def test_a_100_is_left_out_where_the_server_sends_it_by_itself(tmp_path: Path, expects: bytes, kept: bytes) -> None:
    """To a client that expects it; a 100 that nobody expected was said by a rule, and stays."""
    request = POST.replace(b"\r\nX-Lesson", b"\r\n" + expects + b"X-Lesson")
    seen = facts(tmp_path, request, CONTINUE + HINTS + ANSWER)

    assert leaves_continue_out(seen) is bool(expects)
    found = reply(rule_of(seen, Narrow.PATH, Like.PARTS))
    assert b"".join(head for head, _wait in found.interim) == kept


def test_interim_responses_that_no_rule_can_say_are_offered_raw_only(tmp_path: Path) -> None:
    """Nothing is left out in silence."""
    odd = b"HTTP/1.1 103 Early Hints\r\nLink: \xff\r\n\r\n" + ANSWER

    assert likes_of(facts(tmp_path, answer=odd)) == [Like.RAW, Like.NEW]


def test_raw_octets_are_the_answer_to_the_octet(tmp_path: Path) -> None:
    """Date and all."""
    found = reply(rule_of(facts(tmp_path), Narrow.PATH, Like.RAW))

    assert found.head + found.content == ANSWER


def test_an_answer_that_no_fields_can_say_is_offered_raw_only(tmp_path: Path) -> None:
    """Header lines that are none, for example."""
    odd = b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 2\r\n\r\nok"

    assert likes_of(facts(tmp_path, answer=odd)) == [Like.RAW, Like.NEW]


def test_without_an_answer_there_is_one_to_be_typed(tmp_path: Path) -> None:
    """The request alone makes a rule."""
    assert likes_of(facts(tmp_path, answer=None)) == [Like.NEW]


def test_wildcards_in_a_captured_path_are_taken_as_they_are(tmp_path: Path) -> None:
    """`/a*{b}` is that path and no other."""
    request = b"GET /a*{b} HTTP/1.1\r\nHost: h\r\n\r\n"
    rule = rule_of(facts(tmp_path, request), Narrow.PATH, Like.PARTS)

    assert answers(rule, request)
    assert not answers(rule, request.replace(b"/a*{b}", b"/axb"))


def with_post(path: Path) -> Talk:
    """Make a capture of the one request."""
    talk = empty_capture(path)
    talk.connect("127.0.0.1:50000").request(POST, ANSWER)
    talk.commit()
    return talk


async def test_a_key_asks_how_and_makes_the_rule(tmp_path: Path) -> None:
    """s, the next grade, enter; the rule is shown before it is made, and stands first then."""
    async with shell(tmp_path, capture=with_post, size=(80, 24)) as running:
        assert running.draft is not None
        await running.shows("#1 POST")
        await running.press("s")
        await running.until(lambda: isinstance(running.app.screen, FromNow), "the question")
        await running.shows('match.path = "/users"')
        await running.press("right")
        await running.shows('match.query = { page = "2", sort = "name" }')
        await running.press("enter")
        await running.until(lambda: running.draft and len(running.draft.rules) == 2, "the rule")
        rule = running.draft.rules[0]
        assert (rule.name, rule.match.methods, rule.answer.status) == ("POST /users", ("POST",), 201)


@pytest.mark.parametrize(("key", "screen"), [("s", FromNow), ("W", WhyScreen)])
async def test_a_key_is_about_the_request_under_the_cursor_though_its_facts_are_not_shown_yet(
    tmp_path: Path, key: str, screen: type[FromNow | WhyScreen]
) -> None:
    """They are read then: nothing is ignored, and nothing done to the one that is shown still."""
    async with shell(tmp_path) as running:
        await running.until(lambda: running.app.traffic._shown is not None, "the newest shown")
        running.app.traffic._feed.stop()
        await running.press("home", key)

        await running.until(lambda: isinstance(running.app.screen, screen), "the question")
        await running.shows("#1")
        shown = running.app.traffic._shown
        assert shown is not None
        assert shown.row.id > 1


async def test_without_any_request_a_key_says_so(tmp_path: Path) -> None:
    """And asks nothing."""
    async with shell(tmp_path, capture=empty_capture) as running:
        await running.press("s")

        await running.shows("Select a request in the list first.")
