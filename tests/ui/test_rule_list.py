"""The list of rules: what it shows, and that its keys and the mouse wish the right things."""

from pathlib import Path

from tests.ui.panel_app import RULES, panel_app, wait_for


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
