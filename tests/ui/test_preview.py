"""The preview: the octets of the next answer, what was added to them, and what is wrong with them."""

from pathlib import Path

from httpscope.wire.head import read_request_head
from tests.ui.panel_app import PanelApp, panel_app, type_into, wait_for


def lines(app: PanelApp) -> list[str]:
    """Give what the preview shows, each line without the blanks at its end."""
    return app.text_of(app.preview).split("\n")


async def test_the_octets_of_the_answer_with_their_line_ends(tmp_path: Path) -> None:
    """Each line of the head and of the body is shown; what httpscope adds has a sign and a legend."""
    async with panel_app(tmp_path, size=(80, 60)) as (app, pilot):
        await wait_for(pilot, lambda: len(lines(app)) > 5, "the octets")
        shown = [line for line in lines(app) if not line.startswith("+ Date: ")]

        assert shown[0] == "→ 138 octets, the connection stays open"
        assert shown[1:5] == [
            "  HTTP/1.1 200 OK␍␊",
            "  Content-Type: text/html; charset=utf-8␍␊",
            "  X-A: b␍␊",
            "+ Content-Length: 14␍␊",
        ]
        assert shown[-1] == "  <h1>Hello</h1>"
        assert app.preview.border_subtitle == "+ added by httpscope"


async def test_it_answers_the_selected_request(tmp_path: Path) -> None:
    """HEAD gets no content, and HTTP/1.0 without keep-alive a closed connection."""
    async with panel_app(tmp_path, size=(80, 60)) as (app, pilot):
        app.panel.selected_request = read_request_head(b"HEAD / HTTP/1.0\r\n\r\n")
        await wait_for(pilot, lambda: app.preview.border_title == "Next answer to HEAD /", "the request")

        assert "then the connection is closed" in lines(app)[0]
        assert "+ Connection: close␍␊" in lines(app)
        assert not any("<h1>" in line for line in lines(app))


async def test_it_says_who_answers_when_it_is_another_rule(tmp_path: Path) -> None:
    """A rule that does not match, or that comes too late, says so."""
    async with panel_app(tmp_path, size=(80, 60)) as (app, pilot):
        app.panel.selected_request = read_request_head(b"GET /else HTTP/1.1\r\nHost: a\r\n\r\n")
        await wait_for(pilot, lambda: lines(app)[0] == "! this rule does not match GET /else", "the first rule")
        app.panel.selected_request = read_request_head(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await pilot.press("j")
        wanted = "! rule 1, “front page”, comes first for GET /"
        await wait_for(pilot, lambda: lines(app)[0] == wanted, "the second rule")


async def test_delay_and_connection_are_told_in_words(tmp_path: Path) -> None:
    """What no octet shows stands in the first line."""
    text = '[[rule]]\nanswer.raw = "x"\nanswer.delay = "250ms"\nanswer.connection = "reset"\n'
    async with panel_app(tmp_path, text, size=(80, 60)) as (app, _pilot):
        assert "→ after 250ms, 1 octets, then the connection is broken off (RST)" in lines(app)


async def test_a_lie_is_marked(tmp_path: Path) -> None:
    """With help off a Content-Length that is too small goes out; the octets behind it are marked, and it is named."""
    text = '[[rule]]\nanswer.supply = false\nanswer.headers = ["Content-Length: 1"]\nanswer.body = "hi"\n'
    async with panel_app(tmp_path, text, size=(80, 60)) as (app, _pilot):
        assert lines(app)[0] == "! More content than Content-Length says"
        assert lines(app)[3] == "  Content-Length: 1␍␊"
        assert lines(app)[-1] == "! hi"


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The person reads what the client will get, and why; all of it is supplied."""
    text = '[[rule]]\nanswer.file = "index.html"\n'
    async with panel_app(tmp_path, text, size=(80, 60)) as (app, _pilot):
        shown = [line for line in lines(app) if not line.startswith("+ Date: ")]
        assert shown == [
            "! The client gets 500: index.html is not there",
            "→ 165 octets, the connection stays open",
            "+ HTTP/1.1 500 Internal Server Error␍␊",
            "+ Content-Type: text/plain; charset=utf-8␍␊",
            "+ Content-Length: 29␍␊",
            "+ ␍␊  empty line: the head ends here",
            "+ 500: index.html is not there␊",
        ]


async def test_each_keystroke_is_in_the_preview(tmp_path: Path) -> None:
    """From the key to the octets, one after the other."""
    async with panel_app(tmp_path, size=(80, 60)) as (app, pilot):
        await type_into(app, pilot, "body", "a")
        await wait_for(pilot, lambda: lines(app)[-1] == "  a", "the first key")
        await pilot.press("b")
        await wait_for(pilot, lambda: lines(app)[-1] == "  ab", "the second key")
