"""Answers that the server gives by itself, where no rule speaks: refusals, time-outs, and what RFC 9110 asks of it.

Pure: values in, a `Reply` out; `now` is the time of day for its Date, in seconds since the epoch. Each says in one
sentence what happened, since the client's author will read it.
"""

from http import HTTPStatus
from typing import Final

from httpscope.rules.answer import Reply, compose_reply
from httpscope.rules.rule import Canned, Then
from httpscope.server.crowd import TOO_MANY_OF_CLIENT
from httpscope.wire.defect import Defect
from httpscope.wire.head import RequestHead
from httpscope.wire.nature import Nature

SENSITIVE: Final = frozenset({b"authorization", b"cookie", b"cookie2", b"proxy-authorization"})
"""Fields that TRACE must not loop back: RFC 9110 §9.3.8."""

TOO_MANY_HELD: Final = "too-many-held"
"""Remark of a request that should have waited for a person, and could not."""
_WEBSOCKET: Final = ("Connection: close, Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
"""What a 426 must say: RFC 9110 §15.5.22, RFC 6455 §4.4."""


def refusal(defect: Defect, nature: Nature | None, head: RequestHead | None, now: float) -> Reply:
    """Refuse a request that a strict server must not act on; the connection closes (RFC 9112 §2.2, §6.3)."""
    what = f"This is not HTTP/1.1: {nature.title}." if nature else f"{defect.kind.title}."
    fields = _WEBSOCKET if defect.kind.status == HTTPStatus.UPGRADE_REQUIRED else ()
    return _plain(
        "(refused)",
        defect.kind.status or 400,
        f"{what} {defect.kind.section}.",
        now,
        fields=fields,
        method=_method_of(head),
    )


def timeout(code: str, head: RequestHead | None, now: float) -> Reply:
    """Tell a client that its request did not come in time (RFC 9110 §15.5.9)."""
    what = {
        "head-timeout": "The head of the request did not come in time",
        "content-timeout": "The content of the request did not come in time",
        "content-too-slow": "The content of the request comes too slowly",
    }[code]
    return _plain("(timed out)", 408, f"{what}. RFC 9110 §15.5.9.", now, method=_method_of(head))


def turned_away(code: str, now: float) -> Reply:
    """Tell a client that there are too many connections (RFC 9110 §15.6.4)."""
    whose = " from this address" if code == TOO_MANY_OF_CLIENT else ""
    text = f"There are too many connections{whose}. RFC 9110 §15.6.4."
    return _plain("(turned away)", 503, text, now, fields=("Retry-After: 5",))


def incomplete(head: RequestHead | None, now: float) -> Reply:
    """Tell a client that has ended its side in the middle of a request (RFC 9112 §8)."""
    return _plain("(cut off)", 400, "The request ended before it was whole. RFC 9112 §8.", now, method=_method_of(head))


def dismissed(state: str, head: RequestHead, now: float) -> Reply:
    """Tell a client that nobody answers its request, which waited for a person (RFC 9110 §15.6.4)."""
    what = {
        "timeout": "Nobody answered this request in time",
        "server-stopped": "The server stopped while this request waited for an answer",
        TOO_MANY_HELD: "Too many requests wait for an answer by hand: as many as the limit held allows",
    }[state]
    reply = _plain("(held)", 503, f"{what}. RFC 9110 §15.6.4.", now, method=_method_of(head))
    return reply._replace(remark=state) if state == TOO_MANY_HELD else reply


def unrecorded(reason: str, now: float) -> Reply:
    """Tell a client that its request was not taken, because it could not be recorded (RFC 9110 §15.6.4)."""
    return _plain(
        "(not recorded)", 503, f"httpscope cannot write its capture: {reason}", now, fields=("Retry-After: 1",)
    )


def own_answer(head: RequestHead, now: float, *, allowed: tuple[str, ...], persistent: bool) -> Reply:
    """Answer CONNECT, OPTIONS or TRACE as an origin server does (RFC 9110 §9.3.6 to §9.3.8).

    `allowed`: the methods that rules answer at this place.
    """
    if head.method == b"CONNECT":
        return _plain("(connect)", 501, "This is a server and no proxy: it opens no tunnel. RFC 9110 §9.3.6.", now)
    if head.method == b"OPTIONS":
        return _own("(options)", Canned(headers=(f"Allow: {', '.join(allowed)}",)), head, now, persistent=persistent)
    looped = Canned(content_type="message/http", body=_loop_back(head))
    return _own("(trace)", looped, head, now, persistent=persistent)


def _loop_back(head: RequestHead) -> bytes:
    kept: list[bytes] = []
    place = 0
    for field in head.fields:
        if field.name.lower() in SENSITIVE:
            kept.append(head.octets[place : field.line.start])
            place = field.line.stop
    kept.append(head.octets[place:])
    return b"".join(kept)


def _own(name: str, canned: Canned, head: RequestHead, now: float, *, persistent: bool) -> Reply:
    return compose_reply(
        canned,
        name=name,
        method=head.method.decode("latin-1"),
        version=head.version.decode("latin-1"),
        persistent=persistent,
        now=now,
    )


def _method_of(head: RequestHead | None) -> str:
    """Give the method as far as it is known, since nothing may follow the head of an answer to HEAD."""
    return head.method.decode("latin-1") if head else "GET"


def _plain(
    name: str, status: int, text: str, now: float, *, fields: tuple[str, ...] = (), method: str = "GET"
) -> Reply:
    canned = Canned(
        status=status,
        content_type="text/plain; charset=utf-8",
        headers=fields,
        body=f"{status}: {text}\n",
        then=Then.CLOSE,
    )
    return compose_reply(canned, name=name, method=method, version="HTTP/1.1", persistent=False, now=now)
