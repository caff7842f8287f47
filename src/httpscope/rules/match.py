"""Which rule answers a request: the first that is switched on and fits. Pure; RFC 9110 §9.1 and §4.2.3.

Paths are compared with percent-encoding taken off (RFC 3986 §6.2.2.2), but for `%2F` and `%25`, which would turn into
another path. Work is bounded by the length of the path times the parts of the glob: a client cannot make it explode.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from httpscope.rules.asked import Asked
from httpscope.rules.memory import Memory
from httpscope.rules.path import decoded
from httpscope.rules.rule import LAST_RESORT, Rule, Ruleset

ANSWERED_BY_THE_SERVER: Final = frozenset({"CONNECT", "TRACE", "OPTIONS"})
"""Methods that only a rule which names them answers."""

_WILDCARD: Final = re.compile(rb"(\*\*|\*)")


def decide(ruleset: Ruleset, asked: Asked, memory: Memory) -> Rule | None:
    """Give the rule that answers, the built-in one where none of the person's fits.

    None: the method is one of CONNECT, TRACE and OPTIONS, no rule names it, and the server answers by itself.
    """
    for rule in ruleset.in_force:
        if rule.on and fits(rule, asked, memory):
            return rule
    return None if asked.method in ANSWERED_BY_THE_SERVER else LAST_RESORT


def fits(rule: Rule, asked: Asked, memory: Memory) -> bool:
    """Tell whether a request fits, whatever stands before the rule in the list, and whether or not it is on."""
    match = rule.match
    if not (_fits_method(match.methods, asked.method) and _fits_path(match.path, asked.path)):
        return False
    return not match.conditions or all(each.fits(asked, memory, rule.name) for each in match.conditions)


def _fits_method(methods: tuple[str, ...], method: str) -> bool:
    if not methods:
        return method not in ANSWERED_BY_THE_SERVER
    # Whoever answers GET answers HEAD as well (RFC 9110 §9.3.2); a rule of its own for HEAD stands before it.
    return method in methods or methods[0] == "*" or (method == "HEAD" and "GET" in methods)


def _fits_path(pattern: str | None, path: bytes) -> bool:
    if pattern is None:
        return True
    parts = _parts(pattern)
    return path == parts[0] if len(parts) == 1 else path.startswith(parts[0]) and _fits_glob(parts, path)


@lru_cache(maxsize=4096)
def _parts(pattern: str) -> tuple[bytes, ...]:
    """Split a glob into plain octets and wildcards; `*` alone is the asterisk-form and no wildcard."""
    octets = pattern.encode("utf-8", "surrogateescape")
    if pattern == "*":
        return (octets,)
    pieces = _WILDCARD.split(octets)
    return tuple(piece if place % 2 else decoded(piece) for place, piece in enumerate(pieces))


def _fits_glob(parts: tuple[bytes, ...], path: bytes) -> bool:
    """Follow all places that the parts so far can reach; odd parts are wildcards."""
    end = len(path)
    reached: Sequence[int] = (0,)
    for place, part in enumerate(parts):
        if place % 2 == 0:
            reached = [start + len(part) for start in reached if path.startswith(part, start)]
        elif part == b"**":
            reached = range(reached[0], end + 1)
        else:
            reached = _within_segment(reached, path)
        if not reached:
            return False
    return reached[-1] == end


def _within_segment(reached: Sequence[int], path: bytes) -> list[int]:
    """Give every place between one that was reached and the next slash."""
    wider: list[int] = []
    for start in reached:
        if wider and start <= wider[-1]:
            continue
        slash = path.find(b"/", start)
        wider.extend(range(start, (slash if slash >= 0 else len(path)) + 1))
    return wider
