"""A capture made by hand, with fixed times, for tests of the screen and for pictures of it.

Twenty or so exchanges such as a lesson sees: a page and what belongs to it, forms and JSON, requests with defects,
octets that are no HTTP. Written with the real `store.Writer`, so that the screen reads what a server would write.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from httpscope.exchange import (
    INBOUND,
    OUTBOUND,
    Answer,
    Batch,
    Closing,
    Connection,
    Exchange,
    Notice,
    Progress,
    RulesetText,
    Run,
    Segment,
)
from httpscope.store.writer import Keep, Writer

KEEP_ALL: Final = Keep()
ADDRESS: Final = "http://127.0.0.1:8001/"
LOCAL: Final = "127.0.0.1:8001"
MS: Final = 1_000_000
START: Final = int(time.mktime((2026, 3, 2, 10, 15, 0, 0, 0, -1))) * 1000 * MS
"""A Monday morning, a quarter past ten by whatever clock the machine has."""

PAGE: Final = b"<!doctype html>\n<title>Hello</title>\n<link rel=stylesheet href=/style.css>\n<h1>Hello, class</h1>\n"
CSS: Final = b"h1 { color: rebeccapurple; font-family: sans-serif }\n"
BROWSER: Final = (
    b"Host: 127.0.0.1:8001\r\n"
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    b"Accept-Language: en-GB,en;q=0.8,zh;q=0.5\r\n"
    b"Accept-Encoding: gzip, deflate, br\r\n"
    b"Connection: keep-alive\r\n"
)
CURL: Final = b"Host: 127.0.0.1:8001\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n"
TLS_HELLO: Final = bytes.fromhex("16030100c5010000c10303") + bytes(range(32)) + bytes.fromhex("0026c02bc02fc02cc030")


def response(status: str, content: bytes, content_type: str = "text/html; charset=utf-8", *more: str) -> bytes:
    """Give the octets of a well-framed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *more]
    lines += [f"Content-Length: {len(content)}", "Date: Mon, 02 Mar 2026 10:15:00 GMT"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


@dataclass
class Talk:
    """Writes one capture, a connection after the other; `now` is the time of the next event in nanoseconds."""

    writer: Writer
    now: int = START
    exchanges: int = 0
    connections: int = 0
    batch: Batch = field(default_factory=Batch)

    def connect(self, peer: str) -> "Client":
        """Accept a connection from a client."""
        self.connections += 1
        self.batch.connections.append(Connection(self.connections, self.now, peer, LOCAL))
        return Client(self, self.connections)

    def notice(self, severity: str, topic: str, text: str) -> None:
        """Say something to the people at the screen."""
        self.batch.notices.append(Notice(self.now, severity, topic, text))

    def commit(self) -> None:
        """Put into the capture what has happened since the last commit."""
        self.writer.commit(self.batch)
        self.batch = Batch()

    def end(self) -> None:
        """Close the capture."""
        self.writer.close()


@dataclass
class Client:
    """One connection of a `Talk`: what it sends and what it is answered."""

    talk: Talk
    number: int
    received: int = 0
    sent: int = 0
    ordinal: int = 0

    def request(
        self,
        octets: bytes,
        answer: bytes | None = None,
        *,
        remark: str = "",
        rule: str = "front page",
        took: float = 1.4,
        complete: bool = True,
        pieces: int = 1,
    ) -> int:
        """Send a request in so many pieces, and answer it after `took` milliseconds. Gives its number."""
        talk, batch = self.talk, self.talk.batch
        talk.exchanges += 1
        self.ordinal += 1
        begun, start = talk.now, self.received
        for piece in _split(octets, pieces):
            batch.segments.append(Segment(self.number, INBOUND, talk.now, self.received, piece))
            self.received += len(piece)
            talk.now += 40 * MS if pieces > 1 else 0
        line = octets.split(b"\n", 1)[0].rstrip(b"\r").decode("latin-1")
        words = line.split(" ") if octets[:1].isalpha() else []
        method, target, version = (*words, "", "", "")[:3]
        head, stop = octets.find(b"\r\n\r\n"), self.received if complete else None
        head_stop = start + head + 4 if head >= 0 else None
        batch.exchanges.append(
            Exchange(
                id=talk.exchanges,
                connection=self.number,
                ordinal=self.ordinal,
                at=begun,
                start=start,
                head_stop=head_stop,
                stop=stop,
                method=method,
                target=target,
                version=version,
                remark=remark,
            )
        )
        talk.now += round(took * MS)
        if answer is not None:
            self._answer(talk.exchanges, answer, rule)
        talk.now += 7 * MS
        return talk.exchanges

    def more(self, octets: bytes) -> None:
        """Send more octets of a request that is still arriving."""
        self.talk.batch.segments.append(Segment(self.number, INBOUND, self.talk.now, self.received, octets))
        self.received += len(octets)
        self.talk.now += 40 * MS

    def finish(self, exchange: int, method: str, target: str, answer: bytes) -> None:
        """Complete a request that was arriving, and answer it."""
        self.talk.batch.progress.append(
            Progress(exchange, self.talk.now, self.received, self.received, method, target, "HTTP/1.1", "")
        )
        self._answer(exchange, answer, "front page")

    def close(self, reason: str) -> None:
        """End the connection."""
        self.talk.batch.closings.append(Closing(self.number, self.talk.now, reason, self.received, self.sent))

    def _answer(self, exchange: int, octets: bytes, rule: str) -> None:
        status = octets[9:12]
        batch, now = self.talk.batch, self.talk.now
        batch.segments.append(Segment(self.number, OUTBOUND, now, self.sent, octets))
        batch.answers.append(
            Answer(exchange, now, self.sent, self.sent + len(octets), int(status) if status.isdigit() else 0, rule, 1)
        )
        self.sent += len(octets)


def _split(octets: bytes, pieces: int) -> Sequence[bytes]:
    size = max(-(-len(octets) // pieces), 1)
    return [octets[start : start + size] for start in range(0, len(octets), size)]


def empty_capture(path: Path, keep: Keep = KEEP_ALL) -> Talk:
    """Begin a capture that has a run and nothing else, and of which so much is kept."""
    talk = Talk(Writer(path, keep=keep))
    talk.batch.runs.append(Run(START, "httpscope 0.1.0", ADDRESS, "rules.toml"))
    talk.batch.rulesets.append(RulesetText(1, START, "rules.toml", "[[rule]]\n"))
    talk.commit()
    return talk


def seeded_capture(path: Path) -> Talk:
    """Make the capture of a lesson; the last request is still arriving."""
    talk = empty_capture(path)
    _page_load(talk)
    _posts(talk)
    _not_quite_http(talk)
    _odd_but_right(talk)
    talk.commit()
    return talk


def many(path: Path, count: int) -> Talk:
    """Make a capture of `count` plain requests on one connection, as a load generator would."""
    talk = empty_capture(path)
    client = talk.connect("127.0.0.1:50000")
    answer = response("200 OK", b"ok\n", "text/plain")
    for number in range(1, count + 1):
        client.request(b"GET /load/%d HTTP/1.1\r\nHost: a\r\n\r\n" % number, answer, took=0.2)
        if number % 5_000 == 0:
            talk.commit()
    talk.commit()
    return talk


def _page_load(talk: Talk) -> None:
    browser = talk.connect("127.0.0.1:50412")
    browser.request(b"GET / HTTP/1.1\r\n" + BROWSER + b"\r\n", response("200 OK", PAGE))
    browser.request(
        b"GET /style.css HTTP/1.1\r\n" + BROWSER + b"\r\n", response("200 OK", CSS, "text/css"), rule="style", took=0.8
    )
    browser.request(
        b"GET /favicon.ico HTTP/1.1\r\n" + BROWSER + b"\r\n", response("404 Not Found", b"no icon\n"), rule="all else"
    )
    talk.now += 2_400 * MS
    browser.request(
        b"GET /old-page?from=bookmark HTTP/1.1\r\n" + BROWSER + b"\r\n",
        response("301 Moved Permanently", b"", "text/html", "Location: /"),
        rule="moved",
    )
    browser.close("idle-timeout")


def _posts(talk: Talk) -> None:
    talk.now += 900 * MS
    hook = talk.connect("192.168.1.23:41022")
    content = b'{"event":"order.paid","id":"ord_1842","total":1290,"lines":[{"sku":"A-7","count":2}]}'
    hook.request(
        b"POST /hooks/orders HTTP/1.1\r\n" + CURL + b"Content-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content) + content,
        response("201 Created", b'{"ok":true}\n', "application/json"),
        rule="hooks",
        took=252,
    )
    hook.close("client-closed")
    form = talk.connect("127.0.0.1:50418")
    content = b"name=Ada+Lovelace&message=H%C3%A9llo+%26+good+morning&send=yes"
    form.request(
        b"POST /guestbook HTTP/1.1\r\n" + BROWSER + b"Content-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: %d\r\n\r\n" % len(content) + content,
        response("303 See Other", b"", "text/html", "Location: /guestbook"),
        rule="guestbook",
    )
    form.close("client-closed")
    chunked = talk.connect("127.0.0.1:50420")
    chunked.request(
        b"PUT /upload/notes.txt HTTP/1.1\r\n" + CURL + b"Transfer-Encoding: chunked\r\nTrailer: X-Checksum\r\n\r\n"
        b"7;part=1\r\nMozilla\r\n9\r\nDeveloper\r\n0\r\nX-Checksum: 9f86d081\r\n\r\n",
        response("500 Internal Server Error", b"the disk of the shop is full\n", "text/plain"),
        rule="uploads",
        pieces=4,
        took=31,
    )
    chunked.close("client-closed")


def _not_quite_http(talk: Talk) -> None:
    refusal = response("400 Bad Request", b"This request has no Host.\n", "text/plain", "Connection: close")
    for octets, remark, answer in (
        (b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", "missing-host", refusal),
        (TLS_HELLO, "tls-hello", refusal),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http2-preface", refusal),
        (b"GET /search?q=\xe4pfel und birnen HTTP/1.1\r\nHost: a\r\n\r\n", "space-in-target", refusal),
        (b"POST /login HTTP/1.1\r\n" + CURL + b"Content-Length: 120\r\n\r\nuser=ad", "cut-off", None),
    ):
        client = talk.connect(f"127.0.0.1:{50430 + talk.connections}")
        client.request(octets, answer, remark=remark, rule="(refused)", took=0.5)
        client.close("server-closed" if answer else "client-left")
    silent = talk.connect("127.0.0.1:50440")
    talk.now += 30 * MS
    silent.close("silent")


def _odd_but_right(talk: Talk) -> None:
    talk.now += 1_700 * MS
    client = talk.connect("[::1]:50450")
    client.request(b"HEAD / HTTP/1.1\r\n" + CURL + b"\r\n", response("200 OK", b""), took=0.4)
    client.request(
        b"OPTIONS * HTTP/1.1\r\n" + CURL + b"\r\n",
        b"HTTP/1.1 204 No Content\r\nAllow: GET, HEAD, POST, OPTIONS\r\nDate: Mon, 02 Mar 2026 10:15:07 GMT\r\n\r\n",
        rule="(OPTIONS)",
        took=0.3,
    )
    client.request(
        b"GET http://127.0.0.1:8001/through/a/proxy HTTP/1.1\r\n" + CURL + b"\r\n", response("200 OK", PAGE), took=0.7
    )
    for number in range(1, 4):
        client.request(
            b"GET /pipelined/%d HTTP/1.1\r\n" % number + CURL + b"\r\n", response("200 OK", b"%d\n" % number), took=0.2
        )
    client.close("client-closed")
    lesson = talk.connect("127.0.0.1:50460")
    lesson.request(
        b"GET /lesson HTTP/1.0\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Type:text/html\n\n<h1>Hello world</h1>\n",
        rule="hello",
    )
    lesson.close("server-closed")
    chinese = talk.connect("127.0.0.1:50462")
    chinese.request(
        b"GET /\xe4\xbd\xa0\xe5\xa5\xbd/\x1b]52;c;AAAA\x07 HTTP/1.1\r\n" + CURL + b"\r\n",
        response("404 Not Found", b"no\n"),
        remark="control-character",
        rule="all else",
    )
    chinese.close("client-closed")
    telnet = talk.connect("127.0.0.1:50470")
    telnet.request(b"GET /typed-by-ha", complete=False, pieces=3)
