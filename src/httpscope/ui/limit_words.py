"""All that is to be said of a limit: what it bounds, how often it struck, why, and how it is changed. Pure."""

from typing import Final

from textual.content import Content

from httpscope.i18n import _
from httpscope.rules.file.limit import value_of
from httpscope.rules.file.limit_kind import LimitKind
from httpscope.rules.file.settings_table import limit_line
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings
from httpscope.store.census import Census
from httpscope.ui.strikes import amount, shared_with, struck

_SECTION: Final = "[limits]"


def about(kind: LimitKind, settings: Settings, census: Census | None, *, changeable: bool) -> Content:
    """Give the lines about a limit; without a census they say that it is being counted."""
    default = amount(kind, DEFAULT_SETTINGS)
    value = amount(kind, settings)
    told = _("{value}, the default") if value == default else _("{value}; the default is {default}")
    lines = [
        Content.assemble((kind.name, "bold $text-primary"), f" {told.format(value=value, default=default)}"),
        Content(_("{what}. When it strikes: {then}.").format(what=_(kind.what), then=_(kind.then))),
        Content(_("Why {default}: {why}").format(default=default, why=_(kind.why))),
        Content.styled(_strikes(kind, census), "$text-muted"),
    ]
    if changeable:
        change = _("enter changes it; in a rules file: {section}, {line}")
        line = limit_line(kind.name, value_of(settings, kind.name))
        lines.append(Content.styled(change.format(section=_SECTION, line=line), "$text-accent"))
    return Content("\n").join(lines)


def _strikes(kind: LimitKind, census: Census | None) -> str:
    if not kind.codes:
        return _(kind.on_count[1])
    if census is None:
        return _("Counting how often it struck …")
    text = _("Struck {count:,} times in this capture").format(count=struck(kind, census))
    if others := shared_with(kind):
        text += f", {_('together with {names}').format(names=', '.join(others))}"
    return f"{text}. {_(kind.on_count[1])}" if kind.on_count[1] else f"{text}."
