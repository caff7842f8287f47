"""Raw octets with steps between them: `answer.script`, octets as typed, waits, and a FIN or RST at any place.

Nothing is added and nothing is put right. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.pacing import seconds
from httpscope.rules.memory import Memory
from httpscope.rules.part import FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.plan import Plan
from httpscope.rules.step import Close, Hold, Reset, Send, Step, Wait
from httpscope.rules.text.octets import SPELLINGS
from httpscope.rules.text.table import checked, known, typed, unexpected

_ENDS: Final[dict[str, Step]] = {"fin": Close(), "rst": Reset(), "hang": Hold()}
_KEYS: Final = ("send", "send_base64", "send_hex", "wait", *_ENDS)


@dataclass(frozen=True)
class Script:
    """Steps as typed."""

    steps: tuple[Step, ...]
    texts: frozenset[int] = frozenset()
    """Places of those that were typed as text: a template may be in them."""
    stage: Stage = Stage.SHAPE
    wants_content: bool = False

    @property
    def octets(self) -> bytes:
        """All octets that leave, in order."""
        return b"".join(step.octets for step in self.steps if isinstance(step, Send))

    def apply(self, plan: Plan, asked: Asked, memory: Memory) -> None:
        """Have the steps come as they were typed, or as their templates say. Raises ContentFault."""
        script = self
        if (voice := plan.voice) is not None and voice.raw:
            steps = [
                Send(voice.octets(step.octets)) if isinstance(step, Send) and place in self.texts else step
                for place, step in enumerate(self.steps)
            ]
            script = replace(self, steps=tuple(steps))
            plan.canned = replace(plan.canned, raw=script.octets)
        plan.shapes.insert(0, script.shape)

    def shape(self, steps: Iterable[Step]) -> Iterator[Step]:
        """Give the steps in place of the octets; what the rule says of the connection comes behind, if it still can."""
        for step in steps:
            if not isinstance(step, Send):
                yield step
                continue
            for typed_step in self.steps:
                yield typed_step
                if isinstance(typed_step, Close | Reset | Hold):
                    return


def script(keys: Keys, value: object) -> Script:
    """Read a script. Raises Misfit."""
    expected = _('a list such as ["octets", { wait = "1s" }, { send = "more" }, { rst = true }]')
    steps: list[Step] = []
    texts: set[int] = set()
    for place, item in enumerate(typed(keys, value, list, expected)):
        way: Keys = (*keys, place)
        if steps and isinstance(steps[-1], Close | Reset | Hold):
            raise unexpected(way, _("nothing behind fin, rst or hang"), item)
        if isinstance(item, str) or (isinstance(item, dict) and "send" in item):
            texts.add(place)
        if isinstance(item, str):
            steps.append(Send(item.encode()))
            continue
        table = typed(way, item, dict, _("octets, or one of {0}").format(", ".join(_KEYS)))
        steps.extend(_steps(way, table))
    return Script(tuple(steps), frozenset(texts))


def _steps(keys: Keys, item: dict[str, Any]) -> Iterator[Step]:
    known(keys, item, _KEYS)
    if len(item) != 1:
        raise unexpected(keys, _("one of {0}").format(", ".join(_KEYS)), item)
    ((name, value),) = item.items()
    way: Keys = (*keys, name)
    if name == "wait":
        yield Wait(seconds(way, value))
    elif name == "send":
        yield Send(typed(way, value, str, _("a text")).encode())
    elif name.startswith("send_"):
        spelling, octets_of = SPELLINGS[name.removeprefix("send_")]
        yield Send(checked(way, typed(way, value, str, spelling), octets_of))
    elif value is not True:
        raise unexpected(way, "true", value)
    else:
        yield _ENDS[name]


READERS: Final[dict[str, FeatureReader]] = {"script": script}
"""Keys below `answer`."""
