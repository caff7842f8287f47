"""The table of RFC 9110 and RFC 9112 on the real server, over real sockets."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.__main__ import main
from tests.conformance.chapters import ALL, CHAPTERS
from tests.conformance.client import Way
from tests.conformance.trial import try_other, try_own


@pytest.mark.parametrize("way", list(Way), ids=lambda way: way.value)
@pytest.mark.parametrize("chapter", list(CHAPTERS))
async def test_the_server_does_what_the_rfc_asks(chapter: str, way: Way) -> None:
    """Every row of the chapter passes; behind a refused request nothing is read as one."""
    failures = await try_own(CHAPTERS[chapter], [way])

    assert [(failure.case.id, failure.found) for failure in failures] == []


def test_rows_can_be_told_apart_and_looked_up() -> None:
    """Each row has a name of its own and a section; a row that differs says why in a sentence."""
    names = [case.id for case in ALL]

    assert sorted(names) == sorted(set(names))
    for case in ALL:
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", case.id)
        assert re.fullmatch(r"RFC (9110|9112|9113|6455) §\d+(\.\d+)*", case.section)
        assert not case.differs or case.differs.endswith(".")


async def test_a_server_that_takes_everything_fails() -> None:
    """The table is no rubber stamp: a server that answers 200 to whatever comes passes no row that is refused."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        failures = await try_other("127.0.0.1", port, CHAPTERS["cves"], [Way.WHOLE])

    assert [failure.case for failure in failures] == list(CHAPTERS["cves"])


def test_the_report_says_what_passes_and_where_we_differ(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a chapter, the reasons for what is otherwise than the RFC would have it, and exit status 0."""
    status = main(["--chapter", "methods"])

    report = capsys.readouterr().out
    assert status == 0
    assert re.search(r"^methods +(\d+) of +\1 pass$", report, re.MULTILINE)
    assert "RFC 9110 §9.1 (SHOULD): method-unknown-foobar" in report


def test_only_this_machine_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """The report refuses to send hostile octets to another machine."""
    with pytest.raises(SystemExit):
        main(["--against", "192.0.2.1:80"])

    assert "192.0.2.1 is not this machine" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_ends_the_report_without_a_word() -> None:
    """`python -m tests.conformance | head` prints no traceback."""
    command = [sys.executable, "-m", "tests.conformance", "--table"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as report:
        assert report.stdout is not None
        report.stdout.close()
        assert report.stderr is not None
        words = report.stderr.read()

    assert (words, report.returncode) == (b"", 1)
