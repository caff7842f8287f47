"""The preview of a rule whose answers take turns shows the one that is next, as far as the capture tells."""

import time
from collections.abc import Mapping
from pathlib import Path

from httpscope.rules.file import read_rules
from httpscope.store.hits import Hit
from httpscope.ui.turns import Turns
from httpscope.ui.widgets.preview import Preview
from tests.ui.panel_app import PanelApp, panel_app, wait_for

SEQUENCE = """
[[rule]]
name = "up"
answer.sequence = [{ status = 503, times = 2 }, { status = 200 }]
"""


def hits(times: int, at: int | None = None) -> Mapping[str, Hit]:
    """Give so many answers of the rule."""
    return {"up": Hit(times, time.time_ns() if at is None else at)}


def status_line(app: PanelApp) -> bytes:
    """Give the first line of the preview."""
    shown = app.query_one(Preview).forecast
    assert shown is not None
    return shown.octets.partition(b"\r\n")[0]


async def test_the_preview_goes_on_with_the_answers_and_begins_anew(tmp_path: Path) -> None:
    """Third comes 200; after the key `0` the first again, and then those given since."""
    async with panel_app(tmp_path, text=SEQUENCE) as (app, pilot):
        assert status_line(app) == b"HTTP/1.1 503 Service Unavailable"
        app.panel.count(hits(2))
        await wait_for(pilot, lambda: status_line(app) == b"HTTP/1.1 200 OK", "the third answer")
        app.panel.begin_anew("up")
        await wait_for(pilot, lambda: status_line(app) == b"HTTP/1.1 503 Service Unavailable", "the first answer")
        app.panel.count(hits(4))
        await wait_for(pilot, lambda: status_line(app) == b"HTTP/1.1 200 OK", "the third answer again")


def test_answers_of_an_earlier_run_do_not_count() -> None:
    """A capture that is gone on with has answers that this server knows nothing of."""
    turns = Turns()
    turns.take_in(hits(7, at=1))
    assert turns.given("up") == 0
    turns.take_in(hits(9))
    assert turns.given("up") == 2


def test_clients_apart_are_foreseen_as_new() -> None:
    """The capture counts answers of all together."""
    ruleset = read_rules(SEQUENCE + 'answer.sequence_per = "client"\n', "rules.toml", "")
    turns = Turns()
    turns.take_in(hits(2))
    assert turns.memory(ruleset).count("up", "sequence") == 0
