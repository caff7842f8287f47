"""Messages by name, each with the section of the RFC that it shows. Plain data: any test may send or read them."""

import gzip
from typing import Final, NamedTuple


class Example(NamedTuple):
    """Octets of a message, or of something else, and what they are good for."""

    name: str
    octets: bytes
    section: str


HOST: Final = b"Host: h\r\n"
_CLOSE: Final = b"Host: h\r\nConnection: close\r\n"
GZIPPED: Final = gzip.compress(b'{"a":1}', mtime=0)

GET: Final = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
"""The shortest request that a strict server takes (RFC 9112 §3.2)."""

CHROME_GET: Final = (
    b"GET /index.html?lang=en HTTP/1.1\r\n"
    b"Host: 127.0.0.1:8001\r\n"
    b"Connection: keep-alive\r\n"
    b'sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"\r\n'
    b"sec-ch-ua-mobile: ?0\r\n"
    b'sec-ch-ua-platform: "Linux"\r\n'
    b"Upgrade-Insecure-Requests: 1\r\n"
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    b"Chrome/142.0.0.0 Safari/537.36\r\n"
    b"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8\r\n"
    b"Sec-Fetch-Site: none\r\n"
    b"Sec-Fetch-Mode: navigate\r\n"
    b"Accept-Encoding: gzip, deflate, br, zstd\r\n"
    b"Accept-Language: en-GB,en;q=0.9\r\n"
    b"\r\n"
)
"""What a browser sends: 12 fields (RFC 9110 §5)."""

CURL_POST: Final = (
    b"POST /api HTTP/1.1\r\nHost: 127.0.0.1:8001\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n"
    b"Content-Type: application/json\r\nContent-Length: 7\r\n\r\n"
    b'{"a":1}'
)
"""Content with a length (RFC 9112 §6.2)."""

CHUNKED_POST: Final = (
    b"POST /chunk HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    b'5;ext=1 ; b = "q;"\r\nhello\r\n007\r\n, world\r\n0\r\nX-Sum: abc\r\n\r\n'
)
"""Chunks with extensions and a trailer (RFC 9112 §7.1)."""

RAW_REQUESTS: Final = (
    Example(
        "order, case, duplicate, OWS",
        b"GET /order HTTP/1.1\r\nHost: h.example\r\nX-Zeta: 1\r\nx-alpha: 2\r\nX-Dup: one\r\nX-Dup: two\r\n"
        b"accept:  */*  \r\nConnection: close\r\n\r\n",
        "RFC 9110 §5.3",
    ),
    Example(
        "chunked + extension + trailer",
        b"POST /chunk HTTP/1.1\r\n" + _CLOSE + b"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        b"5;ext=1\r\nhello\r\n0\r\nX-Sum: abc\r\n\r\n",
        "RFC 9112 §7.1",
    ),
    Example("HTTP/1.1 without Host", b"GET /nohost HTTP/1.1\r\nConnection: close\r\n\r\n", "RFC 9112 §3.2"),
    Example("space before the colon", b"GET /spc HTTP/1.1\r\n" + _CLOSE + b"Bad : v\r\n\r\n", "RFC 9112 §5.1"),
    Example(
        "Content-Length and Transfer-Encoding",
        b"POST /clte HTTP/1.1\r\n" + _CLOSE + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "RFC 9112 §6.3",
    ),
    Example(
        "two different Content-Length",
        b"POST /2cl HTTP/1.1\r\n" + _CLOSE + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "RFC 9112 §6.3",
    ),
    Example("garbage", b"HELLO THERE\r\n\r\n", "RFC 9112 §3"),
    Example("TLS ClientHello", bytes.fromhex("16030100c8010000c40303") + bytes(60), "RFC 8446 §5.1"),
    Example(
        "HTTP/2 preface",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00",
        "RFC 9113 §3.4",
    ),
    Example("method in lower case", b"get /lower HTTP/1.1\r\n" + _CLOSE + b"\r\n", "RFC 9110 §9.1"),
    Example("HTTP/1.0", b"GET /ten HTTP/1.0\r\n\r\n", "RFC 9112 §9.3"),
    Example(
        "content shorter than Content-Length, then close",
        b"POST /trunc HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf",
        "RFC 9112 §8",
    ),
    Example("head cut off", b"GET /half HTTP/1.1\r\nHost: h\r\nX-A", "RFC 9112 §8"),
    Example(
        "two pipelined",
        b"GET /p1 HTTP/1.1\r\nHost: h\r\n\r\nGET /p2 HTTP/1.1\r\n" + _CLOSE + b"\r\n",
        "RFC 9112 §9.3.2",
    ),
    Example(
        "Expect: 100-continue, content sent at once",
        b"POST /expect HTTP/1.1\r\n" + _CLOSE + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\nhi",
        "RFC 9110 §10.1.1",
    ),
    Example(
        "CONNECT",
        b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\nConnection: close\r\n\r\n",
        "RFC 9110 §9.3.6",
    ),
    Example("TRACE", b"TRACE /t HTTP/1.1\r\n" + _CLOSE + b"\r\n", "RFC 9110 §9.3.8"),
    Example("OPTIONS *", b"OPTIONS * HTTP/1.1\r\n" + _CLOSE + b"\r\n", "RFC 9112 §3.2.4"),
    Example(
        "absolute-form",
        b"GET http://h.example/abs HTTP/1.1\r\nHost: h.example\r\nConnection: close\r\n\r\n",
        "RFC 9112 §3.2.2",
    ),
    Example("bare LF", b"GET /lf HTTP/1.1\nHost: h\nConnection: close\n\n", "RFC 9112 §2.2"),
    Example("obs-fold", b"GET /fold HTTP/1.1\r\nHost: h\r\nX-F: a\r\n b\r\nConnection: close\r\n\r\n", "RFC 9112 §5.2"),
    Example(
        "gzip request content",
        b"POST /gz HTTP/1.1\r\n" + _CLOSE + b"Content-Encoding: gzip\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(GZIPPED) + GZIPPED,
        "RFC 9110 §8.4.1.3",
    ),
)
"""The 22 raw requests that an inspector should show, with the octets as sent."""

ALIENS: Final = (
    Example("tls-hello", bytes.fromhex("16030100c8010000c40303") + bytes(60), "RFC 8446 §5.1"),
    Example("http2-preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "RFC 9113 §3.4"),
    Example("ssh-banner", b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "RFC 4253 §4.2"),
    Example("proxy-protocol", b"PROXY TCP4 10.0.0.1 10.0.0.2 50000 80\r\nGET / HTTP/1.1\r\n", "PROXY protocol 2.1"),
    Example("socks", b"\x05\x01\x00", "RFC 1928 §3"),
    Example("mqtt", b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04abcd", "MQTT 3.1.1 §3.1"),
    Example("rdp", b"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00", "RFC 2126 §4.3"),
    Example("telnet", b"\xff\xfb\x18\xff\xfb\x1f", "RFC 854"),
    Example("http-response", b"HTTP/1.1 200 OK\r\n\r\n", "RFC 9112 §4"),
    Example("binary", b"\x00\x00\x00\x08\x04\xd2\x16\x2f", "RFC 9112 §3"),
    Example("text", b"hello\r\n", "RFC 9112 §3"),
)
"""Octets that are not HTTP/1.x, named by the code of their nature."""

RESPONSES: Final = (
    Example("length", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "RFC 9112 §6.2"),
    Example(
        "chunked",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nX-Sum: y\r\n\r\n",
        "RFC 9112 §7.1",
    ),
    Example("until close", b"HTTP/1.0 200 OK\r\n\r\nhello", "RFC 9112 §6.3"),
    Example(
        "interim, then final",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "RFC 9110 §15.2",
    ),
)
"""Responses to GET whose content is `hello`."""
