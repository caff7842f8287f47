"""Methods as rules name them. RFC 9110 §9.1 and §9.3.2. Pure."""

from typing import Final

from httpscope.rules.asked import Asked
from httpscope.rules.rule import Rule

ANSWERED_BY_THE_SERVER: Final = frozenset({"CONNECT", "TRACE", "OPTIONS"})
"""Methods that only a rule which names them answers."""


def method_fits(methods: tuple[str, ...], method: str) -> bool:
    """Tell whether a method is among those of a rule; none at all are the ordinary ones."""
    if not methods:
        return method not in ANSWERED_BY_THE_SERVER
    # Whoever answers GET answers HEAD as well (RFC 9110 §9.3.2); a rule of its own for HEAD stands before it.
    return method in methods or methods[0] == "*" or (method == "HEAD" and "GET" in methods)


def rule_has_method(rule: Rule, asked: Asked) -> bool:
    """Tell whether the method of a request is one of a rule's, or a preflight asks for one and it answers those."""
    methods = rule.match.methods
    if method_fits(methods, asked.method):
        return True
    if asked.method != "OPTIONS" or not rule.answers_preflights:
        return False
    wanted = asked.header("Access-Control-Request-Method")
    return bool(wanted and asked.header("Origin")) and method_fits(methods, wanted[0])
