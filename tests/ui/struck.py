"""A capture in which limits struck: long heads, slow heads, idle connections, and the usual beside them."""

from pathlib import Path

from httpscope.exchange import INBOUND, Hold, Omission
from tests.ui.seeded import CURL, Talk, empty_capture, response

REFUSAL = response("431 Request Header Fields Too Large", b"The head is longer than 65536 octets.\n", "text/plain")


def struck_capture(path: Path) -> Talk:
    """Make it: `head` struck twice, `head_time` and `idle_time` once each."""
    talk = empty_capture(path)
    for cookie in (b"a", b"b"):
        client = talk.connect("127.0.0.1:50500")
        head = b"GET /basket HTTP/1.1\r\n" + CURL + (b"Cookie: " + cookie * 8_000 + b"\r\n") * 9 + b"\r\n"
        client.request(head, REFUSAL, remark="head-too-large", rule="(refused)")
        client.close("server-closed")
    slow = talk.connect("192.168.1.66:40100")
    slow.request(
        b"GET / HTTP/1.1\r\nX-a: b\r\n", response("408 Request Timeout", b"Too slow.\n"), remark="head-timeout"
    )
    slow.close("head-timeout")
    usual = talk.connect("127.0.0.1:50501")
    usual.request(b"GET / HTTP/1.1\r\n" + CURL + b"\r\n", response("200 OK", b"hello\n"))
    usual.close("idle-timeout")
    talk.commit()
    return talk


def unseen_capture(path: Path) -> Talk:
    """Make one in which requests wait on an open connection, not all of a body is kept, and nobody ends holds."""
    talk = empty_capture(path)
    ahead = talk.connect("127.0.0.1:50502")
    ahead.request(b"GET /first HTTP/1.1\r\n" + CURL + b"\r\n", response("200 OK", b"hello\n"))
    ahead.request(b"", remark="pipelined", complete=False)
    late = talk.connect("127.0.0.1:50503")
    held = late.request(b"GET /held HTTP/1.1\r\n" + CURL + b"\r\n", response("200 OK", b"by the rules\n"))
    full = talk.connect("127.0.0.1:50504")
    full.request(
        b"GET /held HTTP/1.1\r\n" + CURL + b"\r\n",
        response("503 Service Unavailable", b"Too many.\n"),
        remark="too-many-held",
        rule="(held)",
    )
    for client, reason in ((late, "client-closed"), (full, "write-timeout")):
        client.close(reason)
    talk.batch.holds += [Hold(held, talk.now, "waiting", talk.now + 1), Hold(held, talk.now, "timeout", None)]
    talk.batch.omissions += [
        Omission(late.number, INBOUND, talk.now, 10**6, stop, bytes(32)) for stop in (2 * 10**6, 3 * 10**6)
    ]
    talk.commit()
    return talk
