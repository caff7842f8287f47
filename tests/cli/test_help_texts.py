"""What `--help` says of each command is true of it."""

import argparse
import re
import shlex

import pytest

from httpscope.cli.fault import CommandFault
from httpscope.cli.help_texts import HELP_TEXTS
from httpscope.cli.options import _PARSERS, read_arguments
from httpscope.cli.variables import VARIABLES, option_of

EXAMPLES = [
    (command, line)
    for command, text in HELP_TEXTS.items()
    for line in re.findall(
        r"^  (httpscope .*?)(?:  .*| \|.*)?$", text.examples.partition("examples:\n")[2], re.MULTILINE
    )
]


@pytest.mark.parametrize(("command", "line"), EXAMPLES)
def test_each_example_is_one(command: str, line: str) -> None:
    """It is understood, and mostly of the command whose help it stands in."""
    options = read_arguments(shlex.split(line)[1:], {})

    assert command == options.command or {command, options.command} in ({"run", "serve"}, {"view", "captures"})


@pytest.mark.parametrize("command", ["view", "export", "captures"])
def test_a_command_has_examples_of_its_own(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And none of the server, of whose options it has none."""
    with pytest.raises(SystemExit):
        read_arguments([command, "--help"], {})
    said = capsys.readouterr().out

    assert f"  httpscope {command} " in said.partition("examples:")[2]
    assert not re.search("--port|--demo|HTTPSCOPE_PORT", said)


@pytest.mark.parametrize("command", list(_PARSERS))
def test_each_option_has_a_variable_where_the_help_says_so(command: str) -> None:
    """Of `captures`, which removes things, it says that none has."""
    actions = _PARSERS[command]()._actions
    shown = {
        action.dest for action in actions if action.option_strings and action.help != argparse.SUPPRESS
    } - {"help", "version"}  # fmt: skip
    with_variable = {option_of(name, command) for name in VARIABLES}

    assert shown & with_variable == (set() if command == "captures" else shown)
    assert ("no variables" in HELP_TEXTS[command].examples) == (command == "captures")


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5"])
def test_how_many_captures_are_left_is_told_without_a_run(number: str) -> None:
    """`captures` is no run that would have one of its own among them, and the help named is its own."""
    with pytest.raises(CommandFault) as caught:
        read_arguments(["captures", f"--keep={number}"], {})

    what = f"argument --keep: {number!r} is no number of captures to leave; 1 or more"
    assert str(caught.value) == f"{what} (httpscope captures --help tells all)"
