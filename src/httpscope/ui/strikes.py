"""Which limit struck: the limits behind a code of the capture, their values, and how often each struck. Pure."""

from typing import Final

from httpscope.i18n import _
from httpscope.rules.file.limit import KINDS, value_of, value_text
from httpscope.rules.file.limit_kind import LimitKind, Unit
from httpscope.rules.settings import Settings
from httpscope.store.census import Census

_PATIENT: Final = frozenset({"head_time", "read_time", "write_time"})
"""Times in whose place `patience` counts while few peers are slow."""


def limits_behind(code: str) -> tuple[LimitKind, ...]:
    """Give the limits that a remark or a reason of closing may be the strike of; mostly one, none for other codes."""
    found = [kind for kind in KINDS.values() if code in kind.codes]
    if any(kind.name in _PATIENT for kind in found):
        found.append(KINDS["patience"])
    return tuple(found)


def strike_sentence(code: str, settings: Settings | None) -> str:
    """Name the limits behind a code, their values now and how to change them; empty for a code of none.

    Without settings, as over a capture that is only read, the values are not known.
    """
    found = limits_behind(code)
    if not found:
        return ""
    if settings is None:
        return _("limit {names}").format(names=", ".join(kind.name for kind in found))
    said = ", ".join(f"{kind.name}: {amount(kind, settings)}" for kind in found)
    return _("limit {said} · ctrl+p Limits changes it").format(said=said)


def amount(kind: LimitKind, settings: Settings) -> str:
    """Give the value of a limit with its unit, as people would write it."""
    text = value_text(kind, value_of(settings, kind.name))
    return f"{text} {_(kind.unit.value)}" if kind.unit is Unit.RATE else text


def struck(kind: LimitKind, census: Census) -> int | None:
    """Tell how often a limit struck; None for one that strikes nobody.

    A strike with both a remark and a reason of closing is one: the exchange has the first, its connection the other.
    """
    counts = (census.remarks, census.reasons, census.events)
    if not kind.codes:
        return None
    return sum(max(count.get(code, 0) for count in counts) for code in kind.codes)


def shared_with(kind: LimitKind) -> tuple[str, ...]:
    """Name the limits that strike under the same code, so that a count is of all of them together."""
    return tuple(
        other.name for other in KINDS.values() if other.name != kind.name and set(other.codes) & set(kind.codes)
    )
