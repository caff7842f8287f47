"""What stands in the place of an answer that is not there: a sign that it may come, or nothing."""

from pathlib import Path

import pytest

from tests.ui.seeded import empty_capture
from tests.ui.shell import row_texts
from tests.ui.test_exchange_list import listed

REQUEST = b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"


async def test_an_answer_that_may_come_is_waited_for_until_the_connection_ends(tmp_path: Path) -> None:
    """While a delay runs, an ellipsis stands for status and duration; when the client leaves, it goes."""
    talk = empty_capture(tmp_path / "capture.db")
    client = talk.connect("127.0.0.1:1")
    client.request(REQUEST)
    talk.commit()
    async with listed(talk) as (app, pilot):
        assert row_texts(app.rows)[1].count("…") == 2

        client.close("client-left")
        talk.commit()
        app.take_in()
        await pilot.pause()

        assert "…" not in row_texts(app.rows)[1]


@pytest.mark.parametrize("remark", ["cut-off", "after-close", "unrecorded"])
async def test_what_is_never_answered_is_not_waited_for(tmp_path: Path, remark: str) -> None:
    """Octets behind the last answer and the like promise no answer, also while the connection is open."""
    talk = empty_capture(tmp_path / "capture.db")
    talk.connect("127.0.0.1:1").request(REQUEST, remark=remark)
    talk.commit()
    async with listed(talk, (160, 30)) as (app, _pilot):
        assert "…" not in row_texts(app.rows)[1]


async def test_a_request_in_half_is_not_waited_for_when_its_connection_has_ended(tmp_path: Path) -> None:
    """Where the server died no more can come, so the path does not end in an ellipsis either."""
    talk = empty_capture(tmp_path / "capture.db")
    client = talk.connect("127.0.0.1:1")
    client.request(b"GET /ha", complete=False)
    client.close("server-died")
    talk.commit()
    async with listed(talk, (160, 30)) as (app, _pilot):
        assert "/ha" in row_texts(app.rows)[1]
        assert "…" not in row_texts(app.rows)[1]
