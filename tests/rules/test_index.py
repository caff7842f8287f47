"""The index finds what trying every rule finds."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from httpscope.rules.asked import Asked
from httpscope.rules.condition.named import Named
from httpscope.rules.condition.origin import Host
from httpscope.rules.condition.turn import Nth
from httpscope.rules.condition.value_test import ValueTest
from httpscope.rules.index import index_of
from httpscope.rules.match import decide, fits, tally
from httpscope.rules.memory import Memory
from httpscope.rules.method import ANSWERED_BY_THE_SERVER
from httpscope.rules.part import Condition
from httpscope.rules.rule import LAST_RESORT, Canned, Match, Rule, Ruleset
from tests.rules.asking import asked
from tests.rules.reading import rule_with

METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "BREW", "TRACE"])
PATHS = st.sampled_from(["/", "/a", "/a/*", "/a/{x}", "/a/{x}/b", "/**", "**", "*", "/a%2Fb", "/%61", "/a/**", "/b*"])
TARGETS = ["/", "/a", "/a/b", "/a/b/b", "/%61", "*", "/a%2fb", "/b?k=1", "/a?k=2&k=1", "http://i/a", "/a/?k=", "/c"]
NTH = rule_with('match.nth = "1-2"').rules[0].match.conditions[0]
assert isinstance(NTH, Nth)
CONDITIONS: st.SearchStrategy[Condition] = st.one_of(
    st.builds(
        lambda where, value: Named(where, (("k", ValueTest(equals=value)),)),
        st.sampled_from(["query", "header"]),
        st.sampled_from(["", "1", "2"]),
    ),
    st.builds(lambda where, there: Named(where, (("k", ValueTest(present=there)),)), st.just("query"), st.booleans()),
    st.builds(Host, st.sampled_from([("h",), ("i",), ("*",), ("h", "i")])),
)
RULES = st.lists(
    st.builds(
        lambda methods, path, conditions, nth, on, cors: Rule(
            "rule",
            Match(tuple(methods), path, (*conditions, *([NTH] if nth else []))),
            Canned(more=(("cors", "true"),) if cors else ()),
            on,
        ),
        st.one_of(st.just(["*"]), st.lists(METHODS, max_size=2)),
        st.one_of(st.none(), PATHS),
        st.lists(CONDITIONS, max_size=2),
        st.booleans(),
        st.sampled_from([True, True, False]),
        st.booleans(),
    ),
    min_size=5,
    max_size=12,
)
REQUESTS = st.builds(
    lambda method, target, lines: asked(method, target.encode(), *lines),
    METHODS,
    st.sampled_from(TARGETS),
    st.sampled_from([(), ("K: 1",), ("K: 2", "k: 1"), ("Origin: o", "Access-Control-Request-Method: POST")]),
)


def by_trying_all(ruleset: Ruleset, request: Asked, memory: Memory) -> Rule | None:
    """Give the first rule that is on and fits."""
    for place, rule in enumerate(ruleset.rules):
        if rule.on and fits(rule, request, memory, index_of(ruleset).names[place]):
            return rule
    return None if request.method in ANSWERED_BY_THE_SERVER else LAST_RESORT


# Made of many parts, and the machine may be busy.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RULES, st.lists(REQUESTS, min_size=1, max_size=6))
def test_the_index_finds_what_trying_all_finds(rules: list[Rule], requests: list[Asked]) -> None:
    """For any rules and any requests, counts included, since they depend on who was asked before."""
    ruleset = Ruleset(tuple(rules))
    memory = Memory()

    for request in requests:
        found = decide(ruleset, request, memory)
        assert found is by_trying_all(ruleset, request, memory)
        tally(ruleset, request, memory, found)


def test_a_preflight_is_found_without_what_comes_behind_it() -> None:
    """It asks leave for a header, and does not have it."""
    wanting = Match(("PUT",), conditions=(Named("header", (("K", ValueTest(equals="1")),)),))
    other = tuple(Rule(f"{n}", Match(path=f"/{n}")) for n in range(9))
    cors = Rule("cors", wanting, Canned(more=(("cors", "true"),)))
    request = asked("OPTIONS", b"/", "Origin: o", "Access-Control-Request-Method: PUT")
    ruleset = Ruleset((*other, cors))

    assert decide(ruleset, request, Memory()) is by_trying_all(ruleset, request, Memory())


def test_a_thousand_rules_leave_few_to_try() -> None:
    """Exact paths, beginnings, queries, headers and hosts are looked up."""
    kinds = [
        lambda n: Match(path=f"/exact/{n}"),
        lambda n: Match(("PUT",), path=f"/put{n}/**"),
        lambda n: Match(path=f"/users{n}/{{id}}"),
        lambda n: Match(path="/same", conditions=(Named("query", (("n", ValueTest(equals=str(n))),)),)),
        lambda n: Match(conditions=(Named("header", (("N", ValueTest(equals=str(n))),)),)),
        lambda n: Match(conditions=(Host((f"h{n}",)),)),
    ]
    ruleset = Ruleset(tuple(Rule(f"{n}", kinds[n % 6](n)) for n in range(1000)))

    for target, line in [(b"/exact/600", "A: b"), (b"/same?n=603", "A: b"), (b"/users602/1", "N: 604")]:
        assert len(list(index_of(ruleset).candidates(asked("GET", target, line)))) <= 2
        assert decide(ruleset, asked("GET", target, line), Memory()) is not LAST_RESORT


def test_methods_that_a_client_invents_do_not_fill_the_memory() -> None:
    """All that no rule names are one."""
    ruleset = Ruleset(tuple(Rule(f"{n}", Match(("GET",), f"/{n}")) for n in range(9)))
    for number in range(100):
        decide(ruleset, asked(f"M{number}"), Memory())

    assert len(index_of(ruleset)._views) == 1
