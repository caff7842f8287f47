"""Rules written back into the text of a person."""

import tomllib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.file import write
from httpscope.rules.file.block import toml_value
from httpscope.rules.file.read import RulesFault, read_rules, write_rules
from httpscope.rules.rule import DEFAULT, Canned, Match, Rule, Ruleset, Then

TEXT = """\
# My rules.

# the front page
[[rule]]
name = "front"   # shown in the list
match.path = '/'
# all is well
answer.status   = 200  # OK
answer.headers = [
    "A: b",  # first
    "C: d",
]

# the rest,
# whatever it is
[[rule]]
name = "rest"
[rule.match]
method = "GET"

[rule.answer]  # what they get
status = 404   # sorry

# inline
[[rule]]
answer = { body = "x", delay = "0.25s" }  # both
# the end
"""


def written(change: Callable[[tuple[Rule, ...]], tuple[Rule, ...]], text: str = TEXT) -> str:
    """Give the text after a change of its rules; what was written must read back as the changed rules."""
    before = read_rules(text, "", "")
    after = replace(before, rules=change(before.rules))
    result = write_rules(text, after)

    assert read_rules(result, "", "").rules == after.rules
    return result


def answering(rule: Rule, **changes: object) -> Rule:
    """Give the rule with another answer."""
    return replace(rule, answer=replace(rule.answer, **changes))  # type: ignore[arg-type]


def test_nothing_changed_is_the_same_text() -> None:
    """Saving without an edit leaves the file as it was, to the octet."""
    assert written(lambda rules: rules) == TEXT


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (
            lambda a, b, c: (answering(a, status=201), b, c),
            "answer.status   = 200  # OK",
            "answer.status   = 201  # OK",
        ),
        (lambda a, b, c: (a, answering(b, status=410), c), "status = 404   # sorry", "status = 410   # sorry"),
        (lambda a, b, c: (a, b, answering(c, body="y")), '{ body = "x"', '{ body = "y"'),
        (lambda a, b, c: (replace(a, name="home"), b, c), 'name = "front"   #', 'name = "home"   #'),
        (lambda a, b, c: (a, replace(b, match=Match(("PUT",))), c), 'method = "GET"', 'method = "PUT"'),
        (lambda a, b, c: (replace(a, match=Match(path="/a")), b, c), "match.path = '/'", 'match.path = "/a"'),
        (lambda a, b, c: (a, b, answering(c, delay=1)), '"0.25s"', '"1s"'),
    ],
)
def test_a_changed_value_is_all_that_changes(change: Callable[..., tuple[Rule, ...]], old: str, new: str) -> None:
    """Comments, blanks, order and all other values stay, in dotted keys, tables and inline tables."""
    assert written(lambda rules: change(*rules)) == TEXT.replace(old, new)


def test_a_new_value_joins_those_of_its_kind() -> None:
    """It is written in the form that the rule is written in, and never behind the comment of the next one."""
    result = written(
        lambda rules: (
            answering(rules[0], delay=2),
            replace(answering(rules[1], body="a\nb"), match=Match(("GET",), "/x"), on=False),
            answering(rules[2], then=Then.CLOSE),
        )
    )

    assert 'answer.delay = "2s"\n' in result.partition("# the rest")[0]
    assert '[rule.match]\nmethod = "GET"\npath = "/x"\n' in result
    assert 'status = 404   # sorry\nbody = """\na\nb"""\n\n# inline\n' in result
    assert 'delay = "0.25s", connection = "close"}  # both\n# the end\n' in result


def test_a_value_that_goes_takes_only_its_own_line() -> None:
    """What is the default needs no line."""
    result = written(lambda rules: (answering(rules[0], headers=()), rules[1], answering(rules[2], delay=0.0)))

    assert "answer.status   = 200  # OK\n\n# the rest,\n" in result
    assert '[[rule]]\nanswer = { body = "x"  }  # both\n' in result


def test_a_rule_that_moves_takes_its_comments_along() -> None:
    """Those right above it and those within it."""
    result = written(lambda rules: (rules[1], rules[0], replace(rules[2])))

    assert result.startswith("# My rules.\n\n# the rest,\n# whatever it is\n[[rule]]\n")
    assert 'status = 404   # sorry\n\n# the front page\n[[rule]]\nname = "front"   # shown' in result
    assert result.endswith("\n\n# inline\n[[rule]]\n" + TEXT.rpartition("[[rule]]\n")[2])


def test_a_rule_that_goes_takes_its_comments_along() -> None:
    """Nothing of it is left behind to puzzle the reader of the next rule."""
    result = written(lambda rules: (rules[0], replace(rules[2], name="rule 2")))

    assert result == TEXT[: TEXT.index("# the rest")] + TEXT[TEXT.index("# inline") :]


def test_a_new_rule_is_written_in_dotted_keys() -> None:
    """That is the form of the examples, short and flat."""
    new = Rule("new", Match(("GET", "PUT"), "/n"), Canned(404, headers=("A: b",), body="<p>", then=Then.RESET))

    result = written(lambda rules: (*rules, new))

    assert result == TEXT + (
        '\n[[rule]]\nname = "new"\nmatch.method = ["GET", "PUT"]\nmatch.path = "/n"\n'
        'answer.status = 404\nanswer.headers = ["A: b"]\nanswer.body = "<p>"\nanswer.connection = "reset"\n'
    )


def test_a_rule_between_two_others_has_an_empty_line_on_both_sides() -> None:
    """A person would write it so."""
    result = written(
        lambda rules: (rules[0], Rule("new"), rules[1], rules[2]), TEXT.replace("answer = {", 'name = "i"\nanswer = {')
    )

    assert '\n]\n\n[[rule]]\nname = "new"\nanswer.status = 200\n\n# the rest,\n' in result


def test_raw_octets_take_the_place_of_the_rest_of_an_answer() -> None:
    """What has no effect any more is not left in the file, where it would be a fault."""
    result = write_rules(
        TEXT, replace(read_rules(TEXT, "", ""), rules=(Rule("front", answer=Canned(404, raw=b"a\r\n\xc3\xa9")),))
    )

    assert read_rules(result, "", "").rules == (Rule("front", answer=Canned(raw=b"a\r\n\xc3\xa9")),)
    assert 'answer.raw = """\na\\r\n\u00e9"""\n' in result


def test_a_line_that_looks_like_a_comment_stays_in_its_text() -> None:
    """The last line of a body, right above the next rule, is no comment of that rule."""
    text = '[[rule]]\nname = "a"\nanswer.body = """\n# body"""\n[[rule]]\nname = "b"\n'

    assert written(lambda rules: (rules[1], rules[0]), text) == (
        '[[rule]]\nname = "b"\n\n[[rule]]\nname = "a"\nanswer.body = """\n# body"""\n'
    )


@pytest.mark.parametrize("value", ['body = ""', "supply = true", "headers = []", 'raw_base64 = ""'])
def test_what_stood_there_without_effect_gives_way_to_raw_octets(value: str) -> None:
    """Raw octets stand alone, and an empty value beside them would be a fault."""
    text = f"[[rule]]\n[rule.answer]  # mine\n{value}\n"

    result = written(lambda rules: (Rule("rule 1", answer=Canned(raw=b"x")),), text)

    assert result == '[[rule]]\n[rule.answer]  # mine\nraw = "x"\n'


def test_a_new_kind_of_value_gets_a_table_among_tables() -> None:
    """A dotted key behind a table would be a part of that table."""
    text = '[[rule]]\n[rule.match]  # which\npath = "/"\n'

    assert written(lambda rules: (answering(rules[0], status=404),), text) == text + "\n[rule.answer]\nstatus = 404\n"


def test_line_ends_of_windows_stay() -> None:
    """All of them, those of new lines too."""
    text = TEXT.replace("\n", "\r\n")
    before = read_rules(text, "", "")

    result = write_rules(text, replace(before, rules=(*before.rules, Rule("new", answer=Canned(body="a\nb")))))

    assert result.replace("\r\n", "").count("\n") == 0
    assert result.startswith(text)
    assert read_rules(result, "", "").rules[-1].answer.body == "a\nb"


def test_a_block_that_would_not_read_back_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the library that edits it go wrong, form is lost and no rule is."""
    monkeypatch.setattr(write, "edited_block", lambda block, old, new: block)

    assert "answer.status = 500\n" in written(lambda rules: (answering(rules[0], status=500), *rules[1:]))


def test_rules_in_an_inline_array_are_written_anew() -> None:
    """Such a file has no block of its own for a rule, and its rules matter more than its form."""
    text = '# top\nrule = [{name = "a"}, {name = "b"}]\n'

    assert written(lambda rules: (rules[1],), text).startswith("# top\n")


def test_the_text_of_a_file_without_rules_stays_above_the_first() -> None:
    """A file of comments is a fine beginning."""
    assert written(lambda rules: (Rule("a"),), "# mine\n") == '# mine\n\n[[rule]]\nname = "a"\nanswer.status = 200\n'


def test_a_text_that_holds_no_rules_is_refused() -> None:
    """Nothing is written over what could not be understood."""
    with pytest.raises(RulesFault):
        write_rules("[[rule", DEFAULT)


def test_a_value_that_would_be_refused_is_written_all_the_same() -> None:
    """Reading it says what is wrong with it, at its place; comments stay."""
    result = write_rules(TEXT, Ruleset((Rule("front", answer=Canned(headers=("no colon",))),)))

    assert "# shown in the list" in result
    with pytest.raises(RulesFault, match=r"rules:\d+:19: answer.headers"):
        read_rules(result, "", "")


_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_word = st.sampled_from(["a", "b", "front", "rest", "rule 1", "rule 2"])
_header = st.builds("{}:{}".format, st.sampled_from(["A", "Set-Cookie"]), st.text("x \t,\u00e9\"\\#'", max_size=5))
_canned = st.builds(
    Canned,
    status=st.integers(0, 999),
    reason=st.none() | st.text("ab \\\"'#", max_size=5),
    content_type=st.none() | st.sampled_from(["text/html", "text/plain; charset=utf-8"]),
    headers=st.lists(_header, max_size=3).map(tuple),
    delay=st.sampled_from([0.0, 0.25, 1.5, 60.0]),
    then=st.sampled_from(Then),
    supply=st.booleans(),
)
_content: st.SearchStrategy[dict[str, object]] = (
    st.builds(dict, body=_text)
    | st.builds(dict, body=st.binary(min_size=1, max_size=8))
    | st.builds(dict, file=_word)
    | st.builds(dict, folder=_word)
)
_answer = st.builds(lambda canned, content: replace(canned, **content), _canned, _content) | st.builds(
    Canned, raw=st.binary(max_size=20) | _text.map(str.encode), delay=st.just(2.0), then=st.sampled_from(Then)
)
_match = st.builds(
    Match,
    methods=st.sampled_from([(), ("*",), ("GET",), ("GET", "X")]),
    path=st.none() | st.sampled_from(["/", "/**", "*", "/\u00e9 #\"'"]),
)
_rules = st.lists(st.builds(Rule, name=_word, match=_match, answer=_answer, on=st.booleans()), max_size=4).map(tuple)


@given(_rules, _rules)
def test_what_was_written_reads_back(first: tuple[Rule, ...], second: tuple[Rule, ...]) -> None:
    """Any rules, written over any others, are the rules of the file; comments above the rules stay."""
    text = written(lambda _: first, TEXT)
    result = written(lambda _: second, text)

    assert result.startswith("# My rules.\n")


@given(_rules, st.data())
def test_comments_within_rules_that_stay_are_kept(rules: tuple[Rule, ...], data: st.DataObject) -> None:
    """However rules are edited, moved, added and switched off, what people wrote beside the values stays."""
    before = read_rules(TEXT, "", "").rules
    edited = [replace(rule, answer=replace(rule.answer, status=data.draw(st.integers(0, 999)))) for rule in before]
    mixed = data.draw(st.permutations([*edited[:2], *(replace(rule, name="new") for rule in rules)]))
    result = written(lambda _: tuple(mixed))

    for comment in ("# the front page", "# shown in the list", "# first", "# OK", "# whatever it is", "# sorry"):
        assert comment in result


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text('"\\\n\r\t\x00\x7f\x1b'))
def test_any_text_is_written_so_that_it_reads_back(text: str) -> None:
    """Quotes, backslashes, control characters and line ends of either kind survive."""
    assert tomllib.loads(f"x = {toml_value(text)}") == {"x": text}
