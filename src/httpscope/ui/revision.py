"""One ruleset made of another by one change: what it means and the text that says it, always together. Pure.

Functions that make a longer text raise `RulesFault` where it would be longer than any that is read.
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace

from httpscope.i18n import _
from httpscope.rules.file import settings_table, write
from httpscope.rules.file.limit import value_of, with_value
from httpscope.rules.file.read import RulesFault, check_length, read_rules, write_rules
from httpscope.rules.file.write import Block
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.settings import Settings


def with_rules(ruleset: Ruleset, rules: Sequence[Rule]) -> Ruleset:
    """Give it with other rules; comments and order of the text are kept."""
    # A text has room for its contents at the least, and writing a long one takes a second.
    check_length(sum(len(each.answer.body) + len(each.answer.raw or b"") for each in rules), ruleset.source)
    changed = replace(ruleset, rules=tuple(rules))
    return _checked(replace(changed, text=write_rules(ruleset.text, changed)))


def block_of(ruleset: Ruleset, index: int) -> Block:
    """Give the lines of its text that are about one rule."""
    return write.block_of(ruleset.text.replace("\r\n", "\n"), index, len(ruleset.rules))


def with_block(ruleset: Ruleset, index: int, block: str, given: Settings) -> Ruleset:
    """Give it with other lines about one rule; `given` are policy and limits of the command line.

    Raises RulesFault, with the place in the whole text, where they do not read as a rule.
    """
    text = write.with_block(ruleset.text.replace("\r\n", "\n"), index, ruleset.rules, block)
    found = read_rules(text, ruleset.source, ruleset.base, given)
    if len(found.rules) != len(ruleset.rules):
        line = block_of(ruleset, index).line
        raise RulesFault(ruleset.source, line, 1, _("expected one [[rule]] here; “Add” makes another"), "[[rule]]")
    if "\r\n" in ruleset.text:
        text = text.replace("\n", "\r\n")
    return _checked(replace(ruleset, rules=found.rules, settings=found.settings, text=text))


def with_policy(ruleset: Ruleset, *, lenient: bool) -> Ruleset:
    """Give it with the strict or the lenient policy."""
    settings = replace(ruleset.settings, lenient=lenient)
    return replace(ruleset, settings=settings, text=settings_table.with_policy(ruleset.text, settings.policy))


def with_limit(ruleset: Ruleset, name: str, value: float | str | None, given: Settings) -> Ruleset:
    """Give it with a limit as a person wrote it; None is the one `given` by the command line.

    Raises `check.Unfit` for what the limit cannot be.
    """
    settings = with_value(ruleset.settings, name, value_of(given, name) if value is None else value)
    text = settings_table.with_limit(ruleset.text, name, None if value is None else value_of(settings, name))
    return _checked(replace(ruleset, settings=settings, text=text))


def free_name(rules: Sequence[Rule], wanted: str) -> str:
    """Give the name, numbered where a rule has it already: names are how an answer is traced to its rule."""
    names = {rule.name for rule in rules}
    stem, _space, digits = wanted.rpartition(" ")
    if not (stem and digits.isdecimal()):
        stem = wanted
    numbered = (f"{stem} {number}" for number in range(2, len(names) + 3))
    return next(name for name in (wanted, *numbered) if name not in names)


def meaning(ruleset: Ruleset) -> tuple[Hashable, ...]:
    """Give what the file of a ruleset says, whatever its text looks like."""
    return ruleset.rules, ruleset.settings, ruleset.include, ruleset.include_after


def included(ruleset: Ruleset) -> tuple[tuple[Rule, ...], ...]:
    """Give the rules of the files that it includes."""
    return ruleset.before, ruleset.after


def with_included(ruleset: Ruleset, now: Ruleset) -> Ruleset:
    """Give a ruleset of earlier with the included rules as they are now, where it includes the same files."""
    if (ruleset.include, ruleset.include_after) != (now.include, now.include_after):
        return ruleset
    return replace(ruleset, before=now.before, after=now.after, whole=now.whole)


def _checked(ruleset: Ruleset) -> Ruleset:
    check_length(len(ruleset.text.encode("utf-8", "replace")), ruleset.source)
    return ruleset
