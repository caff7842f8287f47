"""What a head says of its content: media type, charset and content codings (RFC 9110 §8.3 and §8.4).

Tolerant: what cannot be read is as if it were not there. Whether it is true is for others to find out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_TEXT_TYPES: Final = frozenset(
    {
        "application/ecmascript",
        "application/graphql",
        "application/javascript",
        "application/json",
        "application/sql",
        "application/toml",
        "application/x-javascript",
        "application/x-ndjson",
        "application/x-www-form-urlencoded",
        "application/x-yaml",
        "application/xml",
        "application/yaml",
        "multipart/form-data",
    }
)
"""Types outside `text/` that a person can read."""


@dataclass(frozen=True, slots=True)
class Media:
    """What a content is declared to be."""

    type: str
    """`type/subtype` in lower case, empty where none is declared."""
    charset: str | None
    codings: tuple[str, ...]
    """Content codings in the order they were applied, in lower case."""

    @property
    def is_text(self) -> bool:
        """Whether the type is one that a person can read."""
        return (
            self.type.startswith("text/") or self.type.endswith(("+json", "+xml", "+yaml")) or self.type in _TEXT_TYPES
        )

    @property
    def is_form(self) -> bool:
        """Whether it is a form's fields in one line."""
        return self.type == "application/x-www-form-urlencoded"

    @property
    def is_json(self) -> bool:
        """Whether it is JSON (RFC 8259), also inside another type (RFC 6839 §3.1)."""
        return self.type == "application/json" or self.type.endswith("+json")


NOTHING_DECLARED: Final = Media("", None, ())


def media_of(get: Callable[[bytes], list[bytes]]) -> Media:
    """Read the media of a head by its `get`, which gives the values of a field by its lower-case name."""
    types = get(b"content-type")
    kind, *parameters = types[0].decode("latin-1").split(";") if types else [""]
    charset = None
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"')
            break
    codings = ",".join(value.decode("latin-1") for value in get(b"content-encoding")).lower().split(",")
    return Media(kind.strip().lower(), charset, tuple(coding.strip() for coding in codings if coding.strip()))
