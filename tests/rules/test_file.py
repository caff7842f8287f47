"""Reading and saving rules files."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.file.read import RulesFault, read_rules, read_text, save_text
from httpscope.rules.rule import DEFAULT, Canned, Match, Rule, Then


def fault_of(text: str) -> RulesFault:
    """Give the fault that reading ends in."""
    with pytest.raises(RulesFault) as caught:
        read_rules(text, "rules.toml", "")
    return caught.value


def test_every_key_has_its_place_in_a_rule() -> None:
    """The file says what the values hold, in the same order."""
    text = """
        [[rule]]
        name = "front page"
        match.method = ["GET", "PUT"]
        match.path = "/a/*"
        answer.status = 299
        answer.reason = "Very Fine"
        answer.type = "text/html"
        answer.headers = ["Set-Cookie: a=1", "Set-Cookie: b=2"]
        answer.body = "<h1>"
        answer.delay = "250ms"
        answer.connection = "reset"
        answer.supply = false
        off = true

        [[rule]]
        match.method = "*"
        answer.raw_base64 = "AP8="
        answer.delay = 2

        [[rule]]
        answer.body_base64 = "AP8="

        [[rule]]
        answer.file = "a.html"

        [[rule]]
        answer.folder = "public"
        """
    headers = ("Set-Cookie: a=1", "Set-Cookie: b=2")

    assert read_rules(text, "s", "b").rules == (
        Rule(
            "front page",
            Match(("GET", "PUT"), "/a/*"),
            Canned(299, "Very Fine", "text/html", headers, "<h1>", None, None, 0.25, Then.RESET, None, False),
            on=False,
        ),
        Rule("rule 2", Match(("*",)), Canned(raw=b"\x00\xff", delay=2)),
        Rule("rule 3", Match(), Canned(body=b"\x00\xff")),
        Rule("rule 4", Match(), Canned(file="a.html")),
        Rule("rule 5", Match(), Canned(folder="public")),
    )


@pytest.mark.parametrize(
    "text",
    [
        '[[rule]]\nmatch.path = "/"\nanswer.status = 404',
        '[[rule]]\n[rule.match]\npath = "/"\n[rule.answer]\nstatus = 404',
        '[[rule]]\nmatch = {path = "/"}\nanswer = {status = 404}',
        'rule = [{match = {path = "/"}, answer.status = 404}]',
    ],
)
def test_the_forms_of_toml_come_to_the_same(text: str) -> None:
    """Dotted keys, tables and inline tables are a matter of taste."""
    assert read_rules(text, "", "").rules == (Rule("rule 1", Match(path="/"), Canned(404)),)


def test_a_ruleset_remembers_where_it_came_from() -> None:
    """The text goes into the capture, source and base are for people and files."""
    ruleset = read_rules("# nothing\n", "a/rules.toml", "a")

    assert (ruleset.rules, ruleset.text, ruleset.source, ruleset.base) == ((), "# nothing\n", "a/rules.toml", "a")


def test_the_default_rules_are_what_their_text_says() -> None:
    """A working copy can begin with it."""
    assert read_rules(DEFAULT.text, "", "").rules == DEFAULT.rules


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[rule]]\nanswer.status = "abc"', '2:17: answer.status: expected an integer from 0 to 999, got "abc"'),
        ("[[rule]]\nanswer.status = true", "2:17: answer.status: expected an integer from 0 to 999, got true"),
        ("[[rule]]\nanswer.status = 1000", "2:17: answer.status: expected an integer from 0 to 999, got 1000"),
        ("[[rule]]\nanswer.staus = 2", "2:8: answer.staus: unknown key; did you mean answer.status?"),
        ("[[rule]]\n[rule.answer]\nStatus = 2", "3:1: answer.Status: unknown key; did you mean answer.status?"),
        ("[[rule]]\n[[rule]]\nstatus = 2", "3:1: status: unknown key; did you mean answer.status?"),
        ("[[rule]]\npath = '/'", "2:1: path: unknown key; did you mean match.path?"),
        ("[[rule]]\nmatch = {methods = 'GET'}", "2:10: match.methods: unknown key; did you mean match.method?"),
        ("[[rules]]\nname = 'a'", "1:1: rules: unknown key; did you mean rule?"),
        ("[[rule]]\nzzz = 1", "2:1: zzz: unknown key; expected one of name, group, match, answer, off"),
        (
            "x = 1\n[rule]\nname = 'a'",
            "1:1: x: unknown key; expected one of include, include_after, rule, policy, limits",
        ),
        ("[rule]\nname = 'a'", "1:1: rule: expected [[rule]], in two pairs of brackets, got a table"),
        ("rule = [1]", "1:9: rule: expected a table, got 1"),
        ("[[rule]]\nanswer = 404", "2:10: answer: expected a table with status, type, body ..., got 404"),
        (
            "[[rule]]\nanswer.headers = [\n  'A: b',\n  'C',\n]",
            (
                '4:3: answer.headers: expected a header line such as X-Colour: blue, got "C" '
                "(with answer.supply = false any line is sent as it is)"
            ),
        ),
        (
            "[[rule]]\nanswer.headers = 'A: b'",
            '2:18: answer.headers: expected a list of lines such as ["X-Colour: blue"], got "A: b"',
        ),
        (
            "[[rule]]\nmatch.method = ['GET', '*']",
            '2:24: match.method: expected "*" by itself, since it is any method, got "*"',
        ),
        (
            "[[rule]]\nmatch.method = []",
            '2:16: match.method: expected a method such as "GET", a list of methods, or "*", got a list',
        ),
        (
            "[[rule]]\nanswer.connection = 'keep'",
            '2:21: answer.connection: expected "auto", "keep-alive", "close", "reset", got "keep"',
        ),
        ("[[rule]]\nanswer.raw_base64 = 'x'", '2:21: answer.raw_base64: expected a text in base64, got "x"'),
        ("[[rule]]\noff = 1", "2:7: off: expected true or false, got 1"),
        (
            "[[rule]]\nanswer.raw = 'x'\nanswer.status = 404",
            (
                "3:8: answer.status: raw octets are the whole answer; "
                "expected only answer.delay and answer.connection beside raw octets"
            ),
        ),
        (
            "[[rule]]\nanswer.body = 'x'\nanswer.file = 'y'",
            (
                "3:8: answer.file: there is answer.body already; an answer has "
                "one of body, body_base64, body_hex, file, folder, raw, raw_base64, raw_hex, script, events, json"
            ),
        ),
        (
            '[[rule]]\nanswer.type = "text/plain; charset=latin-1"\nanswer.body = "\u20ac"',
            (
                '3:15: answer.body: expected characters that the charset latin-1 has, got "\u20ac" '
                "(line 1 of the body has U+20AC)"
            ),
        ),
    ],
)
def test_a_value_at_fault_is_named_with_its_place_and_what_was_expected(text: str, said: str) -> None:
    """One line says file, line, column, key, what was expected and what is there."""
    assert str(fault_of(text)) == f"rules.toml:{said}"


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("[[rule]]\nname = hello", 2, 8, 'expected a text in "quotes", a number, true or false'),
        ('[[rule]]\nname = "hello', 2, 14, "expected the closing quote on the same line"),
        ('[[rule]]\nname = "a"\nname = "b"', 3, 11, "each key stands once in its table"),
        ("[[rule]]\nname", 2, 5, "a line reads: key = value"),
        ("[[rule]\n", 1, 7, ""),
        ('[[rule]]\nanswer.body = """\nx', 3, 2, "the closing quote"),
        ((r"[[rule]]" "\n" r'name = "C:\dir"'), 2, 13, "a backslash is written twice"),
    ],
)
def test_a_slip_in_the_syntax_is_told_with_what_to_write(text: str, line: int, column: int, expected: str) -> None:
    """A beginner can mend it without a manual of TOML."""
    fault = fault_of(text)

    assert (fault.line, fault.column) == (line, column)
    assert expected in fault.expected


def test_a_quoted_value_cannot_act_on_the_terminal() -> None:
    """A fault is shown on screens, and files come from anywhere."""
    fault = fault_of('[[rule]]\nmatch.path = "\\u001b]52;c;aGk=\\u0007"\n')

    assert "\x1b" not in str(fault)
    assert "\u241b]52" in str(fault)


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000, "[[rule]]\n" * 3 + "x = 1" * 3])
def test_strange_texts_are_faults_and_not_crashes(text: str) -> None:
    """Deep nesting and endless numbers end like any other mistake."""
    fault_of(text)


@given(st.text() | st.from_regex(r'\[\[rule\]\]\n(answer|match)\.(status|path|headers|delay) = [\[\]"a0{}=]{0,8}'))
def test_any_text_is_rules_or_a_fault_within_it(text: str) -> None:
    """Nothing else is ever raised, and the place that a fault names is there."""
    try:
        read_rules(text, "rules.toml", "")
    except RulesFault as fault:
        assert 0 <= fault.line <= text.count("\n") + 1  # noqa: PT017 - that nothing is raised is right as well


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"# caf\xe9\n", "1:6: expected text in UTF-8, got the octet E9"),
        (b"\xef\xbb\xbf# caf\xe9\n", "1:6: expected text in UTF-8, got the octet E9"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "binary data; expected a TOML text"),
        (b"# \x00\n", "binary data; expected a TOML text"),
        (b"#" * (2**20 + 1), "longer than 1 MiB, which no rules file is"),
    ],
)
def test_a_file_that_is_no_text_is_told_so(tmp_path: Path, octets: bytes, said: str) -> None:
    """Pictures, other encodings and huge files get a sentence of their own."""
    path = tmp_path / "rules.toml"
    path.write_bytes(octets)

    with pytest.raises(RulesFault) as caught:
        read_text(path)

    assert str(caught.value).endswith(f"rules.toml:{said}" if said[0] == "1" else f"rules.toml: {said}")


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    """Editors on Windows write one."""
    path = tmp_path / "rules.toml"
    path.write_bytes(b"\xef\xbb\xbf[[rule]]\r\n")

    assert read_text(path) == "[[rule]]\r\n"


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    """Reading a FIFO would wait for its writer for ever."""
    os.mkfifo(tmp_path / "fifo")

    for name in ("fifo", "."):
        with pytest.raises(RulesFault, match="not a regular file"):
            read_text(tmp_path / name)


def test_saving_replaces_the_file_and_keeps_its_mode(tmp_path: Path) -> None:
    """Whoever reads at that moment sees the old text or the new, and never half of one."""
    path = tmp_path / "rules.toml"
    path.write_text("old")
    path.chmod(0o640)
    before = path.stat().st_ino

    save_text(path, "new \u6797\r\n")

    assert path.read_bytes() == "new \u6797\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.stat().st_ino != before
    assert [entry.name for entry in tmp_path.iterdir()] == ["rules.toml"]


def test_a_new_file_is_private(tmp_path: Path) -> None:
    """Rules may hold tokens and cookies."""
    save_text(tmp_path / "rules.toml", "x")

    assert stat.S_IMODE((tmp_path / "rules.toml").stat().st_mode) == 0o600


def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    """People keep their files in one place and link to them."""
    (tmp_path / "real.toml").write_text("old")
    (tmp_path / "link.toml").symlink_to("real.toml")

    save_text(tmp_path / "link.toml", "new")

    assert (tmp_path / "link.toml").is_symlink()
    assert (tmp_path / "real.toml").read_text() == "new"


def test_a_failed_save_leaves_nothing_behind(tmp_path: Path) -> None:
    """The old file stays as it was, and no half-written one lies beside it."""
    (tmp_path / "rules.toml").mkdir()

    with pytest.raises(OSError, match=r"rules\.toml"):
        save_text(tmp_path / "rules.toml", "x")

    assert [entry.name for entry in tmp_path.iterdir()] == ["rules.toml"]
