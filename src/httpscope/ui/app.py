"""The program on the terminal: themes, settings, the traffic screen, and the way out. It assembles and decides nothing.

Everything it works with is handed in: the capture to read, the rules being edited, the server, the settings. It opens
no socket, starts no process and reads no environment.
"""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.theme import Theme

from httpscope.i18n import _
from httpscope.store.reader import Reader
from httpscope.ui.commands import Commands
from httpscope.ui.draft import Draft
from httpscope.ui.resized import WholePicture
from httpscope.ui.screens.ask import Choice, Question
from httpscope.ui.screens.connections import ConnectionsScreen
from httpscope.ui.screens.help import HelpScreen
from httpscope.ui.screens.limits import LimitsScreen
from httpscope.ui.screens.traffic import TrafficScreen
from httpscope.ui.screens.why import WhyScreen
from httpscope.ui.server_port import ServerPort
from httpscope.ui.settings import Settings, save_settings
from httpscope.ui.themes import DEFAULT, THEMES
from httpscope.ui.widgets.panes import Panes
from httpscope.visible import visible

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)
"""What the system, or a window that closes, ends a program with. ctrl+c is a key."""


class HttpScope(App[None]):
    """The screen over one capture; with a draft and a server it is the dashboard of a run, without them a viewer."""

    TITLE = "httpscope"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", _("Help"), id="app.help"),
        Binding("q", "quit", _("Quit"), id="app.quit"),
        Binding("ctrl+q", "quit", _("Quit"), show=False, id="app.quit-anywhere", priority=True),
        Binding("ctrl+p,colon", "command_palette", _("Palette"), show=False, id="app.palette", priority=True),
        Binding("ctrl+z", "suspend_process", _("Suspend"), show=False, id="app.suspend"),
    ]

    def __init__(
        self,
        capture: Path,
        draft: Draft | None,
        server: ServerPort | None,
        settings: Settings,
        *,
        theme: str | None = None,
    ) -> None:
        """Show the capture. `theme` is for this run alone. Raises CaptureFault where it cannot be read."""
        super().__init__()
        self._draft = draft
        self._settings = settings
        self._reader = Reader(capture)
        self._whole = WholePicture(self)
        self.traffic = TrafficScreen(self._reader, draft, server, settings)
        """The screen that everything happens on."""
        for each in THEMES:
            self.register_theme(each)
        wanted = theme or settings.theme
        self._unknown = "" if wanted in self.available_themes else wanted
        self.theme = DEFAULT if self._unknown else wanted
        self.set_keymap(dict(settings.keymap))

    def get_default_screen(self) -> TrafficScreen:
        """Begin with the traffic."""
        return self.traffic

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
        self._reader.close()

    def action_help(self) -> None:
        """Show all keys of the screen at hand, or of the traffic where that has none to tell."""
        screen = self.screen
        shown = screen if isinstance(screen, ConnectionsScreen | LimitsScreen | WhyScreen) else self.traffic
        self.push_screen(HelpScreen(shown.topics()))

    def _end(self, number: signal.Signals) -> None:
        """Leave without a question, the terminal restored; a second signal ends the process on the spot."""
        asyncio.get_running_loop().remove_signal_handler(number)
        self.exit(return_code=128 + number)

    async def action_quit(self) -> None:
        """Leave; ask first when rules would stay in the working copy only, or an entry nowhere."""
        self._leave()

    @work(exclusive=True, group="leave")
    async def _leave(self) -> None:
        unfinished = self.traffic.unfinished()
        unsaved = self._draft is not None and self._draft.unsaved
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


def _may_leave(*, unsaved: bool, unfinished: bool) -> Question:
    """Ask what is to become of rules that are not saved, or of an entry that fits in no rule, or of both."""
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
