"""Where keys and values stand in a TOML text."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from httpscope.rules.file.block import toml_value
from httpscope.rules.place import Keys, line_and_column, places

TEXT = '''\
# [[rule]] in a comment
title = "[[rule]]" # = "x"

[[rule]]
name = "a"
match.path = '/a#b'
answer = { status = 200, headers = ["X: [1]", "Y: }"] }
[[rule]]
[rule.answer]
body = """
key = "no key"
[[rule]]
"""
"quoted key" . 'x.y' = [
    1, # one
    [2, 3],
]
'''


def seen(text: str, keys: Keys) -> tuple[str, str]:
    """Give the beginnings of the key and of the value."""
    place = places(text)[keys]
    return text[place.key :].split(maxsplit=1)[0], text[place.value :].split("\n", maxsplit=1)[0]


def test_keys_and_values_are_found_in_every_form() -> None:
    """Tables, dotted keys and inline tables come to the same way through the document."""
    assert seen(TEXT, ("rule", 0, "name")) == ("name", '"a"')
    assert seen(TEXT, ("rule", 0, "match", "path")) == ("path", "'/a#b'")
    assert seen(TEXT, ("rule", 0, "answer", "status")) == ("status", '200, headers = ["X: [1]", "Y: }"] }')
    assert seen(TEXT, ("rule", 0, "answer", "headers", 1))[1] == '"Y: }"] }'
    assert seen(TEXT, ("rule", 1, "answer", "body")) == ("body", '"""')
    assert seen(TEXT, ("rule", 1, "answer", "quoted key", "x.y", 1, 1))[1] == "3],"


def test_the_nth_rule_is_found_by_its_header() -> None:
    """What looks like a header within a text or a comment is none."""
    assert [line_and_column(TEXT, places(TEXT)["rule", index].key) for index in (0, 1)] == [(4, 1), (8, 1)]


def test_lines_and_columns_count_from_one_in_characters() -> None:
    """As editors count."""
    assert line_and_column("\u00e9\n\u6797x", 0) == (1, 1)
    assert line_and_column("\u00e9\n\u6797x", 3) == (2, 2)


def test_line_ends_of_windows_are_fine() -> None:
    """CR LF ends a line as LF does."""
    text = TEXT.replace("\n", "\r\n")

    assert line_and_column(text, places(text)["rule", 1, "answer", "body"].key) == (10, 1)


_plain = st.recursive(
    st.integers() | st.booleans() | st.text() | st.text('"\\\n\r\t#[]{},=', max_size=8),
    lambda children: st.lists(children, max_size=3),
    max_leaves=5,
)


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", \n# ]\n".join(_written(element) for element in value) + "]"
    return toml_value(value)  # type: ignore[arg-type]


@given(st.dictionaries(st.from_regex(r"[a-z]{1,3}", fullmatch=True), _plain, max_size=5))
def test_the_text_between_the_places_of_a_value_is_the_value(document: dict[str, object]) -> None:
    """Whatever values hold, the scanner does not lose its way between them."""
    text = "".join(f"{key} = {_written(value)} # {key} = 0\n" for key, value in document.items())
    found = places(text)

    for key, value in document.items():
        place = found[(key,)]
        assert tomllib.loads(f"x = {text[place.value : place.stop]}") == {"x": value}
        assert text[place.key :].startswith(key)
