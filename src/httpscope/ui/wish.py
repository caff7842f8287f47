"""What a person can wish for a rule in the list, and how the draft grants it. No Textual."""

from enum import Enum
from typing import NamedTuple, assert_never

from httpscope.i18n import _
from httpscope.ui.draft import Draft
from httpscope.visible import visible


class Wish(Enum):
    """What a person can wish for a rule."""

    EDIT = "edit"
    ADD = "add"
    DUPLICATE = "duplicate"
    DELETE = "delete"
    UP = "up"
    DOWN = "down"
    SWITCH = "switch"
    UNDO = "undo"
    REDO = "redo"


class Granted(NamedTuple):
    """What came of a wish."""

    stand: int
    """Index of the rule to stand on."""
    word: str = ""
    """What to tell the person, safe to show; empty where the list shows it."""


def grant(draft: Draft, wish: Wish, index: int) -> Granted:
    """Do to the draft what is wished for a rule. Raises as the draft does."""
    if not draft.rules and wish not in {Wish.ADD, Wish.UNDO, Wish.REDO}:
        return Granted(0)
    stand, word = index, ""
    match wish:
        case Wish.ADD:
            stand = draft.add(index)
        case Wish.DUPLICATE:
            stand = draft.duplicate(index)
        case Wish.DELETE:
            word = _("“{0}” is deleted; u brings it back.").format(visible(draft.rules[index].name))
            draft.delete(index)
        case Wish.UP | Wish.DOWN:
            stand = draft.move(index, -1 if wish is Wish.UP else 1)
        case Wish.SWITCH:
            draft.switch(index)
        case Wish.UNDO:
            word = "" if draft.undo() else _("Nothing to take back.")
        case Wish.REDO:
            word = "" if draft.redo() else _("Nothing to do again.")
        case Wish.EDIT:
            pass
        case _:
            assert_never(wish)
    return Granted(stand, word)
