"""Parts of a message to tones, and tones to styles: one table each, and theme variables only.

A tone is what the eye tells apart; many parts share one. No colour is the only sign: the lit part is underlined and
barred in the margin, a defect underlined with a sign there, and the part bar names what the cursor is on.
"""

from collections.abc import Mapping
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final

from httpscope.i18n import N_
from httpscope.wire.part import Part


class Role(Enum):
    """What a part is to the header table."""

    NONE = "none"
    START_LINE = "start-line"
    NAME = "name"
    TRAILER_NAME = "trailer-name"
    VALUE = "value"


class Tone(StrEnum):
    """A way to look. The value is the end of the component class `octets--…`."""

    METHOD = "method"
    TARGET = "target"
    VERSION = "version"
    NAME = "name"
    PUNCTUATION = "punctuation"
    VALUE = "value"
    SIGN = "sign"
    EMPTY_LINE = "empty-line"
    CONTENT = "content"
    FRAMING = "framing"
    TRAILER = "trailer"
    ALIEN = "alien"
    PLAIN = "plain"
    LABEL = "label"
    HEADING = "heading"
    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    COMMENT = "comment"
    TAG = "tag"
    ATTRIBUTE = "attribute"


LIT: Final = "octets--lit"
"""Component class of the part under the cursor."""
LIT_LONG: Final = "octets--lit-long"
"""The same for a part of many rows, where lines under all of them would hinder reading; the bar at the left stays."""
CURSOR: Final = "octets--cursor"
"""Component class of the octet under the cursor."""
DEFECT: Final = "octets--defect"
"""Component class of octets that a defect is about."""

COMPONENT_CLASSES: Final = frozenset({LIT, LIT_LONG, CURSOR, DEFECT, *(f"octets--{tone}" for tone in Tone)})

STYLES: Final = """
    & > .octets--method { color: $text-accent; text-style: bold; }
    & > .octets--target { color: $foreground; text-style: bold; }
    & > .octets--version { color: $text-secondary; }
    & > .octets--name { color: $text-primary; }
    & > .octets--punctuation { color: $text-muted; }
    & > .octets--value { color: $foreground; }
    & > .octets--sign { color: $text-muted; }
    & > .octets--empty-line { color: $text-warning; text-style: bold; }
    & > .octets--content { color: $foreground; }
    & > .octets--framing { color: $text-warning; }
    & > .octets--trailer { color: $text-primary; text-style: italic; }
    & > .octets--alien { color: $text-error; }
    & > .octets--plain { color: $foreground; }
    & > .octets--label { color: $text-muted; text-style: italic; }
    & > .octets--heading { color: $text-muted; text-style: bold; }
    & > .octets--keyword { color: $text-accent; }
    & > .octets--string { color: $text-success; }
    & > .octets--number { color: $text-warning; }
    & > .octets--comment { color: $text-muted; text-style: italic; }
    & > .octets--tag { color: $text-primary; text-style: bold; }
    & > .octets--attribute { color: $text-secondary; }
    & > .octets--lit { background: $primary-muted; text-style: underline; }
    & > .octets--lit-long { background: $primary-muted; }
    & > .octets--cursor { background: $block-cursor-background; color: $block-cursor-foreground; text-style: bold; }
    & > .octets--defect { color: $text-error; text-style: underline; }
"""
"""Rules for a widget that paints tones, to stand inside its own rule."""

_TONES: Final[Mapping[Part, Tone]] = MappingProxyType(
    {
        Part.METHOD: Tone.METHOD,
        Part.TARGET: Tone.TARGET,
        Part.VERSION: Tone.VERSION,
        Part.STATUS_CODE: Tone.METHOD,
        Part.REASON: Tone.TARGET,
        Part.SPACE: Tone.PUNCTUATION,
        Part.LINE_END: Tone.SIGN,
        Part.LEADING_EMPTY_LINE: Tone.FRAMING,
        Part.FIELD_NAME: Tone.NAME,
        Part.COLON: Tone.PUNCTUATION,
        Part.WHITESPACE: Tone.PUNCTUATION,
        Part.FIELD_VALUE: Tone.VALUE,
        Part.FOLD: Tone.FRAMING,
        Part.NOT_A_FIELD: Tone.ALIEN,
        Part.EMPTY_LINE: Tone.EMPTY_LINE,
        Part.CONTENT: Tone.CONTENT,
        Part.CHUNK_SIZE: Tone.FRAMING,
        Part.CHUNK_EXTENSION: Tone.FRAMING,
        Part.CHUNK_DATA: Tone.CONTENT,
        Part.CHUNK_DATA_END: Tone.FRAMING,
        Part.LAST_CHUNK: Tone.FRAMING,
        Part.TRAILER_NAME: Tone.TRAILER,
        Part.TRAILER_VALUE: Tone.VALUE,
        Part.CHUNKED_END: Tone.EMPTY_LINE,
        Part.UNREADABLE: Tone.ALIEN,
        Part.SURPLUS: Tone.ALIEN,
        Part.NOT_HTTP: Tone.PLAIN,
    }
)

_ROLES: Final[Mapping[Part, Role]] = MappingProxyType(
    {
        **dict.fromkeys((Part.METHOD, Part.TARGET, Part.VERSION, Part.STATUS_CODE, Part.REASON), Role.START_LINE),
        **dict.fromkeys((Part.FIELD_NAME, Part.NOT_A_FIELD), Role.NAME),
        Part.TRAILER_NAME: Role.TRAILER_NAME,
        **dict.fromkeys((Part.FIELD_VALUE, Part.TRAILER_VALUE, Part.FOLD), Role.VALUE),
    }
)

_LABELS: Final[Mapping[Part, str]] = MappingProxyType(
    {
        Part.EMPTY_LINE: N_("empty line: the head ends here"),
        Part.CHUNKED_END: N_("empty line: the message ends here"),
        Part.LEADING_EMPTY_LINE: N_("empty line before the request"),
    }
)

_TEXTS: Final = frozenset({Part.CONTENT, Part.CHUNK_DATA})


def tone_of(part: Part) -> Tone:
    """Give the tone of a part."""
    return _TONES[part]


def role_of(part: Part) -> Role:
    """Tell what a part is to the header table."""
    return _ROLES.get(part, Role.NONE)


def label_behind(part: Part) -> str:
    """Give the label that stands behind a part, untranslated, or an empty text."""
    return _LABELS.get(part, "")


def holds_text(part: Part) -> bool:
    """Tell whether the part's octets may be characters of the content's charset."""
    return part in _TEXTS
