"""A condition on the path by a regular expression; its named groups are values that answers may use. Pure."""

from dataclasses import dataclass
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.expression import Expression, expression
from httpscope.rules.condition.value_test import quoted
from httpscope.rules.memory import Memory
from httpscope.rules.part import ConditionReader, Part
from httpscope.rules.place import Keys
from httpscope.rules.text.table import checked, typed


@dataclass(frozen=True, slots=True)
class PathRegex(Part):
    """A path in which an expression is found, percent-encoding taken off but for `%2F` and `%25`."""

    expression: Expression

    @property
    def wants_content(self) -> bool:
        """It is in the head."""
        return False

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether it is found."""
        return self.expression.search(_text(asked), asked) is not None

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell the path."""
        if asked.patience <= 0:
            return _("looking for {0} in the path took too long").format(quoted(self.expression.text))
        return _("path is {0}; wanted: matches {1}").format(quoted(_text(asked)), quoted(self.expression.text))

    def segments(self, asked: Asked) -> dict[str, str]:
        """Give the named groups."""
        return self.expression.search(_text(asked), asked) or {}


def _text(asked: Asked) -> str:
    return asked.path.decode("utf-8", "surrogateescape")


def _path_regex(keys: Keys, value: Any) -> PathRegex:  # noqa: ANN401 - whatever TOML gives
    text = typed(keys, value, str, _("a regular expression such as '^/users/(?P<id>[0-9]+)$'"))
    return PathRegex(checked(keys, text, expression))


READERS: Final[dict[str, ConditionReader]] = {"path_regex": _path_regex}
