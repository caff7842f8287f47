"""The faults an answer may have, by name, with what the client will see in plain words: a teacher picks from this list.

A table; what each does to the octets is in `fault_acts`.
"""

from typing import Final, NamedTuple

from httpscope.i18n import N_
from httpscope.rules.feature import fault_acts as act
from httpscope.rules.feature.fault_acts import Act, Details


class FaultKind(NamedTuple):
    """One fault."""

    name: str
    """As it is written in the rules file."""
    sees: str
    """What the client sees."""
    act: Act
    defaults: Details = Details()
    takes: tuple[str, ...] = ()
    """Which of at, by, count, octets and then may be said of it, besides `share`."""
    endless: bool = False
    silent: bool = False
    """No octet leaves, interim responses neither."""
    shows_status: bool = True
    """What leaves shows a status code."""
    at_head: bool = False
    """The answer leaves before the content of the request is read."""


_CLOSE, _HANG = Details(then="close"), Details(then="hang")
_END: Final = ("then",)

_ALL: Final = (
    FaultKind("no-answer", N_("the connection is closed without an answer"), act.nothing, _CLOSE, (), silent=True,
        shows_status=False),
    FaultKind("never", N_("nothing, for ever: the connection stays open"), act.nothing, _HANG, (), silent=True,
        shows_status=False),
    FaultKind("early", N_("the answer before its request has been read"), act.as_it_is, at_head=True),
    FaultKind("stop", N_("so many octets of the answer, then no more"), act.cut_at, _CLOSE, ("at", "then")),
    FaultKind("reset", N_("so many octets of the answer, then the connection is broken off (RST)"), act.cut_at,
        Details(then="reset"), ("at",)),
    FaultKind("reset-in-content", N_("half of the content, then the connection is broken off (RST)"),
        act.cut_in_content, Details(then="reset")),
    FaultKind("stop-in-status-line", N_("half of the status-line, then no more"), act.cut_in_status_line, _CLOSE, _END,
        shows_status=False),
    FaultKind("stop-in-header", N_("half of a header line, then no more"), act.cut_in_header, _CLOSE, _END),
    FaultKind("stop-in-head", N_("all header lines, but no empty line behind them"), act.cut_in_head, _CLOSE, _END),
    FaultKind("stop-in-content", N_("half of the content, then no more"), act.cut_in_content, _CLOSE, _END),
    FaultKind("stop-in-chunk", N_("half of a chunk, then no more"), act.cut_in_chunk, _CLOSE, _END),
    FaultKind("no-last-chunk", N_("all chunks but the last one, which says that it is the last"), act.no_last_chunk,
        _CLOSE, _END),
    FaultKind("length-too-small", N_("a Content-Length that is too small: octets are left over"), act.length_too_small,
        Details(), ("by", "then")),
    FaultKind("length-too-large", N_("a Content-Length that is too large: octets are missing"), act.length_too_large,
        Details(by=100), ("by", "then")),
    FaultKind("length-no-number", N_("a Content-Length that is no number"), act.length_no_number, Details(), _END),
    FaultKind("two-lengths", N_("two Content-Length that differ"), act.two_lengths, Details(by=1), ("by", "then")),
    FaultKind("length-and-chunked", N_("both a Content-Length and chunks"), act.length_and_chunked, Details(), _END),
    FaultKind("chunk-too-large", N_("a chunk that is smaller than its size says"), act.chunk_too_large,
        Details(by=1), ("by", "then")),
    FaultKind("chunk-too-small", N_("a chunk that is larger than its size says"), act.chunk_too_small,
        Details(by=1), ("by", "then")),
    FaultKind("chunk-no-number", N_("a chunk whose size is no number"), act.chunk_no_number, Details(), _END),
    FaultKind("garbage", N_("something else instead of the status-line"), act.garbage,
        Details(octets=b"SSH-2.0-OpenSSH_9.6"), ("octets", "then"), shows_status=False),
    FaultKind("http-1.0", N_("HTTP/1.0 in the status-line"), act.old_version, Details(), _END),
    FaultKind("no-head", N_("the content alone, as HTTP/0.9 answered"), act.no_head, _CLOSE, _END, shows_status=False),
    FaultKind("no-empty-line", N_("the content right behind the header lines"), act.no_empty_line, _CLOSE, _END),
    FaultKind("bare-lf", N_("lines of the head that end with LF alone"), act.bare_lf, Details(), _END),
    FaultKind("nul-in-header", N_("a NUL in a header"), act.another_line, Details(octets=b"X-Nul: a\0b\r\n"), _END),
    FaultKind("no-colon", N_("a header line without a colon"), act.another_line,
        Details(octets=b"This is no header line\r\n"), _END),
    FaultKind("folded-header", N_("a header that goes on in the next line"), act.another_line,
        Details(octets=b"X-Folded: one\r\n two\r\n"), _END),
    FaultKind("not-gzip", N_("Content-Encoding: gzip, and the content is not"), act.another_line,
        Details(octets=b"Content-Encoding: gzip\r\n"), _END),
    FaultKind("space-before-colon", N_("a space between the names of headers and the colon"), act.space_before_colon,
        Details(), _END),
    FaultKind("long-header", N_("one very long header line"), act.long_header, Details(count=100_000),
        ("count", "then")),
    FaultKind("two-status-lines", N_("the status-line twice"), act.two_status_lines, Details(), _END),
    FaultKind("interim-chain", N_("many interim responses before the answer"), act.interim_chain, Details(count=10),
        ("count", "then")),
    FaultKind("endless-interim", N_("interim responses without an end"), act.endless_interim, endless=True,
        shows_status=False),
    FaultKind("endless-headers", N_("header lines without an end"), act.endless_headers, endless=True),
    FaultKind("endless-content", N_("content without an end"), act.endless_content, endless=True),
    FaultKind("octets-behind", N_("octets behind the answer that nobody asked for"), act.octets_behind,
        Details(octets=b"and this too"), ("octets", "then")),
    FaultKind("twice", N_("the whole answer twice"), act.twice, Details(), _END),
)  # fmt: skip

FAULT_KINDS: Final = {kind.name: kind for kind in _ALL}
"""By name, in the order in which people look for them."""
