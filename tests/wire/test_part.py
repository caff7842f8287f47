"""The table of parts."""

import re

from httpscope.wire.part import Part


def test_every_part_is_written_for_people() -> None:
    """A plain word, a section that can be looked up, and whole sentences; no two parts have the same word."""
    for part in Part:
        assert 3 <= len(part.title) <= 40
        assert re.fullmatch(r"RFC (9110|9112) §\d+(\.\d+)*", part.section)
        assert 10 < len(part.meaning) <= 130
        assert part.meaning.endswith(".")
    assert len({part.title for part in Part}) == len(Part)
