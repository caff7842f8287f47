"""Where a line of a text stands in the TOML that holds it."""

import pytest

from httpscope.rules.place import line_and_column
from httpscope.rules.text.inside import offset_of_line


@pytest.mark.parametrize(
    ("toml", "line", "place"),
    [
        ('a = "one"', 1, (1, 6)),
        ('a = "one\\ntwo"', 2, (1, 11)),
        ('a = """\none\n  two"""', 2, (3, 3)),
        ('a = """one\ntwo"""', 2, (2, 1)),
        ("a = '''\none\ntwo'''", 2, (3, 1)),
        ('a = """\r\none\r\ntwo"""', 2, (3, 1)),
        ('a = """\none \\\n   goes on\ntwo"""', 2, (4, 1)),
        ('a = """\n\\\\n\\u000Atwo"""', 2, (2, 10)),
        ('a = """\none"""', 9, (1, 5)),
    ],
)
def test_a_line_is_found_behind_quotes_escapes_and_folded_line_ends(
    toml: str, line: int, place: tuple[int, int]
) -> None:
    """The place is that of its first word; a line that is not there is the text as a whole."""
    assert line_and_column(toml, offset_of_line(toml, 4, line)) == place
