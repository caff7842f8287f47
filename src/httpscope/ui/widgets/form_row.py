"""A line of a form: a word, what is typed beside or below it, and room for one sentence of complaint below."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from httpscope.ui.widgets.suggest import Suggest
from httpscope.visible import visible


class FormRow(Widget):
    """A label, or none, and its controls; `complain` shows a sentence below them."""

    DEFAULT_CSS = """
    FormRow { height: auto; width: 1fr; layout: vertical;
        & > .form-row--line { height: auto; width: 1fr; }
        & .form-row--label { width: 9; height: 1; color: $text-muted; }
        & > .form-row--complaint { display: none; width: 1fr; height: auto; padding-left: 9; color: $text-error; }
        &.tall { height: 1fr; min-height: 5; }
        &.tall > .form-row--line { height: 1fr; }
        &.tall > .form-row--complaint { padding-left: 1; }
        &.-faulty > .form-row--complaint { display: block; }
        &.-faulty .form-row--label { color: $text-error; text-style: bold; }
    }
    """

    def __init__(self, label: str, *controls: Widget, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._label = label
        self._controls = controls
        self._complaint = Static("", classes="form-row--complaint", markup=False)

    def compose(self) -> ComposeResult:
        """Build the line and what may stand below it."""
        with Horizontal(classes="form-row--line"):
            if self._label:
                yield Static(self._label, classes="form-row--label", markup=False)
            yield from self._controls
        yield self._complaint

    @property
    def names(self) -> Sequence[str]:
        """Give the ids of its controls, in order."""
        fields = (control.field if isinstance(control, Suggest) else control for control in self._controls)
        return [field.id for field in fields if field.id]

    def complain(self, sentence: str) -> None:
        """Show what is wrong, or nothing where the sentence is empty."""
        self.set_class(bool(sentence), "-faulty")
        self._complaint.update(Content(f"✗ {visible(sentence)}"))


class Pair(Widget):
    """Two short rows: one below the other, or side by side where it has the class `-beside`."""

    DEFAULT_CSS = """
    Pair { height: auto; width: 1fr; layout: vertical;
        &.-beside { layout: horizontal; & > .-second { padding-left: 2; } }
    }
    """

    def __init__(self, first: FormRow, second: FormRow, *, width: int) -> None:
        super().__init__()
        self.rows = (first, second)
        self._width = width
        """Cells of the first row where they stand side by side."""
        second.add_class("-second")

    def set_beside(self, beside: bool) -> None:
        """Put the rows side by side, or one below the other."""
        self.set_class(beside, "-beside")
        self.rows[0].styles.width = self._width if beside else "1fr"

    def compose(self) -> ComposeResult:
        """Lay both out."""
        yield from self.rows
