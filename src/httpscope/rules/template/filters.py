"""Filters, tests and the like of templates, none of which does anything without asking `budget.py` first.

Those of Jinja2 that are known to be bounded, and some of our own. This loads Jinja2.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Undefined, pass_context, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.tests import TESTS
from markupsafe import Markup, escape

from httpscope.rules.template.budget import ELEMENTS, TooMuch, counted, fitting, joined, take, tick, weighed
from httpscope.rules.template.shown import Shown

_BOUNDED: Final = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "filesizeformat", "first", "float"),
    *("forceescape", "groupby", "int", "items", "last", "length", "list", "lower", "map", "min", "max", "reject"),
    *("rejectattr", "reverse", "safe", "select", "selectattr", "sort", "sum", "title", "trim", "truncate"),
    *("unique", "upper", "wordcount"),
)
"""Filters of Jinja2 that give no more than they were given."""
_OF_ELEMENTS: Final = frozenset({"groupby", "max", "min", "sort", "sum", "unique"})
"""Those that do something with each element: of a text they are its characters, of which there may be many."""
_MOST_DIGITS: Final = 15


def _asking(function: Any, *, in_elements: bool = False) -> Callable[..., Any]:  # noqa: ANN401 - a filter of any kind
    """Let a filter or test of Jinja2 ask first, and weigh what it gives. It is not folded while compiling either."""
    wanted = getattr(getattr(function, "jinja_pass_arg", None), "name", "")

    @pass_context
    def asking(context: Context, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any filter
        tick(1 + sum(len(each) // 1024 for each in arguments if isinstance(each, str)))
        weighed(arguments)
        if in_elements and arguments and isinstance(arguments[0], str):
            arguments = (list(counted(arguments[0])), *arguments[1:])
        first: dict[str, tuple[object, ...]] = {
            "context": (context,), "eval_context": (context.eval_ctx,), "environment": (context.environment,)
        }  # fmt: skip
        given = function(*first.get(wanted, ()), *arguments, **named)
        if isinstance(given, str):
            take(len(given))
        return fitting(weighed(given))

    return asking


def printed(value: object) -> object:
    """Print what is no text as JSON does: that is what clients read."""
    tick()
    if isinstance(value, str | Undefined):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return str(value) if isinstance(value, Shown) else _json(value)


def _json(value: object, indent: int | None = None) -> str:
    weighed(value)
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_plain)
    take(len(text))
    return text


def _plain(value: object) -> object:
    if isinstance(value, Undefined):
        return None
    if isinstance(value, Iterable):
        return weighed(list(counted(value)))
    if isinstance(value, Shown):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be printed")


@pass_context
def _as_json(context: Context, value: object, indent: int | None = None) -> str:
    text = _json(value, None if indent is None else min(max(int(indent), 0), 8))
    if not context.eval_ctx.autoescape:
        return text
    # Within a page, also within a script: as Jinja2's own does.
    for character in "<>&'":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - what ends a script or begins a tag is written otherwise


@pass_context
def _joined(context: Context, first: object, *others: object) -> str:
    texts = [_text(value) for value in (first, *others)]
    return _together(context, "", texts)


@pass_context
def _join(context: Context, values: Iterable[object], between: object = "", attribute: str | None = None) -> str:
    found = [context.environment.getitem(each, attribute) if attribute else each for each in counted(values)]
    return _together(context, _text(between), [_text(value) for value in found])


def _together(context: Context, between: str, texts: list[str]) -> str:
    if context.eval_ctx.autoescape and any(hasattr(text, "__html__") for text in (between, *texts)):
        # Each of them is escaped, or was.
        return Markup(joined([escape(text) for text in texts], escape(between)))  # noqa: S704
    return joined(texts, between)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if isinstance(value, Undefined) else str(printed(value))


@pass_eval_context
def _replace(context: EvalContext, text: object, old: str, new: str, count: int = -1) -> str:
    subject = _text(text)
    found = subject.count(old) if count < 0 else min(subject.count(old), count)
    take(len(subject) + found * len(new))
    if context.autoescape and (hasattr(old, "__html__") or hasattr(new, "__html__")):
        subject = escape(subject)
    return subject.replace(old, new, count)


@pass_context
def _string(context: Context, value: object) -> str:  # noqa: ARG001 - so that it is not folded while compiling
    return _text(value)


@pass_context
def _round(context: Context, value: float, digits: int = 0) -> float:  # noqa: ARG001 - as above
    return round(value, min(max(int(digits), -_MOST_DIGITS), _MOST_DIGITS))


@pass_context
def _base64(context: Context, value: object) -> str:  # noqa: ARG001 - as above
    return base64.b64encode(_text(value).encode("utf-8", "surrogateescape")).decode("ascii")


@pass_context
def _urlencode(context: Context, value: object) -> str:  # noqa: ARG001 - as above
    if isinstance(value, Mapping):
        return joined([f"{_quoted(key, '')}={_quoted(each, '')}" for key, each in value.items()], "&")
    return _quoted(value, "/")


def _quoted(value: object, safe: str) -> str:
    return quote(_text(value).encode("utf-8", "surrogateescape"), safe=safe)


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> Any:  # noqa: ANN401, ARG001 - as above
    if isinstance(values, list | tuple | dict | range | str):
        return values if len(values) == 0 else _Counted(values)
    return counted(values)


class _Counted:
    """Values that can be counted beforehand too, as `loop.length` wants it."""

    def __init__(self, values: Any) -> None:  # noqa: ANN401 - anything with a length
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Any:  # noqa: ANN401 - an iterator
        return counted(self._values)


@pass_context
def _weighed(context: Context, value: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    tick()
    return weighed(value)


def bounded_range(*numbers: int) -> range:
    """Give a range that is no longer than may be. Raises TooMuch."""
    found = range(*numbers)
    if len(found) > ELEMENTS:
        raise TooMuch(f"a range has more than {ELEMENTS:,} elements")
    return found


def remainder(left: Any, right: Any) -> Any:  # noqa: ANN401 - whatever a template divides
    """Divide numbers. Raises SecurityError for a text, which would be formatted."""
    if isinstance(left, str | bytes):
        raise SecurityError("texts are not formatted by %; put them together by ~")
    return left % right


_OWN: Final[dict[str, Callable[..., Any]]] = {
    "(counted)": _counted, "(joined)": _joined, "(weighed)": _weighed,
    "json": _as_json, "tojson": _as_json, "join": _join, "replace": _asking(_replace), "string": _string,
    "round": _round, "base64": _base64, "urlencode": _urlencode,
}  # fmt: skip
BOUNDED_FILTERS: Final = {name: _asking(FILTERS[name], in_elements=name in _OF_ELEMENTS) for name in _BOUNDED} | _OWN
"""All filters. Names in parentheses are for `sandbox.Asking`; no template can write them."""
BOUNDED_TESTS: Final = {name: _asking(TESTS[name]) for name in TESTS if name not in {"filter", "test"}}
"""All tests, as of `is defined`."""
