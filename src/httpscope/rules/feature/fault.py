"""A fault of an answer as a key of a rule: `answer.fault`, a name of `fault_kinds`, or a table with more about it.

Pure. A share of the answers only has it, where the person says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.fault_acts import Details
from httpscope.rules.feature.fault_kinds import FAULT_KINDS, FaultKind
from httpscope.rules.feature.steps import FinalResponse, is_interim
from httpscope.rules.feature.values import Off
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.plan import Plan
from httpscope.rules.step import Send, Step
from httpscope.rules.text import amount
from httpscope.rules.text.table import checked, known, typed, unexpected

_THENS: Final = ("close", "reset", "hang")


@dataclass(frozen=True)
class Fault:
    """One fault, with what was said of it."""

    kind: FaultKind
    details: Details
    share: float = 1.0
    """Of the answers, from 0 to 1."""
    stage: Stage = Stage.SHAPE
    wants_content: bool = False

    @property
    def may_be_at_head(self) -> bool:
        """Whether it is a fault of that kind."""
        return self.kind.at_head

    def at_head(self, memory: Memory) -> bool:
        """Tell whether the answer leaves before the content of the request is read."""
        return self.kind.at_head and self._strikes(memory)

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Have the steps show the fault, if it is the turn of this answer."""
        if self.kind.at_head or not self._strikes(memory):
            return
        if asked.method != "HEAD":
            # A fault is done to the content as a whole. Raises ContentFault for a file that is too large for it.
            plan.content = plan.content
        details = replace(self.details, old=asked.head.version == b"HTTP/1.0")

        def shape(steps: Iterable[Step]) -> Iterator[Step]:
            coming = iter(steps)
            for step in coming:
                if not isinstance(step, Send):
                    yield step
                elif not is_interim(step):
                    yield from self.kind.act(FinalResponse(step.octets, step.content, coming), details)
                    return
                elif not self.kind.silent:
                    yield step

        plan.shapes.append(shape)
        plan.endless = plan.endless or self.kind.endless
        plan.statusless = plan.statusless or not self.kind.shows_status

    def _strikes(self, memory: Memory) -> bool:
        return self.share >= 1 or memory.chance.random() < self.share


def fault(keys: Keys, value: object) -> Feature:
    """Read a fault, or false for none. Raises Misfit."""
    if value is False:
        return Off()
    if isinstance(value, str):
        kind = _kind(keys, value)
        return Fault(kind, kind.defaults)
    table = typed(keys, value, dict, _('the name of a fault, or a table such as { kind = "reset", at = 10 }'))
    if "kind" not in table:
        known(keys, table, ("kind", "share", "at", "by", "count", "octets", "then"))
        raise unexpected(keys, _('a table with kind, such as { kind = "reset", at = 10 }'), value)
    kind = _kind((*keys, "kind"), typed((*keys, "kind"), table["kind"], str, _("the name of a fault")))
    known(keys, table, ("kind", "share", *kind.takes))
    said: dict[str, Any] = {name: _detail((*keys, name), name, table[name]) for name in kind.takes if name in table}
    return Fault(kind, replace(kind.defaults, **said), _share((*keys, "share"), table.get("share", 1)))


def _kind(keys: Keys, name: str) -> FaultKind:
    if name in FAULT_KINDS:
        return FAULT_KINDS[name]
    import difflib  # noqa: PLC0415 - only where there is a fault to explain

    near = difflib.get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), FAULT_KINDS, n=1)
    wanted = _("the name of a fault, such as {0}") if near else _("one of {0}")
    raise unexpected(keys, wanted.format(", ".join(near or FAULT_KINDS)), name)


def _detail(keys: Keys, name: str, value: object) -> int | str | bytes:
    if name == "octets":
        return typed(keys, value, str, _("a text")).encode()
    if name == "then":
        if value not in _THENS:
            raise unexpected(keys, ", ".join(f'"{then}"' for then in _THENS), value)
        return value
    return checked(keys, value, amount.octets)


def _share(keys: Keys, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise unexpected(keys, _("a share of the answers, from 0 to 1"), value)
    return float(value)


READERS: Final[dict[str, FeatureReader]] = {"fault": fault}
"""Keys below `answer`."""
