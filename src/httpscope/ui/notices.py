"""Which of the server's notices a person is told: each once when it comes, and what lasts stays in sight as well."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from textual.notifications import SeverityLevel
from textual.screen import Screen

from httpscope.exchange import HOLD_TOPIC, Notice
from httpscope.i18n import _
from httpscope.store.fault import CaptureFault
from httpscope.store.row import Snapshot
from httpscope.visible import visible

if TYPE_CHECKING:
    from httpscope.rules.file.read import RulesFault  # what they load has no part in the first picture
    from httpscope.ui.draft import TakenUp

_SEVERITIES: Final[Mapping[str, SeverityLevel]] = MappingProxyType({"warning": "warning", "error": "error"})


def pressing(snapshot: Snapshot) -> Sequence[Notice]:
    """Give the notices of a state that lasts: a newer one on its topic will end it."""
    return [notice for notice in snapshot.notices if notice.severity in {"warning", "error"}]


def fresh(before: Snapshot | None, snapshot: Snapshot) -> Sequence[Notice]:
    """Give the notices that came since `before`; what was there at the start is no news."""
    if before is None:
        return []
    return [notice for notice in snapshot.notices if notice not in before.notices and notice.topic != HOLD_TOPIC]


def without_faults_of(named: Path, snapshot: Snapshot) -> Snapshot:
    """Leave out what the server tells of a broken rules file: who edits it tells the same, and sees it repaired."""
    place = visible(str(named))
    kept = [
        notice
        for notice in snapshot.notices
        if not (notice.topic == "rules" and notice.severity == "error" and notice.text.startswith(place))
    ]
    return snapshot._replace(notices=tuple(kept))


def announce(screen: Screen[None], news: Iterable[Notice | str]) -> None:
    """Say each piece of news on the screen once; a line without a severity is a warning."""
    for each in news:
        if isinstance(each, str):
            screen.notify(visible(each), severity="warning", markup=False)
        else:
            screen.notify(visible(each.text), severity=severity(each), markup=False)


@contextmanager
def reading_for(screen: Screen[Any]) -> Iterator[None]:
    """Read the capture for a screen: where that fails the person is told, and what stands behind the block goes on."""
    try:
        yield
    except CaptureFault as fault:
        screen.notify(visible(str(fault)), severity="error", markup=False)


def severity(notice: Notice) -> SeverityLevel:
    """Give the severity as Textual has it."""
    return _SEVERITIES.get(notice.severity, "information")


def taken_up_sentence(taken: "TakenUp") -> str:
    """Say that another program's rules are the draft now, and where the person's own are."""
    text = _("Rules taken up from {0}.").format(visible(taken.path.name))
    aside = _(" Your edits were set aside; u in the list of rules brings them back.") if taken.set_aside else ""
    return text + aside


def fault_sentence(fault: "RulesFault") -> str:
    """Say of a rules file that cannot be taken up what is wrong with it, by its name alone, and what holds instead."""
    said = named_fault(fault)
    stop = "" if said.endswith((".", "?")) else "."
    return _("{0}{1} The rules stay as they were.").format(said, stop)


def named_fault(fault: "RulesFault") -> str:
    """Say what is wrong with rules and where, the file by its name alone; safe to show."""
    return visible(str(type(fault)(Path(fault.path).name, fault.line, fault.column, fault.message)))
