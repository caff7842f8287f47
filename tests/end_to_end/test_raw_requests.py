"""The 22 raw requests that no inspector shows whole: here each is an entry, with the octets as sent and the reason."""

from typing import cast

import pytest

from tests.octets import RAW_REQUESTS, Example
from tests.running import ask, exported, run, serving

WITHOUT_TARGET = {"TLS ClientHello"}
TWO = {"two pipelined"}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """Play each request on a connection of its own, and give the entries it left, their exported octets among them."""
    folder = tmp_path_factory.mktemp("raw")
    with serving(folder) as server:
        for example in RAW_REQUESTS:
            ask(server.port, example.octets, half_close=True)
    rows = exported(folder, server.capture)
    for row in rows:
        row["raw"] = run(folder, "export", str(server.capture), "--exchange", str(row["exchange"])).stdout
    return {
        example.name: [row for row in rows if row["connection"] == number]
        for number, example in enumerate(RAW_REQUESTS, 1)
    }


@pytest.mark.parametrize("example", RAW_REQUESTS, ids=lambda example: example.name)
def test_the_export_is_what_was_sent(shown: dict[str, list[dict[str, object]]], example: Example) -> None:
    """The octets of the entries, one behind the other, are those that went over the wire."""
    rows = shown[example.name]

    assert b"".join(cast("bytes", row["raw"]) for row in rows) == example.octets


@pytest.mark.parametrize("example", RAW_REQUESTS, ids=lambda example: example.name)
def test_each_is_shown_with_method_and_target_and_why_it_is_wrong(
    shown: dict[str, list[dict[str, object]]], example: Example
) -> None:
    """An entry for each (two for the pipelined), with what can be known of it and a reason wherever it was refused."""
    name = example.name
    rows = shown[name]

    assert len(rows) == (2 if name in TWO else 1)
    if name not in WITHOUT_TARGET:
        assert all(row["method"] and row["target"] for row in rows)
    assert all(row["remark"] for row in rows if row["status"] == 400)
