"""The lines of the list of rules: a heading where a group begins, and a line for each rule. Pure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.rule import Match, Rule
from httpscope.store.hits import Hit
from httpscope.ui.columns import cell
from httpscope.ui.figures import clock
from httpscope.visible import visible

ROOMY: Final = 64
"""Cells from which the time of the last hit has room for its seconds."""
_NARROW: Final = 36
"""Cells below which it has no room at all."""
_MINUTES: Final = 5
"""Characters of a time of day without its seconds."""
_SECONDS: Final = 8
"""The same with them."""
_THOUSAND: Final = 1_000


class Heading(NamedTuple):
    """A line above the rules of a group."""

    text: str


Row = Heading | int
"""A heading, or the place of a rule."""


def rows_of(rules: Sequence[Rule], before: Sequence[Rule] = (), after: Sequence[Rule] = ()) -> list[Row]:
    """Give the lines; without groups there are no headings. Included rules, before and after, are lines to read."""
    rows: list[Row] = [*_included(before)]
    group = ""
    for place, rule in enumerate(rules):
        if rule.group != group:
            group = rule.group
            rows.append(Heading(group))
        rows.append(place)
    return [*rows, *_included(after)]


def _included(rules: Sequence[Rule]) -> list[Heading]:
    rows: list[Heading] = []
    source = ""
    for rule in rules:
        if rule.source != source:
            source = rule.source
            rows.append(Heading(_("from {0}, included").format(Path(source).name)))
        rows.append(Heading(f"{'●' if rule.on else '○'} {rule.name}"))
    return rows


class Scene(NamedTuple):
    """What the lines of all rules have in common."""

    rules: int
    """How many rules there are."""
    width: int
    """Cells of a line."""
    hits: Mapping[str, Hit]
    answered_by: str
    figures: int = 6
    """Cells of the longest count of hits."""


def rule_cells(rule: Rule, place: int, scene: Scene) -> list[tuple[str, str]]:
    """Give text and style of the parts of a rule's line: `off`, `match`, `mark` or none."""
    number = number_width(scene.rules)
    hits = _hits(scene.hits.get(rule.name), scene)
    room = scene.width - number - 11 - len(hits)
    name = max(room * 9 // 20, 6)
    off = "" if rule.on else "off"
    return [
        (f"{place + 1:>{number}} ", off),
        ("● " if rule.on else "○ ", off),
        (cell(visible(rule.name), name) + " ", off),
        (cell(match_text(rule.match), max(room - name, 4)) + " ", off or "match"),
        (hits, off),
        (cell(_status_text(rule), 4, right=True), off),
        (" ◂" if rule.name == scene.answered_by else "  ", "mark"),
    ]


def _hits(hit: Hit | None, scene: Scene) -> str:
    """Give how often and when it last answered; nothing, and no room for it, while no rule has."""
    if not scene.hits:
        return ""
    room = _SECONDS if scene.width >= ROOMY else _MINUTES if scene.width >= _NARROW else 0
    last = clock(hit.at, milliseconds=False)[:room] if hit else ""
    return cell(hits_text(hit), scene.figures, right=True) + (f" {last:{room}}" if room else "") + " "


def count_width(hits: Mapping[str, Hit]) -> int:
    """Give the cells that the longest count of hits takes."""
    return max((len(hits_text(hit)) for hit in hits.values()), default=0)


def number_width(count: int) -> int:
    """Give the cells that the numbers of so many rules take."""
    return max(len(str(count)), 2)


def hits_text(hit: Hit | None) -> str:
    """Give how often a rule answered in at most six cells: nothing, `12×`, `1.2k×`, `34M×`."""
    if hit is None:
        return ""
    for unit, size in (("M", _THOUSAND**2), ("k", _THOUSAND)):
        if hit.times >= size:
            much = hit.times / size
            return f"{much:.1f}{unit}×" if much < 10 else f"{hit.times // size}{unit}×"  # noqa: PLR2004 - two digits
    return f"{hit.times}×"


def match_text(match: Match) -> str:
    """Give what a rule matches in few words, safe to show: `GET /`, `/img/**`, `everything`; `+2` for conditions."""
    methods = visible(",".join(match.methods))
    if match.methods == ("*",):
        methods = _("any method")
    words = [word for word in (methods, visible(match.path or "")) if word]
    if match.more:
        words.append(f"+{len(match.more)}")
    return " ".join(words) or _("everything")


def _status_text(rule: Rule) -> str:
    if not rule.on:
        return _("off")
    return _("raw") if rule.answer.raw is not None else f"{rule.answer.status:03}"
