"""Requests held by the real server process, and what a person orders for them, with curl as the client."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from httpscope.cli.export import json_line
from httpscope.exchange import Hold
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.rules.memory import Memory
from httpscope.rules.rule import Canned
from httpscope.store.reader import Reader
from httpscope.supervise import ServerProcess
from httpscope.ui.edited_once import EditedOnce
from httpscope.ui.feed import read_facts
from tests.running import ask, environment, poll

GET = b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
HELD = """
[[rule]]
name = "held"
match.path = "/held/**"
answer.body = "by the rules"
answer.hold = true

[[rule]]
name = "briefly"
match.path = "/briefly/**"
answer.body = "in the end"
answer.hold = "300ms"

[[rule]]
name = "unavailable"
match.path = "/unavailable"
answer.hold = "50ms"
answer.hold_then = "503"

[[rule]]
name = "drop"
match.path = "/drop"
answer.hold = "50ms"
answer.hold_then = "drop"

[[rule]]
name = "events"
match.path = "/events"
answer.events = ["first"]
answer.events_then = "stay"

[[rule]]
name = "twice"
match.path = "/twice"
answer.sequence = [{ body = "one" }, { body = "two" }]

[[rule]]
name = "second"
match.path = "/second"
answer.sequence = [{ body = "one" }, { body = "two", hold = true }]

[[rule]]
name = "all"
answer.body = "at once"
"""


class Desk:
    """A supervised server, its capture, and clients that wait."""

    def __init__(self, folder: Path) -> None:
        self.rules = folder / "rules.toml"
        self.rules.write_text(HELD)
        self.process = ServerProcess(folder / "log.txt")
        capture = folder / "capture.db"
        self.process.start(["--port", "0", "--capture", str(capture), "--rules", str(self.rules)])
        self.process.wait_until_it_listens()
        self.port = self.process.port
        self.reader = Reader(capture)
        self.clients: list[subprocess.Popen[bytes]] = []

    def curl(self, path: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Ask with curl, and do not wait for the answer."""
        url = f"http://127.0.0.1:{self.port}{path}"
        client = subprocess.Popen(
            ["curl", "-sS", "-i", "--max-time", "20", *arguments, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.clients.append(client)
        return client

    def waiting(self) -> Sequence[Hold]:
        """Give who waits by now."""
        return self.reader.snapshot(None).waiting

    def wait_for(self, count: int) -> Sequence[Hold]:
        """Wait until so many wait."""
        poll(lambda: len(self.waiting()) == count, f"{count} requests that wait")
        return self.waiting()

    def wait_for_end(self, exchange: int, state: str) -> None:
        """Wait until a request waits no more, for that reason."""
        poll(lambda: (row := self.reader.row(exchange)) is not None and row.hold == state, f"{state} of {exchange}")

    def notice(self, word: str) -> None:
        """Wait until the server has said something with that word."""
        poll(lambda: any(word in notice.text for notice in self.reader.notices()), f"a notice with {word!r}")

    def close(self) -> None:
        """End all of it."""
        self.reader.close()
        self.process.stop()
        for client in self.clients:
            client.kill()
            client.communicate()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A server under supervision."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    made = Desk(tmp_path)
    try:
        yield made
    finally:
        made.close()


def body(client: "subprocess.Popen[bytes]") -> bytes:
    """Give what curl got, behind the head."""
    return client.communicate(timeout=20)[0].partition(b"\r\n\r\n")[2]


def test_a_held_request_waits_for_the_rules_as_they_are_then(desk: Desk) -> None:
    """The client waits, others are answered, and the answer is by the rules at the moment of the release."""
    client = desk.curl("/held/a")
    (hold,) = desk.wait_for(1)
    assert body(desk.curl("/other")) == b"at once"
    desk.rules.write_text(HELD.replace("by the rules", "by newer rules"))
    poll(lambda: desk.reader.ruleset(2), "the newer rules in force")
    desk.process.order("release", exchange=hold.exchange)

    assert body(client) == b"by newer rules"
    desk.wait_for_end(hold.exchange, "released")
    row = desk.reader.row(hold.exchange)
    assert row is not None
    assert (row.status, row.rule) == (200, "held")


def test_the_answer_is_changed_for_just_this_one(desk: Desk) -> None:
    """An answer that a person made goes to the one request, and to no other; its row says so."""
    first = desk.curl("/held/a")
    (hold,) = desk.wait_for(1)
    desk.process.order("release", exchange=hold.exchange, rule='[[rule]]\nanswer.status = 418\nanswer.body = "tea"\n')
    assert body(first) == b"tea"
    desk.wait_for_end(hold.exchange, "edited")
    second = desk.curl("/held/b")
    (other,) = desk.wait_for(1)
    desk.process.order("release", exchange=other.exchange)

    assert body(second) == b"by the rules"
    row = desk.reader.row(hold.exchange)
    assert row is not None
    assert (row.status, row.rule) == (418, "(edited)")
    exported = json.loads(json_line(desk.reader, hold.exchange))["hold"]
    assert (exported["states"], exported["ended"], exported["by"]) == (["waiting", "edited"], "edited", "person")


@pytest.mark.parametrize(
    ("rules", "said"),
    [(HELD, b"<Ada  1>"), (HELD + '[[rule]]\nmatch.body = "x"\n', b"<Ada name=Bob 1>")],
    ids=["nobody wants the body", "a rule looks into bodies"],
)
def test_what_is_foreseen_of_an_edited_answer_is_what_leaves(desk: Desk, rules: str, said: bytes) -> None:
    """To the octet, values of the request and what the server supplies included; Date aside."""
    desk.rules.write_text(rules)
    poll(lambda: desk.reader.ruleset(2) or rules == HELD, "the rules in force")
    client = desk.curl("/held/a?name=Ada", "-H", "Transfer-Encoding: chunked", "--data-binary", "name=Bob")
    (hold,) = desk.wait_for(1)
    facts = read_facts(desk.reader, hold.exchange)
    assert facts is not None
    edited = EditedOnce(facts, read_rules(rules, "", ""), Memory())
    answer = Canned(
        status=299,
        reason="Nearly",
        body="<{{ request.query.name }} {{ request.body }} {{ number }}>",
        headers=("X-Odd: 1",),
    )
    text = edited.text(replace(edited.first(), answer=answer)) + "answer.template = true\n"
    rule = read_rules(text, "", "").rules[0]
    foreseen = edited.foresee(rule, Contents(), time.time()).octets
    desk.process.order("release", exchange=hold.exchange, rule=edited.text(rule))
    desk.wait_for_end(hold.exchange, "edited")
    client.wait(20)

    assert said in foreseen
    assert dateless(desk.reader.answer_octets(hold.exchange)) == dateless(foreseen)


def dateless(octets: bytes) -> bytes:
    """Give octets without their Date line."""
    return b"".join(line for line in octets.splitlines(keepends=True) if not line.startswith(b"Date:"))


def test_one_answer_of_a_sequence_is_held(desk: Desk) -> None:
    """The first leaves at once; the second waits, and is not counted before it leaves."""
    assert body(desk.curl("/second")) == b"one"
    client = desk.curl("/second")
    (hold,) = desk.wait_for(1)
    desk.process.order("release", exchange=hold.exchange)

    assert body(client) == b"two"


def test_all_that_wait_are_released_at_once(desk: Desk) -> None:
    """One order answers several, each on its own connection."""
    clients = [desk.curl(f"/held/{number}") for number in range(4)]
    desk.wait_for(4)
    desk.process.order("release-all")

    assert [body(client) for client in clients] == [b"by the rules"] * 4
    desk.wait_for(0)


def test_everything_is_held_by_one_order_and_let_go_by_another(desk: Desk) -> None:
    """What no rule holds waits too, the server's own answers as well, until it is switched off."""
    desk.process.order("hold", on=True)
    desk.notice("All requests are held")
    plain, options = desk.curl("/plain"), desk.curl("/plain", "-X", "OPTIONS")
    desk.wait_for(2)
    desk.process.order("hold", on=False)
    desk.notice("by rules alone")
    assert body(desk.curl("/more")) == b"at once"
    desk.process.order("release-all")

    assert body(plain) == b"at once"
    assert b"Allow: " in options.communicate(timeout=20)[0]


@pytest.mark.parametrize(("by", "code"), [("fin", 52), ("rst", 56)])
def test_a_connection_is_dropped_without_an_answer(desk: Desk, by: str, code: int) -> None:
    """FIN is an empty reply to curl (52), RST a failure to receive (56); the capture has no answer."""
    client = desk.curl("/held/a")
    (hold,) = desk.wait_for(1)
    desk.process.order("drop", exchange=hold.exchange, by=by)

    client.communicate(timeout=20)
    assert client.returncode == code
    desk.wait_for_end(hold.exchange, "dropped")
    assert desk.reader.answer(hold.exchange) is None


def test_patience_ends_as_the_rule_says(desk: Desk) -> None:
    """The rules answer, or 503, or nothing at all."""
    assert body(desk.curl("/briefly/a")) == b"in the end"
    assert b"HTTP/1.1 503 " in desk.curl("/unavailable").communicate(timeout=20)[0]
    dropped = desk.curl("/drop")
    dropped.communicate(timeout=20)

    assert dropped.returncode == 52
    poll(lambda: desk.reader.snapshot(None).exchanges == 3, "three exchanges")
    assert [row.hold for row in desk.reader.rows(1, 3)] == ["timeout"] * 3


def test_too_many_get_503_at_once(desk: Desk) -> None:
    """Beyond the limit nobody waits, and the remark of such a request says which limit that is."""
    desk.rules.write_text("[limits]\nheld = 1\n" + HELD)
    poll(lambda: desk.reader.ruleset(2), "the limit in force")
    desk.curl("/held/a")
    desk.wait_for(1)

    assert body(desk.curl("/held/b")).startswith(
        b"503: Too many requests wait for an answer by hand: as many as the limit held"
    )
    assert body(desk.curl("/held/c", "-d", "content")).startswith(b"503: Too many")
    assert len(desk.waiting()) == 1
    poll(lambda: desk.reader.snapshot(None).answers == 2, "two refusals")
    refused = desk.reader.rows(2, 2)
    assert [(row.remark, row.complete, row.method, row.status) for row in refused] == [
        ("too-many-held", True, "GET", 503),
        ("too-many-held", True, "POST", 503),
    ]
    assert desk.reader.census().remarks == {"too-many-held": 2}


def test_pipelined_requests_wait_behind_one_that_is_held(desk: Desk) -> None:
    """Answers keep their order, and each is recorded at its place in the stream."""
    with socket.create_connection(("127.0.0.1", desk.port), 10) as client:
        client.sendall(GET % 1 + b"GET /held/2 HTTP/1.1\r\nHost: h\r\n\r\n" + GET % 3 + LAST)
        (hold,) = desk.wait_for(1)
        assert hold.exchange == 2
        desk.process.order("release", exchange=2)
        octets = b"".join(iter(lambda: client.recv(65_536), b""))

    assert [part.split(b"\r\n\r\n")[1] for part in octets.split(b"HTTP/1.1 ")[1:]] == [
        b"at once",
        b"by the rules",
        b"at once",
        b"at once",
    ]
    poll(lambda: desk.reader.snapshot(None).answers == 4, "four answers")
    assert b"".join(desk.reader.answer_octets(number) for number in (1, 2, 3, 4)) == octets


def test_a_client_that_leaves_while_it_is_held_is_recorded(desk: Desk) -> None:
    """Its FIN shows while it waits, since it may read on; a reset ends the waiting."""
    client = socket.create_connection(("127.0.0.1", desk.port), 10)
    client.sendall(b"GET /held/a HTTP/1.1\r\nHost: h\r\n\r\n")
    desk.wait_for(1)
    client.shutdown(socket.SHUT_WR)
    poll(lambda: desk.waiting()[0].state == "half-closed", "the FIN in the capture")
    client.close()
    with socket.create_connection(("127.0.0.1", desk.port), 10) as other:
        other.sendall(b"GET /held/b HTTP/1.1\r\nHost: h\r\n\r\n")
        desk.wait_for(2)
        other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    desk.wait_for_end(2, "client-left")

    assert [hold.exchange for hold in desk.wait_for(1)] == [1]


def test_a_client_that_ended_its_side_is_answered_and_one_that_broke_off_behind_it_frees_its_place(desk: Desk) -> None:
    """A FIN says only that nothing more is asked, as by `printf ... | nc -N`; an RST behind it is found at once."""
    with socket.create_connection(("127.0.0.1", desk.port), 10) as client:
        client.sendall(b"GET /held/a HTTP/1.1\r\nHost: h\r\n\r\n")
        client.shutdown(socket.SHUT_WR)
        poll(lambda: [hold.state for hold in desk.waiting()] == ["half-closed"], "the FIN in the capture")
        other = socket.create_connection(("127.0.0.1", desk.port), 10)
        other.sendall(b"GET /held/b HTTP/1.1\r\nHost: h\r\n\r\n")
        other.shutdown(socket.SHUT_WR)
        poll(lambda: [hold.state for hold in desk.waiting()] == ["half-closed"] * 2, "the other FIN in the capture")
        other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        other.close()
        desk.wait_for_end(2, "client-left")

        assert [hold.exchange for hold in desk.waiting()] == [1]
        desk.process.order("release", exchange=1)
        assert client.makefile("rb").read().endswith(b"\r\n\r\nby the rules")


def test_lines_typed_by_hand_leave_at_once_and_are_recorded_before(desk: Desk) -> None:
    """Each line reaches curl as it is typed, several answers stay apart, and the rows say that they are by hand."""
    clients = []
    for exchange in (1, 2):
        clients.append(desk.curl(f"/held/{exchange}", "-N", "--raw"))
        desk.wait_for(exchange)
        desk.process.order("by-hand", exchange=exchange)
        desk.process.order("send", exchange=exchange, octets=b"HTTP/1.1 200 Fine\r\n")
    desk.process.order("send", exchange=2, octets=b"X-Two: 2\r\nContent-Length: 2\r\n\r\n")
    for words in (b"Content-Length: 5\r\n", b"\r\n", b"he"):
        desk.process.order("send", exchange=1, octets=words)
    assert clients[0].stdout is not None
    assert os.read(clients[0].stdout.fileno(), 65_536).startswith(b"HTTP/1.1 200 Fine\r\n")
    desk.process.order("send", exchange=1, octets=b"llo", pause=0.02)
    desk.process.order("end", exchange=1, by="keep")
    desk.process.order("send", exchange=2, octets=b"hi")
    desk.process.order("end", exchange=2, by="fin")
    for client in clients:
        client.communicate(timeout=20)

    assert [client.returncode for client in clients] == [0, 0]
    for exchange, content in ((1, b"hello"), (2, b"hi")):
        desk.wait_for_end(exchange, "answered-by-hand")
        row = desk.reader.row(exchange)
        assert row is not None
        assert (row.status, row.rule) == (200, "(by hand)")
        octets = desk.reader.answer_octets(exchange)
        assert octets.partition(b"\r\n\r\n")[2] == content
        assert row.sent == len(octets)


def test_a_connection_goes_on_behind_an_answer_by_hand_that_is_whole(desk: Desk) -> None:
    """The next request on it is answered; behind an answer that is not whole the connection closes."""
    with socket.create_connection(("127.0.0.1", desk.port), 10) as client:
        client.sendall(b"GET /held/a HTTP/1.1\r\nHost: h\r\n\r\n" + GET % 2)
        desk.wait_for(1)
        desk.process.order("send", exchange=1, octets=b"HTTP/1.1 204 Empty\r\n\r\n")
        desk.process.order("end", exchange=1, by="keep")
        poll(lambda: desk.reader.snapshot(None).answers == 2, "the second answer")
        client.sendall(b"GET /held/b HTTP/1.1\r\nHost: h\r\n\r\n")
        desk.wait_for(1)
        desk.process.order("send", exchange=3, octets=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi")
        desk.process.order("end", exchange=3, by="keep")
        octets = b"".join(iter(lambda: client.recv(65_536), b""))

    assert octets.startswith(b"HTTP/1.1 204 Empty\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert octets.endswith(b"\r\n\r\nhi")


def test_an_event_is_added_to_a_stream_that_is_open(desk: Desk) -> None:
    """Curl gets it as it comes, and the capture has it."""
    client = desk.curl("/events", "-N")
    poll(lambda: b"data: first\n\n" in desk.reader.answer_octets(1), "the first event")
    desk.process.order("append", exchange=1, octets=b"data: second\n\n")
    poll(lambda: b"data: second\n\n" in desk.reader.answer_octets(1), "the event in the capture")
    assert client.stdout is not None
    came = b""
    while not came.endswith(b"data: first\n\ndata: second\n\n"):
        octets = os.read(client.stdout.fileno(), 65_536)
        assert octets, came
        came += octets


def test_counts_begin_anew_by_an_order(desk: Desk) -> None:
    """A sequence begins again, while the server goes on."""
    assert [body(desk.curl("/twice")) for _ in range(3)] == [b"one", b"two", b"two"]
    desk.process.order("forget", rule="twice")
    desk.notice("The counts of twice begin anew")

    assert body(desk.curl("/twice")) == b"one"


def test_what_is_held_when_the_screen_dies_gets_503_and_is_recorded_so(desk: Desk) -> None:
    """The end of the server's input is the end of the screen: nobody is left to answer."""
    client, begun = desk.curl("/held/a"), desk.curl("/held/b", "-N")
    desk.wait_for(2)
    by_path = {desk.reader.request_octets(number).split(b" ")[1]: number for number in (1, 2)}
    desk.process.order("send", exchange=by_path[b"/held/b"], octets=b"HTTP/1.1 200 OK\r\n\r\nhalf")
    poll(lambda: desk.reader.answer_octets(by_path[b"/held/b"]).endswith(b"half"), "what was typed")
    desk.process.stop()

    assert client.communicate(timeout=20)[0].startswith(b"HTTP/1.1 503 ")
    assert body(begun) == b"half"
    assert {row.hold for row in desk.reader.rows(1, 2)} == {"server-stopped"}


def test_a_server_that_is_killed_leaves_a_capture_that_says_so(desk: Desk) -> None:
    """Started again on the same capture, it tells who waited when it died."""
    desk.curl("/held/a")
    desk.wait_for(1)
    process = desk.process._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    poll(desk.process.status, "the end of the server")
    desk.process.restart()

    desk.wait_for_end(1, "server-died")
    assert ask(desk.port, LAST).endswith(b"at once")


def test_what_comes_too_late_or_is_no_order_is_told_and_nothing_breaks(desk: Desk) -> None:
    """A notice says so; the server goes on."""
    desk.process.order("release", exchange=99)
    desk.notice("Request 99 does not wait any more")
    desk.process.order("dance")
    desk.notice("nobody knows: 'dance'")
    desk.curl("/held/a")
    desk.wait_for(1)
    desk.process.order("release", exchange=1, rule="[[rule]]\nanswer.status = 'x'\n")
    desk.notice("answer.status: expected an integer")
    desk.process.order("append", exchange=None, octets=b"x")
    desk.notice("No answer is open")
    desk.process.order("forget", rule=None)
    desk.notice("The counts of all rules begin anew")

    assert len(desk.waiting()) == 1
    assert ask(desk.port, LAST).endswith(b"at once")
