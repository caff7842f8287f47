"""The list of rules: what it shows, and that its keys and the mouse wish the right things."""

from pathlib import Path

from textual.widgets import Input, Static

from httpscope.store.hits import Hit
from httpscope.ui.screens.compare import CompareScreen, aligned
from httpscope.ui.widgets.rule_list import RuleList
from tests.ui.panel_app import RULES, panel_app, wait_for
from tests.ui.seeded import START


async def test_each_rule_is_a_line(tmp_path: Path) -> None:
    """Number, sign, name, what it matches and status stand in the line, and the mark at the one that answered."""
    async with panel_app(tmp_path) as (app, pilot):
        app.panel.answered_by = "lost"
        await wait_for(pilot, lambda: "◂" in app.text_of(app.rule_list), "the mark")

        first, second = app.text_of(app.rule_list).split("\n")

        assert first.split() == ["1", "●", "front", "page", "/", "200"]
        assert second.split() == ["2", "●", "lost", "everything", "404", "◂"]


async def test_space_switches_a_rule_off(tmp_path: Path) -> None:
    """A rule that is off says so with a sign and a word, and is off on the wire."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.press("space")
        await wait_for(pilot, lambda: not app.on_disk()[0].on, "the switch")

        assert app.text_of(app.rule_list).split("\n")[0].split() == ["1", "○", "front", "page", "/", "off"]


async def test_rules_move_by_keys_and_the_cursor_with_them(tmp_path: Path) -> None:
    """`J` moves the rule down, `K` up again."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.press("J")
        await wait_for(pilot, lambda: [rule.name for rule in app.on_disk()] == ["lost", "front page"], "the move")
        assert app.rule_list.cursor == 1
        await pilot.press("K")
        await wait_for(pilot, lambda: [rule.name for rule in app.on_disk()] == ["front page", "lost"], "the way back")
        assert app.rule_list.cursor == 0


async def test_a_rule_is_added_before_the_cursor_and_copied_behind_it(tmp_path: Path) -> None:
    """`a` and `D` make rules, and the form shows the new one."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.press("a", "j", "D")
        wanted = ["new rule", "front page", "front page 2", "lost"]
        await wait_for(pilot, lambda: [rule.name for rule in app.on_disk()] == wanted, "both rules")

        assert app.editor.rule == app.draft.rules[2]


async def test_a_deleted_rule_comes_back_with_its_comments(tmp_path: Path) -> None:
    """`d` deletes, `u` undoes: the working copy is to the octet what it was before."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.press("d")
        await wait_for(pilot, lambda: [rule.name for rule in app.on_disk()] == ["lost"], "the deletion")
        await pilot.press("u")
        await wait_for(pilot, lambda: len(app.on_disk()) == 2, "the undo")

        assert app.working.read_text() == RULES


async def test_without_rules_the_list_tells_what_to_do(tmp_path: Path) -> None:
    """The last rule may go as well; `a` makes a first one."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.press("d", "d")
        await wait_for(pilot, lambda: app.draft.rules == (), "both deletions")
        assert app.text_of(app.rule_list).strip() == "No rule. Press a for a new one."
        await pilot.press("d", "space", "enter", "a")
        await wait_for(pilot, lambda: len(app.on_disk()) == 1, "the new rule")


async def test_the_mouse_chooses_and_switches(tmp_path: Path) -> None:
    """A click stands on a rule; a click on its sign turns it off."""
    async with panel_app(tmp_path) as (app, pilot):
        await pilot.click(app.rule_list, offset=(12, 2))
        await wait_for(pilot, lambda: app.editor.rule == app.draft.rules[1], "the second rule in the form")
        await pilot.click(app.rule_list, offset=(4, 2))
        await wait_for(pilot, lambda: not app.on_disk()[1].on, "the switch")


async def test_names_from_a_file_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    """Control characters in names and paths are shown as pictures, and markup as it is typed."""
    text = '[[rule]]\nname = "a\\u001b]52;c;x\\u0007[red]b[/red]"\nmatch.path = "/\\u009b31m"\n'
    async with panel_app(tmp_path, text, size=(120, 46)) as (app, _pilot):
        shown = app.text_of(app.rule_list)

        assert "a␛]52;c;x␇[red]b[/red]" in shown
        assert "/<U+009B>31m" in shown
        assert not {"\x1b", "\x07", "\x9b"} & set(app.export_screenshot())


GROUPED = """\
[[rule]]
name = "front page"

[[rule]]
name = "one"
group = "Lesson 1"
match.path = "/one"

[[rule]]
name = "two"
group = "Lesson 1"
match.path = "/two"

[[rule]]
name = "last"
"""


async def test_groups_stand_under_headings_and_the_cursor_passes_over_them(tmp_path: Path) -> None:
    """A heading is no rule: neither keys nor a click stop on it."""
    async with panel_app(tmp_path, GROUPED) as (app, pilot):
        lines = app.text_of(app.rule_list).split("\n")
        assert [line.split()[:2] for line in lines[1:5]] == [["Lesson", "1"], ["2", "●"], ["3", "●"], ["–"]]
        await pilot.press("j")
        assert app.rule_list.cursor == 1
        await pilot.click(RuleList, offset=(8, 2))
        assert app.rule_list.cursor == 1
        await pilot.click(RuleList, offset=(8, 4))
        await wait_for(pilot, lambda: app.rule_list.cursor == 2, "the rule below the heading")


async def test_a_rule_is_found_by_any_word_of_its_text(tmp_path: Path) -> None:
    """Slash, a few letters, enter."""
    async with panel_app(tmp_path, GROUPED) as (app, pilot):
        await pilot.press("slash")
        await wait_for(pilot, lambda: isinstance(app.focused, Input), "the line to search in")
        await pilot.press(*"/two", "enter")
        await wait_for(pilot, lambda: app.rule_list.cursor == 2, "the rule")
        assert app.editor.rule == app.draft.rules[2]


async def test_hits_stand_beside_each_rule(tmp_path: Path) -> None:
    """How often, and when last."""
    async with panel_app(tmp_path, GROUPED, size=(90, 46)) as (app, pilot):
        app.panel.count({"one": Hit(12_345, START), "two": Hit(7, START)})
        await wait_for(pilot, lambda: "12k×" in app.text_of(app.rule_list), "the hits")
        lines = app.text_of(app.rule_list).split("\n")
        assert lines[2].split()[-3:] == ["12k×", "10:15:00", "200"]
        assert lines[3].split()[-3:] == ["7×", "10:15:00", "200"]


async def test_where_there_is_little_room_hits_have_no_seconds(tmp_path: Path) -> None:
    """The count takes no more cells than it needs, so that the time has room beside a name."""
    async with panel_app(tmp_path, GROUPED, size=(44, 46)) as (app, pilot):
        app.panel.count({"one": Hit(3, START), "two": Hit(7, START)})
        await wait_for(pilot, lambda: "7×" in app.text_of(app.rule_list), "the hits")
        lines = app.text_of(app.rule_list).split("\n")
        assert lines[2].split()[-3:] == ["3×", "10:15", "200"]
        assert lines[3].split()[-3:] == ["7×", "10:15", "200"]


async def test_two_rules_stand_side_by_side_with_their_differences(tmp_path: Path) -> None:
    """Equal lines beside each other; keys choose the other rule."""
    async with panel_app(tmp_path, GROUPED, size=(90, 30)) as (app, pilot):
        await pilot.press("j", "equals_sign")
        await wait_for(pilot, lambda: isinstance(app.screen, CompareScreen), "the comparison")
        said = app.screen.query_one("#which", Static)
        await wait_for(pilot, lambda: "left, rule 3 on the right: 2 lines differ" in str(said.render()), "the rules")
        await pilot.press("right")
        await wait_for(pilot, lambda: "rule 4 on the right" in str(said.render()), "the next")
        await pilot.press("x")
        await wait_for(pilot, lambda: "Rule 4 on the left" in str(said.render()), "the other side")


def test_lines_are_put_beside_each_other_where_they_are_the_same() -> None:
    """What one side lacks is blank there."""
    found = list(aligned(["a", "b", "c", "d"], ["a", "x", "d", "e"]))

    assert found == [(" ", "a", "a"), ("≠", "b", "x"), ("<", "c", ""), (" ", "d", "d"), (">", "", "e")]


async def test_included_rules_are_lines_that_cannot_be_edited_here(tmp_path: Path) -> None:
    """They stand where they count, under the name of their file; the keys move over the file's own rules alone."""
    (tmp_path / "more.toml").write_text("")
    async with panel_app(tmp_path, f'include = ["more.toml"]\n{RULES}') as (app, pilot):
        (tmp_path / "more.toml").write_text('[[rule]]\nname = "errors"\nmatch.path = "/e"\n')
        app.panel.poll()
        await wait_for(pilot, lambda: app.text_of(app.rule_list).count("\n") == 3, "room for all four lines")
        lines = app.text_of(app.rule_list).split("\n")

        await pilot.press("d")
        await wait_for(pilot, lambda: [rule.name for rule in app.on_disk()] == ["lost"], "the deletion")

        assert lines[0].strip() == "from more.toml, included"
        assert lines[1].strip() == "● errors"
        assert lines[2].split()[:4] == ["1", "●", "front", "page"]
        assert app.working.read_text().startswith('include = ["more.toml"]\n')
        assert "errors" in app.text_of(app.rule_list)
