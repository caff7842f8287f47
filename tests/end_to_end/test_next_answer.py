"""The preview of the next answer to the selected request beside what the server then gives, over a socket."""

import http.client
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.store.reader import Reader
from httpscope.supervise import ServerProcess
from httpscope.ui.asked_again import AskedAgain
from httpscope.ui.feed import read_facts
from httpscope.ui.forecast import Forecast, forecast
from httpscope.ui.turns import Turns
from httpscope.ui.why import reason_of
from httpscope.wire.anatomy import anatomy_of_response
from tests.running import environment, poll

RULES = """
[[rule]]
name = "all"
match.path = "/all"
answer.sequence = [{ body = "one" }, { body = "two", times = 2 }, { body = "last" }]

[[rule]]
name = "client"
match.path = "/client"
answer.sequence_per = "client"
answer.sequence_then = "cycle"
answer.sequence = [{ body = "one" }, { body = "two" }, { body = "three" }]

[[rule]]
name = "connection"
match.path = "/connection"
answer.sequence_per = "connection"
answer.sequence = [{ body = "one" }, { body = "two" }, { body = "three" }]

[[rule]]
name = "counter"
match.path = "/counter"
answer.template = true
answer.body = "{{ counter() }} {{ counter('b') }} {{ number }} {{ request.client }} {{ request.ordinal }}"

[[rule]]
name = "second"
match.path = "/rule"
match.nth = 2
answer.body = "second of the rule"

[[rule]]
name = "rule"
match.path = "/rule"
answer.body = "any other"

[[rule]]
name = "third of each"
match.path = "/each"
match.nth = { number = 3, each = "client" }
answer.body = "third of this client"

[[rule]]
name = "of the connection"
match.path = "/nth"
match.nth = { number = 2, of = "connection" }
answer.body = "second of the connection"

[[rule]]
name = "of the client"
match.path = "/nth"
match.nth = { number = "3-", of = "client" }
answer.body = "third or later of the client"

[[rule]]
name = "held"
match.path = "/held"
match.nth = 1
answer.hold = true
answer.body = "first and held"

[[rule]]
name = "stops"
match.path = "/stops"
answer.sequence_then = "stop"
answer.sequence = [{ body = "once" }]

[[rule]]
name = "echo"
match.path = "/echo"
match.json."$.n" = 7
answer.template = true
answer.body = "{{ request.json.n }}"

[[rule]]
name = "else"
answer.body = "else"
"""


class Bench:
    """A server, a client on one connection, and the screen's knowledge of both."""

    def __init__(self, folder: Path) -> None:
        rules = folder / "rules.toml"
        rules.write_text(RULES)
        self.ruleset = read_rules(RULES, str(rules), str(folder))
        self.process = ServerProcess(folder / "log.txt")
        self.process.start(["--port", "0", "--capture", str(folder / "c.db"), "--rules", str(rules)])
        self.process.wait_until_it_listens()
        self.reader = Reader(folder / "c.db")
        self.turns = Turns()
        self._seen = 0
        self._client = http.client.HTTPConnection("127.0.0.1", self.process.port, timeout=5)

    def ask(self, path: str, content: bytes | None = None) -> tuple[str, int]:
        """Ask on the connection that is open, if any; give what came, and the number of the exchange."""
        before = self.reader.snapshot(None).exchanges
        self._client.request("GET" if content is None else "POST", path, content)
        said = self._client.getresponse().read().decode()
        assert self.reader.snapshot(None).exchanges == before + 1
        return said, before + 1

    def leave(self) -> None:
        """Close the connection, and wait until the capture has it."""
        connections = self.reader.snapshot(None).connections
        self._client.close()

        def closed() -> bool:
            facts = self.reader.connection(connections)
            return facts is not None and facts.closing is not None

        poll(closed, "the end of the connection")

    def foresee(self, exchange: int, name: str) -> Forecast:
        """Give the preview that the screen shows of a rule while this exchange is selected."""
        counts, self._seen = self.reader.counts(self._seen)
        self.turns.take_in(counts, self.ruleset)
        facts = read_facts(self.reader, exchange)
        assert facts is not None
        selected = AskedAgain(facts, self.reader.snapshot(None).connections)
        rule = next(rule for rule in self.ruleset.rules if rule.name == name)
        return forecast(self.ruleset, rule, selected, Contents(), time.time(), self.turns.memory())

    def close(self) -> None:
        """End all of it."""
        self._client.close()
        self.reader.close()
        self.process.stop()


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A server under supervision."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = Bench(tmp_path)
    try:
        yield made
    finally:
        made.close()


def content(seen: Forecast) -> str:
    """Give the content that a preview shows."""
    return anatomy_of_response(seen.octets).content_octets().decode()


def notes(seen: Forecast) -> str:
    """Give what a preview says beside the octets."""
    return "\n".join(note.text for note in seen.notes)


def test_each_preview_is_the_answer_that_then_comes(bench: Bench) -> None:
    """Sequences for all, for each client and on each connection, and counters of templates, one after the other."""
    for name in ("all", "client", "connection", "counter"):
        _said, exchange = bench.ask(f"/{name}")
        for _time in range(4):
            promised = content(bench.foresee(exchange, name))
            said, exchange = bench.ask(f"/{name}")
            assert promised == said


def test_a_sequence_of_a_connection_begins_anew_on_a_new_one(bench: Bench) -> None:
    """The preview says which connection it is about."""
    _said, first = bench.ask("/connection")
    seen = bench.foresee(first, "connection")
    assert content(seen) == "two"
    assert "on connection 1, which is open: its request 2" in notes(seen)

    bench.leave()
    seen = bench.foresee(first, "connection")
    assert content(seen) == "one" == bench.ask("/connection")[0]
    assert "on a new connection: that of the request has ended" in notes(seen)


def test_the_preview_knows_whose_turn_it_is_by_number(bench: Bench) -> None:
    """Of the rule, of the rule and client, of the connection, of the client: the rule fits when it is its turn."""
    _said, first = bench.ask("/rule")
    assert "does not match" not in notes(bench.foresee(first, "second"))
    assert bench.ask("/rule")[0] == "second of the rule"
    assert "this rule does not match GET /rule" in notes(bench.foresee(first, "second"))

    _said, each = bench.ask("/each")
    assert "this rule does not match GET /each" in notes(bench.foresee(each, "third of each"))
    bench.ask("/each")
    assert "does not match" not in notes(bench.foresee(each, "third of each"))
    assert bench.ask("/each")[0] == "third of this client"

    bench.leave()
    said, nth = bench.ask("/nth")
    assert said == "third or later of the client"
    assert "does not match" not in notes(bench.foresee(nth, "of the connection"))
    assert "“of the connection”, comes first" in notes(bench.foresee(nth, "of the client"))
    assert bench.ask("/nth")[0] == "second of the connection"


def test_counts_that_begin_anew_are_foreseen_so(bench: Bench) -> None:
    """By the key that forgets the counts of one rule, or of all."""
    bench.ask("/all")
    _said, exchange = bench.ask("/client")
    assert content(bench.foresee(exchange, "client")) == "two"
    bench.process.order("forget", rule="client")
    poll(lambda: content(bench.foresee(exchange, "client")) == "one", "the first answer")
    assert bench.ask("/client")[0] == "one"
    assert content(bench.foresee(exchange, "all")) == "two"
    bench.process.order("forget", rule=None)
    poll(lambda: content(bench.foresee(exchange, "all")) == "one", "the first answer of all")
    assert bench.ask("/all")[0] == "one"


def test_a_server_that_is_started_again_has_forgotten_and_says_so(bench: Bench) -> None:
    """The capture goes on, the counts do not."""
    _said, exchange = bench.ask("/client")
    assert content(bench.foresee(exchange, "client")) == "two"
    process = bench.process._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    poll(bench.process.status, "the end of the server")
    bench.process.restart()
    bench.leave()
    poll(lambda: content(bench.foresee(exchange, "client")) == "one", "the first answer")
    assert bench.ask("/client")[0] == "one"


def test_a_request_that_waited_keeps_its_number(bench: Bench) -> None:
    """It was the first of the rule when it came, and is when it is released."""
    heard: list[str] = []
    held = threading.Thread(target=lambda: heard.append(bench.ask("/held")[0]))
    held.start()
    poll(lambda: bench.reader.snapshot(None).waiting, "the request that waits")
    bench.process.order("release-all")
    held.join(10)
    assert heard == ["first and held"]
    assert bench.ask("/held")[0] == "else"


def test_the_preview_reads_the_content_of_the_selected_request(bench: Bench) -> None:
    """A rule that looks into it fits, and its template renders it."""
    said, exchange = bench.ask("/echo", b'{"n": 7}')
    seen = bench.foresee(exchange, "echo")
    assert said == content(seen) == "7"
    assert "does not match" not in notes(seen)


def test_why_says_what_was_counted_when_the_request_came(bench: Bench) -> None:
    """Also of requests whose turn has long gone by, and without a guess."""
    numbers = [bench.ask("/rule")[1] for _time in range(3)] + [bench.ask("/stops")[1] for _time in range(3)]
    told = []
    for number in numbers:
        facts = read_facts(bench.reader, number)
        assert facts is not None
        verdicts = reason_of(facts, bench.reader).verdicts
        told += [(number, verdict.why) for verdict in verdicts if verdict.rule.name in {"second", "stops"}]
        assert [(number, verdict.rule.name) for verdict in verdicts if not verdict.certain] == []
    one, _two, three, *stops = numbers
    assert [each for each in told if "request" in each[1] or "answers" in each[1]] == [
        (one, "it is request 1 of this rule; wanted: 2"),
        (three, "it is request 3 of this rule; wanted: 2"),
        (stops[1], "all 1 answers of its sequence were given"),
        (stops[2], "all 1 answers of its sequence were given"),
    ]
    assert [why for number, why in told if number in {numbers[1], stops[0]} and not why.startswith("path")] == ["", ""]


def test_a_plain_rule_is_told_of_now_and_then(bench: Bench, tmp_path: Path) -> None:
    """Where no rule takes turns no answer has rows of its own; a rule of a later edit knows of them all the same."""
    (tmp_path / "rules.toml").write_text('[[rule]]\nname = "plain"\nanswer.body = "plain"\n')
    poll(lambda: bench.ask("/")[0] == "plain", "the plain rule")
    before = bench.reader.counts(0)[1]
    for _time in range(50):
        bench.ask("/")
    database = sqlite3.connect(f"{bench.reader.path.as_uri()}?mode=ro", uri=True)

    def told() -> int:
        rows = database.execute("SELECT number FROM count WHERE rule = 'plain' ORDER BY id DESC LIMIT 1").fetchone()
        return int(rows[0]) if rows else 0

    asked = bench.reader.snapshot(None).answers
    poll(lambda: told() >= 51, "what the rules remember")
    rows = database.execute("SELECT count(*) FROM count WHERE id > ? AND connection > 0", (before,)).fetchone()
    database.close()
    assert rows == (0,)
    assert asked >= 51


def test_why_names_the_rule_whose_file_was_not_there(bench: Bench, tmp_path: Path) -> None:
    """It fits the request and answered it, though with 500: the file, and no other rule, is what to look at."""
    (tmp_path / "rules.toml").write_text('[[rule]]\nname = "gone"\nanswer.file = "gone.html"\n')
    poll(lambda: bench.ask("/")[0] == "500: gone.html is not there\n", "the rule")
    _said, number = bench.ask("/")
    facts = read_facts(bench.reader, number)
    assert facts is not None
    assert reason_of(facts, bench.reader).said.startswith("Rule 1, “gone”, answered.")


def test_why_tells_of_each_rule_that_it_does_not_name_the_method(bench: Bench) -> None:
    """The server answers OPTIONS by itself, where the rules were asked and left it to the server."""
    connection = http.client.HTTPConnection("127.0.0.1", bench.process.port, timeout=10)
    connection.request("OPTIONS", "/echo")
    assert connection.getresponse().status == 200
    connection.close()
    number = poll(lambda: bench.reader.snapshot(None).exchanges, "the request")
    facts = read_facts(bench.reader, number)
    assert facts is not None
    reason = reason_of(facts, bench.reader)
    assert reason.said.startswith(
        "No rule names the method, so httpscope answered by itself: (options). Rules: version 1"
    )
    assert [verdict.fits for verdict in reason.verdicts] == [False] * len(bench.ruleset.rules)
    assert "OPTIONS is only answered by a rule that names it" in {verdict.why for verdict in reason.verdicts}
