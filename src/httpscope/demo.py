"""A scripted client for `--demo`: it shows what httpscope can see, to the server of its own run.

It runs as a process of its own, knows nothing of the rest and is bounded in count. Some of what it sends is wrong on
purpose. RFC sections beside the scenes say what each one shows.
"""

import gzip
import socket
import subprocess
import sys
from collections.abc import Iterator
from threading import Event
from typing import Final
from urllib.parse import urlsplit

ROUNDS: Final = 40
"""Times that the script is played; half an hour, and then it is quiet."""
PAUSE: Final = 1.2
"""Seconds between scenes: slow enough to read along."""
PATIENCE: Final = 5.0
"""Seconds to wait for an answer."""

_BROWSER: Final = (
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36\r\n"
    b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
    b"Accept-Encoding: gzip, deflate, br, zstd\r\n"
    b"Accept-Language: en-GB,en;q=0.9\r\n"
)


class DemoProcess:
    """The running script."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process

    def stop(self) -> None:
        """End the script at once."""
        self._process.terminate()
        self._process.wait()


def start_demo(address: str) -> DemoProcess:
    """Start the script against the server of this run, such as `http://127.0.0.1:8001/`."""
    return DemoProcess(
        subprocess.Popen(
            [sys.executable, "-m", "httpscope.demo", address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )


def scenes(host: bytes) -> Iterator[list[bytes]]:
    """Give what is sent on one connection each: pieces, with a short pause between them."""
    host_line = b"Host: " + host + b"\r\n"
    # Persistent connection: a page and its icon over one connection (RFC 9112 §9.3).
    yield [
        b"GET / HTTP/1.1\r\n" + host_line + b"Upgrade-Insecure-Requests: 1\r\n" + _BROWSER + b"\r\n",
        b"GET /favicon.ico HTTP/1.1\r\n" + host_line + b"Referer: http://" + host + b"/\r\n" + _BROWSER + b"\r\n",
    ]
    # A form: content, and the two fields that tell what it is and where it ends (RFC 9110 §8.3, §8.6).
    form = b"name=Ada+Lovelace&lesson=http&ok=%E2%9C%93"
    yield [
        b"POST /guestbook HTTP/1.1\r\n" + host_line + _BROWSER
        + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(form) + form
    ]  # fmt: skip
    event = b'{"event":"order.paid","order":{"id":1042,"total":19.90},"items":[{"sku":"A-1","n":2}]}'
    yield [
        b"POST /hooks/payments HTTP/1.1\r\n" + host_line
        + b"User-Agent: shop-webhooks/2.1\r\nContent-Type: application/json\r\nX-Signature: t=1700000000,v1=5257a8\r\n"
        + b"Content-Length: %d\r\n\r\n" % len(event) + event
    ]  # fmt: skip
    # HEAD, and two requests sent without waiting (pipelining, RFC 9112 §9.3.2).
    yield [
        b"HEAD /report.pdf HTTP/1.1\r\n" + host_line + b"\r\n"
        b"GET /a?page=1&page=2 HTTP/1.1\r\n" + host_line + b"Cookie: theme=dark; session=8f2e\r\n\r\n"
    ]  # fmt: skip
    # A request that arrives octet by octet, as from somebody's fingers.
    yield [bytes([octet]) for octet in b"GET /typed-by-hand HTTP/1.1\r\n" + host_line + b"\r\n"]
    # Chunked content with an extension and a trailer (RFC 9112 §7.1).
    yield [
        b"PUT /upload HTTP/1.1\r\n" + host_line + b"Transfer-Encoding: chunked\r\nTrailer: X-Checksum\r\n\r\n",
        b"7;part=1\r\nHello, \r\n",
        b"6\r\nchunks\r\n",
        b"0\r\nX-Checksum: 4a5f\r\n\r\n",
    ]
    squeezed = gzip.compress(b'{"squeezed": true, "why": "Content-Encoding: gzip (RFC 9110, 8.4)"}', mtime=0)
    yield [
        b"POST /metrics HTTP/1.1\r\n" + host_line + b"Content-Encoding: gzip\r\nContent-Type: application/json\r\n"
        + b"Content-Length: %d\r\n\r\n" % len(squeezed) + squeezed
    ]  # fmt: skip
    yield [
        b"OPTIONS * HTTP/1.1\r\n" + host_line + b"\r\n",
        b"TRACE /loop HTTP/1.1\r\n" + host_line + b"X-Marker: here\r\n\r\n",
    ]
    yield [b"DELETE /guestbook/7 HTTP/1.1\r\n" + host_line + b"Authorization: Basic YWRhOmxvdmVsYWNl\r\n\r\n"]
    # Wrong on purpose: two lengths (RFC 9112 §6.3), no Host (§3.2), and a browser that speaks TLS to a plain port.
    yield [b"POST /two-lengths HTTP/1.1\r\n" + host_line + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"]
    yield [b"GET /no-host HTTP/1.1\r\n\r\n"]
    yield [bytes.fromhex("16030100c8010000c40303") + bytes(60)]
    yield [b"GET /gives-up HTTP/1.1\r\n" + host_line + b"X-Half: this request is never fini"]


def play(address: str, pause: float = PAUSE) -> None:
    """Play the script once."""
    server = urlsplit(address)
    for pieces in scenes(server.netloc.encode("ascii")):
        try:
            with socket.create_connection((server.hostname, server.port or 80), PATIENCE) as client:
                _send(client, pieces, pause)
        except OSError:
            pass  # refused or broken off: that is what some scenes show, and the server may be stopping
        Event().wait(pause)


def _send(client: socket.socket, pieces: list[bytes], pause: float) -> None:
    between = pause / 16 if len(pieces) > 4 else pause / 2  # noqa: PLR2004 - somebody who types sends many pieces
    for piece in pieces:
        client.sendall(piece)
        Event().wait(between)
    client.settimeout(pause)
    try:
        client.shutdown(socket.SHUT_WR)
        while client.recv(65_536):
            pass
    except TimeoutError:
        pass  # an answer that is held back; the next scene does not wait for it


def main() -> None:
    """Play the script again and again, for a bounded time."""
    for _round in range(ROUNDS):
        play(sys.argv[1])


if __name__ == "__main__":
    main()
