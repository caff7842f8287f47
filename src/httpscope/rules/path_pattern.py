"""Paths as rules write them: exact, with wildcards, with named segments. RFC 3986 §6.2.2.2.

`*` is any run of characters without `/`, `**` any run, `{name}` at least one character without `/`, which others may
read. Pure. Work is bounded by the length of the path times the parts of the pattern: no client can make it explode.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

from httpscope.rules.path import decoded

_WILDCARD: Final = re.compile(r"(\*\*|\*|\{[A-Za-z_][A-Za-z0-9_]*\})")


class PathPattern(NamedTuple):
    """A pattern taken apart."""

    parts: tuple[bytes, ...]
    """Plain octets, and wildcards at the odd places: `*`, `**`, or `{}` for any named one."""
    names: tuple[str, ...]
    """Names of the named ones, in order."""

    @property
    def exact(self) -> bool:
        """Whether it is one path and no other."""
        return len(self.parts) == 1

    def fits(self, path: bytes) -> bool:
        """Tell whether a path fits, with its percent-encoding taken off by `path.decoded`."""
        first = self.parts[0]
        if len(self.parts) == 1:
            return path == first
        return path.startswith(first) and self._reached(path) is not None

    def named(self, path: bytes) -> dict[str, str]:
        """Give what stands at the named places of a path that fits, percent-encoding taken off altogether.

        Where there are several ways to fit, what stands further left is longer: `{name}.{type}` of `a.tar.gz` is
        `a.tar` and `gz`. Nothing of a path that does not fit.
        """
        if not self.names or (reached := self._reached(path)) is None:
            return {}
        found: list[str] = []
        stop = len(path)
        for place in range(len(self.parts) - 1, 0, -1):
            part = self.parts[place]
            if place % 2 == 0:
                stop -= len(part)
                continue
            start = _last_start(reached[place - 1], part, stop)
            if part == b"{}":
                found.append(unquote(path[start:stop].decode("utf-8", "surrogateescape"), errors="surrogateescape"))
            stop = start
        return dict(zip(self.names, reversed(found), strict=True))

    def _reached(self, path: bytes) -> list[Sequence[int]] | None:
        """Follow all places that the parts so far can reach; None where the end is not among them."""
        end = len(path)
        reached: Sequence[int] = (0,)
        following: list[Sequence[int]] = []
        for place, part in enumerate(self.parts):
            if place % 2 == 0:
                reached = [start + len(part) for start in reached if path.startswith(part, start)]
            elif part == b"**":
                reached = range(reached[0], end + 1)
            else:
                reached = _within_segment(reached, path, least=part == b"{}")
            if not reached:
                return None
            following.append(reached)
        return following if reached[-1] == end else None


@lru_cache(maxsize=4096)
def path_pattern(text: str) -> PathPattern:
    """Take a pattern apart; `*` alone is the asterisk-form (RFC 9112 §3.2.4) and no wildcard."""
    if text == "*":
        return PathPattern((b"*",), ())
    pieces = _WILDCARD.split(text)
    parts = tuple(
        (b"{}" if piece.startswith("{") else piece.encode())
        if place % 2
        else decoded(piece.encode("utf-8", "surrogateescape"))
        for place, piece in enumerate(pieces)
    )
    return PathPattern(parts, tuple(piece[1:-1] for piece in pieces[1::2] if piece.startswith("{")))


def _within_segment(reached: Sequence[int], path: bytes, *, least: bool) -> list[int]:
    """Give every place between one that was reached and the next slash; `least`: at least one octet further."""
    wider: list[int] = []
    for start in reached:
        first = start + least
        if wider and first <= wider[-1]:
            continue
        slash = path.find(b"/", start)
        wider.extend(range(first, (slash if slash >= 0 else len(path)) + 1))
    return wider


def _last_start(reached: Sequence[int], wildcard: bytes, stop: int) -> int:
    """Give the last place from which the wildcard can have come to `stop`."""
    latest = stop - 1 if wildcard == b"{}" else stop
    return max(start for start in reached if start <= latest)
