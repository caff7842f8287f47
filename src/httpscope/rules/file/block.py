"""One rule as TOML: a new block, or a block that a person wrote with some of its values changed.

`tomlkit` does the changing and is loaded when it first does. What is written is not checked here.
"""

import binascii
import re
from typing import Any, Final

from httpscope.rules.feature.kinds import SHAPES
from httpscope.rules.rule import Canned, Rule, Then
from httpscope.rules.sequence import SEQUENCE_KEYS, AtEnd, Per
from httpscope.rules.text.check import delay_text

CONTENT_KEYS: Final = ("body", "body_base64", "body_hex", "file", "folder", "raw", "raw_base64", "raw_hex")
"""At most one of these says what an answer carries."""
CARRYING: Final = (*CONTENT_KEYS, "script", "events", "json")
"""The same with those that features read."""
BESIDE_RAW: Final = frozenset(
    {"delay", "connection", "raw", "raw_base64", "raw_hex", "template", *SEQUENCE_KEYS, *SHAPES}
)
"""Keys that have an effect beside raw octets."""
_SAME_OCTETS: Final = {"body_hex": ("body_base64",), "raw_hex": ("raw", "raw_base64")}
"""Keys that are only read, and those that a rule is written with for the same octets."""


class Toml(str):
    """A value that is written as it is, in TOML."""

    __slots__ = ()


Plain = str | int | bool | list[str] | None
Flat = dict[tuple[str, ...], Plain]
"""The values of a rule by key, in the order in which people write them; None where the key may be left out."""

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED: Final = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPED_IN_LINES: Final = re.compile(r'"""|"\Z|[\\\x00-\x08\x0b-\x1f\x7f]')
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_LONGEST_ROW: Final = 100
"""Characters; longer lists get a line for each element."""


def flat_values(rule: Rule, default_name: str) -> Flat:
    """Give the values that a block for the rule holds. What has no effect beside something else is left out."""
    methods = rule.match.methods
    return {
        ("name",): None if rule.name == default_name else rule.name,
        ("group",): rule.group or None,
        ("off",): None if rule.on else True,
        ("match", "method"): (methods[0] if len(methods) == 1 else list(methods)) if methods else None,
        ("match", "path"): rule.match.path,
        **{("match", key): Toml(value) for key, value in rule.match.more},
        **{("answer", key): value for key, value in _answer_values(rule.answer).items()},
        **{("answer", key): Toml(value) for key, value in rule.answer.more},
    }


def new_block(values: Flat) -> str:
    """Write a block in the form of dotted keys."""
    lines = [f"{'.'.join(keys)} = {toml_value(value)}\n" for keys, value in values.items() if value is not None]
    return "[[rule]]\n" + "".join(lines)


def edited_block(block: str, old: Flat, new: Flat) -> str:
    """Change the values that differ; everything else stays as it is, to the character."""
    import tomlkit  # noqa: PLC0415 - 58 ms, and only needed where rules are edited

    body = block.rstrip(" \t\r\n")
    document = tomlkit.parse(body + "\n")
    rule: Any = document["rule"][0]
    in_tables = re.search(r"^[ \t]*\[[ \t]*rule[ \t]*\.", body, re.MULTILINE) is not None
    for keys, value in new.items():
        if keys[-1] in _SAME_OCTETS:
            stays = all(old.get((*keys[:-1], key)) == new[(*keys[:-1], key)] for key in _SAME_OCTETS[keys[-1]])
        else:
            stays = old.get(keys) == value and not _gives_way(keys, new)
        if stays:
            continue
        table = rule.get(keys[0]) if len(keys) > 1 else rule
        if value is None:
            if table is not None and keys[-1] in table:
                del table[keys[-1]]
            continue
        item = tomlkit.parse(f"x = {toml_value(value)}\n")["x"]
        if table is not None:
            table[keys[-1]] = item
        elif in_tables:
            rule[keys[0]] = tomlkit.table()
            rule[keys[0]][keys[-1]] = item
        else:
            rule.append(tomlkit.key(keys), item)
    return tomlkit.dumps(document).rstrip("\n") + (block[len(body) :] or "\n")


def toml_value(value: Plain) -> str:
    """Write a value; a text of several lines gets a line for each."""
    if isinstance(value, Toml):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        row = f"[{', '.join(_text(element) for element in value)}]"
        if len(row) <= _LONGEST_ROW:
            return row
        return "[\n" + "".join(f"    {_text(element)},\n" for element in value) + "]"
    return _text(value) if isinstance(value, str) else str(value)


def inline_toml(value: object) -> str:
    """Write any value that `tomllib` gives, tables as inline tables, so that it reads back as it was."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(str(key))} = {inline_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline_toml(each) for each in value) + "]"
    if isinstance(value, str):
        return f'"{_ESCAPED.sub(_escape, value)}"'
    return str(value)  # numbers, dates and times read back as Python writes them


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else f'"{_ESCAPED.sub(_escape, name)}"'


def _gives_way(keys: tuple[str, ...], new: Flat) -> bool:
    """Tell whether the key, even with an empty value, has no place beside what the answer carries now."""
    carried = [key for key in CONTENT_KEYS if new["answer", key] is not None]
    if keys[0] != "answer" or not carried or new[keys] is not None:
        return False
    return keys[-1] in CONTENT_KEYS or (carried[0] in BESIDE_RAW and keys[-1] not in BESIDE_RAW)


def _answer_values(answer: Canned) -> dict[str, Plain]:
    values: dict[str, Plain] = dict.fromkeys(("status", "reason", "type", "headers", *CONTENT_KEYS))
    if any(key == "script" for key, _value in answer.more):
        pass  # its octets are those of the script, which is written with what features read
    elif answer.raw is not None:
        values |= _octets_value("raw", answer.raw)
    else:
        values["status"] = answer.status
        values["reason"] = answer.reason
        values["type"] = answer.content_type
        values["headers"] = list(answer.headers) or None
        if answer.file is not None:
            values["file"] = answer.file
        elif answer.folder is not None:
            values["folder"] = answer.folder
        elif isinstance(answer.body, bytes):
            values["body_base64"] = _base64(answer.body) or None
        else:
            values["body"] = answer.body or None
    values["chunks"] = Toml(inline_toml(list(answer.chunks))) if answer.chunks else None
    values["trailers"] = list(answer.trailers) or None
    values["delay"] = delay_text(answer.delay) if answer.delay else None
    values["connection"] = None if answer.then is Then.AUTO else answer.then.value
    sequence = answer.sequence
    values["sequence"] = Toml(sequence.text) if sequence else None
    values["sequence_then"] = sequence.then.value if sequence and sequence.then is not AtEnd.LAST else None
    values["sequence_per"] = sequence.per.value if sequence and sequence.per is not Per.ALL else None
    values["supply"] = None if answer.supply or answer.raw is not None else False
    return values


def _octets_value(key: str, octets: bytes) -> dict[str, Plain]:
    try:
        return {key: octets.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{key}_base64": _base64(octets)}


def _base64(octets: bytes) -> str:
    return binascii.b2a_base64(octets, newline=False).decode("ascii")


def _text(text: str) -> str:
    if "\n" not in text:
        return f'"{_ESCAPED.sub(_escape, text)}"'
    # A line end right behind the opening quotes is not part of the text.
    return f'"""\n{_ESCAPED_IN_LINES.sub(_escape, text)}"""'


def _escape(found: re.Match[str]) -> str:
    return "".join(_ESCAPES.get(character) or f"\\u{ord(character):04x}" for character in found[0])
