"""Which rules can fit a request at all, without looking at each: by method, first literal of the path, conditions.

What is left out cannot fit, and the order stays, so that whoever tries the candidates one by one finds the rule that
trying all would find (tested for any rules). Built once for a ruleset, when the first request comes. Pure.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

from httpscope.rules.asked import Asked
from httpscope.rules.method import ANSWERED_BY_THE_SERVER, method_fits
from httpscope.rules.part import Part
from httpscope.rules.path_pattern import path_pattern
from httpscope.rules.rule import Rule, Ruleset

FEW: Final = 4
"""So many rules are tried one after the other sooner than looked up."""
_Literal = tuple[str, str, str]
"""Kind, name and value of what every request has that fits: `("query", "page", "2")`."""


class _Leaf:
    """Places of rules that agree on the path, apart by a literal of their conditions where they have one."""

    def __init__(self) -> None:
        self._rest: list[int] = []
        self._hosts: dict[str, list[int]] = {}
        self._named: dict[tuple[str, str], dict[str, list[int]]] = {}
        """By kind and name, and then by value."""

    def add(self, place: int, rule: Rule, *, preflight: bool) -> None:
        # A preflight need not have what the request behind it will have.
        literal = None if preflight else _literal_of(rule)
        if literal is None:
            self._rest.append(place)
        elif literal[0] == "host":
            self._hosts.setdefault(literal[2], []).append(place)
        else:
            self._named.setdefault(literal[:2], {}).setdefault(literal[2], []).append(place)

    def collect(self, asked: Asked, found: list[list[int]]) -> None:
        if self._rest:
            found.append(self._rest)
        if self._hosts and (places := self._hosts.get(asked.host)):
            found.append(places)
        for (kind, name), by_value in self._named.items():
            found.extend(by_value[value] for value in _values(asked, kind, name) if value in by_value)


class _View:
    """The rules for one method."""

    def __init__(self) -> None:
        self._exact: dict[bytes, _Leaf] = {}
        self._beginnings: dict[int, dict[bytes, _Leaf]] = {}
        """By the length of the first literal, and then by it; the empty one is there for rules of any path."""

    def add(self, place: int, rule: Rule, *, preflight: bool) -> None:
        if rule.match.path is not None and (pattern := path_pattern(rule.match.path)).exact:
            leaf = self._exact.setdefault(pattern.parts[0], _Leaf())
        else:
            first = b"" if rule.match.path is None else path_pattern(rule.match.path).parts[0]
            leaf = self._beginnings.setdefault(len(first), {}).setdefault(first, _Leaf())
        leaf.add(place, rule, preflight=preflight)

    def candidates(self, asked: Asked) -> Sequence[int]:
        path = asked.path
        found: list[list[int]] = []
        if leaf := self._exact.get(path):
            leaf.collect(asked, found)
        for length, leaves in self._beginnings.items():
            if leaf := leaves.get(path[:length]):
                leaf.collect(asked, found)
        if len(found) == 1:
            return found[0]
        return sorted(chain.from_iterable(found))


class Index:
    """The rules of a ruleset, ready to be found."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._views: dict[str, _View] = {}
        self._found: tuple[Asked | None, Sequence[int]] = (None, ())
        """The last request and what was found: whoever decides counts next."""
        self._named = {method for rule in rules for method in rule.match.methods} | ANSWERED_BY_THE_SERVER | {"HEAD"}
        self.names = _names(rules)
        """What each rule is counted under: its name, made different where several have the same."""
        conditions = chain.from_iterable(rule.match.conditions for rule in rules)
        self.counting = any(isinstance(each, Part) and each.counts for each in conditions)
        """Whether any rule counts requests."""

    def candidates(self, asked: Asked) -> Iterable[int]:
        """Give the places of rules that may fit, in order; all others are off or do not fit."""
        if self._found[0] is asked:
            return self._found[1]
        # A client can invent methods without end: those that no rule names are all alike.
        method = asked.method if asked.method in self._named else ""
        view = self._views.get(method)
        if view is None:
            view = self._views[method] = self._view(method)
        self._found = asked, view.candidates(asked)
        return self._found[1]

    def _view(self, method: str) -> _View:
        view = _View()
        for place, rule in enumerate(self._rules):
            preflight = method == "OPTIONS" and rule.answers_preflights
            if rule.on and (preflight or method_fits(rule.match.methods, method)):
                view.add(place, rule, preflight=preflight)
        return view


def index_of(ruleset: Ruleset) -> Index:
    """Give the index of a ruleset, built when it is first asked for."""
    found: Index | None = ruleset.index
    if found is None:
        found = Index(ruleset.in_force)
        # Only a cache: the rules decide all of it.
        object.__setattr__(ruleset, "index", found)
    return found


def _names(rules: Sequence[Rule]) -> tuple[str, ...]:
    times: dict[str, int] = {}
    names: list[str] = []
    for rule in rules:
        times[rule.name] = times.get(rule.name, 0) + 1
        # No name in a file has a NUL, so none is taken twice.
        names.append(rule.name if times[rule.name] == 1 else f"{rule.name}\0{times[rule.name]}")
    return tuple(names)


def _literal_of(rule: Rule) -> _Literal | None:
    for condition in rule.match.conditions:
        if isinstance(condition, Part):
            for literal in condition.literals():
                return literal
    return None


def _values(asked: Asked, kind: str, name: str) -> set[str]:
    if kind == "header":
        return set(asked.header(name))
    return {value for key, value in asked.query if key == name}
