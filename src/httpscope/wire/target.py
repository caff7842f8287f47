"""The request-target and its four forms (RFC 9112 §3.2)."""

import re
from enum import Enum
from operator import itemgetter
from typing import NamedTuple

from httpscope.wire import line_defects as kinds
from httpscope.wire.defect_kind import Defect
from httpscope.wire.grammar import ABSOLUTE_FORM, HOST, NOT_TARGET_OCTET, TARGET_OCTET
from httpscope.wire.span import Span

HIGHEST_PORT = 65_535

_REFUSED_OCTETS = rb'"\\|\t\x80-\xff'
"""Octets that all public test suites want refused. Other signs outside RFC 3986 are what browsers really send."""
_STRAY = (
    (kinds.FRAGMENT_IN_TARGET, re.compile(rb"#")),
    (kinds.INVALID_PERCENT, re.compile(rb"%(?![0-9A-Fa-f]{2})")),
    (kinds.SPACE_IN_TARGET, re.compile(rb" ")),
    (kinds.INVALID_TARGET_OCTET, re.compile(rb"[" + _REFUSED_OCTETS + rb"]")),
    (kinds.UNUSUAL_TARGET_OCTET, re.compile(rb"[^" + TARGET_OCTET + rb"%# " + _REFUSED_OCTETS + rb"]")),
)
"""What is wrong with an octet for which RFC 3986 has no place, by the octet."""
_SCHEMES = frozenset((b"http", b"https"))


class TargetForm(Enum):
    """How a request-target is written."""

    ORIGIN = "origin-form"
    ABSOLUTE = "absolute-form"
    AUTHORITY = "authority-form"
    ASTERISK = "asterisk-form"
    NONE = "none"
    """Empty, or in none of the four."""


class Authority(NamedTuple):
    """Host and port as they are compared: lower case, the scheme's usual port left out."""

    host: bytes
    port: int | None


def read_host(octets: bytes, usual_port: int = 80) -> Authority | None:
    """Give host and port of a Host value or an authority; None where the octets are not that (RFC 9110 §7.2)."""
    match = HOST.fullmatch(octets)
    if match is None:
        return None
    host, digits = match.groups()
    if not digits:
        return Authority(host.lower(), None)
    # The significant digits decide; int() would refuse some thousand zeros.
    digits = digits.lstrip(b"0") or b"0"
    if len(digits) > len(str(HIGHEST_PORT)) or int(digits) > HIGHEST_PORT:
        return None
    port = int(digits)
    return Authority(host.lower(), None if port == usual_port else port)


def form_of(target: bytes, method: bytes) -> TargetForm:
    """Tell in which form the target is; CONNECT alone takes the authority-form (RFC 9112 §3.2.3)."""
    if method == b"CONNECT":
        return TargetForm.AUTHORITY if target else TargetForm.NONE
    if target.startswith(b"/"):
        return TargetForm.ORIGIN
    if target == b"*":
        return TargetForm.ASTERISK
    return TargetForm.ABSOLUTE if ABSOLUTE_FORM.fullmatch(target) else TargetForm.NONE


def authority_of(target: bytes, method: bytes) -> Authority | None:
    """Give the host that a target in absolute- or authority-form names; None for all others and for wrong ones."""
    if method == b"CONNECT":
        return read_host(target, usual_port=-1)
    match = ABSOLUTE_FORM.fullmatch(target)
    return read_host(match[2], usual_port_of(target)) if match else None


def usual_port_of(target: bytes) -> int:
    """Give the port that need not be written with the scheme of an absolute-form (RFC 9110 §4.2)."""
    return 443 if target[:6].lower() == b"https:" else 80


def path_and_query(target: bytes, method: bytes) -> tuple[bytes, bytes | None]:
    """Take an origin- or absolute-form apart; the path of an absolute-form is at least a slash (RFC 9112 §3.2.1)."""
    match form_of(target, method):
        case TargetForm.ABSOLUTE:
            whole = ABSOLUTE_FORM.fullmatch(target)
            rest = whole[3] if whole else b""
            path, mark, query = rest.partition(b"?")
            path = path or (b"*" if method == b"OPTIONS" and not mark else b"/")
        case TargetForm.AUTHORITY:
            return b"", None
        case _:
            path, mark, query = target.partition(b"?")
    return path, query if mark else None


def target_defects(target: bytes, method: bytes, at: int) -> list[Defect]:
    """Tell what is wrong with a target that begins at offset `at`, in order of place."""
    whole = Span(at, at + len(target))
    match form_of(target, method):
        case TargetForm.NONE:
            return [Defect(kinds.INVALID_TARGET, whole)]
        case TargetForm.ASTERISK:
            return [] if method == b"OPTIONS" else [Defect(kinds.ASTERISK_WITHOUT_OPTIONS, whole)]
        case TargetForm.AUTHORITY:
            port = target.rpartition(b":")[2]
            named = read_host(target, usual_port=-1) is not None and b":" in target and port.isdigit()
            return [] if named else [Defect(kinds.INVALID_TARGET, whole)]
        case TargetForm.ABSOLUTE:
            match = ABSOLUTE_FORM.fullmatch(target)
            start, stop = match.span(2) if match else (0, 0)
            scheme = target.partition(b":")[0]
            if scheme.lower() not in _SCHEMES:
                # What may stand in the authority of another scheme is not ours to judge.
                return [Defect(kinds.FOREIGN_SCHEME, Span(at, at + len(scheme))), *_octet_defects(target, stop, at)]
            if authority_of(target, method) is None:
                return [Defect(kinds.INVALID_AUTHORITY, Span(at + start, at + max(stop, start + 1)))]
            in_clear = [Defect(kinds.HTTPS_WITHOUT_TLS, whole)] if target[:6].lower() == b"https:" else []
            return in_clear + _octet_defects(target, stop, at)
        case TargetForm.ORIGIN:
            return _octet_defects(target, 0, at)


def _octet_defects(target: bytes, start: int, at: int) -> list[Defect]:
    """Give the first defect of each kind, in order of place: a target in another alphabet has one in every octet."""
    if NOT_TARGET_OCTET.search(target, start) is None:
        return []
    places = ((match.start(), kind) for kind, octets in _STRAY if (match := octets.search(target, start)))
    return [Defect(kind, Span(at + place, at + place + 1)) for place, kind in sorted(places, key=itemgetter(0))]
