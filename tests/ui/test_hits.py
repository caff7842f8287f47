"""Hits of rules on the screen: counted from the capture, and counted on as requests come."""

from pathlib import Path

from httpscope.ui.widgets.rule_list import RuleList
from tests.ui.seeded import response
from tests.ui.shell import shell


async def test_hits_follow_the_capture(tmp_path: Path) -> None:
    """What is there at the start, and what comes while one looks."""
    async with shell(tmp_path, size=(200, 60)) as running:
        rules = running.one(RuleList)
        await running.until(lambda: "front page" in rules.hits, "the first count")
        before = rules.hits["front page"].times
        client = running.talk.connect("127.0.0.1:50999")
        client.request(b"GET /more HTTP/1.1\r\nHost: h\r\n\r\n", response("200 OK", b"ok"))
        running.talk.commit()
        await running.until(lambda: rules.hits["front page"].times == before + 1, "the next count")
        await running.shows(f"{before + 1}×")
