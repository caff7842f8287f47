"""Policy and limits in a rules file: read, refused with a place, and the policy written back."""

from dataclasses import fields
from pathlib import Path

import pytest

from httpscope.rules.file.limit import KINDS, read_value, value_of, value_text, with_value
from httpscope.rules.file.limit_kind import Unit
from httpscope.rules.file.limit_table import LISTENER, SIZES
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.file.settings_table import limit_line, with_limit, with_policy
from httpscope.rules.settings import DEFAULT_SETTINGS, Limits, Settings
from httpscope.rules.text.amount import octets
from httpscope.wire.limits import Limits as SizeLimits

RULE = '[[rule]]\nname = "all"\n'


def read(text: str, base: Settings = DEFAULT_SETTINGS) -> Settings:
    """Give the settings of a text."""
    return read_rules(text, "rules.toml", "", base).settings


def test_every_limit_has_its_words_and_every_word_a_limit() -> None:
    """The table of limits and the values that are acted on name the same things."""
    assert [kind.name for kind in LISTENER] == [field.name for field in fields(Limits)]
    assert [kind.name for kind in SIZES] == [field.name for field in fields(SizeLimits)]
    assert all(kind.what and kind.then and kind.why for kind in KINDS.values())


def test_a_file_that_says_nothing_leaves_the_settings_of_the_command_line() -> None:
    """The file counts where it speaks."""
    base = with_value(Settings(lenient=True), "head", "1KiB")

    assert read(RULE, base) == base
    assert read('policy = "strict"\n' + RULE, base).lenient is False
    assert read("[limits]\nhead = 2048\n", base).sizes.head == 2048


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("head = 16384", "head", 16384),
        ('head = "16KiB"', "head", 16384),
        ('content = "4 GiB"', "content", 4 * 2**30),
        ('content = "10m"', "content", 10 * 10**6),
        ('content = "10 kB"', "content", 10_000),
        ('content = "1.5 MiB"', "content", 3 * 2**19),
        ('content = "1 TiB"', "content", 2**40),
        ('head_time = "250ms"', "head_time", 0.25),
        ("head_time = 3", "head_time", 3),
        ("requests = 0", "requests", 0),
        ('connections = "20"', "connections", 20),
    ],
)
def test_a_limit_is_written_as_people_write_it(line: str, name: str, value: float) -> None:
    """Octets with a unit or without, times as for delays, counts as numbers."""
    assert value_of(read(f"[limits]\n{line}\n"), name) == value


@pytest.mark.parametrize("written", ["10 kB", "10 KB", "10k", "10 KiB", "10Ki", "1.5 MB", "2 GiB", "300", "7 octets"])
def test_octets_mean_the_same_in_limits_and_in_answers(written: str) -> None:
    """A kB is 1000 octets and a KiB 1024 (SI, IEC 80000-13), wherever they stand; what is written back is the same."""
    limit = value_of(read(f'[limits]\ncontent = "{written}"\n'), "content")

    assert limit == octets(written)
    assert value_of(read(f"[limits]\n{limit_line('content', limit)}\n"), "content") == limit


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('policy = "loose"', 'rules.toml:1:10: policy: expected "strict" or "lenient", got "loose"'),
        ("policy = true", 'rules.toml:1:10: policy: expected "strict" or "lenient", got true'),
        ("[limits]\nheaad = 1", "rules.toml:2:1: limits.heaad: unknown key; did you mean limits.head?"),
        ("limits = 3", "rules.toml:1:10: limits: expected a table such as [limits], got 3"),
        (
            '[limits]\nhead = "10s"',
            'rules.toml:2:8: limits.head: expected a number of octets such as 8192 or "64 KiB", at least 1, got "10s"',
        ),
        (
            "[limits]\nhead_time = 0",
            (
                'rules.toml:2:13: limits.head_time: expected a time such as "250ms" or "10s", above 0 and up to an '
                "hour, got 0"
            ),
        ),
        ("[limits]\nfields = 1.5", "rules.toml:2:10: limits.fields: expected a whole number, at least 1, got 1.5"),
        ("[limits]\nfields = inf", "rules.toml:2:10: limits.fields: expected a whole number, at least 1, got inf"),
    ],
)
def test_what_no_setting_is_gets_its_place_and_what_was_expected(text: str, sentence: str) -> None:
    """Like every fault of a rules file."""
    with pytest.raises(RulesFault) as caught:
        read(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("name", KINDS)
def test_a_value_that_is_written_reads_back(name: str) -> None:
    """What the screen shows of a limit can be typed into the file."""
    kind, value = KINDS[name], value_of(DEFAULT_SETTINGS, name)

    assert read_value(kind, value_text(kind, value)) == value


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", 'policy = "lenient"\n\n'),
        (RULE, 'policy = "lenient"\n\n' + RULE),
        ("# Rules.\n\n" + RULE, '# Rules.\n\npolicy = "lenient"\n\n' + RULE),
        ("# About the rule.\n" + RULE, 'policy = "lenient"\n\n# About the rule.\n' + RULE),
        ("[limits]\nhead = 9\n", 'policy = "lenient"\n\n[limits]\nhead = 9\n'),
        ("policy = 'strict' # as it is\n" + RULE, 'policy = "lenient" # as it is\n' + RULE),
        (RULE.replace("\n", "\r\n"), 'policy = "lenient"\r\n\r\n' + RULE.replace("\n", "\r\n")),
    ],
)
def test_the_policy_is_written_into_the_text_and_nothing_else_changes(text: str, written: str) -> None:
    """Comments and rules stay where they are."""
    assert with_policy(text, "lenient") == written
    assert read(written).lenient
    assert not read(with_policy(written, "strict")).lenient


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "[limits]\nhead = 9\n"),
        (RULE, "[limits]\nhead = 9\n\n" + RULE),
        ("# Rules.\n\n" + RULE, "# Rules.\n\n[limits]\nhead = 9\n\n" + RULE),
        ("# About the rule.\n" + RULE, "[limits]\nhead = 9\n\n# About the rule.\n" + RULE),
        ('policy = "lenient"\n' + RULE, 'policy = "lenient"\n\n[limits]\nhead = 9\n\n' + RULE),
        ('policy = "lenient" # so', 'policy = "lenient" # so\n\n[limits]\nhead = 9\n'),
        ("rule = [{ name = 'all' }]\n", "rule = [{ name = 'all' }]\n\n[limits]\nhead = 9\n"),
        ("[limits]\n", "[limits]\nhead = 9\n"),
        ("[limits] # ours", "[limits] # ours\nhead = 9\n"),
        ("[limits]\nfields = 7 # few\n\n" + RULE, "[limits]\nfields = 7 # few\nhead = 9\n\n" + RULE),
        ("[limits]\nfields = 7", "[limits]\nfields = 7\nhead = 9\n"),
        ("[limits]\nhead = 7 # seven\n" + RULE, "[limits]\nhead = 9 # seven\n" + RULE),
        ('[limits]\nhead = "7KiB"\n' + RULE, "[limits]\nhead = 9\n" + RULE),
        (RULE + "\n[limits]\nhead = 7\n", RULE + "\n[limits]\nhead = 9\n"),
        ("limits.fields = 7\n" + RULE, "limits.fields = 7\nlimits.head = 9\n" + RULE),
        ("limits.head = 7 # seven\n" + RULE, "limits.head = 9 # seven\n" + RULE),
        ("limits = {}\n" + RULE, "limits = { head = 9 }\n" + RULE),
        ("limits = { fields = 7 }\n" + RULE, "limits = { fields = 7, head = 9 }\n" + RULE),
        ("limits = { head = 7, fields = 7 }\n" + RULE, "limits = { head = 9, fields = 7 }\n" + RULE),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_limit_is_written_into_the_text_and_nothing_else_changes(text: str, written: str, newline: str) -> None:
    """Comments, rules and the other limits stay where they are, however the table is written."""
    text, written = text.replace("\n", newline), written.replace("\n", newline)
    if "\n" in text:
        assert with_limit(text, "head", 9) == written
    before, after = read(text), read(with_limit(text, "head", 9))

    assert after == with_value(before, "head", 9)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (RULE, RULE),
        ("[limits]\nhead = 9\n\n" + RULE, RULE),
        ("[limits]\nhead = 9", ""),
        ("[limits]\nhead = 9 # nine\nfields = 7\n" + RULE, "[limits]\nfields = 7\n" + RULE),
        ("[limits]\nfields = 7\nhead = 9", "[limits]\nfields = 7\n"),
        ("[limits] # ours\nhead = 9\n" + RULE, "[limits] # ours\n" + RULE),
        ("[limits]\n# Nine.\nhead = 9\n" + RULE, "[limits]\n# Nine.\n" + RULE),
        (RULE + "\n[limits]\nhead = 9\n", RULE + "\n"),
        ("limits.head = 9\nlimits.fields = 7\n" + RULE, "limits.fields = 7\n" + RULE),
        ("limits = { head = 9, fields = 7 }\n" + RULE, "limits = { fields = 7 }\n" + RULE),
        ("limits = { fields = 7, head = 9 }\n" + RULE, "limits = { fields = 7 }\n" + RULE),
        ("limits = {head = 9}\n" + RULE, "limits = { }\n" + RULE),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_limit_is_taken_out_of_the_text_and_nothing_else_changes(text: str, written: str, newline: str) -> None:
    """Its line goes with what stands behind it on the line, and a table that held nothing else goes too."""
    text, written = text.replace("\n", newline), written.replace("\n", newline)

    assert with_limit(text, "head", None) == written
    assert read(written).sizes.head == DEFAULT_SETTINGS.sizes.head


@pytest.mark.parametrize("name", KINDS)
def test_every_limit_can_be_written(name: str) -> None:
    """The line that the screen shows is one that the file takes, for any value."""
    for value in (value_of(DEFAULT_SETTINGS, name), 1, 1.5 if KINDS[name].unit is Unit.SECONDS else 1_234_567):
        text = with_limit(RULE, name, value)

        assert limit_line(name, value) in text.splitlines()
        assert value_of(read(text), name) == value
        assert with_limit(text, name, None) == RULE


def test_the_readme_lists_every_limit_as_it_is() -> None:
    """Name, default, what it bounds, what happens and why."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        value = value_text(kind, value_of(DEFAULT_SETTINGS, kind.name))
        unit = " octets/s" if kind.unit is Unit.RATE else ""
        assert f"| `{kind.name}` | {value}{unit} | {kind.what} | {kind.then} | {kind.why} |\n" in readme
