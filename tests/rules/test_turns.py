"""Which request it is: the n-th of a rule, a connection, a client; and the share that the dice give."""

import pytest

from httpscope.rules.match import decide
from httpscope.rules.memory import CLIENTS, Memory
from tests.rules.asking import asked
from tests.rules.reading import ask, rule_with, rules

OTHERS = '[[rule]]\nname = "others"\n'


def who(text: str, times: int = 6, seed: int = 1) -> list[str | None]:
    """Give who answers the same request, asked again and again by the rules of a text."""
    memory, ruleset = Memory(seed), rules(text)
    return [ask(ruleset, memory, asked(ordinal=number)) for number in range(1, times + 1)]


@pytest.mark.parametrize(
    ("nth", "turns"),
    [
        ("2", [2]),
        ('"1-2"', [1, 2]),
        ('"5-"', [5, 6]),
        ('"every 3"', [3, 6]),
        ('[1, "4 - 5"]', [1, 4, 5]),
        ('{ number = 3, of = "rule" }', [3]),
        ('{ number = "2-", of = "connection" }', [2, 3, 4, 5, 6]),
        ('{ number = 2, of = "client" }', [2]),
    ],
)
def test_some_of_the_requests_by_their_number(nth: str, turns: list[int]) -> None:
    """All others are left to the rules behind."""
    answered = who(f'[[rule]]\nname = "it"\nmatch.nth = {nth}\n{OTHERS}')

    assert [number for number, name in enumerate(answered, 1) if name == "it"] == turns


def test_only_what_fits_all_else_is_counted_for_a_rule() -> None:
    """The second POST is the second, whatever was asked between."""
    ruleset = rules('[[rule]]\nname = "it"\nmatch.method = "POST"\nmatch.nth = 2\nmatch.query.a = "1"\n' + OTHERS)
    memory = Memory()
    requests = [("GET", b"/?a=1"), ("POST", b"/?a=1"), ("POST", b"/"), ("POST", b"/?a=1"), ("POST", b"/?a=1")]

    answered = [ask(ruleset, memory, asked(method, target)) for method, target in requests]

    assert answered == ["others", "others", "others", "it", "others"]


def test_what_an_earlier_rule_answers_is_not_counted_for_a_later_one() -> None:
    """Each counts what it is asked about: the second rule sees the third request first."""
    assert who(
        '[[rule]]\nname = "a"\nmatch.nth = "1-2"\n[[rule]]\nname = "b"\nmatch.nth = "1-2"\n' + OTHERS
    ) == ["a", "a", "b", "b", "others", "others"]  # fmt: skip


def test_a_rule_that_is_off_counts_nothing() -> None:
    """Switched on later, it begins with the first."""
    text = '[[rule]]\nname = "it"\nmatch.nth = 1\n' + OTHERS
    memory = Memory()
    off = [ask(rules(text.replace("match", "off = true\nmatch")), memory, asked()) for _ in range(3)]

    assert off == ["others"] * 3
    assert ask(rules(text), memory, asked()) == "it"


def test_rules_with_one_name_count_apart() -> None:
    """As those have that were duplicated."""
    assert who('[[rule]]\nname = "x"\nmatch.nth = 1\n' * 2 + OTHERS, 4) == ["x", "x", "others", "others"]


def test_each_client_and_each_connection_may_have_a_count_of_its_own() -> None:
    """`each` counts what fits the rule; `of` alone counts everything of the connection or client."""
    each = rules('[[rule]]\nname = "it"\nmatch.path = "/a"\nmatch.nth = { number = 1, each = "client" }\n' + OTHERS)
    of = rules('[[rule]]\nname = "it"\nmatch.path = "/a"\nmatch.nth = { number = 1, of = "client" }\n' + OTHERS)
    requests = [(b"/b", "::1"), (b"/a", "::1"), (b"/a", "::1"), (b"/a", "::2")]

    def answered(ruleset: object) -> list[str | None]:
        memory = Memory()
        return [ask(ruleset, memory, asked("GET", target, client=client)) for target, client in requests]  # type: ignore[arg-type]

    assert answered(each) == ["others", "it", "others", "it"]
    assert answered(of) == ["others", "others", "others", "it"]


def test_looking_counts_nothing() -> None:
    """A preview asks who would answer as often as it likes."""
    ruleset = rule_with("match.nth = 1")
    memory = Memory()
    looked = {getattr(decide(ruleset, asked(), memory), "name", None) for _ in range(5)}

    assert looked == {"it"} == {ask(ruleset, memory, asked())}
    assert ask(ruleset, memory, asked()) == "(built-in)"


def test_the_dice_are_thrown_behind_the_count_and_once_for_a_request() -> None:
    """So a request that the dice leave out is counted, and looking twice shows the same."""
    ruleset = rules('[[rule]]\nname = "it"\nmatch.chance = "30%"\nmatch.nth = "1-2"\n' + OTHERS)
    memory = Memory()
    for number in range(1, 4):
        request = asked(ordinal=number)
        assert decide(ruleset, request, memory) is decide(ruleset, request, memory)
        ask(ruleset, memory, request)

    assert memory.count("it", "fitting") == 3


@pytest.mark.parametrize(("chance", "low", "high"), [("0", 0, 0), ("1", 2000, 2000), ('"30%"', 480, 720)])
def test_a_share_of_requests(chance: str, low: int, high: int) -> None:
    """About so many of two thousand, and the same ones with the same seed."""
    text = f'[[rule]]\nname = "it"\nmatch.chance = {chance}\n{OTHERS}'
    first, again = who(text, 2000), who(text, 2000)

    assert low <= first.count("it") <= high
    assert first == again


def test_ever_new_clients_do_not_make_a_count_begin_anew() -> None:
    """Memory is bounded: whoever was seen longest ago is forgotten, and nobody else."""
    memory = Memory()
    memory.add("a", "fitting")
    memory.add("a", "fitting", "faithful")
    for number in range(CLIENTS * 2):
        memory.add("a", "fitting", f"client {number}")
        if number % 100 == 0:
            memory.add("a", "fitting", "faithful")

    assert memory.count("a", "fitting") == 1
    assert memory.count("a", "fitting", "faithful") == 1 + CLIENTS * 2 // 100
    assert memory.count("a", "fitting", "client 0") == 0
