"""A condition on the content of a request as text. Pure.

The text is the content in the charset of its type, UTF-8 where none is named or nobody has it; a content coding is not
taken off. Of content longer than `asked.CONTENT_READ` the beginning is looked into, and it equals nothing.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.condition.value_test import ValueTest, value_test
from httpscope.rules.memory import Memory
from httpscope.rules.part import ConditionReader, Part
from httpscope.rules.place import Keys
from httpscope.rules.rule import charset_of

_QUICK: Final = re.compile(r"utf-8|utf-16.*|ascii|iso8859-\d+|cp\d+|koi8-[ru]|shift_jis|euc_.*|gb.*|big5|mac-.*")
"""Codecs that bodies are written in and that decode in linear time."""
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Body(Part):
    """Content that passes a test."""

    test: ValueTest

    @property
    def wants_content(self) -> bool:
        """It is the content."""
        return True

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether the content passes."""
        return self.test.fits(_values(asked), asked) and not (asked.cut and self.test.equals is not None)

    def is_beyond(self, preflight: Asked) -> bool:
        """Content comes with the request alone."""
        return True

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell how the content begins."""
        return self.test.why_not(_("the body"), _values(asked), asked)


def _values(asked: Asked) -> list[str]:
    return [_text(asked)] if asked.content else []


def _text(asked: Asked) -> str:
    charset = charset_of((asked.header("Content-Type") or [""])[0]) or "utf-8"
    try:
        name = codecs.lookup(charset).name if len(charset) <= _LONGEST_NAME and charset.isascii() else "utf-8"
    except (LookupError, ValueError):  # the latter where it has a NUL, which is read where policy is lenient
        name = "utf-8"
    if not _QUICK.fullmatch(name):
        name = "utf-8"
    return asked.content.decode(name, "surrogateescape" if name == "utf-8" else "replace")


def _body(keys: Keys, value: Any) -> Body:  # noqa: ANN401 - whatever TOML gives
    return Body(value_test(keys, value))


READERS: Final[dict[str, ConditionReader]] = {"body": _body}
