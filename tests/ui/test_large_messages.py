"""Large messages on the screen: each mode shows their first and their last rows."""

import gzip
import random

import pytest

from httpscope.ui import decode
from httpscope.ui.mode import Mode
from httpscope.ui.widgets.body_view import BodyView
from tests.octets import CURL_POST
from tests.ui.exchange_app import ExchangeApp, exchange_app, facts_of
from tests.ui.panel_app import wait_for
from tests.ui.test_message_view import post, shows

pytestmark = pytest.mark.slow

LARGE = {
    "10 MB of text": post((b"x" * 79 + b"\n") * 131_072, b"Content-Type: text/plain"),
    "10 MB of octets": post(random.Random(1).randbytes(10 * 2**20), b"Content-Type: image/png"),
    "1 MB in one line": post(b"y" * 2**20, b"Content-Type: text/plain"),
    "100,000 chunks": b"POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"1\r\nx\r\n" * 100_000
    + b"0\r\n\r\n",
    "JSON nested 100,000 deep": post(b"[" * 100_000 + b"]" * 100_000, b"Content-Type: application/json"),
    "a decompression bomb": post(gzip.compress(bytes(2**27)), b"Content-Type: text/plain", b"Content-Encoding: gzip"),
}


@pytest.mark.slow
@pytest.mark.parametrize("octets", LARGE.values(), ids=LARGE)
async def test_every_size_is_shown_from_end_to_end(octets: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mode, its start and its end; how long the screen is held up meanwhile is measured in `benchmarks`."""
    # The bomb is cut off by its size: on a busy machine its time would be over before.
    monkeypatch.setattr(decode, "MAX_SECONDS", 60.0)
    async with exchange_app(facts_of(CURL_POST)) as (app, pilot):
        facts = facts_of(octets, method="POST")
        app.view.exchange = facts
        await wait_for(pilot, lambda: shows(app, facts), "the message", 20)
        for mode in (Mode.OCTETS, Mode.HEX, Mode.HEADERS, Mode.BODY):
            app.view.mode = mode
            if mode is Mode.BODY:
                await wait_for(pilot, lambda: app.request.query_one(BodyView).body is not None, "the body", 20)
            for key, words in zip("Gg", edges(octets, mode), strict=True):
                await wait_for(
                    pilot, lambda: bool(app.request.canvas.lines and app.request.canvas.lines.whole), "rows", 20
                )
                is_paged = key == "G" and mode in {Mode.OCTETS, Mode.HEX}
                await pilot.press(key, *(("pageup", "pagedown", key) if is_paged else ()))
                await wait_for(pilot, lambda words=words: words in bare(app), f"{words} in {mode}", 20)
                if is_paged:
                    lines = app.request.canvas.lines
                    assert lines is not None
                    assert (app.request.canvas.view.stop, app.request.selection.offset) == (lines.rows, len(octets) - 1)


def bare(app: ExchangeApp) -> str:
    """Give the rows of the message without blanks, in which hex stands in two columns."""
    first, rows = app.request.canvas.region.y, app.screen_rows()
    return "\n".join(rows[first : first + app.request.canvas.region.height]).replace(" ", "")


def edges(octets: bytes, mode: Mode) -> tuple[str, str]:
    """Give what stands in the last and in the first row of a large message, without blanks."""
    head, _end, content = octets.partition(b"\r\n\r\n")
    tail = octets[-(len(octets) % 16 or 16) :].hex()
    match mode:
        case Mode.HEX:
            return tail, octets[:16].hex()
        case Mode.HEADERS:
            return head.rpartition(b"\r\n")[2].partition(b":")[0].decode(), "POST"
        case Mode.OCTETS if content.startswith(b"1\r\n"):
            return "0␍␊", "POST/HTTP/1.1␍␊"
        case Mode.OCTETS:
            is_plain = content[-20:-1].isascii() and content[-20:-1].decode().isprintable()
            return content[-20:-1].decode() if is_plain else "", "POST/HTTP/1.1␍␊"
        case _ if content.startswith(b"\x1f\x8b"):
            return "0fffff0" + "00" * 16, "0000000" + "00" * 16
        case _ if content.startswith(b"1\r\n"):
            return "x" * 64, "x" * 64
        case _ if b"image/png" in head:
            return content[-16:].hex(), content[:16].hex()
        case _:
            return content[-65:-1].decode(), content[:64].decode()
