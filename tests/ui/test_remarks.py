"""The words for remarks."""

import pytest

from httpscope.ui.remarks import remark_title
from httpscope.wire.defect import KINDS


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("missing-host", "No Host header"),
        ("tls-hello", "TLS hello (https)"),
        ("cut-off", "cut off: the client left"),
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
