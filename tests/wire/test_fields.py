"""Field lines and lists in values."""

import pytest

from httpscope.wire.fields import list_members, read_field_line


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        (b"Name: value\r\n", b"Name", b"value"),
        (b"Name:value\n", b"Name", b"value"),
        (b"Name:\t value \t\r\n", b"Name", b"value"),
        (b"Name:\r\n", b"Name", b""),
        (b"Name: a:b\r\n", b"Name", b"a:b"),
        (b"Name : value\r\n", b"Name", b"value"),
        (b" Name: value\r\n", b"Name", b"value"),
        (b": value\r\n", b"", b"value"),
        (b"no colon\r\n", b"no colon", b""),
        (b"Name: val", b"Name", b"val"),
        (b"\r\n", b"", b""),
    ],
)
def test_a_line_becomes_a_field(line: bytes, name: bytes, value: bytes) -> None:
    """Name, value and their places come from any line, shifted to where the line begins."""
    field, _ = read_field_line(line, 100)

    assert (field.name, field.value) == (name, value)
    assert line[field.name_span.start - 100 : field.name_span.stop - 100] == name
    assert line[field.value_span.start - 100 : field.value_span.stop - 100] == value
    assert field.line == (100, 100 + len(line))


def test_defects_of_one_line_come_in_order_of_place() -> None:
    """One line may have several defects, each with its own place."""
    _, defects = read_field_line(b"N(me : v\xe9\r\n", 0)

    assert [(defect.kind.code, tuple(defect.span)) for defect in defects] == [
        ("invalid-field-name", (1, 2)),
        ("space-before-colon", (4, 5)),
        ("obs-text", (8, 9)),
    ]


def test_list_members() -> None:
    """Members of a list may be spread over lines; empty ones do not count (RFC 9110 §5.6.1.2)."""
    assert list_members([b"a, b ,,", b"", b"\tc"]) == [b"a", b"b", b"c"]
