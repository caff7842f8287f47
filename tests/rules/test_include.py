"""Rules files that include others: order, faults, and that an edit of any of them is seen."""

import os
from pathlib import Path

import pytest

from httpscope.rules.content import Contents
from httpscope.rules.file.include import Included
from httpscope.rules.file.read import RulesFault, read_rules, read_text, write_rules
from httpscope.rules.file.watch import Watch
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import DEFAULT, Ruleset
from httpscope.ui.draft import Draft, TakenUp
from tests.rules.asking import asked


def rule(name: str) -> str:
    """Write a rule."""
    return f'[[rule]]\nname = "{name}"\nanswer.body = "{name}"\n'


def expanded(folder: Path, text: str) -> Ruleset:
    """Read a rules file in a folder, with all that it includes."""
    path = folder / "main.toml"
    path.write_text(text)
    return Included().expanded(read_rules(read_text(path), str(path), str(folder)))


def names(ruleset: Ruleset) -> list[str]:
    """Give the names of all rules in force."""
    return [each.name for each in ruleset.in_force]


def test_included_rules_come_before_the_files_own_or_behind_them(tmp_path: Path) -> None:
    """A folder is all its `*.toml` by name; an included file includes by paths of its own."""
    (tmp_path / "more" / "deep").mkdir(parents=True)
    (tmp_path / "more" / "b.toml").write_text('include = ["deep/x.toml"]\n' + rule("b"))
    (tmp_path / "more" / "a.toml").write_text(rule("a") + "[[rule]]\n")
    (tmp_path / "more" / "deep" / "x.toml").write_text(rule("x"))
    (tmp_path / "more" / "notes.txt").write_text("no rules")
    (tmp_path / "more" / ".hidden.toml").write_text("no rules")
    (tmp_path / "last.toml").write_text(rule("last"))

    found = expanded(tmp_path, 'include = ["more/"]\ninclude_after = ["last.toml"]\n' + rule("own"))

    assert names(found) == ["a", "a.toml: rule 2", "x", "b", "own", "last"]
    assert [each.name for each in found.rules] == ["own"]
    assert found.in_force[2].source == str(tmp_path / "more" / "deep" / "x.toml")


def test_files_that_an_included_rule_names_start_from_its_own_folder(tmp_path: Path) -> None:
    """So a folder of rules can be moved with what it serves."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.txt").write_text("the page")
    (tmp_path / "site" / "rules.toml").write_text('[[rule]]\nanswer.file = "page.txt"\n')
    found = expanded(tmp_path, 'include = ["site/rules.toml"]\n')

    reply = reply_of(found.in_force[0], found.base, asked(), Contents(), Memory(), persistent=True, now=0.0)

    assert reply.content == b"the page"


def test_the_text_for_the_capture_reads_back_as_all_rules_in_force(tmp_path: Path) -> None:
    """With a comment that names each file, and without includes."""
    (tmp_path / "a.toml").write_text(
        rule("a") + 'match.header = { X-A = "1" }\nanswer.sequence = [{ status = 503 }, {}]\n'
    )
    text = 'include = ["a.toml"]\npolicy = "lenient"\n[[rule]]\nanswer.status = 404\n[limits]\nhead_time = "3s"\n'
    found = expanded(tmp_path, text)

    again = read_rules(found.whole, "", "")

    assert [(each.name, each.match, each.answer) for each in again.rules] == [
        (each.name, each.match, each.answer) for each in found.in_force
    ]
    assert again.settings == found.settings
    assert f"# From {tmp_path / 'a.toml'}\n" in found.whole


@pytest.mark.parametrize(
    ("text", "others", "said"),
    [
        ('include = ["no.toml"]', {}, "main.toml:1:12: include: no.toml: there is no such file"),
        ('\ninclude = [\n  "a.toml",\n  "no/"]', {"a.toml": ""}, "main.toml:4:3: include: no/: there is no such file"),
        ('include = ["main.toml"]', {}, "main.toml:1:12: include: main.toml: the file includes itself"),
        ('include = ["a.toml"]', {"a.toml": 'include = ["main.toml"]'}, "a.toml:1:12: include: main.toml: the file"),
        ('include = ["./"]', {}, "main.toml:1:12: include: ./: the file includes itself"),
        ('include = ["a.toml"]', {"a.toml": "\n[[rule]]\nx = 1"}, "a.toml:3:1: x: unknown key"),
        ('include = ["a.toml"]', {"a.toml": 'policy = "strict"'}, "a.toml:1:1: policy: policy and limits stand in the"),
        ('include = ["a.toml"]', {"a.toml": "\n[limits]\n"}, "a.toml:2:1: limits: policy and limits stand in the file"),
        ('include = "a.toml"', {}, "main.toml:1:11: include: expected a list of files and folders"),
        ("include = [5]", {}, "main.toml:1:12: include: expected a list of files and folders"),
        ('inclde = ["a.toml"]', {}, "main.toml:1:1: inclde: unknown key; did you mean include?"),
    ],
)  # fmt: skip
def test_what_cannot_be_included_is_refused_at_its_line(
    tmp_path: Path, text: str, others: dict[str, str], said: str
) -> None:
    """Of the file that is to blame."""
    for name, other in others.items():
        (tmp_path / name).write_text(other)

    with pytest.raises(RulesFault) as caught:
        expanded(tmp_path, text + "\n")

    assert str(caught.value).startswith(f"{tmp_path}/{said}")


def test_a_chain_of_files_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """Somebody has made a mistake."""
    for number in range(12):
        (tmp_path / f"{number}.toml").write_text(f'include = ["{number + 1}.toml"]\n')

    with pytest.raises(RulesFault, match="files include one another more than 8 deep"):
        expanded(tmp_path, 'include = ["0.toml"]\n')


def watched(folder: Path, text: str) -> Watch:
    """Give a watch that has taken up a rules file."""
    (folder / "main.toml").write_text(text)
    watch = Watch([folder / "main.toml"], DEFAULT, str(folder))
    watch.refresh()
    return watch


def test_the_next_look_sees_an_edit_of_an_included_file_and_a_new_file_of_a_folder(tmp_path: Path) -> None:
    """As it does of the file that includes them; and nothing is taken up while nothing changes."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.toml").write_text(rule("a"))
    watch = watched(tmp_path, 'include = ["more"]\n' + rule("own"))
    assert names(watch.current) == ["a", "own"]
    assert watch.refresh() is None

    (tmp_path / "more" / "a.toml").write_text(rule("b"))
    assert watch.refresh() is not None
    assert names(watch.current) == ["b", "own"]
    (tmp_path / "more" / "c.toml").write_text(rule("c"))
    assert watch.refresh() is not None
    assert names(watch.current) == ["b", "c", "own"]
    os.unlink(tmp_path / "more" / "a.toml")
    assert watch.refresh() is not None
    assert names(watch.current) == ["c", "own"]
    assert watch.refresh() is None


def test_a_fault_in_an_included_file_leaves_the_last_good_rules_and_ends_with_it(tmp_path: Path) -> None:
    """Told once, with its place; a file that is missing may come later."""
    (tmp_path / "a.toml").write_text(rule("a"))
    watch = watched(tmp_path, 'include = ["a.toml"]\n')

    (tmp_path / "a.toml").write_text("[[rule]]\nbroken\n")
    change = watch.refresh()
    assert change is not None
    assert change.fault is not None
    assert change.fault.line == 2
    assert names(watch.current) == ["a"]
    os.unlink(tmp_path / "a.toml")
    change = watch.refresh()
    assert change is not None
    assert "there is no such file" in str(change.fault)
    (tmp_path / "a.toml").write_text(rule("c"))
    change = watch.refresh()
    assert change is not None
    assert change.fault is None
    assert names(watch.current) == ["c"]


def draft_of(folder: Path, text: str) -> Draft:
    """Open a rules file in the screen's draft."""
    found = expanded(folder, text)
    return Draft(folder / "working.toml", folder / "main.toml", found)


def test_the_draft_edits_and_writes_the_files_own_rules_alone(tmp_path: Path) -> None:
    """What is included is neither lost nor written twice, and the working copy means the same."""
    (tmp_path / "a.toml").write_text(rule("a"))
    draft = draft_of(tmp_path, '# mine\ninclude = ["a.toml"]\n\n' + rule("own"))

    draft.duplicate(0)
    draft.move(1, -1)

    text = (tmp_path / "working.toml").read_text()
    assert text.startswith('# mine\ninclude = ["a.toml"]\n')
    assert text.count("[[rule]]") == 2
    watch = Watch([tmp_path / "working.toml"], DEFAULT, str(tmp_path))
    watch.refresh()
    assert names(watch.current) == ["a", "own 2", "own"]
    assert names(draft.ruleset) == ["a", "own 2", "own"]


def test_an_edit_of_an_included_file_leaves_unsaved_edits_alone(tmp_path: Path) -> None:
    """The draft shows the included rules as they are now, also after an undo."""
    (tmp_path / "a.toml").write_text(rule("a"))
    draft = draft_of(tmp_path, 'include = ["a.toml"]\n' + rule("own"))
    draft.duplicate(0)

    (tmp_path / "a.toml").write_text(rule("b"))
    told = draft.poll()

    assert isinstance(told, TakenUp)
    assert not told.set_aside
    assert names(draft.ruleset) == ["b", "own", "own 2"]
    draft.undo()
    assert names(draft.ruleset) == ["b", "own"]


def test_rules_are_written_back_without_those_that_are_included(tmp_path: Path) -> None:
    """`write_rules` knows the file's own ones alone."""
    (tmp_path / "a.toml").write_text(rule("a"))
    found = expanded(tmp_path, 'include = ["a.toml"]\n' + rule("own"))

    assert write_rules(found.text, found) == found.text
