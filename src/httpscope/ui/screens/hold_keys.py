"""The keys for requests that wait for a person. Each can be given another key by its id."""

from collections.abc import Mapping
from typing import Final

from textual.binding import Binding

from httpscope.i18n import _

KEYS: Final = tuple(
    Binding(key, action, word, show=False, id=f"hold.{name}", tooltip=told)
    for key, action, word, name, told in (
        ("H", "hold_all", _("Hold"), "all", _("Hold all requests, or none but those of rules")),
        ("r", "release", _("Release"), "release", _("Release the one that waits: the rules answer")),
        ("E", "edit_once", _("Edit once"), "edit", _("Edit the answer to this request alone")),
        ("T", "by_hand", _("By hand"), "by-hand", _("Type the answer by hand, line by line")),
        ("X", "drop", _("Drop"), "drop", _("Drop the one that waits: no answer, FIN")),
        ("Z", "release_all", _("Release all"), "all-go", _("Release all that wait")),
        ("S", "append", _("Send event"), "append", _("Send an event on the streams that are open")),
        ("0", "forget", _("Counts anew"), "forget", _("Counts of rules begin anew: sequences, n-th requests")),
    )
)
"""Not in the footer, which is full at 80 columns, before somebody waits (see `waiting_keys`)."""


def keys_of(keymap: Mapping[str, str]) -> dict[str, str]:
    """Give by action the key in force, as people read it."""
    return {key.action: (keymap.get(key.id or "") or key.key).partition(",")[0] for key in KEYS}
