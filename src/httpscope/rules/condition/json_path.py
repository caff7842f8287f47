"""Ways into JSON: `$.items[0].name`, `$["two words"]`, `$.items[*].id`; a part of RFC 9535 (names, indices, wildcards).

Pure. A wildcard goes to each child once, so what is found is never more than the document has values.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.text.check import Unfit

_STEP: Final = re.compile(
    r"""\.(?P<name>[^\W\d][\w-]*)|(?P<any>\.\*|\[\*\])|\[(?P<index>-?\d{1,9})\]|\[(?P<quote>["'])(?P<text>[^\\]*?)(?P=quote)\]"""
)


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A way that was checked."""

    text: str
    steps: tuple[str | int | None, ...]
    """A name, an index, or None for every child."""

    def values(self, document: Any) -> list[Any]:  # noqa: ANN401 - JSON is any of six types
        """Give the values that the way leads to, in order; none where it leads nowhere."""
        found = [document]
        for step in self.steps:
            found = [child for value in found for child in _children(value, step)]
        return found


def json_path(text: str) -> JsonPath:
    """Check a way. Raises Unfit."""
    steps: list[str | int | None] = []
    place = 1
    while text.startswith("$") and place < len(text) and (step := _STEP.match(text, place)):
        if step["any"]:
            steps.append(None)
        elif step["index"]:
            steps.append(int(step["index"]))
        else:
            steps.append(step["name"] if step["text"] is None else step["text"])
        place = step.end()
    if not text.startswith("$") or place < len(text):
        hint = "" if text.startswith("$") else _("did you mean {0}?").format(_with_dollar(text))
        raise Unfit(_('a way into JSON such as "$.user.name", "$.items[0]" or "$.items[*].id"'), hint)
    return JsonPath(text, tuple(steps))


def _with_dollar(text: str) -> str:
    return f"${text}" if text.startswith((".", "[")) else f"$.{text}"


def _children(value: Any, step: str | int | None) -> list[Any]:  # noqa: ANN401 - JSON is any of six types
    if isinstance(value, dict):
        if step is None:
            return list(value.values())
        return [value[step]] if step in value else []
    if isinstance(value, list) and not isinstance(step, str):
        if step is None:
            return value
        return [value[step]] if -len(value) <= step < len(value) else []
    return []
