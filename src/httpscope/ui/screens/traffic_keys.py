"""The keys of the traffic screen, in the order of footer and help. Each can be given another key by its id."""

from typing import Final

from textual.binding import Binding

from httpscope.i18n import _
from httpscope.ui.screens import hold_keys

KEYS: Final = (
    Binding("1", "pane('requests')", _("Go to the requests"), show=False, id="pane.requests"),
    Binding("2", "pane('exchange')", _("Go to the exchange"), show=False, id="pane.exchange"),
    Binding("3", "pane('rules')", _("Go to the rules"), show=False, id="pane.rules"),
    Binding("e,4", "pane('answer')", _("Edit answer"), id="pane.answer"),
    Binding("5", "pane('preview')", _("Go to the preview"), show=False, id="pane.preview"),
    # With priority, so that the next letter typed reaches the next field: other bindings wait their turn.
    Binding("tab", "app.focus_next", _("Next field or pane"), show=False, id="pane.next", priority=True),
    Binding(
        "shift+tab",
        "app.focus_previous",
        _("Previous field or pane"),
        show=False,
        id="pane.previous",
        priority=True,
    ),
    Binding("ctrl+s", "save", _("Save rules"), show=False, id="rules.save"),
    Binding("escape", "back", _("Back"), id="pane.back"),
    Binding(
        "A", "ready", _("Ready"), show=False, id="rules.ready", tooltip=_("Ready answers: pick one of the library …")
    ),
    Binding("s", "from_now", _("From now on"), show=False, id="rules.from-now", tooltip=_("Answer this from now on …")),
    Binding("W", "why", _("Why"), show=False, id="rules.why", tooltip=_("Why this answer: what each rule said")),
    *hold_keys.KEYS,
    Binding("c", "connections", _("Connections"), id="connections.show"),
    Binding(
        "U",
        "address",
        _("Address"),
        show=False,
        id="address.show",
        tooltip=_("Address of the server, large and as a QR code, and who can reach it"),
    ),
    # One key, of which the one counts that makes sense.
    Binding(
        "P",
        "policy('lenient')",
        _("Lenient"),
        show=False,
        id="policy.lenient",
        tooltip=_("Read leniently: the policy for broken clients, not strict"),
    ),
    Binding(
        "P",
        "policy('strict')",
        _("Strict"),
        show=False,
        id="policy.strict",
        tooltip=_("Read strictly: the usual policy, not lenient"),
    ),
    Binding(
        "L",
        "limits",
        _("Limits"),
        show=False,
        id="limits.show",
        tooltip=_("Limits and policy, and how often each struck"),
    ),
    Binding("number_sign", "jump", _("Go to a request by number"), show=False, id="list.jump"),
    Binding("plus", "resize(1)", _("Larger pane"), show=False, id="pane.larger"),
    Binding("minus", "resize(-1)", _("Smaller pane"), show=False, id="pane.smaller"),
    Binding("backslash", "maximise", _("Fill the screen with the pane"), show=False, id="pane.maximise"),
    Binding("R", "restart", _("Start the server again"), id="server.restart"),
)
