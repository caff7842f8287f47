"""Interim responses before the final one: `answer.interim` (RFC 9110 §15.2, RFC 8297 for 103). Pure."""

from dataclasses import dataclass
from typing import Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.pacing import seconds
from httpscope.rules.feature.values import Off
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.plan import Plan
from httpscope.rules.text import check
from httpscope.rules.text.table import checked, known, take, typed, unexpected
from httpscope.wire.compose import status_line


@dataclass(frozen=True)
class Interim:
    """Heads of interim responses, with the seconds to wait before each."""

    heads: tuple[tuple[bytes, float], ...]
    stage: Stage = Stage.DRESS
    wants_content: bool = False

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Send them, but not to a client of HTTP/1.0, which knows none (RFC 9110 §15.2). Raises ContentFault."""
        if asked.head.version != b"HTTP/1.0":
            plan.interim += [(_said(head, plan), wait) for head, wait in self.heads]


def _said(head: bytes, plan: Plan) -> bytes:
    """Give a head with each of its lines as it is to be said."""
    return head if plan.voice is None else "\r\n".join(map(plan.said, head.decode().split("\r\n"))).encode()


def _interim(keys: Keys, value: object) -> Feature:
    if value is False:
        return Off()
    example = _('a list such as [{ status = 103, headers = ["Link: </a.css>; rel=preload"] }], or false')
    return Interim(tuple(_head((*keys, place), each) for place, each in enumerate(typed(keys, value, list, example))))


def _head(keys: Keys, value: object) -> tuple[bytes, float]:
    table = typed(keys, value, dict, _("a table with status, and reason, headers and wait if need be"))
    known(keys, table, ("status", "reason", "headers", "wait"))
    expected = _("an integer from 100 to 199")
    status = take(keys, table, "status", int, expected)
    if status is None or status // 100 != 1:
        raise unexpected((*keys, "status") if "status" in table else keys, expected, table.get("status", table))
    reason = take(keys, table, "reason", str, _("a text"), check.reason_phrase)
    lines = typed((*keys, "headers"), table.get("headers", []), list, _("a list of lines"))
    octets = status_line(status, reason)
    for place, line in enumerate(lines):
        way: Keys = (*keys, "headers", place)
        octets += checked(way, typed(way, line, str, _("a header line")), check.header_line).encode() + b"\r\n"
    return octets + b"\r\n", seconds((*keys, "wait"), table.get("wait", 0))


READERS: Final[dict[str, FeatureReader]] = {"interim": _interim}
"""Keys below `answer`."""
