"""The command line and the variables, as people use them."""

import argparse
from pathlib import Path

import pytest

from httpscope.cli.fault import CommandFault
from httpscope.cli.options import _PARSERS, Options, read_arguments
from httpscope.cli.variables import VARIABLES, variable


def fault(*arguments: str, **environment: str) -> str:
    """Give the sentence with which the arguments are refused."""
    with pytest.raises(CommandFault) as caught:
        read_arguments(arguments, environment)
    return str(caught.value)


def test_nothing_said_is_the_whole_start() -> None:
    """Without an argument it listens on 127.0.0.1:8001, for this machine alone."""
    assert read_arguments([], {}) == Options(command="run", port=8001, bind="127.0.0.1")


def test_a_rules_file_is_the_argument_or_an_option() -> None:
    """The file may be named either way."""
    assert read_arguments(["my.toml"], {}) == read_arguments(["--rules", "my.toml"], {})


def test_two_rules_files_are_refused() -> None:
    """One of them would silently be nothing."""
    assert fault("a.toml", "-c", "b.toml") == "two rules files are named: b.toml and a.toml; name one"


def test_flags_describe_the_first_answer() -> None:
    """Status, type, fields in order with duplicates, delay and body."""
    said = read_arguments(
        ["-s", "404", "-t", "text/plain", "-H", "X-A: b", "-H", "X-A: c", "-d", "250ms", "--body", "no"], {}
    )

    assert (said.status, said.content_type, said.headers, said.delay, said.body) == (
        404,
        "text/plain",
        ("X-A: b", "X-A: c"),
        "250ms",
        "no",
    )


def test_an_answer_is_said_in_one_place() -> None:
    """Flags and a rules file together are refused, since one would hide the other."""
    assert fault("a.toml", "-s", "404").startswith("an answer is described by flags")


@pytest.mark.parametrize(
    "text",
    ["google.com", "http://example.com/", "example.com:8080/path", "localhost:3000", "api.example.org/v1", "localhost"],
)
def test_a_target_gets_a_sentence_that_says_what_to_do(text: str) -> None:
    """People take httpscope for a client and wait for traffic that cannot come."""
    assert fault(text) == (
        f"{text} is no rules file. httpscope is the server: start it with httpscope --port 8001 and "
        "point your client at http://127.0.0.1:8001/"
    )


def test_a_bare_number_is_probably_a_port() -> None:
    """`http.server` takes the port so; we say how it is said here."""
    assert fault("9000") == "9000 is no rules file; for the port say: httpscope --port 9000"


@pytest.mark.parametrize("port", ["65536", "-1", "http", "8001.0", ""])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    """The sentence says what a port is."""
    assert "a port is a number from 0 (any free one) to 65535" in fault(f"--port={port}")


def test_the_command_may_not_come_late() -> None:
    """`httpscope -p 80 serve` would otherwise look for a file named serve."""
    assert fault("-p", "80", "serve") == "the command comes first: httpscope serve ..."


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("HTTPSCOPE_PORT", "9000", "port", 9000),
        ("HTTPSCOPE_BIND", "0.0.0.0", "bind", "0.0.0.0"),
        ("HTTPSCOPE_RULES", "r.toml", "rules", "r.toml"),
        ("HTTPSCOPE_CAPTURE", "c.db", "capture", "c.db"),
        ("HTTPSCOPE_STATUS", "503", "status", 503),
        ("HTTPSCOPE_TYPE", "text/csv", "content_type", "text/csv"),
        ("HTTPSCOPE_HEADER", "A: 1\nB: 2", "headers", ("A: 1", "B: 2")),
        ("HTTPSCOPE_DELAY", "2s", "delay", "2s"),
        ("HTTPSCOPE_BODY", "hi", "body", "hi"),
        ("HTTPSCOPE_THEME", "nord", "theme", "nord"),
        ("HTTPSCOPE_FORMAT", "jsonl", "format", "jsonl"),
        ("HTTPSCOPE_DEMO", "1", "demo", True),
        ("HTTPSCOPE_NO_STORE", "1", "no_store", True),
    ],
)
def test_every_flag_has_a_variable(variable: str, text: str, field: str, value: object) -> None:
    """What a flag says, a variable can say."""
    assert getattr(read_arguments([], {variable: text}), field) == value


def test_the_command_line_wins_over_a_variable() -> None:
    """A variable is what was meant earlier."""
    assert read_arguments(["-p", "8002"], {"HTTPSCOPE_PORT": "9000"}).port == 8002


def test_what_the_command_line_says_of_keeping_wins_over_variables() -> None:
    """A run for once is kept, or not, whatever is usual."""
    once = read_arguments(["--no-store"], {"HTTPSCOPE_KEEP": "9", "HTTPSCOPE_CAPTURE": "c.db"})
    kept = read_arguments(["--capture", "c.db"], {"HTTPSCOPE_NO_STORE": "1"})

    assert [once.no_store, once.keep, once.capture] == [True, None, None]
    assert [kept.no_store, kept.capture] == [False, "c.db"]


def test_to_redact_a_field_is_to_redact() -> None:
    """Who names one more field means the others too."""
    options = read_arguments(["export", "c.db", "--redact-field", "X-A"], {})
    by_variables = read_arguments(["export", "c.db"], {"HTTPSCOPE_REDACT_FIELD": "X-A, X-B"})

    assert [options.redact, options.redact_fields] == [True, ("X-A",)]
    assert [by_variables.redact, by_variables.redact_fields] == [True, ("X-A", "X-B")]


def test_who_leaves_all_in_names_no_field_to_leave_out() -> None:
    """On one command line the two contradict each other; over a variable the command line wins."""
    over = read_arguments(["export", "c.db", "--no-redact"], {"HTTPSCOPE_REDACT_FIELD": "X-A", "HTTPSCOPE_REDACT": "1"})

    assert [over.redact, over.redact_fields] == [False, ()]
    with pytest.raises(CommandFault, match="say one of them"):
        read_arguments(["export", "c.db", "--no-redact", "--redact-field", "X-A"], {})


@pytest.mark.parametrize(
    ("said", "octets"), [("1048576", 2**20), ("1MiB", 2**20), ("500 MiB", 500 * 2**20), ("2GiB", 2**31)]
)
def test_how_much_of_a_run_is_kept(said: str, octets: int) -> None:
    """A number of requests, and a size with its unit or in octets; variables say the same."""
    options = read_arguments(["--keep-requests", "10000", "--keep-size", said], {})
    by_variables = read_arguments(["serve"], {"HTTPSCOPE_KEEP_REQUESTS": "10000", "HTTPSCOPE_KEEP_SIZE": said})

    assert [options.keep_requests, options.keep_size] == [10_000, octets]
    assert [by_variables.keep_requests, by_variables.keep_size] == [10_000, octets]


@pytest.mark.parametrize("said", ["0", "1GB", "-1MiB", "100KiB", "1.5GiB", "lots"])
def test_a_size_that_cannot_be_kept_is_refused(said: str) -> None:
    """With what was expected."""
    with pytest.raises(CommandFault, match="1 MiB or more, such as 500MiB"):
        read_arguments([f"--keep-size={said}"], {})


def test_a_wrong_variable_is_named() -> None:
    """The person must learn where the wrong word stands."""
    assert fault(HTTPSCOPE_PORT="x").startswith("HTTPSCOPE_PORT: 'x' is no port")


def test_an_unknown_option_is_refused() -> None:
    """Silence would hide a misspelling."""
    assert fault("--prot", "80").startswith("unrecognized arguments: --prot")


def test_view_and_export_take_a_file() -> None:
    """Both read a capture; export takes a number and a format."""
    read = [
        read_arguments(["view", "c.db"], {}),
        read_arguments(["export", "c.db", "--format", "jsonl", "--exchange", "3"], {}),
    ]

    assert [(said.command, said.file, said.format, said.exchange) for said in read] == [
        ("view", "c.db", "text", None),
        ("export", "c.db", "jsonl", 3),
    ]


def test_the_command_line_wins_over_a_variable_that_says_it_otherwise() -> None:
    """Rules named on the command line leave nothing to the variables of an answer, and the other way round."""
    said = [
        read_arguments(["b.toml"], {"HTTPSCOPE_RULES": "a.toml", "HTTPSCOPE_STATUS": "404"}),
        read_arguments(["-s", "404"], {"HTTPSCOPE_RULES": "a.toml"}),
    ]

    assert [(options.rules, options.status) for options in said] == [("b.toml", None), (None, 404)]


def test_the_format_of_export_has_a_variable_of_its_own() -> None:
    """What is meant for `serve` changes no export."""
    environment = {"HTTPSCOPE_FORMAT": "octets", "HTTPSCOPE_EXPORT_FORMAT": "jsonl"}

    assert [
        read_arguments(["serve"], environment).format,
        read_arguments(["export", "c.db"], environment).format,
    ] == ["octets", "jsonl"]


def test_a_format_that_is_not_known_is_refused_from_a_variable_too() -> None:
    """It would otherwise be something else without a word."""
    assert fault("serve", HTTPSCOPE_FORMAT="bogus").startswith("HTTPSCOPE_FORMAT: 'bogus' is not known")


def test_the_readme_names_each_option_and_variable() -> None:
    """The table of the README is the command line's own."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    options = {
        option
        for parser in _PARSERS.values()
        for action in parser()._actions
        if action.help != argparse.SUPPRESS
        for option in action.option_strings
        if option not in {"-h", "--help", "-V", "--version"}
    }

    assert sorted(option for option in options if f"`{option}" not in readme) == []
    assert sorted(name for name in map(variable, VARIABLES) if f"`{name}`" not in readme) == []
