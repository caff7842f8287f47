"""Which notices stay in sight and which are said once."""

from httpscope.exchange import Notice
from httpscope.store.row import Snapshot
from httpscope.ui.notices import fresh, pressing, severity

NOTHING = Snapshot(0, 0, 0, 0, 0, (), None, 1, 0, 0)
FAULT = Notice(1, "error", "rules", "rules.toml:1:1: broken")
FULL = Notice(2, "warning", "capture", "little room")
TAKEN_UP = Notice(3, "information", "rules", "rules.toml taken up")


def test_warnings_and_errors_last() -> None:
    """What is wrong stays in sight until something newer on its topic comes; information does not."""
    snapshot = NOTHING._replace(notices=(FULL, TAKEN_UP, FAULT))

    assert pressing(snapshot) == [FULL, FAULT]


def test_a_notice_is_fresh_once() -> None:
    """A notice is told when it comes and not again."""
    later = NOTHING._replace(notices=(FULL, TAKEN_UP))

    assert fresh(NOTHING._replace(notices=(FULL,)), later) == [TAKEN_UP]
    assert fresh(later, later) == []


def test_what_was_there_at_the_start_is_no_news() -> None:
    """Opening a capture of yesterday tells nothing that was told yesterday."""
    assert fresh(None, NOTHING._replace(notices=(TAKEN_UP,))) == []


def test_a_severity_of_a_later_version_informs() -> None:
    """The three severities are those of Textual; an unknown one is taken for the mildest."""
    notices = (FAULT, FULL, TAKEN_UP, TAKEN_UP._replace(severity="of-a-later-version"))

    assert [severity(notice) for notice in notices] == ["error", "warning", "information", "information"]
