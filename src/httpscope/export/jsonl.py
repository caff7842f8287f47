"""An exchange as one line of JSON (jsonlines.org): ASCII, safe in any terminal, and exact to the octet. Pure.

Octets stand in base64; beside it as text where they are text, so that people and `grep` can read most of them. Method,
target and version are read as latin-1, one character an octet, since nothing is known of their encoding.
"""

import base64
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, Protocol

from httpscope.exchange import HOLD_ENDS, Hold
from httpscope.export.redact import Message, Redacted

_SECOND: Final = 1_000_000_000

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters other than TAB, CR and LF, which are every message's own."""

_ENDED_BY: Final = {
    "released": "person",
    "edited": "person",
    "answered-by-hand": "person",
    "dropped": "person",
    "timeout": "time",
    "client-left": "client",
    "unrecorded": "server",
    "server-stopped": "server",
    "server-died": "server",
}
"""Who ended that a request was held, by `exchange.HOLD_ENDS`."""


class Facts(Protocol):
    """What is said of an exchange besides its octets: a row of the list has it (`store.row.Row`)."""

    @property
    def id(self) -> int:
        """Its number, from 1."""

    @property
    def at(self) -> int:
        """Nanoseconds since the epoch at its first octet."""

    @property
    def method(self) -> str:
        """As received, read as latin-1; empty while unknown."""

    @property
    def target(self) -> str:
        """As received, like the method."""

    @property
    def version(self) -> str:
        """As received, like the method."""

    @property
    def status(self) -> int | None:
        """Status code of the answer; None while there is none."""

    @property
    def duration(self) -> int | None:
        """Nanoseconds from the first octet to the answer; None while there is none."""

    @property
    def peer(self) -> str:
        """Address and port of the client."""

    @property
    def remark(self) -> str:
        """Code of the first defect or of the octets' nature, or empty."""

    @property
    def connection(self) -> int:
        """Number of its connection."""

    @property
    def ordinal(self) -> int:
        """Which request on its connection, from 1."""

    @property
    def rule(self) -> str:
        """Name of the rule that answered, or empty."""

    @property
    def complete(self) -> bool:
        """Nothing more can belong to the request."""


def jsonl(facts: Facts, request: Message, answer: Message, holds: Sequence[Hold] = ()) -> str:
    """Give the exchange as one object on one line, its LF included.

    Members that nothing is known of are null: `status` and `answered_at` before the answer, `method` before its octets.
    `request_text` and `answer_text` are there where the octets are UTF-8 without control characters but TAB, CR, LF.
    `request_octets` and `answer_octets` are lengths on the wire. Where octets were not kept `request_omissions` and
    `answer_omissions` tell offset, length and SHA-256 of each place (null where they could not be recorded); the base64
    has all others then, joined, and there is no text.
    Of a `Redacted` message `request_redacted` and `answer_redacted` tell field, offset and length of each value that
    the filler stands for; everything else is as it was.
    `hold` is there where the answer waited for a person (`holds`, oldest first): since when, what it was in one after
    the other, and when, how and by whom it ended (`person`, `time`, `client`, `server`); null while it waits.
    Times are nanoseconds since the epoch (`_ns`) and ISO 8601 in UTC; `duration_ns` runs from the request's first octet
    to the answer.
    """
    answered = None if facts.duration is None else facts.at + facts.duration
    members: dict[str, object] = {
        "exchange": facts.id,
        "at": _iso(facts.at),
        "at_ns": facts.at,
        "answered_at": None if answered is None else _iso(answered),
        "answered_at_ns": answered,
        "duration_ns": facts.duration,
        "peer": facts.peer,
        "connection": facts.connection,
        "ordinal": facts.ordinal,
        "method": facts.method or None,
        "target": facts.target or None,
        "version": facts.version or None,
        "status": facts.status,
        "rule": facts.rule or None,
        "remark": facts.remark or None,
        "complete": facts.complete,
        "request_octets": _size(request),
        "answer_octets": _size(answer),
        "request_base64": base64.b64encode(request.octets).decode("ascii"),
        "answer_base64": base64.b64encode(answer.octets).decode("ascii"),
    }
    if holds:
        members["hold"] = _hold(holds)
    for name, message in (("request", request), ("answer", answer)):
        if isinstance(message, Redacted) and message.redactions:
            members[f"{name}_redacted"] = [redaction._asdict() for redaction in message.redactions]
        if message.holes:
            members[f"{name}_omissions"] = [
                {"offset": hole.offset, "octets": hole.octets, "sha256": hole.digest.hex() or None}
                for hole in message.holes
            ]
        elif (text := _text(message.octets)) is not None:
            members[f"{name}_text"] = text
    return json.dumps(members, ensure_ascii=True, separators=(",", ":")) + "\n"


def _hold(holds: Sequence[Hold]) -> dict[str, object]:
    began, last = holds[0], holds[-1]
    over = last.state in HOLD_ENDS
    return {
        "at": _iso(began.at),
        "at_ns": began.at,
        "states": [state for state, _same in groupby(hold.state for hold in holds)],
        "ended_at": _iso(last.at) if over else None,
        "ended_at_ns": last.at if over else None,
        "ended": last.state if over else None,
        "by": _ENDED_BY[last.state] if over else None,
    }


def _size(message: Message) -> int:
    return len(message.octets) + sum(hole.octets for hole in message.holes)


def _iso(at: int) -> str:
    """Give a time in UTC with all nine digits, which a float or a datetime would lose."""
    seconds, nanoseconds = divmod(at, _SECOND)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09}Z"


def _text(octets: bytes) -> str | None:
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text
