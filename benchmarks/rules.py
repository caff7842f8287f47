"""Answering by many rules, beside answering by one: deciding and composing, as the server does it for each request."""

import timeit
from collections.abc import Callable

from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.rules.match import decide, tally
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Ruleset
from httpscope.wire.head import read_request_head

NUMBER = 2_000
REPEATS = 7
MANY = 1_000
MIXED = 200
TARGET = "/wanted/page"
ASKED = f"{TARGET}?page=wanted"
COOKIE = "Cookie: session=wanted"
HEAD = (f"GET {ASKED} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: benchmark\r\n{COOKIE}\r\n\r\n").encode()
_KINDS = (
    'match.path = "/exact/{0}"',
    'match.path = "/users{0}/{{id}}"',
    'match.path = "/files{0}/**"',
    'match.method = "POST"\nmatch.path = "/wanted/*"\nmatch.body = {{ contains = "{0}" }}',
    'match.query.page = "{0}"',
    'match.header.Accept = "text/{0}"',
    'match.host = "host{0}.example.com"',
    "match.path = '/old{0}/*'\nmatch.path_regex = '/[0-9]+$'",
    'match.path = "/paged{0}"\nmatch.nth = 2',
    'match.path = "/shop{0}/**"\nmatch.cookie.session = "{0}"',
)


def _text(blocks: list[str]) -> str:
    last = f'match.path = "{TARGET}"\nanswer.body = "wanted"'
    return "".join(f"[[rule]]\n{block}\n" for block in (*blocks, last))


def _rules(blocks: list[str]) -> Ruleset:
    return read_rules(_text(blocks), "", "")


def mixed() -> str:
    """Give a rules file of all kinds in turn; only the last of them answers `ASKED`, with the word "wanted"."""
    return _text([_KINDS[place % len(_KINDS)].format(place) for place in range(MIXED - 1)])


def answering(ruleset: Ruleset) -> Callable[[], object]:
    """Give what answers one request by the rules; the last of them answers it."""
    memory, contents = Memory(), Contents()

    def answer() -> object:
        asked = Asked(read_request_head(HEAD), client="127.0.0.1")
        rule = decide(ruleset, asked, memory)
        tally(ruleset, asked, memory, rule)
        assert rule is ruleset.rules[-1]
        return reply_of(rule, "", asked, contents, memory, persistent=True, now=0.0)

    return answer


def main(number: int = NUMBER, repeats: int = REPEATS) -> None:
    """Measure and print a table."""
    cases = {
        "1 rule": _rules([]),
        "1 rule behind 3 conditions": _rules([_KINDS[place].format("x") for place in (4, 5, 6)]),
        f"{MANY} rules, exact paths": _rules([f'match.path = "/exact/{place}"' for place in range(MANY - 1)]),
        f"{MANY} rules, templates": _rules([f'match.path = "/users{place}/{{id}}"' for place in range(MANY - 1)]),
        f"{MIXED} rules of {len(_KINDS)} kinds": read_rules(mixed(), "", ""),
    }
    answers = {name: answering(ruleset) for name, ruleset in cases.items()}
    for answer in answers.values():
        answer()  # the first request builds the index
    # In turns, so that a busy machine is unfair to all alike.
    rounds = [{name: timeit.timeit(answer, number=number) for name, answer in answers.items()} for _ in range(repeats)]
    base = min(times["1 rule"] for times in rounds)
    print(f"one answer, the last rule gives it   (best of {repeats} repeats)")
    print(f"{'':28}{'us':>8}{'of one':>9}")
    for name in cases:
        best = min(times[name] for times in rounds)
        print(f"{name:28}{best / number * 1e6:8.1f}{best / base:9.2f}")


if __name__ == "__main__":
    main()
