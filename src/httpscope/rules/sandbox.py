"""Jinja2 made safe for a server: nothing private is reached, and nothing is done without asking `budget.py` first.

Attributes are those that are listed here, and filters those that are known to be bounded. This loads Jinja2 (50 ms), so
it is imported by the first template and not before.
"""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast
from urllib.parse import quote

from jinja2 import ChainableUndefined, Undefined, nodes, pass_context, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from httpscope.rules.budget import counted, joined, plus, power, take, tick, times, weighed
from httpscope.rules.template_values import Shown

_TEXT: Final = frozenset(
    {"capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii", "isdecimal"}
    | {"isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip", "partition"}
    | {"removeprefix", "removesuffix", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines"}
    | {"startswith", "strip", "swapcase", "title", "upper"}
)
_LOOP: Final = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem", "depth", "depth0"}
    | {"cycle", "changed"}
)
_OPEN: Final[tuple[tuple[type, frozenset[str]], ...]] = (
    (str, _TEXT),
    (dict, frozenset({"get", "items", "keys", "values"})),
    (list, frozenset({"index", "count"})),
    (tuple, frozenset({"index", "count", "grouper", "list"})),
    (LoopContext, _LOOP),
    (Macro, frozenset({"name", "arguments"})),
)
"""Attributes that a template may use, by type. None of them gives more than it was given."""
_BOUNDED: Final = (
    *("abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "filesizeformat", "first", "float"),
    *("forceescape", "groupby", "int", "items", "last", "length", "list", "lower", "map", "min", "max", "reject"),
    *("rejectattr", "reverse", "safe", "select", "selectattr", "sort", "sum", "title", "trim", "truncate"),
    *("unique", "upper", "wordcount"),
)
"""Filters of Jinja2 that give no more than they were given."""
_TESTS: Final = tuple(name for name in TESTS if name not in {"filter", "test"})
_MOST_DIGITS: Final = 15


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which a template can do no harm."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})
    concat = staticmethod(joined)

    def __init__(self, *, escaping: bool) -> None:
        super().__init__(autoescape=escaping, undefined=Nothing, keep_trailing_newline=True, finalize=_printed)
        self.filters = {name: _asking(FILTERS[name]) for name in _BOUNDED} | _OWN
        self.tests = {name: _asking(TESTS[name]) for name in _TESTS}
        self.globals = {"range": _range, "dict": dict, "namespace": Namespace}
        self.binop_table |= {"*": times, "**": power, "+": plus, "%": _remainder}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - whatever a template looks into
        """Give an element of a mapping, or else an attribute that is open. Raises SecurityError for any other."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if _is_open(obj, attribute):
            return getattr(obj, attribute)
        if attribute.startswith("_") or hasattr(type(obj), attribute):
            raise SecurityError(f"{attribute!r} of {type(obj).__name__!r} is closed to templates")
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - as above
        """Give an element. Raises SecurityError where it is none, but an attribute that is closed."""
        try:
            return obj[argument]
        except (TypeError, LookupError):
            if isinstance(argument, str):
                return self.getattr(obj, str(argument))
        return self.undefined(obj=obj, name=argument)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401 - Jinja2's signature
        """Tell whether an attribute is open."""
        return _is_open(obj, attr)

    def call(self, context: Context, called: Any, /, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - as above
        """Call what a template calls. Raises what that raises."""
        tick()
        weighed(arguments)
        weighed(tuple(named.values()))
        return weighed(super().call(context, called, *arguments, **named))


class Nothing(ChainableUndefined):
    """What is not there: printed it is nothing, and so is whatever it is asked for."""


class Asking(NodeTransformer):
    """Puts a question before each step that could go on for long: loops, texts, lists, comparisons."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja2 finds it by this name
        """Count each turn of a loop."""
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "(counted)")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - as above
        """Count the characters of `~`."""
        self.generic_visit(node)
        return _filtered(node.nodes[0], "(joined)", *node.nodes[1:])

    def visit_List(self, node: nodes.List) -> nodes.Filter:  # noqa: N802 - as above
        """Count the elements."""
        self.generic_visit(node)
        return _filtered(node, "(weighed)")

    def visit_Dict(self, node: nodes.Dict) -> nodes.Filter:  # noqa: N802 - as above
        """Count the elements."""
        self.generic_visit(node)
        return _filtered(node, "(weighed)")

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802 - as above
        """Count the elements, unless it is what names are given by."""
        self.generic_visit(node)
        return _filtered(node, "(weighed)") if node.ctx == "load" else node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Filter:  # noqa: N802 - as above
        """Count a comparison: of two long lists it takes its time."""
        self.generic_visit(node)
        return _filtered(node, "(weighed)")


def _filtered(node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    """Put a filter behind an expression; no template can name it."""
    return nodes.Filter(cast("nodes.Expr", node), name, list(arguments), [], None, None, lineno=node.lineno)


def _is_open(obj: object, attribute: str) -> bool:
    if attribute.startswith("_"):
        return False
    if isinstance(obj, Undefined | Namespace):
        return True
    if isinstance(obj, Shown):
        return attribute in obj.shown
    return any(isinstance(obj, kind) and attribute in names for kind, names in _OPEN)


def _asking(function: Any) -> Callable[..., Any]:  # noqa: ANN401 - a filter of any kind
    """Let a filter or test of Jinja2 ask first, and weigh what it gives. It is not folded while compiling either."""
    wanted = getattr(getattr(function, "jinja_pass_arg", None), "name", "")

    @pass_context
    def asking(context: Context, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - any filter
        tick()
        weighed(arguments)
        first: dict[str, tuple[object, ...]] = {
            "context": (context,), "eval_context": (context.eval_ctx,), "environment": (context.environment,)
        }  # fmt: skip
        given = function(*first.get(wanted, ()), *arguments, **named)
        if isinstance(given, str):
            take(len(given))
        return weighed(given)

    return asking


def _printed(value: object) -> object:
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
    return "" if isinstance(value, Undefined) else str(_printed(value))


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


def _range(*numbers: int) -> range:
    found = range(*numbers)
    take(len(found))
    return found


def _remainder(left: Any, right: Any) -> Any:  # noqa: ANN401 - whatever a template divides
    if isinstance(left, str | bytes):
        raise SecurityError("texts are not formatted by %; put them together by ~")
    return left % right


_OWN: Final[dict[str, Callable[..., Any]]] = {
    "(counted)": _counted, "(joined)": _joined, "(weighed)": _weighed,
    "json": _as_json, "tojson": _as_json, "join": _join, "replace": _asking(_replace), "string": _string,
    "round": _round, "base64": _base64, "urlencode": _urlencode,
}  # fmt: skip
