"""Jinja2 made safe for a server: nothing private is reached, and nothing is done without asking `budget.py` first.

Attributes are those that are listed here, and filters those that are known to be bounded. This loads Jinja2 (50 ms), so
it is imported by the first template and not before.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from jinja2 import ChainableUndefined, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from httpscope.rules.template.budget import joined, plus, power, tick, times, weighed
from httpscope.rules.template.filters import BOUNDED_FILTERS, BOUNDED_TESTS, bounded_range, printed, remainder
from httpscope.rules.template.shown import Shown

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


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment in which a template can do no harm."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})
    concat = staticmethod(joined)

    def __init__(self, *, escaping: bool) -> None:
        super().__init__(autoescape=escaping, undefined=Nothing, keep_trailing_newline=True, finalize=printed)
        self.filters = dict(BOUNDED_FILTERS)
        self.tests = dict(BOUNDED_TESTS)
        self.globals = {"range": bounded_range, "dict": dict, "namespace": Namespace}
        self.binop_table |= {"*": times, "**": power, "+": plus, "%": remainder}

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - whatever a template looks into
        """Give an element of a mapping, or else an attribute that is open. Raises SecurityError for any other."""
        tick()
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
    """What is not there: printed it is nothing, and so is whatever it is asked for. It counts as an empty text."""

    def __int__(self) -> int:  # type: ignore[override]
        """Be no number, as an empty text is none: `int` and `float` give their defaults then. Raises ValueError."""
        return int("")

    def __float__(self) -> float:  # type: ignore[override]
        """Be no number. Raises ValueError."""
        return float("")


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
