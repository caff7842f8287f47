"""Answers that pages of other origins may read, and their preflights (the Fetch standard, CORS protocol).

A rule with this answers the preflights of the methods that it matches: see `match.py`.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.values import Off, elements, texts, vary
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text import check
from httpscope.rules.text.table import Table, known, take, typed, unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

_KEYS: Final = ("origins", "methods", "headers", "expose", "credentials", "max_age")
_ORIGIN: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@,]+|null")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LONGEST_AGE: Final = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True)
class Cors:
    """Lets pages of other origins read the answer."""

    origins: tuple[str, ...] = ("*",)
    methods: tuple[str, ...] = ()
    """Empty: whichever the rule matches."""
    headers: tuple[str, ...] = ()
    """Empty: whichever the page wants to send."""
    expose: tuple[str, ...] = ()
    credentials: bool = False
    max_age: int | None = None
    """Seconds for which a browser may remember the answer to a preflight."""
    stage: Stage = Stage.GUARD
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Add the lines that the browser looks for; answer a preflight at once."""
        told = asked.header("Origin")
        origin = told[0] if len(told) == 1 and _TELLABLE.fullmatch(told[0]) else ""
        anybody = self.origins == ("*",)
        # Where any origin may read and no cookies are in play, the answer is the same for all of them.
        allowed = "*" if anybody and not self.credentials else origin if anybody or origin in self.origins else ""
        if allowed != "*":
            vary(plan, "Origin")
        if asked.preflight:
            self._preflight(plan, asked, allowed)
        elif allowed:
            for line in self._lines(allowed):
                plan.put(line)
            if self.expose:
                plan.put(f"Access-Control-Expose-Headers: {', '.join(self.expose)}")

    def _lines(self, allowed: str) -> list[str]:
        lines = [f"Access-Control-Allow-Origin: {allowed}"]
        return [*lines, "Access-Control-Allow-Credentials: true"] if self.credentials else lines

    def _preflight(self, plan: "Plan", asked: Asked, allowed: str) -> None:
        method = asked.preflight
        wanted = [name.lower() for name in elements(asked.header("Access-Control-Request-Headers"))]
        names = {name.lower() for name in self.headers}
        vary(plan, "Access-Control-Request-Method", "Access-Control-Request-Headers")
        refused = ""
        if not allowed:
            refused = "this origin may not read the answer"
        elif not _TOKEN.fullmatch(method):
            refused = "what is asked for is no method"
        elif self.methods and not {"*", method} & set(self.methods):
            refused = f"the method {method} is not allowed across origins"
        elif self.headers and "*" not in names and not names.issuperset(wanted):
            refused = "a field that the page wants to send is not allowed across origins"
        if refused:
            text = f"403: {refused}.\n"
            plan.answer_instead(403, content=text.encode(), content_type="text/plain; charset=utf-8")
            return
        # With credentials a * is no wildcard, and browsers ask for one method at a time: it is named.
        methods = [each for each in self.methods if each != "*"] if "*" not in self.methods else []
        lines = [*self._lines(allowed), f"Access-Control-Allow-Methods: {', '.join(methods or [method])}"]
        listed = [name for name in self.headers if name != "*"] if "*" not in names else []
        listed = listed or [name for name in wanted if _TOKEN.fullmatch(name)]
        if listed:
            lines.append(f"Access-Control-Allow-Headers: {', '.join(listed)}")
        if self.max_age is not None:
            lines.append(f"Access-Control-Max-Age: {self.max_age}")
        plan.answer_instead(204, *lines)


_TELLABLE: Final = re.compile(r"[\x21-\x2b\x2d-\x7e]{1,2000}")
"""What is repeated to the client as its origin: no space, comma or control."""


def _cors(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if isinstance(value, bool):
        return Cors() if value else Off()
    table: Table = typed(keys, value, dict, _('true, or a table such as { origins = ["http://localhost:3000"] }'))
    known(keys, table, _KEYS)
    origins = _texts(keys, table, "origins", _('"*", or origins such as "http://localhost:3000", without a path'))
    origins = origins or ("*",)
    if "*" in origins and len(origins) > 1:
        raise unexpected((*keys, "origins", origins.index("*")), _('"*" by itself, since it is any origin'), "*")
    age = take(keys, table, "max_age", int, _("seconds"), _age)
    return Cors(
        origins,
        _texts(keys, table, "methods", _('methods such as "PUT", or "*"')),
        _texts(keys, table, "headers", _('names of fields such as "X-Token", or "*"')),
        _texts(keys, table, "expose", _('names of fields such as "X-Count", or "*"')),
        bool(take(keys, table, "credentials", bool, _("true or false"))),
        age,
    )


def _texts(keys: Keys, table: Table, name: str, expected: str) -> tuple[str, ...]:
    if name not in table:
        return ()
    found = texts((*keys, name), table[name], expected)
    form = _ORIGIN if name == "origins" else _TOKEN
    for place, each in enumerate(found):
        if each != "*" and not form.fullmatch(each):
            raise unexpected((*keys, name, place) if isinstance(table[name], list) else (*keys, name), expected, each)
        if name == "methods":
            check.method(each)
    return found


def _age(seconds: int) -> int:
    if not -1 <= seconds <= _LONGEST_AGE:
        raise check.Unfit(_("seconds, from -1 (do not remember) on"))
    return seconds


READERS: Final[dict[str, FeatureReader]] = {"cors": _cors}
