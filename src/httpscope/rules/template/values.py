"""What a template can speak of: the request, the time, chance, made-up people, counters. Nothing of the machine.

Values are read when a template asks for them. Texts of a request are never rendered again.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from typing import Any, Final

from httpscope.rules.asked import Asked, NoJson
from httpscope.rules.memory import ANSWERS, Memory
from httpscope.rules.template.chance import Chance, Fake
from httpscope.rules.template.shown import Shown

NAMES: Final = frozenset({"request", "number", "now", "uuid", "random", "fake", "counter"})
"""Names of values; Jinja2's own `range`, `dict`, `namespace` and `loop` are beside them."""
Number = float
_LONGEST_NAME: Final = 100
_LONGEST_PATTERN: Final = 200


def values_of(asked: Asked, memory: Memory, rule: str, now: float) -> dict[str, Any]:
    """Give the values for an answer of a rule; `now` is in seconds since the epoch."""
    chance = Chance(memory)
    return {
        "request": Request(asked),
        "number": memory.count(rule, ANSWERS),
        "now": Moment(datetime.fromtimestamp(now, UTC)),
        "uuid": chance.uuid,
        "random": chance,
        "fake": Fake(memory),
        "counter": lambda name="": memory.add(rule, f"counter {str(name)[:_LONGEST_NAME]}"),
    }


class Request(Shown):
    """The request that is answered."""

    shown = frozenset(
        {"method", "target", "path", "version", "host", "query", "query_all", "headers", "header", "cookies", "cookie"}
        | {"form", "json", "body", "client", "connection", "ordinal", "segments"}
    )

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self.method = asked.method
        self.client = asked.client
        self.connection = asked.connection
        self.ordinal = asked.ordinal

    @cached_property
    def target(self) -> str:
        """Request target as received."""
        return _text(self._asked.head.target)

    @cached_property
    def path(self) -> str:
        """Path, percent-encoding taken off but for `%2F` and `%25`."""
        return _text(self._asked.path)

    @property
    def version(self) -> str:
        """`HTTP/1.1`."""
        return _text(self._asked.head.version)

    @property
    def host(self) -> str:
        """Host without port."""
        return self._asked.host

    @cached_property
    def segments(self) -> dict[str, str]:
        """Named segments of the path, by the pattern of the rule."""
        return dict(getattr(self._asked, "segments", {}))

    @cached_property
    def query(self) -> dict[str, str]:
        """Parameters by name, of several the first."""
        return _firsts(self._asked.query)

    def query_all(self, name: str) -> list[str]:
        """Give all values of a parameter."""
        return [value for key, value in self._asked.query if key == name]

    @cached_property
    def headers(self) -> "Headers":
        """Header lines by name in any case, of several the first."""
        found = Headers()
        for field in self._asked.head.fields:
            name = _text(field.name).lower()
            if name not in found:
                found[name] = self.header(name)
        return found

    def header(self, name: str, default: str = "") -> str:
        """Give the value of the first header line with the name."""
        return next(iter(self._asked.header(str(name))), default)

    @cached_property
    def cookies(self) -> dict[str, str]:
        """Cookies by name, of several the first."""
        return _firsts(self._asked.cookies)

    def cookie(self, name: str, default: str = "") -> str:
        """Give the value of a cookie."""
        return self.cookies.get(name, default)

    @cached_property
    def form(self) -> dict[str, str]:
        """Fields of a form by name, of several the first."""
        return _firsts(self._asked.form)

    @cached_property
    def json(self) -> Any:  # noqa: ANN401 - JSON is any of six types
        """The content as JSON; an empty object where it is none."""
        try:
            return self._asked.json
        except NoJson:
            return {}

    @cached_property
    def body(self) -> str:
        """The content as text; octets that are no UTF-8 go out as they came."""
        return _text(self._asked.content)


class Headers(dict[str, str]):
    """Header lines by name in lower case; asked for in any case, and with `_` for `-`."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(_field_name(name))

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as of any dict
        """Give the value of a name in any case."""
        return self[name] if name in self else default  # noqa: SIM401 - that is this

    def __missing__(self, name: object) -> str:
        key = _field_name(name)
        if not super().__contains__(key):
            raise KeyError(name)
        return super().__getitem__(key)


def _field_name(name: object) -> str:
    return str(name).lower().replace("_", "-")


class Moment(Shown):
    """A moment, in UTC. Printed it is ISO 8601."""

    shown = frozenset(
        {"iso", "http", "unix", "ms", "year", "month", "day", "hour", "minute", "second", "strftime", "plus"}
    )

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self.year, self.month, self.day = moment.year, moment.month, moment.day
        self.hour, self.minute, self.second = moment.hour, moment.minute, moment.second

    def __str__(self) -> str:
        return self.iso

    @property
    def iso(self) -> str:
        """`2026-01-31T12:00:00Z`."""
        return self._moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    @property
    def http(self) -> str:
        """As in a Date field, RFC 9110 §5.6.7."""
        return format_datetime(self._moment, usegmt=True)

    @property
    def unix(self) -> int:
        """Seconds since the epoch."""
        return int(self._moment.timestamp())

    @property
    def ms(self) -> int:
        """Milliseconds since the epoch."""
        return round(self._moment.timestamp() * 1000)

    def plus(self, seconds: Number = 0, minutes: Number = 0, hours: Number = 0, days: Number = 0) -> "Moment":
        """Give a later moment, or an earlier one."""
        return Moment(self._moment + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))

    def strftime(self, pattern: str) -> str:
        """Write it by a pattern. Raises ValueError for one that asks for widths, which have no bound."""
        parts = pattern.split("%")[1:] if len(pattern) <= _LONGEST_PATTERN else [""]
        if any(part and not part[0].isalpha() for part in parts) or len(pattern) > _LONGEST_PATTERN:
            raise ValueError("expected a pattern such as %d.%m.%Y")
        return self._moment.strftime(pattern)


def _firsts(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")
