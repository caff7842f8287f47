"""JSON that is written as TOML in the rules file: order, digits and long numbers stay as typed (RFC 8259).

TOML has no null; whoever needs one writes the JSON as a body. Dates and times become texts (RFC 3339).
"""

import json
import math
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.digits import Digits
from httpscope.rules.feature import Feature, FeatureReader, Stage
from httpscope.rules.memory import Memory
from httpscope.rules.place import Keys
from httpscope.rules.table import unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Json:
    """Makes the content JSON."""

    octets: bytes
    stage: Stage = Stage.FILL
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Set the content, and the type where the person typed none."""
        plan.content, plan.content_type = self.octets, "application/json"


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
    return Json(json_of(keys, value).encode())


READERS: Final[dict[str, FeatureReader]] = {"json": _json}
