"""JSON that is written as TOML in the rules file: order, digits and long numbers stay as typed (RFC 8259).

TOML has no null; whoever needs one writes the JSON as a body. Dates and times become texts (RFC 3339).
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text.digits import Digits
from httpscope.rules.text.table import unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Json:
    """Makes the content JSON."""

    octets: bytes
    value: Any = field(default=None, compare=False)
    """As TOML has it."""
    stage: Stage = Stage.FILL
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Set the content, and the type where the person typed none. Raises ContentFault."""
        octets = self.octets
        if plan.voice is not None:
            octets = json_of((), with_texts(self.value, plan.voice.value)).encode()
        plan.content, plan.content_type = octets, "application/json"


def with_texts(value: Any, said: Callable[[str], str]) -> Any:  # noqa: ANN401 - TOML
    """Give a value of TOML with all texts in it as they are said; names stay as typed."""
    if isinstance(value, dict):
        return {name: with_texts(each, said) for name, each in value.items()}
    if isinstance(value, list):
        return [with_texts(each, said) for each in value]
    return said(value) if isinstance(value, str) else value


def json_of(keys: Keys, value: object) -> str:
    """Write a value of TOML as JSON. Raises Misfit for a number that JSON has not."""
    match value:
        case dict():
            members = (f"{json_of(keys, str(key))}: {json_of((*keys, key), each)}" for key, each in value.items())
            return "{" + ", ".join(members) + "}"
        case list():
            return "[" + ", ".join(json_of((*keys, place), each) for place, each in enumerate(value)) + "]"
        case bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case float():
            if not math.isfinite(value) and "n" in str(value).lower():  # 1e999 is infinite to Python, and JSON
                raise unexpected(keys, _("a number that JSON has"), value)
            return value.json if isinstance(value, Digits) else repr(value)
        case datetime() | date() | time():
            return json.dumps(value.isoformat())
        case _:
            raise unexpected(keys, _("a value of TOML"), value)


def _json(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    return Json(json_of(keys, value).encode(), value)


READERS: Final[dict[str, FeatureReader]] = {"json": _json}
