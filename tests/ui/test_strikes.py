"""The words for a limit that struck, and the count of strikes."""

import pytest

from httpscope.exchange import CLOSING_REASONS
from httpscope.rules.file.limit import KINDS, with_value
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings
from httpscope.store.census import Census
from httpscope.ui.reading import read, sources_of
from httpscope.ui.remarks import remark_title
from httpscope.ui.strikes import limits_behind, shared_with, strike_sentence, struck
from tests.ui.exchange_app import ANSWER, facts_of


def test_every_code_of_a_limit_is_one_that_a_capture_can_have() -> None:
    """A remark that has words, a reason of closing or another event: a slip would count nothing for ever."""
    codes = {code for kind in KINDS.values() for code in kind.codes}
    events = {"hold-timeout", "not-kept"}

    assert [code for code in codes - events if remark_title(code) == code and code not in CLOSING_REASONS] == []


def test_a_limit_has_a_count_or_says_why_not() -> None:
    """No dash: where a limit strikes nobody there are words in the place of the count."""
    without = {kind.name for kind in KINDS.values() if not kind.codes}

    assert without == {"patience", "crowd", "linger_time", "stop_time", "slice"}
    assert all(all(KINDS[name].on_count) for name in without)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", ""),
        ("missing-host", ""),
        ("client-closed", ""),
        ("head-too-large", "limit head: 1 KiB · ctrl+p Limits changes it"),
        ("head-timeout", "limit head_time: 10s, patience: 1m · ctrl+p Limits changes it"),
        ("content-too-slow", "limit receive_rate: 500 octets a second · ctrl+p Limits changes it"),
        (
            "write-timeout",
            "limit write_time: 20s, send_rate: 100 octets a second, patience: 1m · ctrl+p Limits changes it",
        ),
    ],
)
def test_a_strike_names_the_limit_and_its_value(code: str, sentence: str) -> None:
    """The value in force, the times that patience stands in for, and where it is changed."""
    assert strike_sentence(code, with_value(DEFAULT_SETTINGS, "head", 1_024)) == sentence


def test_where_nothing_is_in_force_the_name_alone_is_told() -> None:
    """Over yesterday's capture nobody knows the value."""
    assert strike_sentence("head-too-large", None) == "limit head"


def test_a_strike_told_twice_counts_once() -> None:
    """A slow head has a remark on the exchange and a reason on its connection."""
    census = Census({"head-timeout": 3, "target-too-long": 1, "method-too-long": 1}, {"head-timeout": 2}, {})

    assert struck(KINDS["head_time"], census) == 3
    assert struck(KINDS["request_line"], census) == 2
    assert struck(KINDS["idle_time"], census) == 0
    assert struck(KINDS["crowd"], census) is None


def test_what_is_in_other_rows_counts_too() -> None:
    """Holds, holes, and requests that waited: those that wait now have the remark still, and count once."""
    census = Census({"pipelined": 1}, {}, {"pipelined": 3, "pipelined-unread": 1, "not-kept": 2, "hold-timeout": 4})

    names = ("pipelined", "unread", "kept", "hold_time")
    assert [struck(KINDS[name], census) for name in names] == [3, 1, 2, 4]


def long_head(settings: Settings) -> list[str]:
    """Read a request of 101 fields on a screen with these settings, and give its notes."""
    facts = facts_of(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-a: b\r\n" * 100 + b"\r\n", ANSWER, closing="client-closed")
    return [note.text for note in read(sources_of(facts, settings)[0]).notes]


def test_what_a_raised_limit_let_in_is_not_called_too_large() -> None:
    """The screen reads by the limits in force, or by the defaults where these are wider."""
    assert any("Too many" in note for note in long_head(with_value(DEFAULT_SETTINGS, "fields", 50)))
    assert long_head(with_value(DEFAULT_SETTINGS, "fields", 200)) == []


def test_limits_that_strike_alike_say_so() -> None:
    """The capture cannot tell them apart."""
    assert shared_with(KINDS["write_time"]) == ("send_rate",)
    assert shared_with(KINDS["head"]) == ()
    assert [kind.name for kind in limits_behind("idle-timeout")] == ["idle_time"]
