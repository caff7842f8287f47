"""The words for remarks."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from httpscope import server
from httpscope.ui.describe import describe
from httpscope.ui.reading import read, sources_of
from httpscope.ui.remarks import ending_meaning, remark_title
from httpscope.wire.defect import KINDS
from httpscope.wire.nature import NATURES
from tests.ui.exchange_app import facts_of

ENDINGS = ("cut-off", "after-close", "head-timeout", "content-timeout", "unrecorded", "unread")


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("missing-host", "No Host header"),
        ("tls-hello", "TLS hello (https)"),
        ("cut-off", "cut off: the client left"),
        ("after-close", "sent after the last answer"),
        ("head-timeout", "the head took too long"),
        ("content-timeout", "the content stopped coming"),
        ("unrecorded", "the rest was not recorded"),
        ("of-a-later-version", "of-a-later-version"),
        ("\x1b[31m", "␛[31m"),
    ],
)
def test_a_code_has_words(code: str, title: str) -> None:
    """Defects, other protocols and endings have words; an unknown code stands for itself, controls pictured."""
    assert remark_title(code) == title


def test_every_defect_has_words() -> None:
    """No defect is shown by its code."""
    assert [code for code in KINDS if remark_title(code) == code] == []


def test_every_remark_of_the_server_has_words() -> None:
    """Each code that the source of the server gives as a remark is an ending or a defect, and all have words."""
    lines = [line for file in Path(server.__path__[0]).glob("*.py") for line in file.read_text("utf-8").splitlines()]
    given = {code for line in lines if "remark" in line for code in re.findall(r'"([a-z-]+)"', line)}
    patience = {"head-timeout", "content-timeout"}

    assert given | patience == {*ENDINGS, "leading-empty-line"}
    assert [code for code in (*ENDINGS, *NATURES) if remark_title(code) == code] == []


@pytest.mark.parametrize("code", ENDINGS[1:])
def test_the_exchange_view_says_what_an_ending_means(code: str) -> None:
    """The first line above the request has the title and the sentence, and so have the words on each octet."""
    facts = facts_of(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", closing="server-closed")
    reading = read(sources_of(replace(facts, row=facts.row._replace(remark=code)))[0])
    described = describe(reading, 3)

    assert reading.notes[0].text == f"⚠ {remark_title(code)} · {ending_meaning(code)}"
    assert described is not None
    assert described.warnings[0] == f"{remark_title(code)}: {ending_meaning(code)}"
