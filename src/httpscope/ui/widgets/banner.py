"""Lines across the top for what nobody may overlook: the network can reach the server, or the server has ended.

It is not there while there is nothing to say. Each line says in words what its colour says.
"""

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.visible import visible


class Banner(Widget):
    """Warnings and failures that last."""

    failure: reactive[str] = reactive("", layout=True)

    def __init__(self, reachable: Sequence[str] = (), allowed: Sequence[str] = (), *, exposed: bool = False) -> None:
        """Warn of a server that others can reach, at the addresses `reachable`, of which none may be known.

        Of these others it lets in those of the networks `allowed`, where some are named.
        """
        super().__init__()
        text = _("{who} can reach this server: {addresses}")
        who = ", ".join(allowed) or _("Everyone on this network")
        where = "  ".join(reachable) or _("at no address that is known yet")
        self._warning = text.format(who=who, addresses=where) if exposed else ""

    def watch_failure(self) -> None:
        """Come with something to say, go without."""
        self.display = bool(self._warning or self.failure)

    def render(self) -> Content:
        """Give a line for each."""
        lines = ((self.failure, "bold $text-error"), (self._warning, "$text-warning"))
        return Content("\n").join(Content.styled(f"⚠ {visible(text)}", style) for text, style in lines if text)
