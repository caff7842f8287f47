"""Checks of single values that a person typed, in a rules file, a flag or a field of the editor.

Each check gives the value as the rules hold it, or raises `Unfit` with what was expected. No I/O; nothing here knows
TOML. RFC 9110 §5.1, §5.5, §8.3 and §9.1.
"""

import math
import re
from typing import Final

from httpscope.i18n import _
from httpscope.rules.rule import charset_of, encoded

LONGEST_DELAY: Final = 3600.0
"""Seconds. Clients have given up long before; a slip of the keyboard must not hold connections for days."""

_LONGEST_NAME: Final = 40
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_BREAKING: Final = re.compile(r"[\r\n\x00]")
_MEDIA_TYPE: Final = re.compile(_TOKEN.pattern + "/" + _TOKEN.pattern + r"[ \t]*(;.*)?", re.DOTALL)
_DELAY: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(ms|s|m|)")
_SEGMENT: Final = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
_SECONDS: Final = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0}
_DIGITS: Final = 9
"""Decimals of a delay in seconds: no clock tells more."""
_STANDARD_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"})


class Unfit(ValueError):
    """A value that does not fit. `expected` completes the sentence "expected ..."; `hint` follows it, if any."""

    def __init__(self, expected: str, hint: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.hint = hint


def status_code(number: int) -> int:
    """Check a status code: three digits on the wire, whatever they mean."""
    if not 0 <= number <= 999:  # noqa: PLR2004 - status-code = 3DIGIT
        raise Unfit(_("an integer from 0 to 999"))
    return number


def reason_phrase(text: str) -> str:
    """Check a reason phrase."""
    return _on_one_line(text)


def method(text: str) -> str:
    """Check the name of a method. Case counts, and `get` for `GET` is a slip."""
    if not _TOKEN.fullmatch(text):
        raise Unfit(_("a method such as GET: letters, digits and !#$%&'*+-.^_`|~"))
    if text not in _STANDARD_METHODS and text.upper() in _STANDARD_METHODS:
        raise Unfit(text.upper(), _("the case of a method counts"))
    return text


def path(text: str) -> str:
    """Check a path, with wildcards and named segments."""
    if "?" in text:
        raise Unfit(_("a path without its query"), _("the part from ? on is not compared"))
    if text != "*" and not text.startswith(("/", "**")):
        raise Unfit(_("a path that begins with /, such as /a.html or /api/**"))
    names = _SEGMENT.findall(text)
    if re.search(r"[{}]", _SEGMENT.sub("", text)):
        raise Unfit(_("a named segment such as {id}: letters, digits and _"), _("a brace itself is %7B or %7D"))
    if len(set(names)) < len(names):
        raise Unfit(_("a name of its own for each segment"))
    return text


def header_line(text: str) -> str:
    """Check a header line. What breaks the message on purpose is the business of raw octets."""
    name, colon, _value = text.partition(":")
    if not colon or not _TOKEN.fullmatch(name):
        hint = _("no space before the colon") if colon and _TOKEN.fullmatch(name.strip()) else ""
        hint = hint or _("with answer.supply = false any line is sent as it is")
        raise Unfit(_("a header line such as X-Colour: blue"), hint)
    return _on_one_line(text)


def any_line(text: str) -> str:
    """Check a line that is sent as it is typed, whatever it says; an empty one would end the head."""
    if not text:
        raise Unfit(_("a line that is not empty"))
    return _on_one_line(text)


def content_type(text: str) -> str:
    """Check a content type."""
    if not _MEDIA_TYPE.fullmatch(text):
        raise Unfit(_("a content type such as text/html; charset=utf-8"), _("write any other one into answer.headers"))
    return _on_one_line(text)


def body(text: str, named_type: str | None) -> str:
    """Check that a body can be sent in the charset that the content type names."""
    charset = charset_of(named_type) or "utf-8"
    try:
        encoded(text, charset)
    except LookupError:
        raise Unfit(
            _("a charset that Python knows, such as utf-8"), _('unknown: "{0}"').format(charset[:_LONGEST_NAME])
        ) from None
    except UnicodeEncodeError as fault:
        line = text.count("\n", 0, fault.start) + 1
        where = _("line {0} of the body has U+{1:04X}").format(line, ord(text[fault.start]))
        raise Unfit(_("characters that the charset {0} has").format(charset), where) from None
    except UnicodeError:
        raise Unfit(_("a charset that can write this text, such as utf-8")) from None
    return text


def delay(value: float | str) -> float:
    """Check a delay, `250ms`, `2s`, `1.5s`, `1m` or a number of seconds; give seconds."""
    expected = Unfit(_('a time such as "250ms", "2s" or "1m", up to an hour'))
    if isinstance(value, str):
        found = _DELAY.fullmatch(value.strip().lower())
        if not found:
            raise expected
        seconds = float(found[1]) * _SECONDS[found[2]]
    else:
        seconds = float(value)
    if not math.isfinite(seconds) or not 0 <= seconds <= LONGEST_DELAY:
        raise expected
    return round(seconds, _DIGITS)


def delay_text(seconds: float) -> str:
    """Write seconds as a person would: `250ms`, `2s`, `1.5s`, `1m`."""
    if seconds and seconds % 60 == 0:
        return f"{seconds / 60:.0f}m"
    if 0 < seconds < 1:
        return f"{_shortened(f'{seconds * 1000:.{_DIGITS - 3}f}')}ms"
    return f"{_shortened(f'{seconds:.{_DIGITS}f}')}s"


def _shortened(digits: str) -> str:
    return digits.rstrip("0").rstrip(".")


def file_name(text: str) -> str:
    """Check the name of a file or folder; whether it is there shows when it is asked for."""
    if not text or "\x00" in text:
        raise Unfit(_("the name of a file or folder"))
    return text


def _on_one_line(text: str) -> str:
    broken = _BREAKING.search(text)
    if broken:
        name = {"\r": "CR", "\n": "LF", "\x00": "NUL"}[broken[0]]
        raise Unfit(_("a text without line ends"), _("it has {0}; answer.raw sends any octets").format(name))
    return text
