"""A line above the form where a rule says more than its fields can show. A click opens the text of the rule."""

from typing import Final

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from httpscope.i18n import _
from httpscope.rules.file.block import CONTENT_KEYS, flat_values
from httpscope.rules.rule import Rule
from httpscope.visible import visible

_FIELDS: Final = {
    *(("name",), ("off",), ("match", "method"), ("match", "path")),
    *(
        ("answer", key)
        for key in ("status", "reason", "type", "headers", *CONTENT_KEYS, "delay", "connection", "supply")
    ),
}
"""Keys that the form, or the list, shows."""


class MoreLine(Static):
    """Shown where there is more."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    MoreLine { height: 1; padding: 0 2; background: $surface; color: $text-accent; display: none; pointer: pointer;
        &.-more { display: block; }
        &:hover { text-style: underline; }
    }
    """

    class Clicked(Message):
        """The person wants to see it all."""

    def __init__(self) -> None:
        super().__init__("", markup=False)

    def show(self, rule: Rule | None) -> None:
        """Name the keys that the form has no field for."""
        keys = beyond_form(rule) if rule else []
        self.set_class(bool(keys), "-more")
        said = _("+{n}: {keys} · F3 text").format(n=len(keys), keys=", ".join(keys))
        self.update(Content(visible(said)))

    def on_click(self) -> None:
        """Tell."""
        self.post_message(self.Clicked())


def beyond_form(rule: Rule) -> list[str]:
    """Give the keys of a rule that the form has no field for."""
    values = flat_values(rule, rule.name)
    return [".".join(keys) for keys, value in values.items() if value is not None and keys not in _FIELDS]
