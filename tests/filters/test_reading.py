"""What a filter's text means, and what is said of one that means nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from httpscope.filters.fault import FilterFault
from httpscope.filters.reading import LONGEST, read_filter
from httpscope.filters.tree import EVERYTHING, All, Filter, Is, Not, Range, Some, Text, Word
from httpscope.filters.vocabulary import EXAMPLES, KEYS, NUMBERS, SHORTEST, STATES, TEXTS, complete

MS = 1_000_000
A, B, C = Word(("a",)), Word(("b",)), Word(("c",))
NOT_FOUND = Range("status", 404, 404)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("a", A),
        ("a b", All((A, B))),
        ("a and b", All((A, B))),
        ("a or b", Some((A, B))),
        ("a OR b c", Some((A, All((B, C))))),
        ("(a or b) c", All((Some((A, B)), C))),
        ("-a", Not(A)),
        ("not a", Not(A)),
        ("not -a", A),
        ("-(a b)", Not(All((A, B)))),
        ('"or"', Word(("or",))),
        ('"a b"', Word(("a b",))),
        (r'"say \"a\" \\"', Word(('say "a" \\',))),
        ("a*b", Word(("a", "b"))),
        ('"a*b"', Word(("a*b",))),
        ("a-b", Word(("a-b",))),
        ("id=5", Word(("id=5",))),
        ("http://a/", Word(("http://a/",))),
        ("127.0.0.1:80", Word(("127.0.0.1:80",))),
        ("method:POST", Text("method", ("POST",))),
        ("METHOD=POST", Text("method", ("POST",))),
        ("path:/api/*.js", Text("path", ("/api/", ".js"))),
        ('rule:"front page"', Text("rule", ("front page",))),
        ("client:[::1]:5", Text("client", ("[::1]:5",))),
        ("version:1.0", Text("version", ("1.0",))),
        ("method!=GET", Not(Text("method", ("GET",)))),
        ("is:held", Is("held")),
        ("is!=held", Not(Is("held"))),
        ("status:404", NOT_FOUND),
        ("status=404", NOT_FOUND),
        ("status!=404", Not(NOT_FOUND)),
        ("status:4xx", Range("status", 400, 499)),
        ("status:40X", Range("status", 400, 409)),
        ("status:0", Range("status", 0, 0)),
        ("status>=500", Range("status", 500, None)),
        ("status>4xx", Range("status", 500, None)),
        ("status<4xx", Range("status", None, 399)),
        ("status:400-499", Range("status", 400, 499)),
        ("status:3xx..4xx", Range("status", 300, 499)),
        ("status:400-", Range("status", 400, None)),
        ("number>100", Range("number", 101, None)),
        ("number<=100", Range("number", None, 100)),
        ("number:10-20", Range("number", 10, 20)),
        ("connection:5", Range("connection", 5, 5)),
        ("number>99999999999999999999999", Range("number", 2**63 - 1, None)),
        ("took>100ms", Range("took", 100 * MS + 1, None)),
        ("took>=1.5s", Range("took", 1500 * MS, None)),
        ("took<1m", Range("took", None, 60_000 * MS - 1)),
        ("took:12ms", Range("took", 11_500_000, 12_499_999)),
        ("took:1s-2s", Range("took", 1000 * MS, 2000 * MS)),
        ("in>1kB", Range("in", 1001, None)),
        ("out>1MiB", Range("out", 2**20 + 1, None)),
        ("out<1KIB", Range("out", None, 1023)),
        ("in:308", Range("in", 308, 308)),
        ("in:1.2kB", Range("in", 1150, 1249)),
    ],
)
def test_a_text_means_a_tree(text: str, meaning: Filter) -> None:
    """Blanks mean and; keys, signs and quotation marks are those that other tools have."""
    assert read_filter(text) == meaning


@pytest.mark.parametrize(
    ("text", "start", "stop", "said"),
    [
        ("or", 0, 2, "expected something to look for"),
        ("a or", 4, 4, "after “or”"),
        ("a or or b", 5, 7, "after “or”"),
        ("a and", 5, 5, "after “and”"),
        ("-", 1, 1, "after “-”"),
        ("a not", 5, 5, "after “not”"),
        ("(", 1, 1, "after “(”"),
        ("()", 1, 2, "after “(”"),
        ("a (b", 2, 3, "not closed"),
        ("a) b", 1, 2, "closes nothing"),
        ("(" * 40 + "a", 30, 31, "too many"),
        ('a "b', 2, 4, "quotation mark"),
        ('""', 0, 2, "between the quotation marks"),
        ("a statsu:404", 2, 8, "did you mean status?"),
        ("localhost:80", 0, 9, "quotation marks"),
        ("status:", 7, 7, "a status such as 404"),
        ("status:4", 7, 8, "a status such as 404"),
        ("status:-", 7, 8, "a status such as 404"),
        ("status>=400-499", 8, 15, "a status such as 404"),
        ("took>100", 5, 8, "a time such as 100ms"),
        ("in>1x", 3, 5, "a size such as 500"),
        ("number:one", 7, 10, "the number of a request"),
        ("method>3", 6, 7, "expected a colon: method:3"),
        ("path:", 5, 5, "what to look for behind path:"),
        ("is:", 3, 3, "one of defect"),
        ("is:defct", 3, 8, "is:defect, not defct"),
        ("is:nonsense", 3, 11, "one of defect"),
        ("a" * (LONGEST + 1), LONGEST, LONGEST + 1, "characters"),
    ],
)
def test_a_wrong_text_is_told_with_its_place(text: str, start: int, stop: int, said: str) -> None:
    """A fault says what was expected, the nearest right name, and which characters it is about."""
    with pytest.raises(FilterFault) as caught:
        read_filter(text)

    assert said in caught.value.text
    assert (caught.value.start, caught.value.stop) == (start, stop)


def test_remarks_are_found_by_the_words_that_people_see() -> None:
    """A bare word and `remark:` know the codes whose words have it, in any case of letters."""
    words = {"missing-host": "No Host header", "cut-off": "cut off: the client left"}

    assert read_filter('"no host"', words) == Word(("no host",), ("missing-host",))
    assert read_filter("remark:c*left", words) == Text("remark", ("c", "left"), ("cut-off",))
    assert read_filter("path:host", words) == Text("path", ("host",))


_SAID = st.lists(
    st.sampled_from(
        [
            *KEYS,
            *STATES,
            *(":", "=", ">", ">=", "!=", "<", "-", "(", ")", '"', "\\", " ", "or ", "not ", "*", ".."),
            *("4xx", "404", "1kB", "10ms", "0.5", "a", "é", "\ud800", "\x00"),
        ]
    ),
    max_size=30,
).map("".join)


@given(st.text() | _SAID)
@example("(" * 400)
@example("-" * 400)
@example("not " * 100)
@example("a " * 200)
def test_any_text_is_a_filter_or_a_fault(text: str) -> None:
    """Whatever is typed or pasted is read or told to be wrong, at a place inside of it."""
    said = None
    try:
        hash(read_filter(text))
    except FilterFault as fault:
        said = fault
    assert said is None or (said.text and 0 <= said.start <= said.stop <= len(text))


@given(st.text() | _SAID)
def test_what_is_completed_begins_with_what_was_typed(text: str) -> None:
    """A completion only adds."""
    completed = complete(text)

    assert completed is None or (completed.startswith(text) and len(completed) > len(text))


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("sta", "status:"),
        ("a -me", "a -method:"),
        ("(is:de", "(is:defect"),
        ("method:po", "method:poST"),
        ("status:4", "status:4xx"),
        ("status:404", None),
        ("path:sta", None),
        ("zzz", None),
        ("", None),
        ('"sta', None),
    ],
)
def test_the_last_word_is_completed(typed: str, completed: str | None) -> None:
    """Keys, states, methods and classes of statuses are completed, other words are not."""
    assert complete(typed) == completed


def test_what_the_help_tells_can_be_said() -> None:
    """Every example is a filter, and together they show every key."""
    for each in EXAMPLES:
        read_filter(each.text)
    read_filter(SHORTEST.replace("( )", "(a)"))
    told = " ".join(f"{each.text} {each.meaning}" for each in EXAMPLES)

    assert [key for key in KEYS if key not in told] == []
    assert [state for state in STATES if state not in told] == []


def test_every_key_is_a_text_a_number_or_a_state() -> None:
    """So a leaf of the tree has one of three meanings."""
    assert set(KEYS) == {*TEXTS, *NUMBERS, "is"}
