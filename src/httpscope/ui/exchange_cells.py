"""One exchange as the cells of a line of the list: which columns there are, and what stands in each of them. Pure."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from httpscope.exchange import WAITING
from httpscope.i18n import N_, _
from httpscope.store.row import Row
from httpscope.ui.columns import ELLIPSIS, Column, cell, fit
from httpscope.ui.cut_off import cut_title
from httpscope.ui.figures import clock, duration, octets, status_class
from httpscope.ui.hold_words import WAITING_SIGN, hold_words
from httpscope.ui.holes import SIGN
from httpscope.ui.remarks import NEVER_ANSWERED
from httpscope.visible import visible, visible_octets

WARNING_SIGN: Final = "⚠"
LONG_TIME: Final = 12
SHORT_TIME: Final = 8
"""Cells of a time of day with and without milliseconds."""
MILLISECONDS_FROM: Final = 92
"""Width of the list from which there is room for milliseconds."""

_COLUMNS: Final = (
    Column("number", "#", 3, right=True),
    Column("time", N_("time"), LONG_TIME, leave=3),
    Column("method", N_("method"), 7),
    Column("path", N_("path"), 24),
    Column("status", N_("status"), 6),
    Column("received", N_("in"), 6, right=True, leave=5),
    Column("sent", N_("out"), 6, right=True, leave=2),
    Column("duration", N_("took"), 7, right=True, leave=1),
    Column("client", N_("client"), 21, leave=6),
)


def exchange_columns(width: int, newest: int) -> tuple[Column, ...]:
    """Give the columns for numbers up to `newest`; the first to leave are client, size received and milliseconds."""
    number = max(3, len(str(newest)))
    table = [column._replace(title=_(column.title)) for column in _COLUMNS]
    table[0] = table[0]._replace(width=number)
    table[1] = table[1]._replace(width=LONG_TIME if width >= MILLISECONDS_FROM else SHORT_TIME)
    return fit(table, width, rest="path")


def exchange_cells(row: Row, columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Give text and name of a style for each column."""
    return [_CELLS[column.name](row, column.width) for column in columns]


def request_path(row: Row) -> str:
    """Give the request-target as a person reads it: scheme and host of an absolute-form dropped, controls pictured."""
    target = row.target
    scheme, separator, rest = target.partition("://")
    if separator and scheme.isalpha() and row.method != "CONNECT":
        slash = rest.find("/")
        target = rest[slash:] if slash >= 0 else "/"
    return visible_octets(target.encode("latin-1", "replace"))


def _path(row: Row, width: int) -> tuple[str, str]:
    path = request_path(row) + ("" if row.complete or row.closed else ELLIPSIS)
    if waits(row):
        return _with_remark(path, f"{WAITING_SIGN} {hold_words(row.hold)}", width)
    if not row.remark:
        return path, "plain"
    remark = f"{WARNING_SIGN} {cut_title(row)}"
    if not row.method and not row.target:
        return remark, "warning"
    return _with_remark(path, remark, width)


def _with_remark(path: str, remark: str, width: int) -> tuple[str, str]:
    room = max(width - len(remark) - 1, width // 3)
    return f"{cell(path, min(room, len(path)))} {remark}", "warning"


def waits(row: Row) -> bool:
    """Tell whether the answer waits for a person."""
    return row.hold in WAITING and not row.closed


def _status(row: Row, _width: int) -> tuple[str, str]:
    if row.status is None:
        return (f"{WAITING_SIGN} {_('held')}", "warning") if waits(row) else (_pending(row), "muted")
    if row.status == 0:
        return _("raw"), "muted"
    shown = status_class(row.status)
    return f"{row.status:03d} {shown.sign}", shown.style


def _size(count: int, cut: bool) -> tuple[str, str]:
    """Give a size on the wire, with a sign where not all of it was kept."""
    return (f"{SIGN}{octets(count).replace(' ', '')}", "warning") if cut else (octets(count), "plain")


def _pending(row: Row) -> str:
    """Give what stands in the place of an answer: a sign that it may yet come, or nothing."""
    return "" if row.closed or row.remark in NEVER_ANSWERED else ELLIPSIS


def _muted(text: Callable[[Row], str], row: Row, _width: int) -> tuple[str, str]:
    return text(row), "muted"


_CELLS: Final[dict[str, Callable[[Row, int], tuple[str, str]]]] = {
    "number": partial(_muted, lambda row: str(row.id)),
    "time": lambda row, width: (clock(row.at, milliseconds=width >= LONG_TIME), "muted"),
    "method": lambda row, _width: (visible(row.method), "plain"),
    "path": _path,
    "status": _status,
    "received": lambda row, _width: _size(row.received, row.request_cut),
    "sent": lambda row, _width: _size(row.sent, row.answer_cut) if row.status is not None else ("", "plain"),
    "duration": partial(_muted, lambda row: _pending(row) if row.duration is None else duration(row.duration)),
    "client": partial(_muted, lambda row: visible(row.peer)),
}
