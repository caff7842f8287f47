"""Which methods the rules answer at a place: for OPTIONS, and its Allow (RFC 9110 §9.3.7 and §10.2.1). Pure."""

from typing import Final

from httpscope.rules.asked import Asked
from httpscope.rules.path_pattern import path_pattern
from httpscope.rules.rule import Ruleset

ORDINARY: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
"""What a rule that names no method answers, as far as methods have names."""
ALWAYS: Final = ("OPTIONS", "TRACE")
"""What the server answers by itself. CONNECT is missing, as it asks for a proxy."""


def allowed(ruleset: Ruleset, asked: Asked) -> tuple[str, ...]:
    """Give the methods that rules name for the request's path, or for any path where it is `*`.

    Where no rule speaks of the path, the built-in answer has any of the ordinary ones.
    """
    everywhere = asked.path == b"*"
    found: dict[str, None] = {}
    for rule in ruleset.in_force:
        if rule.on and (everywhere or rule.match.path is None or path_pattern(rule.match.path).fits(asked.path)):
            for method in rule.match.methods or ORDINARY:
                found |= dict.fromkeys(_meant(method))
    known = (*ORDINARY, *ALWAYS)
    others = [method for method in found if method not in known and method != "CONNECT"]
    ordinary = [method for method in ORDINARY if not found or method in found]
    return (*ordinary, *others, *ALWAYS)


def _meant(method: str) -> tuple[str, ...]:
    """Whoever answers GET answers HEAD; `*` is any."""
    return ORDINARY if method == "*" else ("GET", "HEAD") if method == "GET" else (method,)
