"""What stands in the place of an exchange before the first one came: what to do now."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from httpscope.i18n import _
from httpscope.visible import visible


class EmptyState(Widget):
    """The address to open, a line to type, and where the answer is edited."""

    ALLOW_SELECT = True

    address: reactive[str] = reactive("")
    """What a client types; empty where nobody listens."""

    def render(self) -> Content:
        """Give the few lines a newcomer needs, with room between them where there is room."""
        if not self.address:
            return Content(_("No requests in this capture."))
        address = visible(self.address)
        lines = [
            ("$foreground bold", _("Waiting for the first request")),
            ("$text-muted", _("Open this address in a browser")),
            ("bold $text-primary", f"   {address}"),
            ("$text-muted", _("or type in another terminal")),
            ("bold $text-accent", f"   curl -i {address}hello"),
            ("$text-muted", _("or see a scripted client at work")),
            ("bold $text-accent", "   httpscope --demo"),
            ("$text-muted", _("e edits the answer that clients get · F1 shows all keys")),
        ]
        spaced = self.size.height >= len(lines) + 4
        rows: list[Content] = []
        for number, (style, text) in enumerate(lines):
            if number in {1, 7} or (spaced and number in {3, 5}):
                rows.append(Content(""))
            rows.append(Content.styled(text, style))
        return Content("\n").join(rows)
