"""The program on the terminal: themes, settings, the traffic screen, and the way out. It assembles and decides nothing.

Everything it works with is handed in: the capture to read, the rules being edited, the server, the settings. It opens
no socket, starts no process and reads no environment.
"""

import asyncio
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.theme import Theme

from httpscope.i18n import _
from httpscope.ui.early import EarlyInput
from httpscope.ui.loading import Later, Loaded, Loading, Parts
from httpscope.ui.quiet import end_of_start
from httpscope.ui.resized import WholePicture
from httpscope.ui.screens.opening import OpeningScreen
from httpscope.ui.screenshot import Photographed
from httpscope.ui.settings import Settings, save_settings
from httpscope.ui.terminal import TerminalDriver
from httpscope.ui.themes import DEFAULT, THEMES
from httpscope.ui.widgets.panes import Panes
from httpscope.visible import visible

if TYPE_CHECKING:
    from httpscope.ui.screens.ask import Question
    from httpscope.ui.screens.traffic import TrafficScreen

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
"""What the system, or a window that closes, ends a program with. ctrl+c is a key."""


def _commands() -> type[Provider]:
    """Load the palette when it is asked for."""
    from httpscope.ui.commands import Commands

    return Commands


class HttpScope(Photographed):
    """The screen over one capture; with a draft and a server it is the dashboard of a run, without them a viewer."""

    TITLE = "httpscope"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", _("Help"), id="app.help"),
        Binding("q", "quit", _("Quit"), id="app.quit"),
        Binding("ctrl+q", "quit", _("Quit"), show=False, id="app.quit-anywhere", priority=True),
        Binding("ctrl+p,colon", "command_palette", _("Palette"), show=False, id="app.palette", priority=True),
        Binding("ctrl+z", "suspend_process", _("Suspend"), show=False, id="app.suspend"),
    ]

    def __init__(self, begin: Parts | Later, settings: Settings, *, theme: str | None = None) -> None:
        """Show a capture: at once, or when what is shown has been loaded behind the first picture.

        `theme` is for this run alone. Raises CaptureFault where the capture cannot be read.
        """
        super().__init__(driver_class=TerminalDriver)
        self._settings = settings
        self._whole = WholePicture(self)
        self._parts = begin if isinstance(begin, Parts) else None
        self._loading = Loading(self, begin) if isinstance(begin, Later) else None
        self._early = EarlyInput(self) if isinstance(begin, Later) else None
        """What was typed before there was anything to take it; None from then on."""
        self._traffic = self._traffic_of(begin) if isinstance(begin, Parts) else None
        self.fault: Exception | None = None
        """What kept the run from beginning."""
        for each in THEMES:
            self.register_theme(each)
        wanted = theme or settings.theme
        self._unknown = "" if wanted in self.available_themes else wanted
        self.theme = DEFAULT if self._unknown else wanted
        self.stylesheet.set_variables(self.get_css_variables())
        self._first_theme = True
        self.set_keymap(dict(settings.keymap))

    @property
    def traffic(self) -> "TrafficScreen":
        """The screen that everything happens on, once it is loaded."""
        if self._traffic is None:
            raise AssertionError("the traffic is not loaded yet")
        return self._traffic

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything in another theme; the first one was there before anything was styled."""
        if self._first_theme:
            self._first_theme = False
        else:
            super().refresh_css(animate)

    def get_default_screen(self) -> Screen[None]:
        """Begin with the traffic, or with its frame."""
        if self._loading is not None:
            return OpeningScreen(self._loading.later.known, self._settings)
        return self.traffic

    def _traffic_of(self, parts: Parts) -> "TrafficScreen":
        from httpscope.ui.screens.traffic import TrafficScreen

        return TrafficScreen(parts.reader, parts.draft, parts.server, self._settings)

    @on(OpeningScreen.Painted)
    def _load(self) -> None:
        if self._loading is not None:
            self._loading.start()

    @on(Loaded)
    async def _take_over(self, event: Loaded) -> None:
        """Let the traffic take the place of its frame, and take in what was typed meanwhile."""
        if isinstance(event.outcome, Exception):
            self.fault = event.outcome
            self.exit()
            return
        self._parts = event.outcome
        self._traffic = self._traffic_of(event.outcome)
        with self.batch_update():
            await self.push_screen(self._traffic)
        self.call_after_refresh(self._begun)

    @work(group="begin")
    async def _begun(self) -> None:
        if self._early is not None:
            await self._early.hand_over()
        self._early = None
        end_of_start()

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed until there is something to take it, but for the way out."""
        if self._early is not None:
            if isinstance(event, events.Key) and event.key in {"ctrl+q", "ctrl+c"}:
                self.exit()
                return
            if self._early.keep(event):
                return
        await super().on_event(event)

    def on_mount(self) -> None:
        """Say what was wrong with the settings, and keep a theme that is chosen from now on."""
        if self._settings.fault:
            self.notify(visible(self._settings.fault), severity="warning", markup=False)
        if self._unknown:
            text = _("There is no theme {name}; ctrl+p lists them.").format(name=visible(self._unknown))
            self.notify(text, severity="warning", markup=False)
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        for number in _ENDING:
            asyncio.get_running_loop().add_signal_handler(number, self._end, number)

    def on_resize(self) -> None:
        """Have everything painted anew once the terminal holds still."""
        self._whole.resized()

    def on_unmount(self) -> None:
        """Let go of the capture and of the signals."""
        for number in _ENDING:
            asyncio.get_running_loop().remove_signal_handler(number)
        if self._parts is not None:
            self._parts.reader.close()

    def action_help(self) -> None:
        """Show all keys of the screen at hand, or of the traffic where that has none to tell."""
        from httpscope.ui.screens.connections import ConnectionsScreen
        from httpscope.ui.screens.help import HelpScreen
        from httpscope.ui.screens.limits import LimitsScreen
        from httpscope.ui.screens.why import WhyScreen

        screen = self.screen
        shown = screen if isinstance(screen, ConnectionsScreen | LimitsScreen | WhyScreen) else self.traffic
        self.push_screen(HelpScreen(shown.topics()))

    def _end(self, number: signal.Signals) -> None:
        """Leave without a question and in order, as `serve` does; a second signal ends the process on the spot."""
        asyncio.get_running_loop().remove_signal_handler(number)
        self.exit()

    async def action_quit(self) -> None:
        """Leave; ask first when rules would stay in the working copy only, or an entry nowhere."""
        self._leave()

    @work(exclusive=True, group="leave")
    async def _leave(self) -> None:
        unfinished = self.traffic.unfinished()
        draft = self._parts.draft if self._parts is not None else None
        unsaved = draft is not None and draft.unsaved
        if unsaved or unfinished:
            answer = await self.push_screen_wait(_may_leave(unsaved=unsaved, unfinished=unfinished))
            if answer not in {"save", "leave"} or (answer == "save" and not await self.traffic.save()):
                return
        self.exit()

    @on(Panes.Resized)
    def _resize(self, event: Panes.Resized) -> None:
        """Give the panes the sizes a person wants, within bounds, and keep them."""
        settings = self._settings.resized(list_share=event.list_share, answer_share=event.answer_share)
        event.panes.share(settings.list_share, settings.answer_share)
        self._keep(settings)

    def _keep_theme(self, theme: Theme) -> None:
        self._keep(self._settings.themed(theme.name))

    def _keep(self, settings: Settings) -> None:
        if settings == self._settings:
            return
        self._settings = settings
        try:
            save_settings(settings)
        except OSError as error:
            self.notify(visible(str(error)), severity="warning", markup=False)


def _may_leave(*, unsaved: bool, unfinished: bool) -> "Question":
    """Ask what is to become of rules that are not saved, or of an entry that fits in no rule, or of both."""
    from httpscope.ui.screens.ask import Choice, Question

    lines = []
    if unsaved:
        lines.append(
            _("The rules have changes that are in no file of yours.\nThe working copy of this run keeps them.")
        )
    if unfinished:
        lines.append(_("The form holds an entry that does not fit. It is in no rule, and leaving drops it."))
    stay, save = Choice("stay", _("Stay")), Choice("save", _("Save them"))
    if unsaved:
        return Question("\n".join(lines), [save, Choice("leave", _("Leave without saving")), stay])
    return Question("\n".join(lines), [stay, Choice("leave", _("Leave and drop it"))])
