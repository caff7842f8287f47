"""Keys of an editor take effect in the order in which they were typed.

Textual inserts a letter at once, but lets a key with a binding (backspace, an arrow) rise to the app and come back; on
a busy screen the next letters overtake it, and "teh", two backspaces, "he" becomes something else.
"""

from textual import events
from textual.widget import Widget


async def press_in_order(widget: Widget, event: events.Key) -> None:
    """Carry out the action of a key that this widget binds, before the next key is looked at; leave others alone."""
    if event.is_printable:
        return
    found = widget.screen.active_bindings.get(event.key)
    if found is not None and found.node is widget and found.enabled:
        event.stop()
        event.prevent_default()
        await widget.app.run_action(found.binding.action, widget)
