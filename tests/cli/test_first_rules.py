"""The rules, the policy and the limits that a run begins with."""

import os
from pathlib import Path

import pytest

from httpscope.cli.fault import CommandFault
from httpscope.cli.first_rules import base_settings, first_rules
from httpscope.cli.options import read_arguments


def test_policy_and_limits_come_from_flags() -> None:
    """Sizes with units, times as for delays."""
    options = read_arguments(["--policy", "lenient", "--limit", "head=1KiB", "--limit", "head_time=3s"], {})
    settings = first_rules(options).settings

    assert [settings.policy, settings.sizes.head, settings.limits.head_time] == ["lenient", 1024, 3.0]


def test_policy_and_limits_come_from_variables() -> None:
    """Several limits stand in one variable."""
    options = read_arguments(["serve"], {"HTTPSCOPE_POLICY": "lenient", "HTTPSCOPE_LIMIT": "head=9, requests=2"})
    settings = base_settings(options)

    assert [settings.lenient, settings.sizes.head, settings.limits.requests] == [True, 9, 2]


@pytest.mark.parametrize(
    ("limit", "sentence"),
    [
        ("head", "--limit head: expected NAME=VALUE with one of the names request_line, "),
        ("haed=1", "--limit haed=1: expected NAME=VALUE with one of the names request_line, "),
        ("head=x", '--limit head=x: expected a number of octets such as 8192 or "64 KiB", at least 1'),
    ],
)
def test_a_limit_that_is_none_is_refused(limit: str, sentence: str) -> None:
    """With what was expected."""
    with pytest.raises(CommandFault) as caught:
        base_settings(read_arguments(["--limit", limit], {}))
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--policy", "strict"], "--policy strict, and {} says lenient; say it in one place"),
        (["--limit", "head=2KiB"], "--limit head=2 KiB, and {} says 1 KiB; say it in one place"),
    ],
)
def test_a_flag_and_a_file_that_disagree_are_refused(flags: list[str], sentence: str, tmp_path: Path) -> None:
    """Nobody could tell which of the two is in force."""
    rules = tmp_path / "rules.toml"
    rules.write_text('policy = "lenient"\n[limits]\nhead = "1KiB"\n')
    with pytest.raises(CommandFault) as caught:
        first_rules(read_arguments([str(rules), *flags], {}))
    assert str(caught.value) == sentence.format(rules)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("/dev/zero", "--body: /dev/zero is not a regular file"),
        ("{}", "--body: {} is not a regular file"),
        ("{}/pipe", "--body: {}/pipe is not a regular file"),
        ("{}/none", "--body: {}/none: No such file or directory"),
        ("{}/.secret", "--body: {}/.secret is a hidden file, and those are not served"),
        ("{}/link", "--body: {}/.secret is a hidden file, and those are not served"),
    ],
)
def test_a_body_that_no_answer_could_have_is_refused(name: str, sentence: str, tmp_path: Path) -> None:
    """At the start, and not by an error to each client."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "index.html").write_text("of the folder")
    (tmp_path / ".secret").write_text("hidden")
    (tmp_path / "link").symlink_to(tmp_path / ".secret")
    with pytest.raises(CommandFault) as caught:
        first_rules(read_arguments(["--body", f"@{name.format(tmp_path)}"], {}))

    assert [str(caught.value), caught.value.status] == [sentence.format(tmp_path), 2]


def test_a_body_from_a_file_may_be_of_any_size(tmp_path: Path) -> None:
    """It is not read for that; what is large is read while it is sent."""
    large = tmp_path / "large"
    large.touch()
    os.truncate(large, 2**40)
    (rule,) = first_rules(read_arguments(["--body", f"@{large}"], {})).rules

    assert rule.answer.file == str(large)


def test_a_flag_fills_in_what_the_file_leaves_open(tmp_path: Path) -> None:
    """Both may say the same, too."""
    rules = tmp_path / "rules.toml"
    rules.write_text('policy = "lenient"\n')
    settings = first_rules(read_arguments([str(rules), "--policy", "lenient", "--limit", "head=9"], {})).settings

    assert [settings.lenient, settings.sizes.head] == [True, 9]
