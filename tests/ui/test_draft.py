"""The draft: rules being edited, their working copy, undo, and the named file that other programs may change."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from httpscope.rules.file.bulk import LONGEST_TEXT
from httpscope.rules.file.limit import with_value
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.rule import DEFAULT, Rule
from httpscope.rules.settings import DEFAULT_SETTINGS
from httpscope.rules.text.check import Unfit
from httpscope.ui.draft import Draft, TakenUp, Unread

TEXT = """\
# what the class gets
[[rule]]
name = "front page"  # the first one
match.path = "/"
answer.body = "hello"

# everything else
[[rule]]
name = "lost"
answer.status = 404
"""


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Give a draft of two rules over a named file."""
    named = tmp_path / "rules.toml"
    named.write_text(TEXT)
    return Draft(tmp_path / "working.toml", named, read_rules(TEXT, str(named), str(tmp_path)))


def working_rules(draft: Draft, tmp_path: Path) -> tuple[Rule, ...]:
    """Read the working copy as the server would, having checked that it is what the draft says."""
    text = (tmp_path / "working.toml").read_text()
    assert text == draft.ruleset.text
    return read_rules(text, "working.toml", str(tmp_path)).rules


def with_status(draft: Draft, index: int, status: int) -> Rule:
    """Give a rule of the draft with another status."""
    rule = draft.rules[index]
    return replace(rule, answer=replace(rule.answer, status=status))


def change_named(draft: Draft, text: str) -> None:
    """Write the named file as another program does, at a later time."""
    assert draft.named is not None
    later = draft.named.stat().st_mtime_ns + 2_000_000_000
    draft.named.write_text(text)
    os.utime(draft.named, ns=(later, later))


def names(draft: Draft) -> list[str]:
    """Give the names of the rules in order."""
    return [rule.name for rule in draft.rules]


def test_a_change_is_in_the_working_copy_at_once(draft: Draft, tmp_path: Path) -> None:
    """The server reads the working copy, so a change is there before the call returns."""
    draft.replace(0, with_status(draft, 0, 503))

    assert [rule.answer.status for rule in working_rules(draft, tmp_path)] == [503, 404]


def test_a_change_leaves_the_named_file_alone_and_is_unsaved(draft: Draft) -> None:
    """Only saving writes the file that the person named."""
    draft.replace(0, with_status(draft, 0, 503))

    assert draft.named is not None
    assert (draft.named.read_text(), draft.unsaved) == (TEXT, True)


def test_saving_keeps_comments_and_order(draft: Draft) -> None:
    """The named file gets the new value in its place, and every comment stays."""
    draft.replace(1, with_status(draft, 1, 410))
    draft.save()

    assert draft.named is not None
    assert draft.named.read_text() == TEXT.replace("404", "410")
    assert not draft.unsaved


def test_the_same_rule_again_is_no_change(draft: Draft, tmp_path: Path) -> None:
    """Nothing is written and nothing can be undone."""
    draft.replace(0, draft.rules[0])

    assert ((tmp_path / "working.toml").exists(), draft.undo()) == (False, False)


def test_undo_and_redo_go_through_the_working_copy(draft: Draft, tmp_path: Path) -> None:
    """Each step back or forth is on the wire as well."""
    draft.replace(0, with_status(draft, 0, 503))

    assert draft.undo()
    assert working_rules(draft, tmp_path)[0].answer.status == 200
    assert draft.redo()
    assert working_rules(draft, tmp_path)[0].answer.status == 503
    assert not draft.redo()


def test_typing_in_one_field_is_one_step_of_undo(draft: Draft) -> None:
    """Keystrokes with one topic are taken back together; another topic begins a new step."""
    for status in (201, 202, 203):
        draft.replace(0, with_status(draft, 0, status), "status")
    draft.replace(0, replace(draft.rules[0], name="start"), "name")

    draft.undo()
    assert draft.rules[0].answer.status == 203
    draft.undo()
    assert draft.rules[0].answer.status == 200


def test_a_change_after_undo_forgets_what_could_be_redone(draft: Draft) -> None:
    """The line of rulesets has one end."""
    draft.delete(1)
    draft.undo()
    draft.delete(0)

    assert (draft.redo(), names(draft)) == (False, ["lost"])


def test_rules_are_added_copied_moved_and_deleted(draft: Draft, tmp_path: Path) -> None:
    """Each gives the index to stand on, and names stay different from each other."""
    assert draft.add(0) == 0
    assert draft.duplicate(1) == 2
    assert names(draft) == ["new rule", "front page", "front page 2", "lost"]
    assert draft.move(3, -9) == 0
    draft.delete(1)
    assert names(draft) == ["lost", "front page", "front page 2"]
    assert [rule.name for rule in working_rules(draft, tmp_path)] == names(draft)


def test_a_copy_of_a_copy_is_counted_on(draft: Draft) -> None:
    """`front page 2` is followed by `front page 3`, not by `front page 2 2`."""
    draft.duplicate(0)
    draft.duplicate(1)

    assert names(draft)[:3] == ["front page", "front page 2", "front page 3"]


def test_a_rule_is_switched_off_and_on(draft: Draft, tmp_path: Path) -> None:
    """A rule that is off stays in the file."""
    draft.switch(0)
    assert [rule.on for rule in working_rules(draft, tmp_path)] == [False, True]
    draft.switch(0)
    assert [rule.on for rule in working_rules(draft, tmp_path)] == [True, True]


def test_a_named_file_that_nobody_changed_is_no_news(draft: Draft) -> None:
    """Polling is quiet, also after our own save."""
    assert draft.poll() is None
    draft.delete(1)
    draft.save()
    assert draft.poll() is None


def test_a_change_from_outside_is_taken_up(draft: Draft, tmp_path: Path) -> None:
    """Rules that another editor saved are the draft, and the working copy, from the next poll on."""
    change_named(draft, TEXT.replace("404", "410"))

    assert draft.poll() == TakenUp(tmp_path / "rules.toml", set_aside=False)
    assert working_rules(draft, tmp_path)[1].answer.status == 410
    assert not draft.unsaved


def test_edits_that_gave_way_are_one_undo_away(draft: Draft) -> None:
    """The newest edit wins, and the person is told that theirs was set aside."""
    draft.replace(0, with_status(draft, 0, 503))
    change_named(draft, TEXT.replace("404", "410"))

    news = draft.poll()

    assert isinstance(news, TakenUp)
    assert (news.set_aside, draft.rules[0].answer.status) == (True, 200)
    draft.undo()
    assert (draft.rules[0].answer.status, draft.rules[1].answer.status) == (503, 404)


def test_a_bad_file_from_outside_leaves_the_draft_alone(draft: Draft) -> None:
    """The fault is told once, with its place, and is gone when the file is good again."""
    before = draft.rules
    change_named(draft, TEXT.replace("404", '"abc"'))

    news = draft.poll()

    assert isinstance(news, RulesFault)
    assert (news.line, draft.fault, draft.rules, draft.poll()) == (10, news, before, None)
    change_named(draft, TEXT.replace("404", "410") + "\n")
    assert isinstance(draft.poll(), TakenUp)
    assert draft.fault is None


def test_saving_over_an_unseen_change_keeps_it_one_undo_away(draft: Draft) -> None:
    """The person's save is the newest edit; what the other program wrote is not lost."""
    draft.replace(0, with_status(draft, 0, 503))
    change_named(draft, TEXT.replace("404", "410"))

    draft.save()

    assert draft.rules[0].answer.status == 503
    draft.undo()
    assert [rule.answer.status for rule in draft.rules] == [200, 410]


@pytest.mark.parametrize("seen", [False, True])
def test_what_cannot_be_read_is_overwritten_only_on_demand(draft: Draft, seen: bool) -> None:
    """A broken text that another program wrote is not lost to a save, whether it was polled before or not."""
    broken = TEXT.replace("404", '"abc"')
    draft.replace(0, with_status(draft, 0, 503))
    change_named(draft, broken)
    if seen:
        draft.poll()

    for _again in range(2):
        with pytest.raises(Unread):
            draft.save()

    assert draft.named is not None
    assert (draft.named.read_text(), draft.unsaved, draft.fault is None) == (broken, True, False)
    draft.save(overwrite=True)
    assert (draft.named.read_text(), draft.unsaved, draft.fault) == (draft.ruleset.text, False, None)


def test_saving_needs_a_name_and_gets_one_by_save_as(tmp_path: Path) -> None:
    """Without a named file, `save_as` names it for the time to come."""
    draft = Draft(tmp_path / "working.toml", None, read_rules(TEXT, "", str(tmp_path)))
    draft.delete(0)

    with pytest.raises(ValueError, match="no file is named"):
        draft.save()
    draft.save_as(tmp_path / "mine.toml")

    assert (draft.named, draft.unsaved) == (tmp_path / "mine.toml", False)
    assert read_rules((tmp_path / "mine.toml").read_text(), "", "").rules == draft.rules


def test_a_working_copy_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    """What is not on its way to the server is not in the draft either."""
    draft = Draft(tmp_path / "gone" / "working.toml", None, read_rules(TEXT, "", ""))

    with pytest.raises(OSError, match="gone"):
        draft.delete(0)

    assert (names(draft), draft.undo()) == (["front page", "lost"], False)


def test_a_text_that_no_rules_file_may_have_changes_nothing(draft: Draft, tmp_path: Path) -> None:
    """A body beyond the longest rules file is refused in octets, and the next edit works on what was there before."""
    rule = draft.rules[0]

    for body in ("x" * LONGEST_TEXT, "é" * (LONGEST_TEXT // 2)):
        with pytest.raises(RulesFault, match="longer than 1 MiB"):
            draft.replace(0, replace(rule, answer=replace(rule.answer, body=body)))
    draft.replace(0, with_status(draft, 0, 503))

    assert [each.answer.status for each in working_rules(draft, tmp_path)] == [503, 404]


def test_the_policy_is_part_of_the_draft(tmp_path: Path) -> None:
    """Switching it is in the working copy at once, counts as unsaved, and can be taken back."""
    draft = Draft(tmp_path / "working.toml", None, DEFAULT)
    draft.set_policy(lenient=True)

    written = (tmp_path / "working.toml").read_text()
    assert [draft.ruleset.settings.lenient, draft.unsaved] == [True, True]
    assert 'policy = "lenient"\n' in written
    assert read_rules(written, "", "").rules == DEFAULT.rules
    assert draft.undo()
    assert [draft.ruleset.settings.lenient, draft.unsaved] == [False, False]


def test_a_policy_that_another_program_wrote_is_taken_up(tmp_path: Path) -> None:
    """The named file may change in nothing but its policy."""
    named = tmp_path / "rules.toml"
    named.write_text(DEFAULT.text)
    draft = Draft(tmp_path / "working.toml", named, read_rules(DEFAULT.text, str(named), ""))
    named.write_text('policy = "lenient"\n' + DEFAULT.text)

    assert draft.poll() is not None
    assert draft.ruleset.settings.lenient


def test_a_limit_is_a_change_like_any_other(draft: Draft, tmp_path: Path) -> None:
    """It is in the working copy at once, unsaved, one step of undo, and gone again when it is reset."""
    draft.set_limit("head", "16 KiB")

    assert '[limits]\nhead = "16 KiB"\n' in (tmp_path / "working.toml").read_text()
    assert (draft.ruleset.settings.sizes.head, draft.unsaved) == (16_384, True)
    assert draft.undo()
    assert (tmp_path / "working.toml").read_text() == TEXT
    assert draft.redo()
    draft.set_limit("head", None)
    assert (draft.ruleset.text, draft.ruleset.settings) == (TEXT, DEFAULT_SETTINGS)


def test_a_limit_that_is_reset_is_that_of_the_command_line(tmp_path: Path) -> None:
    """The file says nothing then, and what the program was started with holds."""
    flags = with_value(DEFAULT_SETTINGS, "head", 1_024)
    text = "[limits]\nhead = 2048\n\n" + TEXT
    draft = Draft(tmp_path / "working.toml", None, read_rules(text, "", str(tmp_path), flags), flags)
    draft.set_limit("head", None)

    assert (draft.ruleset.text, draft.ruleset.settings) == (TEXT, flags)


def test_what_a_limit_cannot_be_changes_nothing(draft: Draft) -> None:
    """It is refused with what was expected."""
    with pytest.raises(Unfit, match="a number of octets"):
        draft.set_limit("head", "ten")

    assert (draft.ruleset.text, draft.undo()) == (TEXT, False)


def test_rules_can_be_edited_after_limits_and_policy(draft: Draft, tmp_path: Path) -> None:
    """Neither loses the other."""
    draft.set_limit("head", "16 KiB")
    draft.set_policy(lenient=True)
    draft.delete(1)
    draft.delete(0)

    read = read_rules((tmp_path / "working.toml").read_text(), "", "")
    assert (read.settings.lenient, read.settings.sizes.head, read.rules) == (True, 16_384, ())
