"""Why an exchange was answered so: by the rules as they were then, whatever they are now."""

from pathlib import Path

import pytest

from httpscope.exchange import RulesetText
from httpscope.ui.screens.why import WhyScreen
from httpscope.ui.widgets.body_editor import BodyEditor
from tests.ui.seeded import START, TLS_HELLO, Talk, empty_capture, response
from tests.ui.shell import Shell, edit_status, shell

pytestmark = pytest.mark.slow

RULES = """\
[[rule]]
name = "posts"
match.method = "POST"

[[rule]]
name = "pages"
match.path = "/pages/*"

[[rule]]
name = "switched off"
off = true

[[rule]]
name = "everybody"
answer.body = "as it was then"
"""


def answered(path: Path) -> Talk:
    """Make a capture of one request that the fourth rule of version 2 answered, and one that was refused."""
    talk = empty_capture(path)
    talk.batch.rulesets.append(RulesetText(2, START, "lesson.toml", RULES))
    client = talk.connect("127.0.0.1:50000")
    client.request(b"GET /other HTTP/1.1\r\nHost: h\r\n\r\n", response("200 OK", b"ok"), rule="everybody")
    talk.batch.answers[-1] = talk.batch.answers[-1]._replace(ruleset=2)
    client.request(b"GET / HTTP/1.1\r\n\r\n", response("400 Bad Request", b""), rule="(refused)", remark="missing-host")
    talk.batch.answers[-1] = talk.batch.answers[-1]._replace(ruleset=None)
    client.request(TLS_HELLO, response("400 Bad Request", b""), rule="(refused)", remark="tls-hello")
    client.request(b"GET /n HTTP/1.1\r\nHost: h\r\n\r\n", response("200 OK", b""), rule="(built-in)")
    talk.commit()
    return talk


async def ask_why(running: Shell) -> None:
    """Ask by the key."""
    await running.press("W")
    await running.until(lambda: isinstance(running.app.screen, WhyScreen), "the reasons")


async def test_each_earlier_rule_says_why_it_did_not_answer(tmp_path: Path) -> None:
    """In the order in which they were asked, and then the one that answered."""
    async with shell(tmp_path, capture=answered, size=(200, 60)) as running:
        await running.press("home")
        await ask_why(running)
        await running.shows("Rule 4, “everybody”, answered.")
        await running.shows("from lesson.toml")
        shown = running.screen_text()
        for words in ('method is "GET"; wanted: POST', 'path is "/other"; wanted: "/pages/*"', "it is switched off"):
            assert words in shown
        assert "✓ 4 everybody" in shown


async def test_the_version_that_answered_is_shown_after_later_edits(tmp_path: Path) -> None:
    """Read-only, at the rule that answered."""
    async with shell(tmp_path, capture=answered) as running:
        await edit_status(running)
        await running.press("1", "home")
        await ask_why(running)
        text = running.one(BodyEditor)
        assert text.text == RULES
        assert text.read_only
        assert text.cursor_location[0] == RULES.splitlines().index('name = "everybody"') - 1


@pytest.mark.parametrize("steps", [1, 2])
async def test_what_the_server_answered_by_itself_is_told(tmp_path: Path, steps: int) -> None:
    """No rules were asked about a refused request, nor about octets that are none."""
    async with shell(tmp_path, capture=answered, size=(80, 24)) as running:
        await running.press("home", *["down"] * steps)
        await running.shows(f"#{steps + 1}")
        await ask_why(running)
        await running.shows("httpscope answered by itself: (refused)")


def by_a_person(path: Path) -> Talk:
    """Make a capture of three requests that waited for a person."""
    talk = empty_capture(path)
    client = talk.connect("127.0.0.1:50000")
    for rule in ("(by hand)", "(edited)", "(held)"):
        client.request(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", response("200 OK", b""), rule=rule)
    talk.commit()
    return talk


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (0, "A person typed this answer, line by line."),
        (1, "A person edited this answer, for this request alone."),
        (2, "It was to be held, and no person answered it, so httpscope did by itself: (held)."),
    ],
)
async def test_what_a_person_answered_is_no_deed_of_the_server(tmp_path: Path, steps: int, said: str) -> None:
    """Of a request that was held the person is told of, or that there was none."""
    async with shell(tmp_path, capture=by_a_person, size=(120, 40)) as running:
        await running.press("home", *["down"] * steps)
        await running.shows(f"#{steps + 1}")
        await ask_why(running)
        await running.shows(said)


async def test_a_request_that_no_rule_fits_is_told(tmp_path: Path) -> None:
    """The built-in answer went out, and each rule says why it did not."""
    async with shell(tmp_path, capture=answered, size=(80, 24)) as running:
        await running.press("end")
        await running.shows("#4 GET /n")
        await ask_why(running)
        await running.shows("No rule fits, so the built-in answer went out.")
