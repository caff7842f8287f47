"""When octets leave and what goes between them: paces, pauses, scripts, interim responses and streams, over sockets."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from httpscope.store.reader import Reader
from tests.answers.shaped import HEAD, got, previewed, served
from tests.running import Serve, exported, poll

RULES = r"""
[[rule]]
name = "paced"
match.path = "/paced"
answer.headers = ["Date: Sun, 06 Nov 1994 08:49:37 GMT"]
answer.body = "0123456789"
answer.rate = "1 KiB/s"

[[rule]]
name = "paused"
match.path = "/paused"
answer.headers = ["Date: Sun, 06 Nov 1994 08:49:37 GMT"]
answer.body = "0123456789"
answer.pause = [{ at = 40, wait = "100ms" }, { at = 10, wait = "100ms" }]
answer.end_delay = "100ms"

[[rule]]
name = "script"
match.path = "/script"
answer.script = [
    "HTTP/1.1 200 OK\r\n", { wait = "50ms" }, { send = "Content-Length: 5\r\n\r\n" },
    { send_base64 = "AAH/" }, { wait = "50ms" }, { rst = true },
]

[[rule]]
name = "half a line"
match.path = "/half"
answer.script = ["HTT", { wait = "10ms" }, "P/1.1 2", { fin = true }]

[[rule]]
name = "early hints"
match.path = "/hints"
answer.headers = ["Date: Sun, 06 Nov 1994 08:49:37 GMT"]
answer.interim = [
    { status = 100 },
    { status = 103, headers = ["Link: </a.css>; rel=preload"], wait = "20ms" },
]
answer.body = "with hints"

[[rule]]
name = "endless"
match.path = "/endless"
answer.fault = "endless-content"

[[rule]]
name = "plain"
match.path = "/plain"
answer.body = "plain"
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A server with these rules."""
    with served(tmp_path_factory.mktemp("flow"), RULES) as running:
        yield running


@pytest.mark.parametrize(
    ("path", "end"), [("/paced", "open"), ("/paused", "open"), ("/script", "RST"), ("/half", "FIN"), ("/hints", "open")]
)
def test_the_octets_are_those_of_the_preview(server: Serve, path: str, end: str) -> None:
    """However they are cut."""
    promised = previewed(RULES, path)
    found = got(server.port, HEAD % path.encode(), size=len(promised.octets), stays=end == "open")
    assert (found.octets, found.end) == (promised.octets, end)


def _pieces(server: Serve, tmp_path: Path, rule: str) -> list[int]:
    """Give the sizes of the writes of the last answer of a rule, from the capture."""
    reader = Reader(server.capture)
    numbers = [int(str(row["exchange"])) for row in exported(tmp_path, server.capture) if row["rule"] == rule]
    try:
        return [each.stop - each.start for each in reader.transfers(numbers[-1]) if each.direction == 1]
    finally:
        reader.close()


def test_a_pace_cuts_the_answer_into_small_pieces_and_keeps_the_time(server: Serve, tmp_path: Path) -> None:
    """Each piece has its row in the capture, recorded before it left."""
    size = len(previewed(RULES, "/paced").octets)
    assert got(server.port, HEAD % b"/paced", size=size, stays=True).octets.endswith(b"0123456789")
    pieces = _pieces(server, tmp_path, "paced")
    assert pieces[0] == 1024 // 20
    assert sum(pieces) == size


def test_a_pause_is_at_its_octet(server: Serve, tmp_path: Path) -> None:
    """The last octet of all waits by itself."""
    size = len(previewed(RULES, "/paused").octets)
    got(server.port, HEAD % b"/paused", size=size, stays=True)
    assert _pieces(server, tmp_path, "paused") == [10, 30, size - 41, 1]


def test_the_preview_tells_waits_and_the_end() -> None:
    """In the order in which they happen."""
    notes = [note.text for note in previewed(RULES, "/script").notes]
    assert notes[-3:] == [
        "octet 17: 50ms pass",
        "octet 41: 50ms pass",
        "→ 41 octets, then the connection is broken off (RST)"[2:],
    ]


def test_interim_responses_come_before_the_final_one_and_not_to_http_1_0(server: Serve) -> None:
    """Their octets count as those of the answer; the next answer begins behind them."""
    size = len(previewed(RULES, "/hints").octets)
    found = got(server.port, HEAD % b"/hints" + HEAD % b"/hints", size=2 * size, stays=True)
    assert found.octets == previewed(RULES, "/hints").octets * 2
    assert found.octets.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>")
    old = got(server.port, b"GET /hints HTTP/1.0\r\nHost: h\r\n\r\n")
    assert old.octets.startswith(b"HTTP/1.1 200 OK\r\n")


def test_curl_and_httpx_take_the_final_answer_behind_hints(server: Serve) -> None:
    """Clients that nobody here wrote."""
    url = f"http://127.0.0.1:{server.port}/hints"
    assert httpx.get(url).text == "with hints"
    told = subprocess.run(["curl", "-si", url], capture_output=True, timeout=10, check=True).stdout
    assert told.count(b"HTTP/1.1 ") == 3


def test_a_request_behind_a_stream_waits_and_its_answer_is_recorded_in_its_place(server: Serve, tmp_path: Path) -> None:
    """No octet of one answer is told to be of the other."""
    size = len(previewed(RULES, "/paced").octets + previewed(RULES, "/plain").octets)
    found = got(server.port, HEAD % b"/paced" + HEAD % b"/plain", size=size, stays=True)
    assert b"0123456789HTTP/1.1 200 OK" in found.octets
    rows = poll(lambda: [row for row in exported(tmp_path, server.capture) if row["rule"] == "plain"], "the answer")
    assert str(rows[-1]["answer_text"]).endswith("\r\n\r\nplain")
    assert str(rows[-1]["answer_text"]).startswith("HTTP/1.1 200 OK")


def test_endless_answers_do_not_hold_up_others_and_end_when_clients_leave(server: Serve, tmp_path: Path) -> None:
    """Ten endless ones at once, read slowly, and a plain one in between."""
    clients = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(10)]
    try:
        for client in clients:
            client.sendall(HEAD % b"/endless")
        for client in clients:
            assert client.recv(15) == b"HTTP/1.1 200 OK"
        assert httpx.get(f"http://127.0.0.1:{server.port}/plain").text == "plain"
    finally:
        for client in clients:
            client.close()
    poll(lambda: _closed(tmp_path, server) >= 10, "the endless answers to end")


def _closed(tmp_path: Path, server: Serve) -> int:
    reader = Reader(server.capture)
    try:
        rows = reader.rows(1, 1000)
        return sum(row.rule == "endless" and row.closed and not row.answer_open and row.sent > 0 for row in rows)
    finally:
        reader.close()


def test_the_stop_of_the_server_ends_an_endless_answer(tmp_path: Path) -> None:
    """In the time that the limit gives; the capture is whole."""
    with served(tmp_path, RULES, "--limit", "stop_time=100ms") as running:
        with socket.create_connection(("127.0.0.1", running.port), 5) as client:
            client.sendall(HEAD % b"/endless")
            assert client.recv(15) == b"HTTP/1.1 200 OK"
            assert running.stop() == 0
        (row,) = exported(tmp_path, running.capture)
    assert (row["rule"], row["status"]) == ("endless", 200)
    assert int(str(row["answer_octets"])) > 15


EVENTS = r"""
[[rule]]
name = "clock"
match.path = "/clock"
answer.etag = true
answer.encode = true
answer.ranges = true
answer.headers = ["Access-Control-Allow-Origin: *"]
answer.events = [
    "one",
    { data = "two\nlines", event = "word", id = "7", retry = 50, wait = "20ms" },
    { comment = "quiet" },
    { data = { n = 3 } },
]

[[rule]]
name = "again"
match.path = "/again"
answer.events = [{ data = "tick", wait = "5ms" }]
answer.events_then = "repeat"

[[rule]]
name = "open"
match.path = "/open"
answer.events = ["first"]
answer.events_then = "stay"

[[rule]]
name = "page"
match.path = "/"
answer.type = "text/html"
answer.body = '''
<title>waiting</title><ol></ol>
<script>
const list = document.querySelector("ol"), say = text => { list.innerHTML += "<li>" + text; };
const source = new EventSource("/clock");
source.onmessage = event => {
    say(event.data);
    if (event.data == '{"n": 3}') { source.close(); document.title = "done"; }
};
source.addEventListener("word", event => say(event.data.replace("\n", "+") + event.lastEventId));
</script>
'''
"""
WIRE = b'data: one\n\nevent: word\nid: 7\nretry: 50\ndata: two\ndata: lines\n\n: quiet\n\ndata: {"n": 3}\n\n'


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """A server of events."""
    with served(tmp_path_factory.mktemp("events"), EVENTS) as running:
        yield running


def test_curl_gets_the_events_as_they_are_written(events: Serve) -> None:
    """With the headers that a stream needs; each event is a chunk, and an old client gets them until the close."""
    url = f"http://127.0.0.1:{events.port}/clock"
    told = subprocess.run(["curl", "-sNi", url], capture_output=True, timeout=10, check=True).stdout
    head, _, content = told.partition(b"\r\n\r\n")
    assert content == WIRE
    lines = head.lower().split(b"\r\n")
    assert {b"content-type: text/event-stream", b"cache-control: no-store", b"transfer-encoding: chunked"} <= set(lines)
    old = subprocess.run(["curl", "-s0i", url], capture_output=True, timeout=10, check=True).stdout
    assert old.endswith(b"\r\n\r\n" + WIRE)
    assert b"content-length" not in old.lower()
    asked = ["--compressed", "-H", "If-None-Match: *", "-r", "0-3"]
    whole = subprocess.run(["curl", "-sN", *asked, url], capture_output=True, timeout=10, check=True).stdout
    assert whole == WIRE  # a stream is not coded, validated or cut
    only = subprocess.run(["curl", "-sI", url], capture_output=True, timeout=10, check=True).stdout
    assert b"text/event-stream" in only


def test_the_preview_shows_events_and_says_how_they_go_on() -> None:
    """The list, and that it stays open."""
    assert previewed(EVENTS, "/open").octets.endswith(b"d\r\ndata: first\n\n\r\n")
    assert previewed(EVENTS, "/open").notes[-1].text.endswith("then it stays open for events")
    assert previewed(EVENTS, "/again").octets.count(b"tick") > 100


def test_httpx_reads_a_list_that_begins_anew(events: Serve) -> None:
    """More events than the list has."""
    with httpx.stream("GET", f"http://127.0.0.1:{events.port}/again") as answer:
        lines = [line for line, _ in zip(answer.iter_lines(), range(20), strict=False)]
    assert lines.count("data: tick") == 10


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed")
def test_a_browser_takes_the_events(events: Serve, tmp_path: Path) -> None:
    """EventSource of Chromium: names, ids and lines as they were typed."""
    page = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--no-first-run", f"--user-data-dir={tmp_path / 'chromium'}",
         "--virtual-time-budget=3000", "--dump-dom", f"http://127.0.0.1:{events.port}/"],
        capture_output=True, timeout=60, check=True,
    ).stdout.decode()  # fmt: skip
    assert "<title>done</title>" in page
    assert '<li>one</li><li>two+lines7</li><li>{"n": 3}</li>' in page
