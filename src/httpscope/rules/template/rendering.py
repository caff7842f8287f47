"""Templates compiled, kept, and rendered within the limits of `budget.py`; what is wrong with one, and in which line.

This loads Jinja2: import it where a template is met, not before. Messages are English, since they go out.
"""

import difflib
from collections.abc import Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, NamedTuple

from jinja2 import Template as Compiled
from jinja2 import TemplateSyntaxError, meta, nodes

from httpscope.rules.template.budget import BUDGET, LONGEST, Budget, take
from httpscope.rules.template.sandbox import Asking, Sandbox
from httpscope.rules.template.values import NAMES

_MOST_TOKENS: Final = 10_000
"""Names, operators and the like within the braces: a person's template has some hundred."""
_OF_JINJA: Final = frozenset({"loop", "self", "caller", "varargs", "kwargs"})
_ELSEWHERE: Final = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_STANDS_IN: Final = tuple(map(chr, range(0xFDD0, 0xFDF0)))
"""Noncharacters, one of which stands for CR: Jinja2 makes LF of every line end."""


class Flaw(NamedTuple):
    """What is wrong with a template."""

    line: int
    """Of the template, from 1."""
    message: str


class Broken(Exception):
    """A template that cannot be rendered."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.flaw = flaw


def is_template(text: str) -> bool:
    """Tell whether there is anything to render."""
    return "{{" in text or "{%" in text or "{#" in text


@lru_cache(maxsize=512)
def flaw_of(text: str) -> Flaw | None:
    """Say what is wrong with a template before it is rendered; None where that cannot be seen."""
    try:
        _read(text)
    except Broken as broken:
        return broken.flaw
    return None


def rendered(text: str, values: Mapping[str, Any], budget: Budget, *, escaping: bool) -> str:
    """Render a template with values. Raises Broken."""
    token = BUDGET.set(budget)
    try:
        return _rendered(_compiled(text, escaping), values)
    finally:
        BUDGET.reset(token)


def _rendered(template: Compiled, values: Mapping[str, Any]) -> str:
    pieces: list[str] = []
    length = 0
    try:
        for piece in template.root_render_func(template.new_context(dict(values))):
            length += len(piece)
            take(len(piece))
            if length > LONGEST:
                take(length)
            pieces.append(piece)
    except Exception as fault:
        raise Broken(Flaw(_line_of(fault.__traceback__, template), _said(fault))) from fault
    return "".join(pieces)


@lru_cache(maxsize=256)
def _compiled(text: str, escaping: bool) -> Compiled:
    sandbox = _sandbox(escaping)
    try:
        code = sandbox.compile(Asking().visit(_read(text)), filename="<template>")
    except (TemplateSyntaxError, SyntaxError, RecursionError, MemoryError, ValueError) as fault:
        line = fault.lineno if isinstance(fault, TemplateSyntaxError) else 1
        raise Broken(Flaw(line, _said(fault))) from fault
    return Compiled.from_code(sandbox, code, sandbox.make_globals(None))


@lru_cache(maxsize=2)
def _sandbox(escaping: bool) -> Sandbox:
    return Sandbox(escaping=escaping)


def _read(text: str) -> nodes.Template:
    """Parse a template, and refuse what could only fail later. Raises Broken."""
    sandbox = _sandbox(False)
    stand_in = next((each for each in _STANDS_IN if each not in text), "")
    try:
        for count, (line, kind, _text) in enumerate(sandbox.lex(text)):
            if count > _MOST_TOKENS and kind != "data":
                raise Broken(Flaw(line, "the template is too long"))
        tree = sandbox.parse(text.replace("\r\n", f"{stand_in}\n") if "\r\n" in text and _clean(text) else text)
        for data in tree.find_all(nodes.TemplateData):
            data.data = data.data.replace(stand_in, "\r") if stand_in else data.data
        _check(tree, sandbox)
    except TemplateSyntaxError as fault:
        raise Broken(Flaw(fault.lineno, fault.message or "not a template")) from fault
    except RecursionError as fault:
        raise Broken(Flaw(1, "it is nested too deeply")) from fault
    return tree


def _clean(text: str) -> bool:
    """Tell whether no tag goes over a line end with CR: within one it is mere space."""
    return not any("\r\n" in part.partition("}")[0] for part in text.split("{{")[1:]) and not any(
        "\r\n" in part.partition("%}")[0] for part in text.split("{%")[1:]
    )


def _check(tree: nodes.Template, sandbox: Sandbox) -> None:
    for node in tree.find_all(_ELSEWHERE):
        raise Broken(Flaw(node.lineno, "templates do not include, import or extend others"))
    for asked in tree.find_all((nodes.Filter, nodes.Test)):
        names = sandbox.filters if isinstance(asked, nodes.Filter) else sandbox.tests
        if asked.name not in names:
            raise Broken(Flaw(asked.lineno, f"there is no {type(asked).__name__.lower()} {_near(asked.name, names)}"))
    known = NAMES | _OF_JINJA | sandbox.globals.keys()
    unknown = meta.find_undeclared_variables(tree) - known
    for name in tree.find_all(nodes.Name):
        if name.name in unknown:
            raise Broken(Flaw(name.lineno, f"there is no value {_near(name.name, known)}"))


def _near(name: str, names: Any) -> str:  # noqa: ANN401 - any names
    near = difflib.get_close_matches(name, [each for each in names if each[:1].isalpha()], n=1, cutoff=0.6)
    return f"{name!r}; did you mean {near[0]}?" if near else f"{name!r}"


def _line_of(trace: TracebackType | None, template: Compiled) -> int:
    line = 1
    while trace is not None:
        if trace.tb_frame.f_globals.get("__jinja_template__") is template:
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line


def _said(fault: BaseException) -> str:
    if isinstance(fault, RecursionError):
        return "it calls itself too deeply"
    return str(fault) or type(fault).__name__
