"""An app that shows one exchange, and facts to show in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from httpscope.exchange import INBOUND, OUTBOUND, Closing, Connection
from httpscope.store.reader import ConnectionFacts, Row, Transfer
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.themes import THEMES
from httpscope.ui.widgets.exchange_view import ExchangeView
from httpscope.ui.widgets.message_view import MessageView
from httpscope.ui.widgets.octet_canvas import OctetCanvas
from tests.ui.panel_app import wait_for

OPENED = 1_700_000_000_000_000_000
"""When the connection of the facts was accepted, in nanoseconds."""
MS = 1_000_000

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


def facts_of(
    request: bytes,
    answer: bytes = b"",
    *,
    complete: bool = True,
    planned: int | None = None,
    closing: str = "",
    method: str = "GET",
) -> ExchangeFacts:
    """Make the facts of an exchange that came in two segments and was answered with one."""
    cut = min(78, len(request))
    row = Row(
        id=1,
        at=OPENED + MS // 2,
        method=method,
        target="/",
        version="HTTP/1.1",
        status=200 if answer else None,
        received=len(request),
        sent=len(answer) if planned is None else planned,
        duration=3 * MS if answer else None,
        peer="127.0.0.1:50412",
        remark="",
        connection=1,
        ordinal=2,
        rule="page" if answer else "",
        complete=complete,
    )
    transfers = [Transfer(OPENED + MS // 2, INBOUND, 0, cut)]
    if request[cut:]:
        transfers.append(Transfer(OPENED + MS, INBOUND, cut, len(request)))
    if answer:
        transfers.append(Transfer(OPENED + 4 * MS, OUTBOUND, 0, len(answer)))
    ended = Closing(1, OPENED + 9 * MS, closing, len(request), len(answer)) if closing else None
    connection = Connection(1, OPENED, "127.0.0.1:50412", "127.0.0.1:8001")
    return ExchangeFacts(row, request, answer, tuple(transfers), ConnectionFacts(connection, ended, (1,), 3))


class ExchangeApp(App[None]):
    """The view of an exchange and nothing else."""

    def __init__(self, facts: ExchangeFacts | None) -> None:
        """Take what is to be shown."""
        super().__init__()
        self.facts = facts

    def compose(self) -> ComposeResult:
        """The view."""
        yield ExchangeView()

    def on_mount(self) -> None:
        """Set what is shown, as the screen does."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.view.exchange = self.facts

    @property
    def view(self) -> ExchangeView:
        """The view of the exchange."""
        return self.query_one(ExchangeView)

    @property
    def request(self) -> MessageView:
        """The view of the request."""
        return self.query_one("#request", MessageView)

    @property
    def answer(self) -> MessageView:
        """The view of the answer."""
        return self.query_one("#answer", MessageView)

    @property
    def octets(self) -> OctetCanvas:
        """The request's canvas."""
        return self.request.query_one(OctetCanvas)

    def screen_rows(self) -> list[str]:
        """Give what stands on the screen, row by row, as the terminal gets it."""
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]

    def screen_text(self) -> str:
        """Give the whole screen as one text."""
        return "\n".join(self.screen_rows())


@asynccontextmanager
async def exchange_app(
    facts: ExchangeFacts | None, size: tuple[int, int] = (100, 24)
) -> AsyncIterator[tuple[ExchangeApp, Pilot[None]]]:
    """Run the app with the request's view in focus and laid out."""
    app = ExchangeApp(facts)
    async with app.run_test(size=size) as pilot:
        if facts is not None:
            await wait_for(pilot, lambda: app.request.reading is not None and app.octets.lines is not None, "the rows")
            app.view.focus_message()
            await wait_for(pilot, lambda: app.octets.has_focus, "the focus")
            await pilot.pause()
        yield app, pilot
        await app.workers.wait_for_complete()
