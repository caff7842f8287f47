"""The whole screen over a capture made by hand, driven by keys, and how to wait for what it shows."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from httpscope.rules.file.read import read_rules
from httpscope.store.reader import Reader
from httpscope.ui.app import HttpScope
from httpscope.ui.draft import Draft
from httpscope.ui.loading import Parts
from httpscope.ui.settings import Settings
from httpscope.ui.widgets.row_list import RowList
from tests.ui.seeded import ADDRESS, Talk, seeded_capture

RULES = '[[rule]]\nname = "front page"\nanswer.body = "<h1>Hello</h1>"\n'
T = TypeVar("T")
W = TypeVar("W", bound=Widget)


@dataclass
class StandInServer:
    """A server as the screen sees it, of which a test says whether it lives."""

    capture: Path
    address: str = ADDRESS
    reachable: Sequence[str] = ()
    exposed: bool = False
    allowed: Sequence[str] = ()
    died: str | None = None
    lines: list[str] = field(default_factory=list)
    starts: int = 0
    orders: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def status(self) -> str | None:
        """Why it has ended."""
        return self.died

    def restart(self) -> None:
        """Live again."""
        self.starts += 1
        self.died = None

    def order(self, name: str, /, **details: object) -> None:
        """What it is told."""
        self.orders.append((name, details))

    def on_stir(self, call: Callable[[], object]) -> bool:
        """Nobody is told when it stirs."""
        return False

    def news(self) -> Sequence[str]:
        """What it has to say, once."""
        lines, self.lines = self.lines, []
        return lines


@dataclass
class Shell:
    """The program while a test drives it."""

    app: HttpScope
    pilot: Pilot[None]
    talk: Talk
    server: StandInServer | None
    draft: Draft | None

    async def until(self, look: Callable[[], T], what: str, patience: float = 10.0) -> T:
        """Wait until something true is seen, and give it."""
        end = time.monotonic() + patience
        while not (seen := look()):
            if time.monotonic() > end:
                raise AssertionError(f"waited {patience} s for {what}; on the screen is:\n{self.screen_text()}")
            await self.pilot.pause(0.01)
        return seen

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self.pilot.press(*keys)

    def one(self, kind: type[W]) -> W:
        """Give the only widget of its kind on the screen that is shown."""
        return self.app.screen.query_one(kind)

    def lines(self) -> list[str]:
        """Give the screen as it is shown, line by line."""
        width, height = self.app.size
        return [strip.text.ljust(width) for strip in self.app.screen._compositor.render_strips()[:height]]

    def screen_text(self) -> str:
        """Give the screen as it is shown."""
        return "\n".join(line.rstrip() for line in self.lines())

    async def shows(self, text: str) -> None:
        """Wait until the text is on the screen."""
        await self.until(lambda: text in self.screen_text(), f"{text!r} on the screen")


async def edit_status(running: Shell) -> None:
    """Type another status, 404, into the rule."""
    await running.press("e")
    await running.until(lambda: isinstance(running.app.focused, Input), "the focus in the form")
    await running.press("end", "backspace", "backspace", "backspace", *"404")
    await running.until(lambda: running.draft and running.draft.unsaved, "the edit in the draft")
    await running.press("escape", "escape")


def row_texts(rows: RowList[Any]) -> list[str]:
    """Give the lines of a list as they are painted, heading first, without trailing blanks."""
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


@asynccontextmanager
async def shell(
    folder: Path,
    *,
    capture: Callable[[Path], Talk] = seeded_capture,
    size: tuple[int, int] = (120, 40),
    settings: Settings | None = None,
    viewing: bool = False,
    named: bool = True,
    reachable: Sequence[str] = (),
    exposed: bool | None = None,
    allowed: Sequence[str] = (),
) -> AsyncIterator[Shell]:
    """Run the program over a capture in `folder`; `viewing` is without rules and without a server.

    A server is open to the network where there are addresses for others, or where `exposed` says so.
    """
    path = folder / "capture.db"
    talk = capture(path)
    is_exposed = bool(reachable) if exposed is None else exposed
    stand_in = StandInServer(path, reachable=reachable, exposed=is_exposed, allowed=allowed)
    server = None if viewing else stand_in
    draft = None if viewing else _draft(folder, named)
    app = HttpScope(Parts(Reader(path), draft, server), settings or Settings(), theme=None)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            running = Shell(app, pilot, talk, server, draft)
            shown = f"{talk.exchanges:,} request"
            await running.shows(shown)
            yield running
            while len(app.screen_stack) > 1:
                app.pop_screen()
                await pilot.pause()
    finally:
        talk.end()


def _draft(folder: Path, named: bool) -> Draft:
    working, file = folder / "working.toml", folder / "rules.toml"
    working.write_text(RULES)
    if named:
        file.write_text(RULES)
    return Draft(working, file if named else None, read_rules(RULES, str(file), str(folder)))
