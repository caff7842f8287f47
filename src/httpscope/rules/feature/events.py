"""Server-sent events: `answer.events`, a list with waits, and what comes behind it (WHATWG HTML, server-sent events).

Pure: it asks for waits and has no clock. Each event is a chunk of its own (RFC 9112 §7.1); to a client of HTTP/1.0 the
end of the connection is the end of the stream.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.json_content import with_texts
from httpscope.rules.feature.pacing import seconds
from httpscope.rules.feature.steps import is_interim, says_chunked, without
from httpscope.rules.memory import Memory
from httpscope.rules.part import FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.plan import Plan
from httpscope.rules.rule import Then
from httpscope.rules.step import Send, Step, Wait
from httpscope.rules.template.feature import Voice
from httpscope.rules.text.table import known, take, typed, unexpected

KEEP_ALIVE: Final = 15.0
"""Seconds of silence after which a comment is sent, as the standard advises, so that nobody between us gives up."""
COMMENT: Final = b": keep-alive\n\n"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_EVENT_KEYS: Final = ("data", "event", "id", "retry", "comment", "wait")
_NO_CONTENT: Final = frozenset({204, 304})


class Event(NamedTuple):
    """One event, or a comment."""

    data: str | None = None
    """Any text; each of its lines becomes a line of its own. None: no data, so that no event is dispatched."""
    event: str | None = None
    id: str | None = None
    retry: int | None = None
    """Milliseconds that the client is to wait before it connects again."""
    comment: str | None = None
    wait: float = 0.0
    """Seconds before it is sent."""
    table: Any = None
    """What the data is as JSON, where it was typed as TOML."""

    def said(self, voice: Voice) -> "Event":
        """Give it with its texts rendered. Raises ContentFault."""
        data = self.data and voice.value(self.data)
        if self.table is not None:
            data = _json(with_texts(self.table, voice.value))
        comment = self.comment and voice.value(self.comment)
        event, name = self.event and voice.line(self.event), self.id and voice.line(self.id)
        return self._replace(data=data, comment=comment, event=event, id=name)


class EventsThen(Enum):
    """What comes behind the list."""

    CLOSE = "close"
    """The stream ends."""
    REPEAT = "repeat"
    """The list begins anew."""
    STAY = "stay"
    """The stream stays open for what people add."""


def event_octets(event: Event) -> bytes:
    """Write an event as it goes over the wire, its empty line included."""
    lines = [f": {line}" for line in _lines_of(event.comment)]
    lines += [f"event: {event.event}"] if event.event is not None else []
    lines += [f"id: {event.id}"] if event.id is not None else []
    lines += [f"retry: {event.retry}"] if event.retry is not None else []
    lines += [f"data: {line}" for line in _lines_of(event.data)]
    return "".join(f"{line}\n" for line in (*lines, "")).encode()


def _lines_of(text: str | None) -> list[str]:
    return [] if text is None else _LINE_END.split(text)


@dataclass(frozen=True)
class Behind:
    """What comes behind the events, as a key of its own."""

    then: EventsThen
    stage: Stage = Stage.FILL
    wants_content: bool = False

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Nothing: `Events` asks for it."""


@dataclass(frozen=True)
class Events:
    """The list."""

    events: tuple[Event, ...]
    stage: Stage = Stage.FILL
    wants_content: bool = False

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Make the answer a stream of events."""
        then = next((each.then for each in plan.features if isinstance(each, Behind)), EventsThen.CLOSE)
        modern = asked.head.version != b"HTTP/1.0"
        if not plan.typed("Cache-Control"):
            plan.add("Cache-Control: no-store")
        plan.content, plan.content_type, plan.flowing = b"", "text/event-stream", True
        if plan.canned.supply and modern:
            plan.canned = replace(plan.canned, chunks=(1,))
        elif plan.canned.supply:
            plan.canned = replace(plan.canned, then=Then.RESET if plan.canned.then is Then.RESET else Then.CLOSE)
        if asked.method == "HEAD" or plan.canned.status in _NO_CONTENT:
            return
        voice = plan.voice
        events = self.events if voice is None else tuple(event.said(voice) for event in self.events)
        mailbox = plan.mailbox = deque()
        plan.endless = then is not EventsThen.CLOSE
        bare = plan.canned.supply and not modern

        def shape(steps: Iterable[Step]) -> Iterator[Step]:
            coming = iter(steps)
            for step in coming:
                if not isinstance(step, Send) or is_interim(step):
                    yield step
                    continue
                yield Send(without(step.octets, b"Content-Length") if bare else step.octets)
                chunked = says_chunked(step.octets)
                yield from _flow(events, mailbox, then, _chunk if chunked else bytes)
                if chunked:
                    yield Send(b"0\r\n\r\n")

        plan.shapes.insert(0, shape)


def _flow(
    events: Sequence[Event], mailbox: deque[bytes], then: EventsThen, wrap: Callable[[bytes], bytes]
) -> Iterator[Step]:
    while True:
        for event in events:
            yield from _quiet(event.wait, wrap)
            yield from _posted(mailbox, wrap)
            yield Send(wrap(event_octets(event)))
        yield from _posted(mailbox, wrap)
        if then is EventsThen.CLOSE:
            return
        if then is EventsThen.STAY or not events:
            break
    while True:
        yield Wait(KEEP_ALIVE, until_news=True)
        if mailbox:
            yield from _posted(mailbox, wrap)
        else:
            yield Send(wrap(COMMENT))


def _quiet(wait: float, wrap: Callable[[bytes], bytes]) -> Iterator[Step]:
    """Wait, with a comment now and then."""
    while wait > KEEP_ALIVE:
        yield Wait(KEEP_ALIVE)
        yield Send(wrap(COMMENT))
        wait -= KEEP_ALIVE
    if wait:
        yield Wait(wait)


def _posted(mailbox: deque[bytes], wrap: Callable[[bytes], bytes]) -> Iterator[Step]:
    while mailbox:
        yield Send(wrap(mailbox.popleft()))


def _chunk(octets: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(octets), octets)


def event_of(keys: Keys, value: object) -> Event:
    """Read an event: a table, or a text that is its data. Raises Misfit."""
    if isinstance(value, str):
        return Event(value)
    table = typed(keys, value, dict, _('an event such as { data = "text", event = "name" }'))
    known(keys, table, _EVENT_KEYS)
    data = table.get("data")
    structure = data if isinstance(data, dict | list) else None
    if structure is not None:
        data = _json(structure)
    elif data is not None:
        data = typed((*keys, "data"), data, str, _("a text, or a table that is sent as JSON"))
    retry = take(keys, table, "retry", int, _("milliseconds, such as 1000"))
    if retry is not None and retry < 0:
        raise unexpected((*keys, "retry"), _("milliseconds, such as 1000"), retry)
    wait = seconds((*keys, "wait"), table.get("wait", 0))
    comment = take(keys, table, "comment", str, _("a text"))
    return Event(data, _one_line(keys, table, "event"), _one_line(keys, table, "id"), retry, comment, wait, structure)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _one_line(keys: Keys, table: dict[str, Any], name: str) -> str | None:
    value = take(keys, table, name, str, _("a text on one line"))
    if value is not None and (_LINE_END.search(value) or "\0" in value):
        raise unexpected((*keys, name), _("a text on one line"), value)
    return value


def _events(keys: Keys, value: object) -> Events:
    events = typed(keys, value, list, _('a list of events such as [{ data = "text", wait = "1s" }]'))
    return Events(tuple(event_of((*keys, place), each) for place, each in enumerate(events)))


def _behind(keys: Keys, value: object) -> Behind:
    for then in EventsThen:
        if value == then.value:
            return Behind(then)
    raise unexpected(keys, ", ".join(f'"{then.value}"' for then in EventsThen), value)


READERS: Final[dict[str, FeatureReader]] = {"events": _events, "events_then": _behind}
"""Keys below `answer`."""
