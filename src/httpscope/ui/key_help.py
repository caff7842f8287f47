"""What can be done on a screen and with which keys, read off the bindings themselves.

Help and command palette show the same list, so neither can forget an action or name a key that is not in force.
Only bindings of this package count; what Textual's own fields do is known from everywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done."""

    node: DOMNode
    """Where its action runs."""
    binding: Binding
    keys: tuple[str, ...]
    """Keys in force, as they are shown to people."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The deeds of one place."""

    title: str
    deeds: tuple[Deed, ...]
    words: tuple[tuple[str, str], ...] = ()
    """What can be typed there, and what it means."""


def topics(
    screen: Screen[Any],
    places: Mapping[str, str],
    keymap: Mapping[str, str],
    makes_sense: Callable[[str, tuple[object, ...]], bool],
) -> list[Topic]:
    """Give what can be done on the screen, by place.

    `places` names the places by the id of their widget, in order, and the empty id for everything else; a place
    holds the deeds of its widget and of all inside it. `keymap` holds the keys that a person chose, by binding id;
    `makes_sense` tells of an action and its parameters whether it can ever be done here.
    """
    found: dict[str, dict[str, Deed]] = {place: {} for place in places}
    for node in (screen.app, screen, *screen.walk_children(with_self=False)):
        inside = next((each.id for each in node.ancestors_with_self if each.id in found), "")
        for binding in _bindings(node):
            _namespace, action, parameters = parse(binding.action)
            if not makes_sense(action, parameters):
                continue
            deeds = found[inside]
            deeds.setdefault(binding.id or binding.action, Deed(node, binding, _keys(node, binding, keymap)))
    return [Topic(places[place], tuple(deeds.values())) for place, deeds in found.items() if deeds]


def _bindings(node: DOMNode) -> Iterator[Binding]:
    """Give the bindings that the classes of this package bring to the node."""
    for kind in type(node).__mro__:
        if kind.__module__.startswith("httpscope.") and issubclass(kind, DOMNode):
            own: Sequence[object] = vars(kind).get("BINDINGS", ())
            yield from (binding for binding in own if isinstance(binding, Binding) and binding.description)


def _keys(node: DOMNode, binding: Binding, keymap: Mapping[str, str]) -> tuple[str, ...]:
    keys = keymap.get(binding.id or "") or binding.key
    return tuple(node.app.get_key_display(Binding(key.strip(), binding.action)) for key in keys.split(","))
