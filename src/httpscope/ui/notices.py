"""Which of the server's notices a person is told, and how: what lasts stays in sight, what informs is said once."""

from collections.abc import Sequence

from httpscope.exchange import Notice
from httpscope.store.row import Snapshot


def pressing(snapshot: Snapshot) -> Sequence[Notice]:
    """Give the notices of a state that lasts: a newer one on its topic will end it."""
    return [notice for notice in snapshot.notices if notice.severity in {"warning", "error"}]


def fresh(before: Snapshot | None, snapshot: Snapshot) -> Sequence[Notice]:
    """Give the notices for information that came since `before`; what was there at the start is no news."""
    if before is None:
        return []
    return [notice for notice in snapshot.notices if notice.severity == "information" and notice not in before.notices]
