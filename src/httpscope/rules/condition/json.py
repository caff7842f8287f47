"""A condition on values within the JSON that a request carries. Pure.

A plain value of the rule is compared with the one of the request: `true` is true, `3` is also `3.0`. A table asks more:
`present`, `type`, and of texts `contains` and `matches`. The content's type is not asked: what reads as JSON is JSON.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked, NoJson
from httpscope.rules.condition.json_path import JsonPath, json_path
from httpscope.rules.condition.value_test import ValueTest, quoted, value_test
from httpscope.rules.memory import Memory
from httpscope.rules.part import ConditionReader, Part
from httpscope.rules.place import Keys
from httpscope.rules.text.table import Misfit, checked, known, take, typed, unexpected
from httpscope.visible import visible

_WORDS: Final = ("equals", "contains", "matches", "present", "type")
_LONGEST_SHOWN: Final = 40
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}


@dataclass(frozen=True, slots=True)
class _Test:
    """What is asked of the values at one place."""

    path: JsonPath
    present: bool = True
    equals: tuple[str, ...] = ()
    """The value as JSON in one spelling, or nothing."""
    kind: str = ""
    text: ValueTest | None = None

    def fits(self, values: list[Any], asked: Asked) -> bool:
        if not self.present or not values:
            return self.present == bool(values)
        return any(self._passes(value, asked) for value in values)

    def wanted(self) -> str:
        said = [_shown(value) for value in self.equals]
        if self.kind:
            said.append(_("of type {0}").format(self.kind))
        if self.text is not None:
            said.append(self.text.wanted())
        return ", ".join(said) or (_("present") if self.present else _("absent"))

    def _passes(self, value: Any, asked: Asked) -> bool:  # noqa: ANN401 - JSON is any of six types
        if self.equals and not _is(value, self.equals[0]):
            return False
        if self.kind and not _is_of(value, self.kind):
            return False
        return self.text is None or (isinstance(value, str) and self.text.fits([value], asked))


@dataclass(frozen=True, slots=True)
class Json(Part):
    """Content that is JSON with these values."""

    tests: tuple[_Test, ...]

    @property
    def wants_content(self) -> bool:
        """It is in the content."""
        return True

    def fits(self, asked: Asked, memory: Memory, rule: str) -> bool:
        """Tell whether all values fit."""
        try:
            document = asked.json
            return all(test.fits(test.path.values(document), asked) for test in self.tests)
        except (NoJson, RecursionError):
            return False

    def is_beyond(self, preflight: Asked) -> bool:
        """Content comes with the request alone."""
        return True

    def why_not(self, asked: Asked, memory: Memory, rule: str) -> str:
        """Tell of the first that does not."""
        try:
            document = asked.json
            for test in self.tests:
                values = test.path.values(document)
                if not test.fits(values, asked):
                    return _why_not(test, values)
        except NoJson as fault:
            return _("the body is no JSON: {0}").format(visible(str(fault)))
        except RecursionError:
            return _("the body is nested too deeply")
        return ""


def _why_not(test: _Test, values: list[Any]) -> str:
    where = quoted(test.path.text)
    if not values:
        return _("JSON has no {0}").format(where)
    if not test.present:
        return _("JSON has {0}").format(where)
    shown = ", ".join(_shown(json.dumps(value)) for value in values[:3])
    return _("JSON at {0} is {1}; wanted: {2}").format(where, shown, test.wanted())


def _is(value: Any, spelt: str) -> bool:  # noqa: ANN401 - JSON is any of six types
    # Only what is of the same kind is spelt: a client can send half a million values to be compared.
    if isinstance(value, str):
        return spelt.startswith('"') and _spelt(value) == spelt
    if isinstance(value, dict | list):
        return spelt.startswith(("{", "[")) and _spelt(value) == spelt
    return not spelt.startswith(('"', "{", "[")) and (str(value) if type(value) is int else _spelt(value)) == spelt


def _shown(spelt: str) -> str:
    """Give a value as people write it, a text as they write a text."""
    return quoted(json.loads(spelt)) if spelt.startswith('"') else visible(spelt[:_LONGEST_SHOWN])


def _spelt(value: Any) -> str:  # noqa: ANN401 - JSON is any of six types
    """Give JSON in one spelling, so that true is not 1, and 3 is 3.0."""
    return json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is any of six types
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def _is_of(value: Any, kind: str) -> bool:  # noqa: ANN401 - JSON is any of six types
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _json(keys: Keys, value: Any) -> Json:  # noqa: ANN401 - whatever TOML gives
    expected = _('a table of ways into JSON, such as { "$.user.name" = "Ada" }')
    table = typed(keys, value, dict, expected)
    if not table:
        raise unexpected(keys, expected, table)
    tests: list[_Test] = []
    for text, wanted in table.items():
        try:
            path = checked((*keys, text), text, json_path)
        except Misfit as misfit:
            raise Misfit(misfit.keys, misfit.expected, str(misfit), on_key=True) from None
        tests.append(_test((*keys, text), path, wanted))
    return Json(tuple(tests))


def _test(keys: Keys, path: JsonPath, value: Any) -> _Test:  # noqa: ANN401 - whatever TOML gives
    if not isinstance(value, dict):
        return _Test(path, equals=(_value(keys, value),))
    known(keys, value, _WORDS)
    if not value:
        raise unexpected(keys, _('a value, or a table such as { contains = "text" }'), value)
    present = take(keys, value, "present", bool, _("true or false"))
    if present is False and len(value) > 1:
        raise unexpected((*keys, "present"), _("true beside another test, since what is absent has no value"), present)
    kind = take(keys, value, "type", str, _("a type of JSON")) or ""
    if kind and kind not in _TYPES:
        raise unexpected((*keys, "type"), _("one of {0}").format(", ".join(_TYPES)), kind)
    of_text = {word: value[word] for word in ("contains", "matches") if word in value}
    return _Test(
        path,
        present=present is not False,
        equals=(_value((*keys, "equals"), value["equals"]),) if "equals" in value else (),
        kind=kind,
        text=value_test(keys, of_text) if of_text else None,
    )


def _value(keys: Keys, value: Any) -> str:  # noqa: ANN401 - whatever TOML gives
    if _has_moment(value):
        raise unexpected(keys, _("a text, a number, true, false, a list or a table; JSON has no times"), value)
    return _spelt(value)


def _has_moment(value: Any) -> bool:  # noqa: ANN401 - whatever TOML gives
    if isinstance(value, dict | list):
        return any(_has_moment(each) for each in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, date | time | datetime)


READERS: Final[dict[str, ConditionReader]] = {"json": _json}
