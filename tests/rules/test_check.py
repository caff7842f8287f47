"""What may be typed for a single value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.file.read import read_rules
from httpscope.rules.text import check


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("250ms", 0.25),
        ("2s", 2),
        ("1.5s", 1.5),
        ("1m", 60),
        (".5 s", 0.5),
        ("3", 3),
        ("60M", 3600),
        (0, 0),
        (0.75, 0.75),
    ],
)
def test_a_delay_has_a_unit_or_is_seconds(typed: float | str, seconds: float) -> None:
    """Milliseconds, seconds, minutes; a bare number is seconds, as everywhere in the program."""
    assert check.delay(typed) == seconds


@pytest.mark.parametrize(
    "typed", ["", "fast", "-1s", "1h", "3601s", "61m", -1, float("nan"), float("inf"), "1e3", "9" * 400]
)
def test_other_delays_are_refused(typed: float | str) -> None:
    """Nobody waits longer than an hour, and nobody waits less than nothing."""
    with pytest.raises(check.Unfit, match="250ms"):
        check.delay(typed)


@given(st.floats(0, check.LONGEST_DELAY) | st.integers(0, 3_600_000).map(lambda milliseconds: milliseconds / 1000))
def test_a_delay_reads_back_as_it_was_written(seconds: float) -> None:
    """What the editor writes into the file is the number that it was given, to the nanosecond."""
    assert check.delay(check.delay_text(seconds)) == round(seconds, 9)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.25, "250ms"), (0.0005, "0.5ms"), (1.5, "1.5s"), (2.0, "2s"), (120.0, "2m"), (0.0, "0s")]
)
def test_a_delay_is_written_as_people_write_it(seconds: float, text: str) -> None:
    """The unit that needs the fewest digits."""
    assert check.delay_text(seconds) == text


@pytest.mark.parametrize("line", ["X-A: b", "X-A:b", "x:", "X-A: a: b", "X-A: \u00e9", "Content-Length: -1"])
def test_a_header_line_is_a_name_a_colon_and_anything_on_one_line(line: str) -> None:
    """What the value means is the business of whoever reads it, so lies are fine."""
    assert check.header_line(line) == line


@pytest.mark.parametrize(
    "line",
    ["", "X-A", ": b", "X A: b", "X-A : b", "X-\u00e9: b", "X-A: b\r\nX-B: c", "X-A: b\nc", "X-A: b\x00", "X-A\n: b"],
)
def test_a_header_line_that_would_break_the_message_is_refused(line: str) -> None:
    """CR, LF and NUL end or hide a line (RFC 9110 §5.5); raw octets are the way to send them on purpose."""
    with pytest.raises(check.Unfit):
        check.header_line(line)


@pytest.mark.parametrize("text", ["text/html", "text/html; charset=utf-8", "application/vnd.a+json", "a/b;"])
def test_a_content_type_is_a_type_and_a_subtype(text: str) -> None:
    """Parameters are taken as they are."""
    assert check.content_type(text) == text


@pytest.mark.parametrize("text", ["", "html", "text/", "text/html charset=utf-8", "text/html;\r\nX: y", "text / html"])
def test_other_content_types_are_refused(text: str) -> None:
    """A header line can still say them."""
    with pytest.raises(check.Unfit):
        check.content_type(text)


@pytest.mark.parametrize("text", ["/", "/a b", "/**", "**", "*", "**.html", "/caf\u00e9"])
def test_a_path_begins_with_a_slash_or_two_stars(text: str) -> None:
    """`*` alone is the asterisk-form."""
    assert check.path(text) == text


@pytest.mark.parametrize("text", ["", "index.html", "*.html", "/a?b=1", "http://example.org/"])
def test_a_path_that_nothing_could_fit_is_refused(text: str) -> None:
    """A rule that never answers would puzzle whoever wrote it."""
    with pytest.raises(check.Unfit):
        check.path(text)


@pytest.mark.parametrize("text", ["", "GET POST", "G\u00cbT", "get", "Post"])
def test_a_method_is_a_token_in_the_right_case(text: str) -> None:
    """`get` is a method of its own (RFC 9110 §9.1), and hardly the one that was meant."""
    with pytest.raises(check.Unfit):
        check.method(text)


def test_a_charset_that_is_not_known_is_refused() -> None:
    """So is one that is no charset, whatever else Python calls by its name."""
    for charset in ("latin-999", "base64", "undefined"):
        with pytest.raises(check.Unfit, match="charset"):
            check.body("x", f"text/plain; charset={charset}")


def test_a_character_that_the_charset_lacks_is_named_with_its_line() -> None:
    """The person can find it, even where it cannot be seen."""
    with pytest.raises(check.Unfit) as refused:
        check.body("a\nb\u200b", "text/plain; charset=iso-8859-1")

    assert refused.value.hint == "line 2 of the body has U+200B"


@pytest.mark.parametrize("line", ["X A: b", "X-A : b", "no colon at all", ": nameless", " folded"])
def test_with_help_off_any_line_is_sent_as_typed(line: str) -> None:
    """The preview marks what is wrong with it, so that lying is on purpose."""
    assert check.any_line(line) == line
    rules = read_rules(f'[[rule]]\nanswer.supply = false\nanswer.headers = ["{line}"]\n', "", "")
    assert rules.rules[0].answer.headers == (line,)


@pytest.mark.parametrize("line", ["", "a\r\nb", "a\x00"])
def test_no_line_is_more_than_one(line: str) -> None:
    """CR, LF and NUL are for raw octets."""
    with pytest.raises(check.Unfit):
        check.any_line(line)
