"""The file that people write rules in: TOML, read with `tomllib`, and every fault told with line and column.

Writing back keeps what the person wrote (`write.py`). Nothing here decides what a request gets, and nothing is loaded
that a server would wait for at its start.
"""

import codecs
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any, Final

from httpscope.i18n import _
from httpscope.rules.file.bulk import LONGEST_TEXT, Bulky, check_bulk
from httpscope.rules.file.save import save_text
from httpscope.rules.file.schema import includes_of, rules_of
from httpscope.rules.file.settings_table import settings_of
from httpscope.rules.file.write import rewritten
from httpscope.rules.place import Keys, line_and_column, place_of
from httpscope.rules.rule import Ruleset
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings
from httpscope.rules.text.digits import Digits
from httpscope.rules.text.inside import offset_of_line
from httpscope.rules.text.table import Misfit
from httpscope.visible import visible

__all__ = [
    "RulesFault",
    "check_length",
    "fault_at",
    "read_octets",
    "read_rules",
    "read_text",
    "save_text",
    "text_of",
    "write_rules",
]

_TOMLLIB_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_LONGEST_SAYING: Final = 120


class RulesFault(Exception):
    """Rules that could not be read: where, what is wrong, and what was expected. `str()` is a line to show."""

    def __init__(self, path: str, line: int, column: int, message: str, expected: str = "") -> None:
        super().__init__(path, line, column, message, expected)
        self.path = path
        self.line = line
        """From 1; 0 where the fault is not at a place in the text. The same for `column`, in characters."""
        self.column = column
        self.message = message
        self.expected = expected
        """What was expected, alone; it is in the message too. Empty where that cannot be said."""

    def __str__(self) -> str:
        """Give `rules.toml:12:5: answer.status: expected an integer from 0 to 999, got "abc"`."""
        place = f":{self.line}:{self.column}" if self.line else ""
        return f"{visible(self.path) or _('rules')}{place}: {self.message}"


def read_rules(text: str, source: str, base: str, settings: Settings = DEFAULT_SETTINGS) -> Ruleset:
    """Read rules from a TOML text. `source` is the path it came from, `base` the folder for relative file names.

    What the text leaves open of policy and limits is as in `settings`. Includes are named, not read: see `include.py`.
    Raises RulesFault.
    """
    document = _document(text, source)
    try:
        return Ruleset(
            rules_of(document),
            base,
            text,
            source,
            settings_of(document, settings),
            include=includes_of(document, "include"),
            include_after=includes_of(document, "include_after"),
        )
    except Misfit as misfit:
        line, column = line_and_column(text, _offset(text, misfit))
        raise RulesFault(source, line, column, str(misfit), misfit.expected) from None


def fault_at(ruleset: Ruleset, keys: Keys, message: str, *, on_key: bool = False) -> RulesFault:
    """Give the fault at a key or value of the text of a ruleset."""
    misfit = Misfit(keys, "", message, on_key=on_key)
    return RulesFault(ruleset.source, *line_and_column(ruleset.text, _offset(ruleset.text, misfit)), message)


def _document(text: str, source: str) -> dict[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise RulesFault(source, 0, 0, _too_long())
    try:
        check_bulk(text)
        return tomllib.loads(text, parse_float=Digits)
    except Bulky as bulky:
        raise _bulk_fault(text, source, bulky) from None
    except ValueError as fault:
        raise _syntax_fault(text, source, fault) from None


def write_rules(text: str, ruleset: Ruleset) -> str:
    """Give the text with the rules of the ruleset in it; comments, order and formatting of what did not change stay.

    Values are written as they are, also those that `read_rules` refuses. Raises RulesFault where the text itself
    holds no rules.
    """
    old = read_rules(text, ruleset.source, ruleset.base).rules
    if old == ruleset.rules:
        return text
    if "\r\n" in text:
        return rewritten(text.replace("\r\n", "\n"), old, ruleset.rules).replace("\n", "\r\n")
    return rewritten(text, old, ruleset.rules)


def check_length(octets: int, source: str) -> None:
    """Raise RulesFault where a file of so many octets would be longer than one that is read."""
    if octets > LONGEST_TEXT:
        raise RulesFault(source, 0, 0, _too_long())


def read_text(path: Path) -> str:
    """Read the text of a rules file. Raises RulesFault where it cannot be one, OSError where it cannot be read."""
    octets, _stat = read_octets(str(path))
    return text_of(octets, str(path))


def read_octets(name: str) -> tuple[bytes, os.stat_result]:
    """Read a rules file, one octet further than it may be long; give what the file system said just before.

    Raises RulesFault where it is no regular file, OSError where it cannot be read.
    """
    # A FIFO would hold the server until somebody writes into it, a device may do anything: no open before the look.
    if not stat.S_ISREG(os.stat(name).st_mode):
        raise RulesFault(name, 0, 0, _("not a regular file"))
    descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        return file.read(LONGEST_TEXT + 1), found


def text_of(octets: bytes, source: str) -> str:
    """Decode the octets of a rules file. Raises RulesFault where they cannot be one."""
    if len(octets) > LONGEST_TEXT:
        raise RulesFault(source, 0, 0, _too_long())
    # By hand, since the places that the codec utf-8-sig tells of do not count the mark.
    octets = octets.removeprefix(codecs.BOM_UTF8)
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError as fault:
        if b"\x00" in octets:
            raise RulesFault(source, 0, 0, _("binary data; expected a TOML text"), _("a TOML text")) from None
        before = octets[: fault.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        sentence = _("expected text in UTF-8, got the octet {0:02X}").format(octets[fault.start])
        raise RulesFault(source, line, column, sentence, _("text in UTF-8")) from None
    if "\x00" in text:
        raise RulesFault(source, 0, 0, _("binary data; expected a TOML text"), _("a TOML text"))
    return text


def _too_long() -> str:
    return _("longer than {0} MiB, which no rules file is").format(LONGEST_TEXT // 2**20)


def _offset(text: str, misfit: Misfit) -> int:
    """Find the place of a key or value; of the nearest table above it where there is none."""
    found = place_of(text, misfit.keys)
    if found is None:
        return 0
    if misfit.line:
        return offset_of_line(text, found.value, misfit.line)
    return found.key if misfit.on_key else found.value


def _bulk_fault(text: str, source: str, bulky: Bulky) -> RulesFault:
    """Tell what is too much, or the fault before it: a quote too few turns a long text into keys and brackets."""
    try:
        tomllib.loads(text[: bulky.offset])
    except ValueError as fault:
        place = _TOMLLIB_PLACE.search(str(fault))
        if place and place[1]:
            return _syntax_fault(text, source, fault)
    return RulesFault(source, *line_and_column(text, bulky.offset), str(bulky))


def _syntax_fault(text: str, source: str, fault: ValueError) -> RulesFault:
    sentence = str(fault)
    place = _TOMLLIB_PLACE.search(sentence)
    if place is None:  # said by Python of a value, and not by tomllib
        return RulesFault(source, 0, 0, _shortened(sentence))
    if place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line, column = line_and_column(text, len(text))
    said = _shortened(sentence[: place.start()])
    expected = _expectation(said)
    return RulesFault(source, line, column, f"{said}; {expected}" if expected else said, expected)


def _shortened(said: str) -> str:
    """`tomllib` repeats a key whole, however long it is."""
    return visible(said if len(said) <= _LONGEST_SAYING else said[: _LONGEST_SAYING - 1] + "…")


def _expectation(said: str) -> str:
    """Tell a beginner what to write, for the slips that happen most."""
    if said == "Invalid value":
        return _('expected a text in "quotes", a number, true or false')
    if said.startswith("Illegal character '\\n'") or said == "Unterminated string":
        return _('expected the closing quote on the same line; a text of several lines stands between """ and """')
    if said.startswith("Cannot overwrite"):
        return _("each key stands once in its table; the next rule begins with [[rule]]")
    if said.startswith(("Expected '=' after a key", "Invalid statement")):
        return _("a line reads: key = value")
    if said.startswith("Unescaped '\\'"):
        return _("a backslash is written twice: \\\\")
    return ""
