"""What takes a question or a wait: saving the rules, starting the server again. Each runs in a worker of a screen.

They tell the person how it went and the caller whether it did; they change nothing on the screen.
"""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any, Final

from textual.content import Content
from textual.screen import Screen

from httpscope.i18n import _
from httpscope.ui.draft import Draft, Unread
from httpscope.ui.rule_rows import match_text
from httpscope.ui.screens.ask import Choice, Entry, Question
from httpscope.ui.screens.pick import Pick, Pickable
from httpscope.ui.server_port import ServerPort
from httpscope.ui.snippets import SNIPPETS, Snippet
from httpscope.visible import visible

_LOOK: Final = 4_096
"""Characters of a rule's text that are shown beside its name."""


async def save_rules(screen: Screen[None], draft: Draft) -> bool:
    """Write the rules to their file, say so, and tell whether they are saved."""
    try:
        if draft.named is not None:
            path = draft.named
            if not await _saved(screen, draft):
                return False
        else:
            typed = await screen.app.push_screen_wait(Entry(_("Save the rules in the file"), "rules.toml"))
            if not typed:
                return False
            path = _expanded(typed)
            if _is_taken(path) and not await _may_replace(screen, path):
                return False
            draft.save_as(path)
    except (OSError, RuntimeError, ValueError) as error:
        # A home that nobody has is a RuntimeError, a NUL in a name a ValueError.
        screen.notify(visible(str(error)), severity="error", markup=False)
        return False
    screen.notify(_("The rules are saved in {path}.").format(path=visible(str(path))), markup=False)
    return True


async def _saved(screen: Screen[None], draft: Draft) -> bool:
    """Save in the named file, over a text that cannot be read only when the person says so. Raises OSError."""
    try:
        draft.save()
    except Unread:
        text = _("The file holds changes that cannot be read: overwrite them?")
        choices = [Choice("keep", _("Leave it alone")), Choice("overwrite", _("Overwrite them"))]
        if await screen.app.push_screen_wait(Question(text, choices)) != "overwrite":
            return False
        draft.save(overwrite=True)
    return True


async def restart_server(screen: Screen[None], server: ServerPort) -> None:
    """Start the server again, and say why where that cannot be."""
    try:
        await asyncio.to_thread(server.restart)
    except OSError as error:
        screen.notify(visible(str(error)), severity="error", markup=False)


def _expanded(typed: str) -> Path:
    """Take `~` for the person's home, as a shell would. Raises RuntimeError where nobody has that home."""
    return Path(typed).expanduser()


def _is_taken(path: Path) -> bool:
    """Tell whether saving would replace something; a folder is never replaced."""
    return path.exists() and not path.is_dir()


async def _may_replace(screen: Screen[None], path: Path) -> bool:
    """Ask whether a file may give way to the rules; no is the answer at hand."""
    text = _("There is a file {path} already.").format(path=visible(str(path)))
    choices = [Choice("keep", _("Leave it alone")), Choice("replace", _("Replace it"))]
    return await screen.app.push_screen_wait(Question(text, choices)) == "replace"


async def choose_snippet(screen: Screen[Any]) -> Snippet | None:
    """Ask what is to be inserted into the text of a rule."""
    choices = [
        Pickable(
            snippet.title,
            _(snippet.words),
            partial(_look_at, snippet),
            _(snippet.group),
        )
        for snippet in SNIPPETS
    ]
    picked = await screen.app.push_screen_wait(Pick(_("Insert into the text of the rule"), choices))
    return SNIPPETS[picked.place] if picked else None


async def choose_rule(screen: Screen[Any], draft: Draft) -> int | None:
    """Ask which rule is looked for, by name, group, what it matches or any word of its text."""
    blocks = [draft.block(index).text for index in range(len(draft.rules))]
    choices = [
        Pickable(
            f"{index + 1} {visible(rule.name)}",
            f"{match_text(rule.match)} {blocks[index]}",
            partial(Content, visible(blocks[index][:_LOOK], keep="\n")),
            rule.group,
        )
        for index, rule in enumerate(draft.rules)
    ]
    picked = await screen.app.push_screen_wait(Pick(_("Find a rule"), choices))
    return picked.place if picked else None


def _look_at(snippet: Snippet) -> Content:
    return Content("\n\n").join([Content(_(snippet.words) + "."), Content.styled(snippet.text, "$text-accent")])
