"""Rules written back into the text that a person wrote: what did not change keeps its comments, order and formatting.

The text is cut into blocks, one a rule, because `tomlkit` leaves the comments between two rules with the wrong one when
rules move. Within a block only the keys whose meaning changed are edited (`block.py`); a block that would not read
back as its rule is written anew.
"""

import re
import tomllib
from bisect import bisect_right
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from httpscope.rules.file.block import Flat, edited_block, flat_values, new_block
from httpscope.rules.file.schema import default_name, rules_of
from httpscope.rules.place import Keys, Place, places
from httpscope.rules.rule import Rule
from httpscope.rules.text.table import Misfit


class Block(NamedTuple):
    """What a person wrote about one rule."""

    text: str
    """Its lines, without blank ones at the end."""
    line: int
    """Where it begins in the file, from 1."""


_COMMENTS: Final = re.compile(r"(?:[ \t]*#[^\n]*\n)*\Z")
"""Comment lines right above something."""


def rewritten(text: str, old: Sequence[Rule], new: Sequence[Rule]) -> str:
    """Give the text with the new rules in it. `old` are the rules that the text holds."""
    found = places(text)
    if old and not text.startswith("[", found["rule", 0].key):
        # An array of inline tables has no block for a rule.
        return _apart(text[: found["rule",].key]) + "\n".join(
            new_block(flat_values(rule, default_name(index))) for index, rule in enumerate(new)
        )
    opening, blocks = _cut(text, found, len(old))
    origins = _origins(old, new)
    written = opening
    before = -1
    for index, (rule, origin) in enumerate(zip(new, origins, strict=True)):
        values = flat_values(rule, default_name(index))
        if origin is None:
            block = new_block(values)
        else:
            block = _block(blocks[origin], flat_values(old[origin], default_name(origin)), values, index)
        if origin is None or origin != before + 1:
            written = _apart(written)
        written += block
        before = len(old) if origin is None else origin
    return written if before == len(old) - 1 else written.rstrip("\n") + "\n"


def block_of(text: str, index: int, count: int) -> Block:
    """Give the lines of one of so many rules in a text, with the comments right above it.

    A rule that has no block of its own, as in an array of inline tables, gets one in the form of dotted keys.
    """
    found = places(text)
    if not text.startswith("[", found["rule", 0].key):
        rule = rules_of(tomllib.loads(text))[index]
        return Block(new_block(flat_values(rule, default_name(index))), 1)
    opening, blocks = _cut(text, found, count)
    before = opening + "".join(blocks[:index])
    return Block(blocks[index].rstrip(), before.count("\n") + 1)


def with_block(text: str, index: int, old: Sequence[Rule], block: str) -> str:
    """Give the text with other lines in the place of one of its rules, `old`; whatever they are."""
    found = places(text)
    if not text.startswith("[", found["rule", 0].key):
        written = [new_block(flat_values(rule, default_name(place))) for place, rule in enumerate(old)]
        text = _apart(text[: found["rule",].key]) + "\n".join(written)
        found = places(text)
    opening, blocks = _cut(text, found, len(old))
    space = blocks[index][len(blocks[index].rstrip()) :] or "\n"
    blocks[index] = block.rstrip() + space
    return opening + "".join(blocks)


def _apart(text: str) -> str:
    """Let an empty line follow, as between blocks that somebody wrote."""
    return text.rstrip("\n") + "\n\n" if text.strip() else text


def _block(block: str, old: Flat, new: Flat, index: int) -> str:
    if old == new:
        return block
    edited = edited_block(block, old, new)
    anew = new_block(new)
    # Of two that are refused alike the person's own form is the better place to mend the value.
    if _read(edited, index) == _read(anew, index):
        return edited
    return block[: block.find("[[")] + anew


def _read(block: str, index: int) -> Rule | None:
    """Read a block as the rule of that number, on which the name of a nameless one depends."""
    try:
        return rules_of(tomllib.loads("[[rule]]\n" * index + block))[index]
    except (tomllib.TOMLDecodeError, Misfit):
        return None


def _cut(text: str, found: Mapping[Keys, Place], count: int) -> tuple[str, list[str]]:
    """Cut a text into what stands before the first rule, and a block for each rule with the comments right above it."""
    headers = [found["rule", index].key for index in range(count)]
    stops = sorted(place.stop for place in found.values())
    starts: list[int] = []
    for header in headers:
        line = text.rfind("\n", 0, header) + 1
        # A line that looks like a comment may be the end of a text of several lines, so look behind that only.
        before = bisect_right(stops, line)
        behind = text.find("\n", stops[before - 1], line) + 1 if before else 0
        above = _COMMENTS.search(text, behind, line)
        starts.append(above.start() if above else line)
    starts.append(len(text))
    return text[: starts[0]], [text[start:stop] for start, stop in pairwise(starts)]


def _origins(old: Sequence[Rule], new: Sequence[Rule]) -> list[int | None]:
    """Say for each new rule which old one it was: an equal one, else one of its name, else one that does the same.

    Where no rule came or went, what is left over has its place in common.
    """
    free = set(range(len(old)))
    origins: list[int | None] = [None] * len(new)
    for sort in (_whole, _name, _doing):
        alike: dict[Hashable, deque[int]] = {}
        for index in sorted(free):
            alike.setdefault(sort(old[index]), deque()).append(index)
        for place, rule in enumerate(new):
            if origins[place] is None and (chosen := _chosen(place, alike.get(sort(rule), deque()), free)) is not None:
                origins[place] = chosen
                free.discard(chosen)
    if len(old) == len(new):
        for place in range(len(new)):
            if origins[place] is None and place in free:
                origins[place] = place
    return origins


def _chosen(place: int, alike: deque[int], free: set[int]) -> int | None:
    """Of several that are alike take the one in the same place, else the first."""
    while alike and alike[0] not in free:
        alike.popleft()
    if not alike:
        return None
    return place if place in free and place in alike else alike[0]


def _whole(rule: Rule) -> Hashable:
    return rule


def _name(rule: Rule) -> Hashable:
    return rule.name


def _doing(rule: Rule) -> Hashable:
    return rule.match, rule.answer
