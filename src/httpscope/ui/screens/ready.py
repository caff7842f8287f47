"""The library of ready answers, to pick from: search as one types, a look at the octets, and the rules of it."""

from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

from textual.content import Content
from textual.screen import Screen

from httpscope.i18n import N_, _
from httpscope.rules.content import Contents
from httpscope.rules.library import Ready, ready_answers
from httpscope.rules.rule import Rule, Ruleset
from httpscope.ui.forecast import forecast
from httpscope.ui.octet_text import octet_text
from httpscope.ui.screens.pick import Pick, Pickable
from httpscope.wire.head import RequestHead

TITLES: Final = {
    "status": N_("Status codes"),
    "api": N_("Shapes of an API"),
    "redirects": N_("Redirects"),
    "cookies": N_("Cookies"),
    "caching": N_("Caching"),
    "cors": N_("Other origins (CORS)"),
    "events": N_("Server-sent events"),
    "downloads": N_("Downloads"),
    "access": N_("Who may"),
    "time": N_("Turns and templates"),
    "faults": N_("Wrong on purpose"),
}
"""What the folders of the library are called."""
PATH: Final = "path"
EVERYTHING: Final = "everything"


class Wanted(NamedTuple):
    """What a ready answer is wanted for."""

    request: RequestHead | None
    """The request that is selected."""
    now: float
    """Seconds since the epoch, for the look at it."""

    @property
    def path(self) -> str:
        """The path of the selected request, as a rule writes it; empty where there is none."""
        return rule_path(self.request.path) if self.request is not None else ""


async def choose_ready(screen: Screen[Any], wanted: Wanted) -> tuple[Rule, ...]:
    """Ask which ready answer it is to be, and give its rules for the path of the request, or for everything."""
    library = ready_answers()
    contents = Contents()
    choices = [
        Pickable(ready.title, ready.words, partial(_look, ready, wanted, contents), _(TITLES[ready.folder]))
        for ready in library
    ]
    ways = [(EVERYTHING, _("for everything"))]
    if wanted.path:
        ways.insert(0, (PATH, _("for {0}").format(wanted.path)))
    picked = await screen.app.push_screen_wait(Pick(_("Ready answers: enter puts one first"), choices, ways))
    if picked is None:
        return ()
    return rules_for(library[picked.place], wanted.path if picked.way == PATH else "")


def rules_for(ready: Ready, path: str) -> tuple[Rule, ...]:
    """Give the rules of a ready answer; those for any path are for this one, unless it is empty."""
    return tuple(
        replace(rule, match=replace(rule.match, path=path)) if path and rule.match.path is None else rule
        for rule in ready.rules()
    )


def rule_path(path: bytes) -> str:
    """Write a path of a request as one that a rule matches exactly; empty where no rule could."""
    text = path.decode("utf-8", "replace")
    for sign, coded in (("*", "%2A"), ("{", "%7B"), ("}", "%7D")):
        text = text.replace(sign, coded)
    return text if text.startswith("/") and text.isprintable() and "\ufffd" not in text else ""


def _look(ready: Ready, wanted: Wanted, contents: Contents) -> Content:
    """Show what it is, and its first octets as the selected request would get them."""
    rules = rules_for(ready, wanted.path)
    ruleset = Ruleset(rules=rules, text=ready.text)
    seen = forecast(ruleset, rules[0], wanted.request, contents, wanted.now)
    lines = [Content.styled(ready.title, "bold"), Content(ready.words), Content("")]
    lines.append(octet_text(seen.octets, seen.supplied))
    lines += [Content.styled(f"{note.sign} {note.text}", "$text-accent") for note in seen.notes]
    if len(rules) > 1:
        lines.append(Content.styled(_("{0} rules that belong together").format(len(rules)), "$text-accent"))
    return Content("\n").join(lines)
