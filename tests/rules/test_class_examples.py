"""The rules files for a class that come along: they do what their comments promise."""

import json
from itertools import islice
from pathlib import Path

import pytest

from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules, read_text
from httpscope.rules.match import decide, tally
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.step import Close, Send, Step, Wait
from tests.rules.asking import asked

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted(EXAMPLES.glob("*.toml"))


class Served:
    """An example, answering one request after the other as the server does."""

    def __init__(self, example: str) -> None:
        name = EXAMPLES / f"{example}.toml"
        self._rules = read_rules(read_text(name), str(name), str(EXAMPLES))
        self._memory = Memory(1)

    def reply(self, request: Asked) -> Reply:
        """Give the answer to a request, and count it."""
        rule = decide(self._rules, request, self._memory)
        tally(self._rules, request, self._memory, rule)
        assert rule is not None
        base = self._rules.base
        return reply_of(rule, base, request, Contents(), self._memory, persistent=True, now=784_111_777)

    def steps(self, target: bytes, most: int = 100) -> list[Step]:
        """Give the first steps of the answer to a GET."""
        return list(islice(self.reply(asked("GET", target)).flow(), most))


def sent(steps: list[Step]) -> bytes:
    """Give the octets that leave."""
    return b"".join(step.octets + step.content for step in steps if isinstance(step, Send))


def waited(steps: list[Step]) -> float:
    """Give the seconds of all waits together."""
    return sum(step.seconds for step in steps if isinstance(step, Wait))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_each_file_reads_and_says_how_to_start_it(path: Path) -> None:
    """In the comment at its top, with its own name."""
    text = read_text(path)

    assert read_rules(text, str(path), str(EXAMPLES)).rules
    assert f"#     httpscope examples/{path.name}" in text.partition("[[rule]]")[0]


def test_a_server_comes_up_for_each_client_after_two_503() -> None:
    """Another client begins anew."""
    served = Served("retry")
    statuses = [served.reply(asked("GET", b"/", client=client)).status for client in ("a", "a", "a", "a", "b")]

    assert statuses == [503, 503, 200, 200, 503]


def test_every_third_request_fails() -> None:
    """By its number."""
    served = Served("retry")

    assert [served.reply(asked("GET", b"/flaky")).status for _turn in range(6)] == [200, 200, 500] * 2


def test_a_drip_takes_as_long_as_its_octets() -> None:
    """Forty a second."""
    steps = Served("slow").steps(b"/drip", 10_000)

    assert waited(steps) == pytest.approx(len(sent(steps)) / 40)


@pytest.mark.parametrize(("target", "before"), [(b"/stuck", b"HTTP/"), (b"/end", b"Only the line end is missing.")])
def test_an_answer_pauses_where_it_says(target: bytes, before: bytes) -> None:
    """In the middle of the status line, and before the last octet."""
    steps = Served("slow").steps(target)
    place = next(place for place, step in enumerate(steps) if isinstance(step, Wait))

    assert waited(steps) == 5
    assert sent(steps[:place]).endswith(before)


def test_late_answers_and_early_hints_come_as_they_say() -> None:
    """Five seconds of silence; two heads."""
    served = Served("slow")

    assert served.reply(asked("GET", b"/late")).delay == 5
    assert [head.split(b"\r\n")[0] for head, _wait in served.reply(asked("GET", b"/hints")).interim] == [
        b"HTTP/1.1 103 Early Hints"
    ]


@pytest.mark.parametrize(
    ("target", "lengths", "octets"),
    [
        (b"/too-large", [b"42"], 22),
        (b"/too-small", [b"15"], 30),
        (b"/two", [b"21", b"20"], 20),
        (b"/many", [b"many"], 10),
        (b"/by-hand", [b"7"], 10),
    ],
)
def test_lengths_are_wrong_as_they_say(target: bytes, lengths: list[bytes], octets: int) -> None:
    """What Content-Length says, and how many octets there are."""
    head, _empty_line, content = sent(Served("wrong-length").steps(target)).partition(b"\r\n\r\n")
    lines = [line.partition(b": ") for line in head.split(b"\r\n")]

    assert sorted(value for name, _colon, value in lines if name == b"Content-Length") == sorted(lengths)
    assert len(content) == octets


def test_some_answers_are_cut_and_most_are_not() -> None:
    """Three of ten or so."""
    served = Served("wrong-length")
    cut = [isinstance(served.steps(b"/sometimes")[-1], Close) for _turn in range(200)]

    assert 30 < sum(cut) < 90


def test_events_come_with_pauses_and_the_stream_stays_open() -> None:
    """Two seconds for four of them; then a comment each fifteen."""
    steps = Served("events").steps(b"/events", 12)
    text = sent(steps).decode()

    assert "text/event-stream" in text
    assert 'event: price\ndata: {"item": "tea", "cents": 250}\n\n' in text
    assert any(isinstance(step, Wait) and step.until_news for step in steps)
    assert waited(steps) >= 2
    assert b"new EventSource" in Served("events").reply(asked("GET", b"/")).content


def test_a_cookie_is_set_recognised_and_cleared() -> None:
    """Who has it is known by name."""
    served = Served("cookies")
    login = served.reply(asked("GET", b"/login"))
    known = served.reply(asked("GET", b"/", "Cookie: user=Ada; theme=dark"))

    assert (login.status, login.head.count(b"Set-Cookie: ")) == (303, 2)
    assert b"Welcome back, Ada" in known.content
    assert served.reply(asked("GET", b"/logout")).head.count(b"Max-Age=0") == 2
    assert served.reply(asked("GET", b"/")).rule == "unknown"


def test_what_a_cache_has_is_not_sent_again() -> None:
    """304 to the tag and to the date, 206 for a part, gzip for who accepts it."""
    served = Served("caching")
    page = served.reply(asked("GET", b"/index.html", "Accept-Encoding: gzip"))
    date = next(line for line in page.head.split(b"\r\n") if line.startswith(b"Last-Modified: "))[15:].decode()

    assert b'ETag: "v1"' in served.reply(asked("GET", b"/")).head
    assert served.reply(asked("GET", b"/", 'If-None-Match: "v1"')).status == 304
    assert served.reply(asked("GET", b"/", 'If-None-Match: "v0"')).status == 200
    assert b"Content-Encoding: gzip" in page.head
    assert served.reply(asked("GET", b"/index.html", f"If-Modified-Since: {date}")).status == 304
    assert served.reply(asked("GET", b"/index.html", "Range: bytes=0-9")).status == 206
    assert b"Cache-Control: no-store" in served.reply(asked("GET", b"/never")).head
    assert b"Cache-Control: max-age=60" in served.reply(asked("GET", b"/minute")).head


def test_templates_fill_in_what_the_request_says() -> None:
    """Segment, query, JSON; a counter; made-up people."""
    served = Served("templates")
    orders = [served.reply(asked("POST", b"/orders", content=b'{"item": "tea"}')) for _turn in range(2)]

    assert served.reply(asked("GET", b"/hello/Ada?times=3")).content.count(b"Hello Ada!") == 3
    assert served.reply(asked("GET", b"/hello/Ada")).content.count(b"Hello Ada!") == 1
    assert [json.loads(order.content)["id"] for order in orders] == [1, 2]
    assert json.loads(orders[0].content)["item"] == "tea"
    assert served.reply(asked("POST", b"/orders", content=b"{}")).status == 422
    assert len(served.reply(asked("GET", b"/people")).content.splitlines()) == 5
