"""`answer.sequence` of a rules file: elements with the keys of `answer`, and how they take turns. Raises `Misfit`."""

from collections.abc import Callable
from typing import Final, TypeVar

from httpscope.i18n import _
from httpscope.rules.feature.early import may_be_early
from httpscope.rules.file.block import BESIDE_RAW, CONTENT_KEYS, inline_toml
from httpscope.rules.place import Keys
from httpscope.rules.rule import Canned
from httpscope.rules.sequence import SEQUENCE_KEYS, AtEnd, Element, Per, Sequence
from httpscope.rules.text.table import Misfit, Table, take, typed, unexpected

_FIELDS: Final = {
    "status": "status",
    "reason": "reason",
    "type": "content_type",
    "headers": "headers",
    "delay": "delay",
    "connection": "then",
    "supply": "supply",
    "chunks": "chunks",
    "trailers": "trailers",
}
"""Fields of `Canned` by key, contents aside."""
_CONTENTS: Final = ("body", "file", "folder", "raw")
"""Fields of which at most one counts."""
_LONGEST: Final = 1_000_000
"""Times that an element is given: more is forever to any person."""
_Enum = TypeVar("_Enum", AtEnd, Per)


def sequence_of(keys: Keys, table: Table, read: Callable[[Keys, object], Canned]) -> Sequence | None:
    """Read the sequence of the table of an answer, if it has one; `read` reads the table of an element."""
    if "sequence" not in table:
        for key in SEQUENCE_KEYS:
            if key in table:
                expected = _("answer.sequence beside it")
                sentence = _("answer.{0}: says how a sequence goes on, and there is none; expected {1}")
                raise Misfit((*keys, key), expected, sentence.format(key, expected), on_key=True)
        return None
    expected = _("a list of answers such as [{ status = 503, times = 2 }, { status = 200 }]")
    place: Keys = (*keys, "sequence")
    elements = typed(place, table["sequence"], list, expected)
    if not elements:
        sentence = _("answer.sequence: expected at least one answer, got an empty list; {0}").format(expected)
        raise Misfit(place, expected, sentence)
    then = _choice(keys, table, "sequence_then", AtEnd.LAST)
    return Sequence(
        tuple(_element((*place, index), element, read, then) for index, element in enumerate(elements)),
        then,
        _choice(keys, table, "sequence_per", Per.ALL),
        inline_toml(elements),
    )


def _element(keys: Keys, value: object, read: Callable[[Keys, object], Canned], then: AtEnd) -> Element:
    table = dict(typed(keys, value, dict, _("a table such as { status = 503, times = 2 }")))
    number = _("an integer from 1 to {0:,}").format(_LONGEST)
    times = take(keys, table, "times", int, number)
    if times is not None and not 1 <= times <= _LONGEST:
        raise unexpected((*keys, "times"), number, times)
    table.pop("times", None)
    for key in SEQUENCE_KEYS:
        if key in table:
            sentence = _("{0}: a sequence is not part of another; expected the keys of answer, and times").format(key)
            raise Misfit((*keys, key), _("the keys of answer, and times"), sentence, on_key=True)
    if then is AtEnd.RANDOM and "hold" in table:
        expected = _("answer.hold beside the sequence")
        sentence = _(
            "answer.sequence.hold: which answer comes by chance is not known before it leaves; expected {0}"
        ).format(expected)
        raise Misfit((*keys, "hold"), expected, sentence, on_key=True)
    canned = read(keys, table)
    if then is AtEnd.RANDOM and may_be_early(canned.features):
        expected = _('another fault than "early"')
        sentence = _("answer.sequence.fault: which answer comes by chance is not known at the head; expected {0}")
        raise Misfit((*keys, "fault"), expected, sentence.format(expected), on_key=True)
    changes = {_FIELDS[key]: getattr(canned, _FIELDS[key]) for key in table if key in _FIELDS}
    if "status" in table:
        changes["reason"] = canned.reason  # that of another status would be a lie that nobody typed
    if any(key in CONTENT_KEYS for key in table):
        changes |= {name: getattr(canned, name) for name in _CONTENTS}
    elif any(key not in BESIDE_RAW for key in table):
        changes["raw"] = None
    own = frozenset(key for key, _text in canned.more)
    return Element(tuple(changes.items()), own, canned.features, canned.more, 1 if times is None else times)


def _choice(keys: Keys, table: Table, key: str, usual: _Enum) -> _Enum:
    kinds = type(usual)
    said = table.get(key, usual.value)
    for kind in kinds:
        if said == kind.value:
            return kind
    raise unexpected((*keys, key), ", ".join(f'"{kind.value}"' for kind in kinds), said)
