"""Conditions on what has a name in a request: query parameters, header fields, cookies, form fields. Pure.

A name that comes several times fits when one of its values does. RFC 9110 §5.1, RFC 6265 §5.4.
"""

from dataclasses import dataclass
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.value_test import ValueTest, quoted, value_test
from httpscope.rules.memory import Memory
from httpscope.rules.part import ConditionReader, Part
from httpscope.rules.place import Keys
from httpscope.rules.text.table import typed, unexpected

_FORBIDDEN_IN_NAMES: Final = frozenset(" \t\r\n:\x00")


@dataclass(frozen=True, slots=True)
class Named(Part):
    """Values by name: all of the names have to fit."""

    where: str
    """`query`, `header`, `cookie` or `form`."""
    tests: tuple[tuple[str, ValueTest], ...]

    @property
    def wants_content(self) -> bool:
        """A form is content."""
        return self.where == "form"

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether each of the names fits."""
        return all(test.fits(self._values(asked, name), asked) for name, test in self.tests)

    def is_beyond(self, preflight: Asked) -> bool:
        """Tell whether the values come with the request alone."""
        values = ((self._values(preflight, name), test) for name, test in self.tests)
        return self.where != "query" and all(not found or test.fits(found, preflight) for found, test in values)

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell of the first name that does not fit."""
        for name, test in self.tests:
            values = self._values(asked, name)
            if not test.fits(values, asked):
                return test.why_not(f"{_KINDS[self.where]} {quoted(name)}", values, asked)
        return ""

    def literals(self) -> tuple[tuple[str, str, str], ...]:
        """Give what every request that fits has: name and value, for the index."""
        if self.where not in {"query", "header"}:
            return ()
        return tuple((self.where, name, test.equals) for name, test in self.tests if test.equals is not None)

    def _values(self, asked: Asked, name: str) -> list[str]:
        if self.where == "header":
            return asked.header(name)
        pairs = {"query": asked.query, "cookie": asked.cookies}.get(self.where)
        if pairs is None:
            pairs = asked.form
        return [value for key, value in pairs if key == name]


_KINDS: Final = {"query": _("query parameter"), "header": _("header"), "cookie": _("cookie"), "form": _("form field")}


def _named(where: str) -> ConditionReader:
    def read(keys: Keys, value: Any) -> Named:  # noqa: ANN401 - whatever TOML gives
        expected = _('a table of names, such as {{ {0} = "text" }}').format("Accept" if where == "header" else "name")
        table = typed(keys, value, dict, expected)
        if not table:
            raise unexpected(keys, expected, table)
        for name in table:
            if where == "header" and (not name or _FORBIDDEN_IN_NAMES & set(name)):
                raise unexpected((*keys, name), _("the name of a header, without colon"), name, on_key=True)
        return Named(where, tuple((name, value_test((*keys, name), test)) for name, test in table.items()))

    return read


READERS: Final[dict[str, ConditionReader]] = {where: _named(where) for where in _KINDS}
