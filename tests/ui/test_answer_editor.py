"""The form of a rule: what is typed is on the wire a moment later, and what does not fit never is."""

import base64
from pathlib import Path

import pytest
from textual.widgets import Static

from httpscope.rules.rule import Canned, Match, Then
from httpscope.ui.widgets.body_editor import BodyEditor
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.form_row import FormRow
from httpscope.ui.widgets.suggest import Field, Suggest
from tests.ui.panel_app import RULES, PanelApp, panel_app, type_into, wait_for

pytestmark = pytest.mark.slow


def complaint(app: PanelApp, field: str) -> str:
    """Give the sentence below a field, empty where there is none."""
    row = next(row for row in app.query(FormRow) if field in row.names)
    return str(row.query_one(".form-row--complaint").render()) if row.has_class("-faulty") else ""


def answer(app: PanelApp) -> Canned:
    """Give the answer of the first rule as the server would read it."""
    return app.on_disk()[0].answer


def go_to_end(app: PanelApp, editor: str) -> None:
    """Put the focus on an editor of several lines, the cursor behind its last character."""
    widget = app.query_one(f"#{editor}", BodyEditor)
    widget.focus()
    widget.move_cursor(widget.document.end)


async def test_a_status_is_typed_and_takes_its_usual_phrase_along(tmp_path: Path) -> None:
    """The working copy gets the code, and the field for the phrase shows what goes with it."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "503")
        await wait_for(pilot, lambda: answer(app).status == 503, "the status")

        assert app.query_one("#reason", Field).value == "Service Unavailable"
        assert answer(app).reason is None


async def test_any_three_digits_are_a_status(tmp_path: Path) -> None:
    """000 to 999 can be sent, whether HTTP knows them or not."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "999")
        await wait_for(pilot, lambda: answer(app).status == 999, "999")
        await type_into(app, pilot, "status", "007")
        await wait_for(pilot, lambda: answer(app).status == 7, "007")


async def test_half_a_status_is_never_on_the_wire(tmp_path: Path) -> None:
    """Two digits are marked with a sentence, and the file stays as it was."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "40")
        said = "✗ “40” does not fit: expected three digits, 000 to 999"
        await wait_for(pilot, lambda: complaint(app, "status") == said, "the complaint")

        assert not app.working.exists()
        await pilot.press("4")
        await wait_for(pilot, lambda: answer(app).status == 404, "the whole status")
        assert complaint(app, "status") == ""


async def test_a_field_that_does_not_fit_holds_up_no_other(tmp_path: Path) -> None:
    """The bad field keeps its last good value in force; the good one counts."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "delay", "250")
        await type_into(app, pilot, "body", "hi")
        await wait_for(pilot, lambda: answer(app).body == "hi", "the body")

        assert answer(app).delay == 0
        assert "with its unit" in complaint(app, "delay")


async def test_an_own_reason_phrase_or_none_at_all(tmp_path: Path) -> None:
    """The phrase is sent as it is shown, also when the field is empty."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "reason", "Very Fine")
        await wait_for(pilot, lambda: answer(app).reason == "Very Fine", "the phrase")
        await type_into(app, pilot, "reason", "")
        await wait_for(pilot, lambda: answer(app).reason == "", "no phrase")


async def test_a_body_of_several_lines(tmp_path: Path) -> None:
    """What stands in the editor is the body, to the character."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "body", "<p>one\n[b]two")
        await wait_for(pilot, lambda: answer(app).body == "<p>one\n[b]two", "the body")


async def test_header_lines_keep_order_and_duplicates(tmp_path: Path) -> None:
    """One a line; half a line is marked and not sent."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "headers", "B: 1\na: 2\nB: 1\n")
        await wait_for(pilot, lambda: answer(app).headers == ("B: 1", "a: 2", "B: 1"), "the lines")
        await pilot.press("C")
        await wait_for(pilot, lambda: complaint(app, "headers") != "", "the complaint")

        assert "“C” does not fit: expected a header line" in complaint(app, "headers")
        assert answer(app).headers == ("B: 1", "a: 2", "B: 1")


async def test_what_the_rule_matches(tmp_path: Path) -> None:
    """Methods and a path; without a word, any."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "methods", "GET, PURGE")
        await type_into(app, pilot, "path", "/img/**")
        await wait_for(pilot, lambda: app.on_disk()[0].match == Match(("GET", "PURGE"), "/img/**"), "the match")
        await type_into(app, pilot, "methods", "")
        await type_into(app, pilot, "path", "")
        await wait_for(pilot, lambda: app.on_disk()[0].match == Match(), "any request")


async def test_delay_connection_and_help(tmp_path: Path) -> None:
    """The three lines of conduct below the body."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "delay", "250ms")
        app.query_one("#then", Choice).focus()
        await pilot.press("right", "right", "right")
        app.query_one("#help", Choice).focus()
        await pilot.press("right")
        await wait_for(pilot, lambda: not answer(app).supply, "help off")

        assert (answer(app).delay, answer(app).then) == (0.25, Then.RESET)


async def test_a_body_from_a_file(tmp_path: Path) -> None:
    """The source is chosen first; the old body stays until a name is typed."""
    async with panel_app(tmp_path) as (app, pilot):
        app.query_one("#source", Choice).focus()
        await pilot.press("right")
        await wait_for(pilot, lambda: app.query_one("#file").region.height == 1, "the field")
        assert answer(app).body == "<h1>Hello</h1>"
        said = "✗ type the name of a file"
        await wait_for(pilot, lambda: complaint(app, "source") == said, "what to do")
        await type_into(app, pilot, "file", "index.html")
        await wait_for(pilot, lambda: answer(app).file == "index.html", "the file")
        assert complaint(app, "source") == ""


async def test_raw_octets_begin_with_those_of_the_answer(tmp_path: Path) -> None:
    """Whoever turns all help off goes on from what was sent so far, line ends and all."""
    async with panel_app(tmp_path) as (app, pilot):
        app.query_one("#help", Choice).focus()
        await pilot.press("left")
        await wait_for(pilot, lambda: answer(app).raw is not None, "raw octets")

        raw = answer(app).raw
        assert raw is not None
        assert raw.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-A: b\r\n")
        assert raw.endswith(b"\r\n\r\n<h1>Hello</h1>")
        await pilot.press("right")
        await wait_for(pilot, lambda: answer(app).raw is None, "help again")
        assert answer(app).headers == ("X-A: b",)


LESSON = b"HTTP/1.1 200 OK\nContent-Type:text/html\n\n<h1>Hello world</h1>\n"


async def test_raw_octets_are_sent_exactly_as_typed(tmp_path: Path) -> None:
    """The lesson's first server: bare LF, nothing added, typed by hand."""
    async with panel_app(tmp_path, '[[rule]]\nanswer.raw = "HTTP/1.1 404 Not Found\\n"\n') as (app, pilot):
        await type_into(app, pilot, "raw", LESSON.decode())
        await wait_for(pilot, lambda: answer(app).raw == LESSON, "the octets")


async def test_line_ends_of_raw_octets_are_chosen(tmp_path: Path) -> None:
    """CR LF makes every line end so, and what Enter types from then on."""
    async with panel_app(tmp_path, '[[rule]]\nanswer.raw = "HTTP/1.1 200 OK\\n\\n"\n') as (app, pilot):
        app.query_one("#line_end", Choice).focus()
        await pilot.press("right")
        await wait_for(pilot, lambda: answer(app).raw == b"HTTP/1.1 200 OK\r\n\r\n", "CR LF")
        go_to_end(app, "raw")
        await pilot.press("a", "enter")
        await wait_for(pilot, lambda: answer(app).raw == b"HTTP/1.1 200 OK\r\n\r\na\r\n", "Enter")


async def test_mixed_line_ends_survive_an_edit(tmp_path: Path) -> None:
    """A head in CR LF and a body in LF: only what is typed changes."""
    text = '[[rule]]\nanswer.raw = "HTTP/1.1 200 OK\\r\\n\\r\\none\\ntwo\\u0000"\n'
    async with panel_app(tmp_path, text) as (app, pilot):
        go_to_end(app, "raw")
        await pilot.press("x")
        await wait_for(pilot, lambda: answer(app).raw == b"HTTP/1.1 200 OK\r\n\r\none\ntwo\x00x", "the edit")

        assert app.query_one("#line_end", Choice).value == "mixed"


async def test_octets_that_are_no_text_stay_as_they_are(tmp_path: Path) -> None:
    """An editor cannot hold them, so it does not touch them when something else is edited."""
    octets = bytes(range(256))
    text = f'[[rule]]\nanswer.body_base64 = "{base64.b64encode(octets).decode()}"\n'
    async with panel_app(tmp_path, text) as (app, pilot):
        assert app.query_one("#source", Choice).value == "kept"
        await type_into(app, pilot, "status", "206")
        await wait_for(pilot, lambda: answer(app).status == 206, "the status")

        assert answer(app).body == octets


async def test_a_script_says_that_it_is_not_typed_over(tmp_path: Path) -> None:
    """Letters change nothing, and the line below says why; where help is switched on an answer is composed anew."""
    text = '[[rule]]\nanswer.script = ["HTTP/1.1 200 OK", { fin = true }]\n'
    async with panel_app(tmp_path, text) as (app, pilot):
        go_to_end(app, "raw")
        await pilot.press("x")
        assert app.query_one("#raw", BodyEditor).text == "HTTP/1.1 200 OK"
        said = [str(line.render()) for line in app.query(".hint").results(Static) if line.display]
        assert "It has no field here, and stays as it is." in said

        app.query_one("#help", Choice).focus()
        await pilot.press("right")
        await wait_for(pilot, lambda: answer(app).raw is None and answer(app).more == (), "the composed answer")
        assert not app.query_one("#raw", BodyEditor).read_only


async def test_suggestions_come_as_one_types(tmp_path: Path) -> None:
    """A word of the phrase is enough; Enter takes the code."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "teapot")
        await wait_for(pilot, lambda: app.query_one(Suggest).is_open, "the list")
        await pilot.press("enter")
        await wait_for(pilot, lambda: answer(app).status == 418, "the code")
        await wait_for(pilot, lambda: not app.query_one(Suggest).is_open, "the list to close")


async def test_the_five_classes_are_offered_in_plain_words(tmp_path: Path) -> None:
    """An empty field offers the classes; taking one offers its codes."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "")
        suggest = app.query_one(Suggest)
        await wait_for(pilot, lambda: suggest.is_open, "the classes")
        assert [f"{offer.label} {offer.note}" for offer in suggest.offered][3] == "4xx the client made a mistake"
        await pilot.press("down", "down", "down", "enter")
        await wait_for(pilot, lambda: suggest.offered[0].value == "400", "the codes")
        await pilot.press("escape")
        await wait_for(pilot, lambda: not suggest.is_open, "the list to close")


async def test_what_did_not_fit_is_there_again_after_a_look_at_another_rule(tmp_path: Path) -> None:
    """Switching rules loses nothing, not even half a status."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "40")
        app.rule_list.focus()
        await pilot.press("j")
        await wait_for(pilot, lambda: app.query_one("#status", Field).value == "404", "the second rule")
        await pilot.press("k")
        await wait_for(pilot, lambda: app.query_one("#status", Field).value == "40", "the half status")

        assert complaint(app, "status") != ""


async def test_switching_rules_at_once_loses_no_keystroke(tmp_path: Path) -> None:
    """What was typed a moment before the cursor moved belongs to the rule it was typed for."""
    async with panel_app(tmp_path) as (app, pilot):
        app.query_one("#body", BodyEditor).insert("first! ")
        app.rule_list.action_move(1)
        await wait_for(pilot, lambda: answer(app).body == "first! <h1>Hello</h1>", "the body")

        assert app.on_disk()[1].answer.body == "gone"


async def test_leaving_at_once_loses_no_keystroke(tmp_path: Path) -> None:
    """The last key counts even when the program ends right behind it."""
    async with panel_app(tmp_path) as (app, pilot):
        app.query_one("#body", BodyEditor).focus()
        await pilot.press("x")

    assert answer(app).body == "x<h1>Hello</h1>"


async def test_pasted_controls_become_pictures(tmp_path: Path) -> None:
    """Nothing in a field or an editor can act on the terminal."""
    async with panel_app(tmp_path) as (app, _pilot):
        app.query_one("#name", Field).insert_text_at_cursor("\x1b]0;x\x07")

        assert "\x1b" not in app.query_one("#name", Field).value


async def test_texts_from_a_file_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    """A body with controls shows pictures, and is still itself after an edit beside them."""
    async with panel_app(tmp_path, '[[rule]]\nanswer.body = "a\\u001b[31m\\u202e"\n') as (app, pilot):
        editor = app.query_one("#body", BodyEditor)
        assert editor.get_line(0).plain == "a␛[31m·"
        editor.focus()
        await pilot.press("x")
        await wait_for(pilot, lambda: answer(app).body == "xa\x1b[31m\u202e", "the edit")


async def test_typing_is_one_step_of_undo_and_comments_survive(tmp_path: Path) -> None:
    """`u` in the list takes a word back, and the working copy is what it was, comments and all."""
    async with panel_app(tmp_path) as (app, pilot):
        await type_into(app, pilot, "status", "503")
        await wait_for(pilot, lambda: answer(app).status == 503, "the status")
        assert "# the rules of the lesson" in app.working.read_text()
        app.rule_list.focus()
        await pilot.press("u")
        await wait_for(pilot, lambda: app.query_one("#status", Field).value == "200", "the undo")

        assert app.working.read_text() == RULES
