"""Keys that shape an answer: what a person may write, what is refused and how, and that rules are written back."""

from dataclasses import replace
from typing import Any

import pytest

from httpscope.rules.feature.events import Event, event_octets
from httpscope.rules.feature.fault_kinds import FAULT_KINDS
from httpscope.rules.feature.pacing import EndDelay, Pauses, Rate
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.file.write import rewritten
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.rules.text.amount import octets, rate, rate_text
from httpscope.rules.text.check import Unfit

SENT: list[Step] = [Send(b"head", b"content"), Close()]


def read(line: str) -> None:
    """Read a rule with this line below `answer`."""
    read_rules(f"[[rule]]\nanswer.{line}\n", "rules.toml", "")


@pytest.mark.parametrize(
    ("value", "number"),
    [(100, 100), ("1 KiB/s", 1024), ("1 kB/s", 1000), ("56 kbit/s", 7000), ("1.5MiB/s", 1_572_864), ("20", 20)],
)
def test_a_rate_is_written_as_people_say_it(value: object, number: int) -> None:
    """The letter k is 1000 and Ki 1024, and bits are an eighth."""
    assert rate(value) == number


@pytest.mark.parametrize("value", [0, "0 B/s", -1, True, "fast", "1 KiB per s", 1.5, "1e9"])
def test_what_is_no_rate_is_refused(value: object) -> None:
    """With what was expected."""
    with pytest.raises(Unfit, match="octets a second"):
        rate(value)


def test_octets_have_no_rate_and_a_rate_is_told_in_round_numbers() -> None:
    """`/s` belongs to rates alone."""
    assert octets("2 KiB") == 2048
    with pytest.raises(Unfit):
        octets("2 KiB/s")
    assert [rate_text(number) for number in (1024, 1000, 2**20)] == ["1 KiB/s", "1,000 B/s", "1 MiB/s"]


def test_a_rate_waits_behind_each_piece_for_the_time_it_takes() -> None:
    """Twenty pieces a second, where there are so many octets."""
    steps = list(Rate(60)(SENT))
    assert steps[:4] == [Send(b"hea"), Wait(0.05), Send(b"d"), Wait(1 / 60)]
    assert sum(step.seconds for step in steps if isinstance(step, Wait)) == pytest.approx(11 / 60)
    assert steps[-1] == Close()


def test_pauses_cut_at_their_octets_and_those_beyond_the_end_change_nothing() -> None:
    """At the first octet, in head and content, and never."""
    steps = list(Pauses(((0, 1.0), (6, 2.0), (99, 3.0))).shape(SENT))
    assert steps == [Wait(1.0), Send(b"headco"), Wait(2.0), Send(b"ntent"), Close()]


def test_the_last_octet_comes_late_whatever_is_before_it() -> None:
    """Before the close, and before the end of an answer that keeps the connection."""
    assert list(EndDelay(1.0).shape(SENT)) == [Send(b"headconten"), Wait(1.0), Send(b"t"), Close()]
    assert list(EndDelay(1.0).shape([Send(b"a"), Wait(2.0), Send(b"b")])) == [
        Send(b"a"), Wait(2.0), Wait(1.0), Send(b"b"),
    ]  # fmt: skip
    assert list(EndDelay(1.0).shape([Hold()])) == [Wait(1.0), Hold()]
    assert list(EndDelay(1.0).shape([Send(b"a"), Reset()])) == [Wait(1.0), Send(b"a"), Reset()]


def test_an_event_has_a_line_for_each_line_of_its_data() -> None:
    """However the lines end; a comment has a colon, and the event its empty line."""
    event = Event("a\r\nb\rc\n", "name", "1", 500, "hello\nthere")
    assert event_octets(event) == (
        b": hello\n: there\nevent: name\nid: 1\nretry: 500\ndata: a\ndata: b\ndata: c\ndata: \n\n"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('fault = "rest"', '2:16: answer.fault: expected the name of a fault, such as reset, got "rest"'),
        ("fault = 7", "2:16: answer.fault: expected the name of a fault, or a table such as"),
        ("fault = { at = 3 }", "answer.fault: expected a table with kind"),
        ('fault = { kind = "reset", count = 3 }', "answer.fault.count: unknown key; expected one of"),
        ('fault = { kind = "reset", att = 3 }', "did you mean answer.fault.at?"),
        ('fault = { kind = "stop", then = "sleep" }', 'expected "close", "reset", "hang", got "sleep"'),
        ('fault = { kind = "stop", at = -1 }', "answer.fault.at: expected a number of octets"),
        ('fault = { kind = "never", share = 2 }', "answer.fault.share: expected a share of the answers, from 0 to 1"),
        ('rate = "fast"', "answer.rate: expected octets a second"),
        ("pause = [{ at = 1 }]", "answer.pause: expected both at and wait"),
        ('pause = [{ at = 1, wait = "soon" }]', "answer.pause.wait: expected a time"),
        ('end_delay = "2h"', "answer.end_delay: expected a time"),
        ('script = [{ rst = true }, "more"]', "answer.script: expected nothing behind fin, rst or hang"),
        ('script = [{ send_base64 = "%" }]', "answer.script.send_base64: expected a text in base64"),
        ('script = [{ send_hex = "0g" }]', "answer.script.send_hex: expected pairs of hexadecimal digits"),
        ('body_hex = "0"', 'answer.body_hex: expected pairs of hexadecimal digits such as "0d 0a", got "0"'),
        ('script = [{ sent = "a" }]', "did you mean answer.script.send?"),
        ('script = ["a"]\nanswer.status = 200', "answer.status: raw octets are the whole answer"),
        ('script = ["a"]\nanswer.body = "b"', "there is answer.script already"),
        ('events = ["a"]\nanswer.body = "b"', "answer.events: there is answer.body already"),
        ('events = [{ event = "a\\nb" }]', "answer.events.event: expected a text on one line"),
        ('events = ["a"]\nanswer.events_then = "stop"', 'expected "close", "repeat", "stay", got "stop"'),
        ("interim = [{ status = 200 }]", "answer.interim.status: expected an integer from 100 to 199, got 200"),
        ('interim = [{ status = 103, headers = ["Link"] }]', "expected a header line such as"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_and_the_nearest_right_name(line: str, said: str) -> None:
    """File, line, column, key, what was expected and what is there."""
    with pytest.raises(RulesFault) as refused:
        read(line)
    text = str(refused.value)
    assert text.startswith("rules.toml:")
    assert (
        said in text
        or said.replace("answer.events: there is answer.body", "answer.body: there is answer.events") in text
    )


@pytest.mark.parametrize(
    "line",
    [
        'script = ["HTTP/1.1 200 OK\\r\\n", { wait = "1s" }, { hang = true }]',
        'events = ["a", { data = { n = 1 }, wait = "1s" }]\nanswer.events_then = "stay"',
        'fault = { kind = "stop", at = "1 KiB", then = "hang", share = 0.5 }\nanswer.rate = "1 KiB/s"',
        'interim = [{ status = 103, headers = ["Link: </a>"], wait = "1s" }]\nanswer.end_delay = "1s"',
    ],
)
def test_shapes_survive_being_written_back(line: str) -> None:
    """A rule that is new in a file says what it said."""
    text = f'[[rule]]\nname = "a"\nanswer.{line}\n'
    before = read_rules(text, "rules.toml", "").rules
    after = read_rules(rewritten("", (), before), "rules.toml", "").rules
    assert after[0].answer.more == before[0].answer.more
    assert after == before


def test_every_fault_says_what_the_client_sees() -> None:
    """In words without jargon's names for parts of programs; names are as they are typed."""
    for name, kind in FAULT_KINDS.items():
        assert name == name.lower()
        assert len(kind.sees) > 10
        assert set(kind.takes) <= {"at", "by", "count", "octets", "then"}


def test_octets_in_hexadecimal_digits_are_those_in_base64() -> None:
    """As content, raw, and in a script; white space and case do not count."""
    said = [
        'body_hex = "00 FF\\n0a"', 'body_base64 = "AP8K"', 'raw_hex = "00ff"', 'raw_base64 = "AP8="',
        'script = [{ send_hex = "00ff" }]', 'script = [{ send_base64 = "AP8=" }]',
    ]  # fmt: skip
    octets = []
    for each in said:
        answer = read_rules(f"[[rule]]\nanswer.{each}\n", "rules.toml", "").rules[0].answer
        octets.append(answer.body if answer.raw is None else answer.raw)
    assert octets == [b"\x00\xff\n"] * 2 + [b"\x00\xff"] * 4


@pytest.mark.parametrize(
    ("line", "changes", "said"),
    [
        ('body_hex = "00 ff"', {"status": 404}, 'answer.body_hex = "00 ff"\nanswer.status = 404\n'),
        ('raw_hex = "00 ff"', {"delay": 1.0}, 'answer.raw_hex = "00 ff"\nanswer.delay = "1s"\n'),
        ('body_hex = "00 ff"', {"body": "text"}, 'answer.body = "text"\n'),
        ('body_hex = "00 ff"', {"body": b"\xff"}, 'answer.body_base64 = "/w=="\n'),
        ('body_hex = "00 ff"', {"body": ""}, ""),
        ('raw_hex = "00 ff"', {"raw": b"ok"}, 'answer.raw = "ok"\n'),
    ],
)
def test_hexadecimal_digits_stay_until_the_octets_change(line: str, changes: dict[str, Any], said: str) -> None:
    """What a person typed is kept beside other edits, and gives way to other content."""
    before = read_rules(f'[[rule]]\nname = "a"\nanswer.{line}\n', "rules.toml", "")
    rule = before.rules[0]
    edited = replace(rule, answer=replace(rule.answer, **changes))
    text = rewritten(before.text, before.rules, (edited,))
    assert text == f'[[rule]]\nname = "a"\n{said}'
    assert read_rules(text, "rules.toml", "").rules[0].answer == edited.answer
