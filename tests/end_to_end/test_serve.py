"""`httpscope serve` as people run it: a process, real sockets, real signals."""

import contextlib
import http.client
import json
import random
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from tests.running import COMMAND, ask, environment, exported, poll, read_to_end, run, serving

GET = b"GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"


def test_a_line_a_request(tmp_path: Path) -> None:
    """Each request is one line with its number, client, request line, status and sizes."""
    with serving(tmp_path, "--body", "hi") as server:
        answer = ask(server.port, GET)
        line = poll(server.stdout, "a line")

    assert line.count("\n") == 1
    assert f"GET /a HTTP/1.1  -> 200 {len(GET)} octets in, {len(answer)} out" in line


def test_lines_of_requests_that_are_the_same_tell_them_apart(tmp_path: Path) -> None:
    """Each has its number and its time, whatever stands in its target."""
    line = b"GET /%73%25%64 HTTP/1.1"
    with serving(tmp_path, "--body", "hi") as server:
        answers = ask(server.port, (line + b"\r\nHost: h\r\n\r\n") * 3 + GET)
        ask(server.port, b"GET /wrong%s HTTP/1.1\r\n\r\n")
        lines = poll(lambda: (found := server.stdout().splitlines())[4:] and found, "five lines")

    assert answers.count(b"HTTP/1.1 200 OK") == 4
    for number in (1, 2, 3):
        assert f"  #{number}  127.0.0.1:" in lines[number - 1]
        assert f"  {line.decode()}  -> 200 {len(line) + 13} octets in, " in lines[number - 1]
        assert lines[number - 1].endswith(" ms")
    assert "GET /wrong%s HTTP/1.1  -> 400" in lines[4]


def test_without_a_terminal_the_plain_command_serves(tmp_path: Path) -> None:
    """With its output in a file or a pipe, `httpscope` writes lines and needs no screen."""
    with serving(tmp_path, command=[]) as server:
        ask(server.port, GET)

        assert "GET /a HTTP/1.1  -> 200" in poll(server.stdout, "a line")


def test_lines_of_json(tmp_path: Path) -> None:
    """`--format jsonl` tells all facts, octets included."""
    with serving(tmp_path, "--format", "jsonl", "--body", "hi") as server:
        answer = ask(server.port, GET)
        told = json.loads(poll(server.stdout, "a line"))

    assert [told["method"], told["target"], told["status"]] == ["GET", "/a", 200]
    assert [told["request_text"], told["answer_text"]] == [GET.decode(), answer.decode()]


def test_the_octets_as_the_lesson_prints_them(tmp_path: Path) -> None:
    """`--format octets` prints `Connect from` and what the client sent."""
    with serving(tmp_path, "--format", "octets") as server:
        ask(server.port, GET)
        poll(lambda: "Connection: close" in server.stdout(), "the octets")
        printed = server.stdout()

    assert printed.startswith("Connect from 127.0.0.1:")
    assert "  GET /a HTTP/1.1␍␊\n  Host: h␍␊\n  Connection: close␍␊\n  ␍␊" in printed


def test_hostile_octets_act_on_no_terminal(tmp_path: Path) -> None:
    """One request stays one line, and no control octet gets through."""
    with serving(tmp_path) as server:
        ask(server.port, b"GET /\x1b]52;c;aGk=\x07\x9b31m\r\x00 HTTP/1.1\r\nHost: h\r\n\r\n")
        printed = poll(server.stdout, "a line").encode()

    assert [printed.count(b"\n"), [octet for octet in printed[:-1] if octet < 0x20]] == [1, []]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_it_in_order(tmp_path: Path, name: signal.Signals) -> None:
    """The exit status is 0, the capture is one whole file, and its name is told."""
    with serving(tmp_path) as server:
        ask(server.port, GET)
        stopped = server.process
        stopped.send_signal(name)
        status = stopped.wait(10)
        told = server.stderr()

    assert [status, told.splitlines()[-1]] == [0, f"httpscope: capture: {server.capture}"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("capture")] == ["capture.db"]
    assert [row["target"] for row in exported(tmp_path, server.capture)] == ["/a"]


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_right_behind_the_first_line_is_heard(tmp_path: Path, name: signal.Signals) -> None:
    """Who waits for that it listens may end it in the same moment: everything that a signal needs is ready by then."""
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"], env=environment(tmp_path), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        caught = Path(f"/proc/{process.pid}/status").read_text().partition("SigCgt:")[2].split()[0]
        process.send_signal(name)
        process.stderr.read()

    assert first.startswith("httpscope: listening on ")
    assert int(caught, 16) & 1 << name - 1
    assert process.returncode == 0


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    """Who holds it, which one is free, and nothing half started: no capture is left."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        done = run(tmp_path, "serve", "--port", str(port))
    said = done.stderr.decode()

    assert done.returncode == 2
    assert said.startswith(f"httpscope: port {port} on 127.0.0.1 is taken by ")
    assert "is free: httpscope serve --port" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serve", "google.com"), "google.com is no rules file. httpscope is the server"),
        (("serve", "nothing.toml"), "nothing.toml: No such file or directory; a rules file is expected there"),
        (("export", "nothing.db"), "nothing.db"),
        (("serve", "-b", "300.1.2.3", "--port", "0"), "is no address to bind to"),
        (("serve", "-d", "soon", "--port", "0"), "delay"),
        (("serve", "-H", "no colon", "--port", "0"), "headers"),
        (("serve", "--body", "@nothing.html", "--port", "0"), "--body: nothing.html: No such file or directory"),
    ],
)
def test_what_cannot_begin_says_why_in_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """Exit status 2 and a sentence; never a traceback, never silence."""
    done = run(tmp_path, *arguments)

    assert [done.returncode, said in done.stderr.decode(), done.stderr.count(b"\n")] == [2, True, 1]


def test_a_mistake_in_the_rules_file_is_named_with_its_place(tmp_path: Path) -> None:
    """File, line, column and what was expected."""
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nanswer.status = "abc"\n')
    done = run(tmp_path, "serve", str(rules))

    assert done.returncode == 2
    assert f"httpscope: {rules}:2:" in done.stderr.decode()


def test_the_first_answer_comes_from_flags(tmp_path: Path) -> None:
    """Status, type, fields in order, a body from a file and a delay."""
    page = tmp_path / "page.txt"
    page.write_text("from a file")
    with serving(
        tmp_path, "-s", "418", "-t", "text/x-tea", "-H", "X-A: 1", "-H", "X-A: 2", "-d", "10ms", "--body", f"@{page}"
    ) as server:
        answer = ask(server.port, GET)
    head, _, body = answer.partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 418 ")
    assert b"\r\nContent-Type: text/x-tea\r\n" in head
    assert b"\r\nX-A: 1\r\nX-A: 2\r\n" in head
    assert body == b"from a file"


def test_a_standard_output_that_closes_stops_it_in_order(tmp_path: Path) -> None:
    """`httpscope serve | head -n 1` ends when the reader has seen enough."""
    capture = tmp_path / "c.db"
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--capture", str(capture)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
    )
    assert server.stderr is not None
    assert server.stdout is not None
    port = int(server.stderr.readline().rstrip(b"/\n").rpartition(b":")[2])
    server.stdout.close()

    def asked() -> bool:
        try:
            ask(port, GET)
        except OSError:
            return server.poll() is not None
        return False

    poll(asked, "the server to stop")
    server.stderr.close()

    assert [server.wait(5), len(exported(tmp_path, capture)) >= 1] == [0, True]


@pytest.mark.slow
def test_kill_9_loses_no_exchange_that_a_client_saw_answered(tmp_path: Path) -> None:
    """Four clients under load, the server killed at a random moment, five times over."""
    for number in range(5):
        folder = tmp_path / str(number)
        folder.mkdir()
        with serving(folder, "--body", "x" * 2000) as server:
            seen: list[set[str]] = [set() for _ in range(4)]
            clients = [
                threading.Thread(target=_ask_until_it_dies, args=(server.port, client, seen[client]))
                for client in range(4)
            ]
            for client in clients:
                client.start()
            poll(partial(_many, seen), "some answers")
            threading.Event().wait(random.random() / 5)
            server.process.kill()
            for client in clients:
                client.join(10)
            server.process.wait(5)
        answered = set().union(*seen)
        captured = {row["target"]: row["status"] for row in exported(folder, server.capture)}
        with sqlite3.connect(server.capture) as database:
            integrity = database.execute("PRAGMA integrity_check").fetchone()
        database.close()

        assert [answered - captured.keys(), {captured[target] for target in answered}, integrity] == [
            set(),
            {200},
            ("ok",),
        ]


def _many(seen: list[set[str]]) -> bool:
    return sum(map(len, seen)) > 200


def _ask_until_it_dies(port: int, client: int, seen: set[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    number = 0
    try:
        while True:
            number += 1
            target = f"/{client}/{number}"
            connection.request("GET", target)
            connection.getresponse().read()
            seen.add(target)
    except (OSError, http.client.HTTPException):
        return
    finally:
        connection.close()


def test_a_full_disk_gets_503_and_it_goes_on_by_itself(tmp_path: Path) -> None:
    """A quota stands for the disk: requests that cannot be recorded are refused, and named on the standard error."""
    capture = tmp_path / "c.db"
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY));"
        f"sys.argv[1:] = ['serve', '--port', '0', '--capture', {str(capture)!r}];"
        "import runpy; runpy.run_module('httpscope', run_name='__main__')"
    )
    errors = (tmp_path / "err.txt").open("w+b")
    server = subprocess.Popen(
        [COMMAND[0], "-c", script], stdout=subprocess.DEVNULL, stderr=errors, env=environment(tmp_path)
    )
    try:
        poll(lambda: "capture:" in (tmp_path / "err.txt").read_text(), "the server to listen")
        told = (tmp_path / "err.txt").read_text()
        port = int(told.split("/\n")[0].rpartition(":")[2])
        big = b"POST /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 500000\r\n\r\n" + b"x" * 500_000
        refused = _ask_even_if_reset(port, big)
        resource_of(server.pid)
        answered = ask(port, GET)
    finally:
        server.terminate()
        server.wait(10)
        errors.close()

    assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert answered.startswith(b"HTTP/1.1 200 OK\r\n")
    said = (tmp_path / "err.txt").read_text()
    assert "There is no room left" in said
    assert "can be written again" in said


def resource_of(pid: int) -> None:
    """Lift the quota of a process: there is room again."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _ask_even_if_reset(port: int, octets: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        with contextlib.suppress(OSError):  # answered and closed before all was sent
            client.sendall(octets)
        try:
            return read_to_end(client)
        except ConnectionResetError:
            return b""


def test_a_broken_rules_file_is_told_while_it_runs(tmp_path: Path) -> None:
    """File, line, column and the nearest right name, without waiting for a request."""
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nanswer.body = "good"\n')
    with serving(tmp_path, str(rules)) as server:
        rules.write_text('[[rule]]\nanswer.bdy = "bad"\n')
        poll(lambda: f"{rules}:2:" in server.stderr(), "word of the mistake")
        assert "did you mean answer.body? The last good rules stay in force." in server.stderr()

        assert ask(server.port, GET).endswith(b"good")


def test_no_locale_stops_the_lines(tmp_path: Path) -> None:
    """The lines are UTF-8 whatever the terminal's locale: a client must not be able to end them."""
    with serving(tmp_path, more={"PYTHONIOENCODING": "ascii"}) as server:
        ask(server.port, b"GET /\x01\xff HTTP/1.1\r\n\r\n")
        ask(server.port, GET)
        poll(lambda: "GET /a" in server.stdout(), "the second line")

        assert "/␁ÿ" in server.stdout()


@pytest.mark.slow
def test_an_exhausted_file_limit_is_told_once_and_gets_over(tmp_path: Path) -> None:
    """Accepting goes on when files are free again, without a flood of words meanwhile."""
    with serving(tmp_path) as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (30, 30))
        clients = [socket.create_connection(("127.0.0.1", server.port), 5) for _ in range(60)]
        poll(lambda: "No connection can be accepted" in server.stderr(), "word of the limit")
        for client in clients:
            client.close()

        assert ask(server.port, GET, patience=15).startswith(b"HTTP/1.1 200")
        assert server.stderr().count("No connection can be accepted") == 1
        assert "Traceback" not in server.stderr()


def test_surplus_octets_do_not_destroy_a_large_answer(tmp_path: Path) -> None:
    """The server goes on reading until the client has all of the answer, and only then closes."""
    page = tmp_path / "large.bin"
    page.write_bytes(bytes(20_000_000))
    with serving(tmp_path, "--body", f"@{page}") as server, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.settimeout(20)
        client.connect(("127.0.0.1", server.port))
        client.sendall(GET)
        received = 0
        while piece := client.recv(65_536):
            received += len(piece)
            if received < 19_000_000:
                client.sendall(b"surplus")

    assert received > 20_000_000


def test_a_refused_request_is_told_whole_in_json(tmp_path: Path) -> None:
    """Its line comes when its last octet is known, and says what an export says; and one file is left."""
    with serving(tmp_path, "--format", "jsonl") as server:
        ask(server.port, b"BAD\r\n\r\n")
        told = json.loads(poll(server.stdout, "a line"))
    left = [path.name for path in tmp_path.iterdir() if path.name.startswith("capture")]

    assert [told["complete"], told == exported(tmp_path, server.capture)[0], left] == [True, True, ["capture.db"]]


def test_view_without_a_terminal_says_what_to_do_instead(tmp_path: Path) -> None:
    """It would otherwise paint into a pipe, for ever."""
    with serving(tmp_path) as server:
        ask(server.port, GET)
    done = run(tmp_path, "view", str(server.capture))

    assert [done.returncode, done.stderr.decode()] == [
        2,
        "httpscope: view needs a terminal; without one: httpscope export FILE --format jsonl, or --format raw\n",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="only there each of 127.0.0.0/8 is this machine without set-up")
@pytest.mark.parametrize("arguments", [(), ("-b", "0.0.0.0")])
def test_who_does_not_come_by_127_0_0_1_needs_leave(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """By default another address of the machine finds nobody there; with `-b 0.0.0.0` anybody is answered."""
    with serving(tmp_path, *arguments) as server, socket.socket() as client:
        client.settimeout(5)
        if not arguments:
            with pytest.raises(ConnectionRefusedError):
                client.connect(("127.0.0.2", server.port))
            return
        client.connect(("127.0.0.2", server.port))
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert client.recv(15) == b"HTTP/1.1 200 OK"
