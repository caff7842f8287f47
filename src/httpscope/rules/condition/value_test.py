"""What a rule asks of a text in a request: that it is there, is this one, contains that, is matched by an expression.

Pure. One table of the rules file, or its short forms: a text (equals), true (is there), false (is not there).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.expression import Expression, expression
from httpscope.rules.place import Keys
from httpscope.rules.text.table import checked, known, take, typed, unexpected
from httpscope.visible import visible

WORDS: Final = ("equals", "contains", "matches", "present")
"""Keys of the table."""
_LONGEST_QUOTE: Final = 40


@dataclass(frozen=True, slots=True)
class ValueTest:
    """A test of the values that something has in a request: one of them has to pass all that is asked."""

    present: bool = True
    equals: str | None = None
    contains: str | None = None
    matches: Expression | None = None

    def fits(self, values: Sequence[str], asked: Asked) -> bool:
        """Tell whether the values pass."""
        if not self.present or not values:
            return self.present == bool(values)
        return any(self._passes(value, asked) for value in values)

    def why_not(self, what: str, values: Sequence[str], asked: Asked) -> str:
        """Say why the values do not pass; `what` names them, safe to show."""
        if not values:
            return _("{0} is missing").format(what)
        if not self.present:
            return _("{0} is there").format(what)
        shown = ", ".join(quoted(value) for value in values[:3])
        if self.matches is not None and asked.patience <= 0:
            return _("{0} is {1}; looking for {2} took too long").format(what, shown, quoted(self.matches.text))
        return _("{0} is {1}; wanted: {2}").format(what, shown, self.wanted())

    def wanted(self) -> str:
        """Say what is asked, safe to show."""
        said: list[str] = []
        if self.equals is not None:
            said.append(quoted(self.equals))
        if self.contains is not None:
            said.append(_("contains {0}").format(quoted(self.contains)))
        if self.matches is not None:
            said.append(_("matches {0}").format(quoted(self.matches.text)))
        return ", ".join(said) or (_("present") if self.present else _("absent"))

    def _passes(self, value: str, asked: Asked) -> bool:
        return (
            (self.equals is None or value == self.equals)
            and (self.contains is None or self.contains in value)
            and (self.matches is None or self.matches.search(value, asked) is not None)
        )


def value_test(keys: Keys, value: Any) -> ValueTest:  # noqa: ANN401 - whatever TOML gives
    """Read a test. Raises Misfit."""
    expected = _('"a text", true (present), false (absent), or a table such as { contains = "text" }')
    if isinstance(value, bool):
        return ValueTest(present=value)
    if isinstance(value, str):
        return ValueTest(equals=value)
    table = typed(keys, value, dict, expected)
    known(keys, table, WORDS)
    if not table:
        raise unexpected(keys, expected, value)
    present = take(keys, table, "present", bool, _("true or false"))
    if present is False and len(table) > 1:
        raise unexpected((*keys, "present"), _("true beside another test, since what is absent has no value"), present)
    text = _("a text")
    matches = take(keys, table, "matches", str, _("a regular expression"))
    return ValueTest(
        present=present is not False,
        equals=take(keys, table, "equals", str, text),
        contains=take(keys, table, "contains", str, text),
        matches=None if matches is None else checked((*keys, "matches"), matches, expression),
    )


def quoted(text: str) -> str:
    """Quote a text of a client or a rule in short, safe to show."""
    cut = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{visible(cut)}"'
