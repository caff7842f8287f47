"""What people at the screen tell the server to do at once: JSON lines on the standard input of the server process.

Each line is an object that names its `order`; numbers of exchanges are those of the capture:

- `{"order": "hold", "on": true}`: hold the answers to all requests; `false`: to none but those of rules that hold
- `{"order": "release", "exchange": 7}`: let the rules answer, as they are now
- `{"order": "release", "exchange": 7, "rule": "[[rule]]..."}`: give the answer of the first rule of this text instead
- `{"order": "release-all"}`: let the rules answer all that wait
- `{"order": "drop", "exchange": 7, "by": "fin"}`: close the connection without an answer; `"rst"`: break it off
- `{"order": "by-hand", "exchange": 7}`: answer it by hand; nothing is sent yet
- `{"order": "send", "exchange": 7, "octets": "aGkNCg==", "pause": 0.5}`: send octets (base64), after a pause (seconds)
- `{"order": "end", "exchange": 7, "by": "keep"}`: the answer by hand is over, the connection stays; `"fin"`, `"rst"`
- `{"order": "append", "exchange": 7, "octets": "aGk="}`: add octets to an answer that is open; `null`: to any
- `{"order": "forget", "rule": "a"}`: the counts of this rule begin anew; `null`: of all rules

A line may have `LONGEST` octets. What is no order, or comes too late, becomes a notice in the capture, and changes
nothing. The end of the input is the end of the screen. Pure: octets in, values out.
"""

import binascii
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

LONGEST: Final = 16 * 2**20
"""Octets of a line: a body of 10 MiB in base64 fits."""
LONGEST_PAUSE: Final = 60.0
"""Seconds."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class OrderFault(ValueError):
    """A line that is no order; `str()` says why in a sentence."""


@dataclass(frozen=True, slots=True)
class HoldAll:
    """Hold the answers to all requests, or to none but those of rules."""

    on: bool


@dataclass(frozen=True, slots=True)
class Release:
    """Answer a request that waits: by the rules, or by the first rule of a text."""

    exchange: int
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class ReleaseAll:
    """Let the rules answer all that wait."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the connection of a request that waits, or break it off."""

    exchange: int
    by: str = "fin"


@dataclass(frozen=True, slots=True)
class ByHand:
    """Answer a request by hand from now on."""

    exchange: int


@dataclass(frozen=True, slots=True)
class Say:
    """Send octets of an answer by hand."""

    exchange: int
    octets: bytes
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class End:
    """End an answer by hand."""

    exchange: int
    by: str = "keep"


@dataclass(frozen=True, slots=True)
class Append:
    """Add octets to an answer that is open."""

    exchange: int | None
    octets: bytes


@dataclass(frozen=True, slots=True)
class Forget:
    """Let counts begin anew."""

    rule: str | None


Order = HoldAll | Release | ReleaseAll | Drop | ByHand | Say | End | Append | Forget


class Lines:
    """Cuts a stream of octets into lines; one that is too long is passed over."""

    def __init__(self, longest: int = LONGEST) -> None:
        self._longest = longest
        self._rest = bytearray()
        self._passing_over = False

    def feed(self, octets: bytes) -> Iterator[bytes | None]:
        """Give the lines that are whole now; None for one that was too long."""
        *whole, rest = octets.split(b"\n")
        for part in whole:
            line, self._rest = bytes(self._rest) + part, bytearray()
            if self._passing_over or len(line) > self._longest:
                self._passing_over = False
                yield None
            elif line.strip():
                yield line
        self._rest += rest
        if len(self._rest) > self._longest:
            self._rest.clear()
            self._passing_over = True


def read_order(line: bytes) -> Order:
    """Read one line. Raises OrderFault."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise OrderFault("The screen said something that is no JSON.") from None
    if not isinstance(said, dict):
        raise OrderFault("The screen said something that is no JSON object.")
    name = said.get("order")
    reader = _READERS.get(name) if isinstance(name, str) else None
    if reader is None:
        raise OrderFault(f"The screen gave an order that nobody knows: {name!r:.40}.")
    try:
        return reader(said)
    except _Unfit as unfit:
        raise OrderFault(f"The screen gave the order {name!r} with {unfit}.") from None


class _Unfit(ValueError):
    """A value that does not fit."""


def _taken(said: dict[str, Any], name: str, fits: Callable[[Any], bool]) -> Any:  # noqa: ANN401 - `fits` has looked
    value = said.get(name)
    if not fits(value):
        raise _Unfit(f"a {name} that does not fit")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _is_finite(value: float) -> bool:
    return isinstance(value, int) or math.isfinite(value)  # an integer may be too long for a float


def _is_text(value: object) -> bool:
    # JSON can name surrogates, which are no characters, and no capture can hold.
    return isinstance(value, str) and _SURROGATE.search(value) is None


def _exchange(said: dict[str, Any]) -> int:
    return int(_taken(said, "exchange", _is_number))


def _octets(said: dict[str, Any]) -> bytes:
    text = _taken(said, "octets", _is_text)
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        raise _Unfit("octets that are no base64") from None


def _pause(said: dict[str, Any]) -> float:
    value = said.get("pause", 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise _Unfit("a pause that does not fit")
    return float(min(max(value, 0), LONGEST_PAUSE))


def _one_of(*words: str) -> Callable[[dict[str, Any]], str]:
    return lambda said: str(_taken(said, "by", lambda value: value in words))


def _text_or_none(name: str) -> Callable[[dict[str, Any]], str | None]:
    def read(said: dict[str, Any]) -> str | None:
        value = _taken(said, name, lambda value: value is None or _is_text(value))
        return None if value is None else str(value)

    return read


_dropped, _ended = _one_of("fin", "rst"), _one_of("keep", "fin", "rst")
_rule = _text_or_none("rule")

_READERS: Final[dict[str, Callable[[dict[str, Any]], Order]]] = {
    "hold": lambda said: HoldAll(bool(_taken(said, "on", lambda value: isinstance(value, bool)))),
    "release": lambda said: Release(_exchange(said), _rule(said)),
    "release-all": lambda _said: ReleaseAll(),
    "drop": lambda said: Drop(_exchange(said), _dropped(said)),
    "by-hand": lambda said: ByHand(_exchange(said)),
    "send": lambda said: Say(_exchange(said), _octets(said), _pause(said)),
    "end": lambda said: End(_exchange(said), _ended(said)),
    "append": lambda said: Append(None if said.get("exchange") is None else _exchange(said), _octets(said)),
    "forget": lambda said: Forget(_rule(said)),
}
