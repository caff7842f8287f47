"""The command palette: everything the screen can do, found by typing a few letters of it.

It offers the deeds of `key_help`, a jump to an exchange when a number is typed, and the few deeds that have no key.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple, Protocol, runtime_checkable

from textual.command import DiscoveryHit, Hit, Hits, Provider

from httpscope.i18n import _
from httpscope.ui.key_help import Deed, Topic


class Extra(NamedTuple):
    """Something that can be done and has no key."""

    title: str
    help: str
    run: Callable[[], object]


@runtime_checkable
class Commanded(Protocol):
    """A screen that the palette can serve."""

    def topics(self) -> list[Topic]:
        """Give what can be done here with keys."""

    def go_to(self, exchange: int) -> None:
        """Put the cursor on an exchange."""

    def extras(self) -> Iterator[Extra]:
        """Give what is only found by name, there being too much of it to list."""


class Commands(Provider):
    """Every action of a screen of ours."""

    async def discover(self) -> Hits:
        """Offer everything while nothing is typed."""
        for title, note, run in self._offers():
            yield DiscoveryHit(title, run, help=note)

    async def search(self, query: str) -> Hits:
        """Offer what fits the letters; a number is a jump to that exchange."""
        screen = self.screen
        number = query.strip().removeprefix("#")
        if isinstance(screen, Commanded) and number.isascii() and number.isdigit():
            text = _("Go to request {number}").format(number=int(number))
            yield Hit(1.0, text, partial(screen.go_to, int(number)))
        matcher = self.matcher(query)
        extras = screen.extras() if isinstance(screen, Commanded) else ()
        for title, note, run in (*self._offers(), *extras):
            if (score := matcher.match(title)) > 0:
                yield Hit(score, matcher.highlight(title), run, help=note)

    def _offers(self) -> Iterator[Extra]:
        screen = self.screen
        if not isinstance(screen, Commanded):
            return
        app = self.app
        yield Extra(_("Choose a theme"), _("Dark, light, high contrast, and all of Textual's"), app.search_themes)
        note = _("An SVG file for you alone, of all that is shown, secrets too")
        yield Extra(_("Save a picture of the screen"), note, app.deliver_screenshot)
        found = [(topic.title, deed) for topic in screen.topics() for deed in topic.deeds]
        # What a footer shows is what people look for; rows and pages up and down come last.
        for place, deed in sorted(found, key=lambda each: not each[1].binding.show):
            note = " · ".join([place, " ".join(deed.keys)])
            yield Extra(_(deed.binding.tooltip or deed.binding.description), note, partial(self._do, deed))

    async def _do(self, deed: Deed) -> None:
        await self.app.run_action(deed.binding.action, deed.node)
