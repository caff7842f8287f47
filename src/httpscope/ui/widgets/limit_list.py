"""The list of limits: name, value in force, how often it struck, what it bounds, what happens then, and why."""

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType

from httpscope.i18n import N_, _
from httpscope.rules.file.limit_kind import LimitKind
from httpscope.ui.columns import Column, fit
from httpscope.ui.widgets.row_list import Cells, RowList

_COLUMNS: Final = (
    Column("name", N_("limit"), 22),
    Column("value", N_("in force"), 9, right=True),
    Column("struck", N_("struck"), 12, right=True),
    Column("what", N_("what it bounds"), 30),
    Column("then", N_("when it strikes"), 25, leave=2),
    Column("why", N_("why"), 70, leave=3),
)
_BOUNDS_WHOLE: Final = 58
"""Cells in which all that limits bound has room; more of it than that would stand empty."""


class LimitRow(NamedTuple):
    """A limit as the list shows it."""

    kind: LimitKind
    value: str
    """As people would write it."""
    changed: bool
    """Whether it differs from the default."""
    struck: str
    """How often, words where it strikes nobody, or an ellipsis while it is being counted."""
    strikes: bool
    """Whether it struck at all."""


class LimitList(RowList[LimitRow]):
    """Every limit, in the order of the table in `rules.file.limit`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", _("Change"), id="limits.change"),
        Binding("end,G", "last", _("Last"), show=False, id="limits.last"),
    ]

    def __init__(self, *, changeable: bool, id: str | None = None) -> None:
        """Show limits in force, or, where none can be changed, their defaults."""
        self._changeable = changeable
        self._rows: Sequence[LimitRow] = ()
        super().__init__(lambda first, count: self._rows[first : first + count], id=id)
        self.set_reactive(LimitList.follow, False)
        self.border_title = _("Limits")
        struck = _("struck: times in this capture")
        self.border_subtitle = _("● not the default") + " · " + struck if changeable else struck

    def show_rows(self, rows: Sequence[LimitRow]) -> None:
        """Show these rows; the cursor stays."""
        if rows != self._rows:
            self._rows = rows
            self.grow(len(rows), 0)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """No row is the newest, so none is followed."""
        if action == "open":
            return self._changeable
        return action not in {"toggle_follow", "newest"}

    def action_last(self) -> None:
        """Go to the last limit."""
        self.show(self.count - 1)

    def columns(self, width: int) -> tuple[Column, ...]:
        """Give the columns; why and what then leave first, and are told below the list."""
        table = [column._replace(title=_(column.title)) for column in _COLUMNS]
        if not self._changeable:
            table[1] = table[1]._replace(title=_("default"))
        if sum(column.width + 1 for column in table) <= width:
            table[3] = table[3]._replace(width=min(_BOUNDS_WHOLE, 30 + width - sum(each.width + 1 for each in table)))
            return fit(table, width, rest="why")
        return fit(table, width, rest="what")

    def cells(self, row: LimitRow, columns: Sequence[Column]) -> Cells:
        """Give the cells of one limit."""
        found = {
            "name": (row.kind.name, "plain"),
            "value": (f"● {row.value}" if row.changed else row.value, "moved" if row.changed else "plain"),
            "struck": (row.struck, "warning" if row.strikes else "muted"),
            "what": (_(row.kind.what), "plain"),
            "then": (_(row.kind.then), "muted"),
            "why": (_(row.kind.why), "muted"),
        }
        return [found[column.name] for column in columns]
