"""Which keys the footer names while requests wait for a person: what can be done about these, before anything else.

Pure but for asking the focus whether it takes a key for itself; a letter that a field would swallow is not offered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from textual.binding import ActiveBinding
from textual.widget import Widget

from httpscope.i18n import N_, _

WORDS: Final = MappingProxyType(
    {
        "release": N_("Release"),
        "release_all": N_("All"),
        "edit_once": N_("Edit"),
        "by_hand": N_("By hand"),
        "drop": N_("Drop"),
        "hold_all": N_("Hold"),
    }
)
"""Actions in the order of the footer, with words so short that all of them are there at 80 columns."""
_BESIDE: Final = MappingProxyType(
    {
        "-narrow": frozenset({"app.help"}),
        "-medium": frozenset({"app.help", "app.quit", "list.open", "pane.answer"}),
    }
)
"""What else is named where there is not room for all, by the ids of bindings; for classes of the screen."""


def keys_while_waiting(
    found: Mapping[str, ActiveBinding], focused: Widget | None, classes: Iterable[str]
) -> dict[str, ActiveBinding]:
    """Give the bindings with those about requests that wait first and shown; `classes` of the screen tell the room."""
    ours: dict[str, ActiveBinding] = {}
    for action, word in WORDS.items():
        for key, active in found.items():
            taken = focused is not None and focused.check_consume_key(key, key if len(key) == 1 else None)
            if active.binding.action == action and not taken:
                told = active.tooltip or active.binding.description
                binding = replace(active.binding, show=True, description=_(word))
                ours[key] = active._replace(binding=binding, tooltip=told)
    if not ours:
        return dict(found)
    rest = {key: active for key, active in found.items() if key not in ours}
    for beside in (_BESIDE[name] for name in classes if name in _BESIDE):
        rest = {
            key: active._replace(binding=replace(active.binding, show=False))
            if active.binding.id not in beside
            else active
            for key, active in rest.items()
        }
    return ours | rest
