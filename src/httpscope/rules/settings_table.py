"""Policy and limits in the tables of a rules file: `policy = "lenient"` and `[limits]`, read, and the policy written.

Raises `Misfit` with the way to the key or value at fault. No I/O.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules import check
from httpscope.rules.limit import KINDS, with_value
from httpscope.rules.place import places
from httpscope.rules.schema import known, unexpected
from httpscope.rules.settings import Settings

POLICIES: Final = {"strict": False, "lenient": True}
"""Names of the policies, and whether each is lenient."""


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


def _policy(value: object) -> bool:
    if isinstance(value, str) and value in POLICIES:
        return POLICIES[value]
    raise unexpected(("policy",), _('"strict" or "lenient"'), value)
