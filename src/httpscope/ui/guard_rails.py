"""What to warn of before a line of an answer typed by hand leaves, and how far the answer has come, in words. Pure."""

import re
from typing import Final

from httpscope.i18n import _, ngettext
from httpscope.wire.answer_state import AnswerState, answer_state

_STATUS_LINE: Final = re.compile(rb"HTTP/\d\.\d \d{3}( .*)?\r?\n")
_FIELD_LINE: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:.*\r?\n")


def progress_words(octets: bytes, method: str) -> str:
    """Say how far the answer to a request with the method has come, and what the client waits for."""
    state = answer_state(octets, method)
    if not octets:
        return _("nothing sent yet: an answer begins with a status line such as HTTP/1.1 200 OK")
    if not state.head_whole:
        return _("in the head: the client waits for the empty line")
    if state.surplus:
        return ngettext("{n} octet behind the end", "{n} octets behind the end", state.surplus).format(n=state.surplus)
    if state.announced is not None and not state.complete:
        return _("content: {n} of {all} octets of Content-Length").format(n=state.content, all=state.announced)
    if state.complete:
        return _("whole: the client has all that was announced")
    if state.chunked:
        return _("content: {n} octets in chunks; a chunk of size 0 and an empty line end it").format(n=state.content)
    return _("content: {n} octets; it ends when the connection does").format(n=state.content)


def warning_before(octets: bytes, line: bytes, method: str) -> str:
    """Tell what is odd about a line that would leave behind the octets; an empty text where nothing is."""
    state = answer_state(octets, method)
    if state.head_whole:
        return _before_content(octets, line, method, state)
    if line in {b"\r\n", b"\n"}:
        return "" if state.status else _("An empty line without a status line before it is no answer.")
    if not state.status and not _STATUS_LINE.fullmatch(line):
        return _("An answer begins with a status line, such as HTTP/1.1 200 OK.")
    if state.status and not (_FIELD_LINE.fullmatch(line) or _after_interim(octets, line)):
        return _("The head is not over: a header line is Name: value, and an empty line ends the head.")
    return ""


def warning_at_end(octets: bytes, method: str) -> str:
    """Tell what is missing where the answer would end here; an empty text where nothing is."""
    state = answer_state(octets, method)
    if not octets:
        return _("Nothing was sent: the client would get a closed connection.")
    if not state.head_whole:
        return _("The empty line is missing: the client would never see the end of the head.")
    if state.announced is not None and state.content < state.announced:
        return _("Content-Length says {all} octets, and {n} are there.").format(all=state.announced, n=state.content)
    if state.chunked and not state.complete:
        return _("The last chunk is missing: a line with 0, and an empty line.")
    return ""


def _before_content(octets: bytes, line: bytes, method: str, state: AnswerState) -> str:
    after = answer_state(octets + line, method)
    if after.surplus > state.surplus:
        one = "{n} octet of this is behind the end of the answer."
        many = "{n} octets of this are behind the end of the answer."
        return ngettext(one, many, after.surplus).format(n=after.surplus)
    return ""


def _after_interim(octets: bytes, line: bytes) -> bool:
    """Tell whether the line begins the next head behind an interim one."""
    return octets.endswith((b"\r\n\r\n", b"\n\n")) and _STATUS_LINE.fullmatch(line) is not None
