"""Policy and limits in the tables of a rules file: `policy = "lenient"` and `[limits]`, read and written.

Raises `Misfit` with the way to the key or value at fault. No I/O.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.file.limit import KINDS, value_text, with_value
from httpscope.rules.file.limit_kind import Unit
from httpscope.rules.place import Keys, Place, places
from httpscope.rules.settings import Settings
from httpscope.rules.text import check
from httpscope.rules.text.table import known, unexpected

POLICIES: Final = {"strict": False, "lenient": True}
"""Names of the policies, and whether each is lenient."""

_COMMENTS: Final = re.compile(r"(?:[ \t]*#[^\n]*\n)*\Z")
"""Comment lines right above something."""
_BEHIND: Final = re.compile(r"[^\n]*(?:\n|\Z)")
"""The rest of a line."""


def settings_of(document: Mapping[str, Any], settings: Settings) -> Settings:
    """Give the settings with what a document, read by `tomllib`, says of them."""
    if "policy" in document:
        settings = replace(settings, lenient=_policy(document["policy"]))
    limits = document.get("limits", {})
    if not isinstance(limits, dict):
        raise unexpected(("limits",), _("a table such as [limits]"), limits)
    known(("limits",), limits, tuple(KINDS))
    for name, value in limits.items():
        try:
            settings = with_value(settings, name, value)
        except check.Unfit as unfit:
            raise unexpected(("limits", name), unfit.expected, value) from None
    return settings


def with_policy(text: str, policy: str) -> str:
    """Give the text of a rules file with the policy in it; nothing else changes. `tomllib` can read the text."""
    found = places(text)
    line = f'policy = "{policy}"'
    newline = "\r\n" if "\r\n" in text else "\n"
    if ("policy",) in found:
        place = found["policy",]
        return f'{text[: place.value]}"{policy}"{text[place.stop :]}'
    # Keys of no table stand before the first table: below the comments that open the file.
    first = min((place.key for place in found.values()), default=len(text))
    above = text[:first]
    cut = above.rfind(f"{newline}{newline}")
    opening = above[: cut + 2 * len(newline)] if cut >= 0 else ""
    return f"{opening}{line}{newline}{newline}{text[len(opening) :]}"


def limit_line(name: str, value: float) -> str:
    """Give the line of `[limits]` that sets a limit to a value in its unit."""
    text = value_text(KINDS[name], value)
    quoted = KINDS[name].unit in {Unit.OCTETS, Unit.SECONDS} and not text.isdecimal()
    return f'{name} = "{text}"' if quoted else f"{name} = {text}"


def with_limit(text: str, name: str, value: float | None) -> str:
    """Give the text of a rules file with a limit set to a value in its unit, or without it for None.

    Comments and everything else stay as they are. `tomllib` can read the text.
    """
    if value is None:
        return _without(text, name)
    found = places(text)
    line = limit_line(name, value)
    newline = "\r\n" if "\r\n" in text else "\n"
    if ("limits", name) in found:
        place = found["limits", name]
        before = text[place.value : place.stop]
        # A bare value is taken up to the comment behind it, blanks included.
        kept = before[len(before.rstrip()) :]
        return f"{text[: place.value]}{line.partition(' = ')[2]}{kept}{text[place.stop :]}"
    if ("limits",) not in found:
        at = _above_tables(text, found)
        above = text[:at]
        opening = above if not above.strip() or above.endswith(newline * 2) else above.rstrip("\r\n") + newline * 2
        below = f"{newline}{text[at:]}" if text[at:] else ""
        return f"{opening}[limits]{newline}{line}{newline}{below}"
    table = found["limits",]
    if text[table.value] == "{":
        inside = text[table.value + 1 : table.stop - 1].strip()
        items = f"{inside}, {line}" if inside else line
        return f"{text[: table.value]}{{ {items} }}{text[table.stop :]}"
    last = max(place.stop for keys, place in found.items() if keys[0] == "limits")
    at = _line_stop(text, last)
    apart = "" if text[:at].endswith("\n") else newline
    dotted = "" if text[table.value] == "[" else "limits."
    return f"{text[:at]}{apart}{dotted}{line}{newline}{text[at:]}"


def _without(text: str, name: str) -> str:
    """Give the text without a limit, and without a table that held nothing else."""
    found = places(text)
    if ("limits", name) not in found:
        return text
    place, table = found["limits", name], found["limits",]
    if text[table.value] == "{":
        before = re.sub(r",\s*\Z", "", text[: place.key])
        behind = text[place.stop :].lstrip()
        behind = behind.removeprefix(",").lstrip() if before == text[: place.key] else behind
        return before + (" " if behind.startswith("}") and not before.endswith(" ") else "") + behind
    start = text.rfind("\n", 0, place.key) + 1
    stop = _line_stop(text, place.stop)
    if text[table.value] == "[":
        alone = sum(keys[0] == "limits" for keys in found) == 2  # noqa: PLR2004  (the table and the limit)
        rest = text[stop:].lstrip("\r\n")
        # A comment right below is about the limits; behind an empty line, or with a table below it, it is not.
        apart = len(rest) < len(text) - stop or not rest.startswith("#")
        if alone and apart and not text[table.stop : start].strip():
            return text[: table.key] + rest
    return text[:start] + text[stop:]


def _line_stop(text: str, stop: int) -> int:
    """Give the offset behind the line on which a value, a blank or a line end before `stop` stands."""
    if text[:stop].endswith("\n"):
        return stop
    rest = _BEHIND.match(text, stop)
    return rest.end() if rest else stop


def _above_tables(text: str, found: Mapping[Keys, Place]) -> int:
    """Give the offset above the first table and the comments right above that; where there is none, the end."""
    first = min((place.key for place in found.values() if text[place.value] == "[" == text[place.key]), default=None)
    if first is None:
        return len(text)
    line = text.rfind("\n", 0, first) + 1
    # A line that looks like a comment may be the end of a text of several lines: look behind all values only.
    stop = max((place.stop for place in found.values() if place.stop <= line), default=0)
    above = _COMMENTS.search(text, _line_stop(text, stop) if stop else 0, line)
    return above.start() if above else line


def _policy(value: object) -> bool:
    if isinstance(value, str) and value in POLICIES:
        return POLICIES[value]
    raise unexpected(("policy",), _('"strict" or "lenient"'), value)
