"""The form of one rule: what it matches and what it answers, each field live as it is typed.

It holds one rule and the texts of its fields, and says, a moment after a keystroke, that there is something to read;
whoever owns the draft then reads it. A field that does not fit is marked in place and its last good value holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from httpscope.i18n import N_, _
from httpscope.rules.rule import Rule, Then
from httpscope.ui.answer_form import FILE, FOLDER, KEPT, OFF, ON, RAW, TEXT, Entries, entries_of, read_entries
from httpscope.ui.pictured import LF_ONLY, LINE_ENDS, MIXED, line_end_of, with_line_ends
from httpscope.ui.suggestions import (
    Suggestion,
    class_sentence,
    reason_suggestions,
    status_suggestions,
    type_suggestions,
)
from httpscope.ui.widgets.body_editor import STAYS, BodyEditor
from httpscope.ui.widgets.choice import Choice
from httpscope.ui.widgets.form_row import FormRow, Pair
from httpscope.ui.widgets.suggest import Field, Suggest
from httpscope.visible import visible

PAUSE: Final = 0.03
"""Seconds from a keystroke until it counts: keys that come at once become one change, and the preview is there within
150 ms."""

WIDE: Final = 72
"""Cells from which two short rows stand side by side."""

_HELP_LINES: Final = {
    ON: N_("Date, Content-Length, Connection added; framing kept right"),
    OFF: N_("only what you type is sent, right or wrong"),
    RAW: N_("exactly these octets are sent, to the last one"),
}

_SOURCES: Final = ((TEXT, N_("text")), (FILE, N_("file")), (FOLDER, N_("folder")))
_THEN: Final = ((Then.AUTO, N_("auto")), (Then.KEEP, N_("keep")), (Then.CLOSE, N_("close")), (Then.RESET, N_("reset")))
_HELP: Final = ((ON, N_("on")), (OFF, N_("off")), (RAW, N_("raw octets")))

_CSS: Final = """
AnswerEditor { height: 1fr; width: 1fr; background: $surface; border: round $border-blurred;
    border-title-color: $text-muted; border-subtitle-color: $text-muted;
    &:focus-within { border: round $border; border-title-color: $text-primary; border-title-style: bold; }
    &.-empty > VerticalScroll { display: none; }
    & > VerticalScroll { padding: 0 0 0 1; height: 1fr; scrollbar-size-vertical: 1; }
    & #methods { width: 14; margin-right: 1; }
    & #path, & #name { width: 1fr; }
    & Suggest.-status { width: 7; margin-right: 1; }
    & .hint { height: auto; padding-left: 9; color: $text-muted; }
    & #headers { height: auto; min-height: 2; max-height: 8; width: 1fr; }
    & #body, & #raw { height: 1fr; width: 1fr; }
    & .composed, & .of-text, & .raw, & .of-file, & .of-folder, & .of-kept { display: none; }
    & #delay { width: 1fr; }
    & .beside { display: none; width: 1fr; height: 1; padding-left: 1; color: $text-muted; }
    &.-wide .beside { display: block; }
    &.-composed .composed, &.-raw .raw { display: block; }
    &.-wide .class-line, &.-faulty-status .class-line { display: none; }
    &.-text .of-text, &.-file .of-file, &.-folder .of-folder, &.-kept .of-kept { display: block; }
}
"""


class AnswerEditor(Widget):
    """The fields of a rule. `show` fills them, `read` gives the rule they stand for."""

    DEFAULT_CSS: ClassVar[str] = _CSS

    class Typed(Message):
        """Something was typed a moment ago: `read` it."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rule: Rule | None = None
        self._unfinished: dict[Rule, Entries] = {}
        self._timer: Timer | None = None
        self._complaints: frozenset[str] = frozenset()
        self.topic = ""
        """Name of the field that was typed in last."""
        self._status = Suggest(status_suggestions, id="status", classes="-status")
        self._reason = Suggest(self._reasons, id="reason", placeholder=_("no reason phrase"))
        self._type = Suggest(type_suggestions, id="content_type", placeholder=_("no Content-Type"))
        self._headers = BodyEditor(id="headers", placeholder=_("Name: value, one a line"))
        self._body = BodyEditor(id="body", placeholder=_("what the client gets to see"))
        self._raw = BodyEditor(id="raw", placeholder=_("HTTP/1.1 200 OK"))
        self._source = Choice(_sources(), id="source")
        self._line_end = Choice(LINE_ENDS, id="line_end")
        self._help = Choice([(value, _(word)) for value, word in _HELP], id="help")
        self._class_line = Static("", classes="hint composed class-line", markup=False)
        self._class_beside = Static("", classes="beside", markup=False)
        self._help_line = Static("", classes="hint", markup=False)
        suggests = (self._status.field, self._reason.field, self._type.field)
        others = (self._headers, self._source, self._body, self._help, self._raw, *_plain_fields())
        self._fields: Mapping[str, Field | BodyEditor | Choice] = {str(held.id): held for held in (*suggests, *others)}
        self._rows = tuple(self._build_rows())
        # As for a first rule, nearly always: what changes once it is mounted is paid for twice.
        self.add_class("-composed", f"-{TEXT}", update=False)

    def compose(self) -> ComposeResult:
        """Lay the form out."""
        with VerticalScroll(can_focus=False):
            yield from self._rows

    def _build_rows(self) -> Iterator[Widget]:
        """Give the rows in the order of a message: what asks, status, header lines, body; then conduct."""
        field = self._fields
        yield Pair(FormRow(_("Name"), field["name"]), FormRow(_("When"), field["methods"], field["path"]), width=32)
        yield FormRow(_("Status"), self._status, self._reason, self._class_beside, classes="composed")
        yield self._class_line
        yield FormRow(_("Type"), self._type, classes="composed")
        yield FormRow(_("Headers"), self._headers, classes="composed")
        yield FormRow(_("Body"), self._source, classes="composed")
        yield FormRow("", self._body, classes="of-text tall")
        yield FormRow(_("File"), field["file"], classes="of-file")
        yield FormRow(_("Folder"), field["folder"], classes="of-folder")
        yield Static(_(STAYS), classes="hint of-kept", markup=False)
        yield FormRow(_("Ends"), self._line_end, classes="raw")
        yield FormRow("", self._raw, classes="raw tall")
        yield Pair(FormRow(_("Delay"), field["delay"]), FormRow(_("Then"), field["then"]), width=26)
        yield FormRow(_("Help"), self._help)
        yield self._help_line

    def on_mount(self) -> None:
        """Say what the editors hold."""
        self._headers.content_type = "message/http"
        self._raw.show_ends = True

    def on_resize(self) -> None:
        """Put short rows side by side where there is room."""
        wide = self.size.width >= WIDE
        self.set_class(wide, "-wide")
        for row in self._rows:
            if isinstance(row, Pair):
                row.set_beside(wide)

    def begin(self) -> None:
        """Put the focus where the answer begins."""
        # Not `focus()`, which takes effect later: a person types on, and the next letter is meant for the field.
        self.screen.set_focus(self._raw if self._help.value == RAW else self._status.field)

    @property
    def rule(self) -> Rule | None:
        """The rule that the form stands for, as it was read last."""
        return self._rule

    @property
    def waiting(self) -> bool:
        """Tell whether something was typed that has not been read."""
        return self._timer is not None

    @property
    def unfinished(self) -> bool:
        """Tell whether a field shows a complaint."""
        return bool(self._complaints)

    def show(self, rule: Rule | None) -> None:
        """Fill the form with a rule. Entries that did not fit when this rule was left come back."""
        if self._rule is not None and self._complaints:
            self._unfinished[self._rule] = self._entries()
        self._stop()
        self._rule = rule
        self.set_class(rule is None, "-empty")
        if rule is None:
            return
        unfinished = self._unfinished.pop(rule, None)
        entries = unfinished or entries_of(rule)
        self._source.offer([*_sources(), *([(KEPT, _("kept"))] if entries.source == KEPT else [])])
        for name, field in self._fields.items():
            _put(field, getattr(entries, name))
        self._raw.keep(entries.raw_kept)
        self._mark(read_entries(entries, rule).complaints if unfinished else {})
        self._arrange()

    def read(self) -> Rule | None:
        """Read the fields: mark what does not fit, and give the rule with all that does."""
        self._stop()
        if self._rule is None:
            return None
        rule, complaints = read_entries(self._entries(), self._rule)
        self._rule = rule
        self._raw.keep(entries_of(rule).raw_kept)
        self._mark(complaints)
        if rule.answer.raw is None and rule.answer.reason is None and "status" not in complaints:
            _put(self._reason.field, entries_of(rule).reason)
        self._arrange()
        return rule

    @property
    def begins_raw(self) -> bool:
        """Tell whether raw octets are wanted of a rule that had none: it must not answer with nothing meanwhile."""
        rule = self._rule
        return self._help.value == RAW and rule is not None and rule.answer.raw is None and not self._raw.text

    def begin_raw(self, octets: str) -> None:
        """Begin with these raw octets, as an editor holds them."""
        self._raw.show(octets)
        self._arrange()

    def _reasons(self, _typed: str) -> Sequence[Suggestion]:
        return reason_suggestions(self._status.field.value)

    def _entries(self) -> Entries:
        """Give what the fields hold; a text that `visible` had to change is still the rule's own."""
        assert self._rule is not None
        shown = entries_of(self._rule)
        held: dict[str, Any] = {name: _held(widget, getattr(shown, name)) for name, widget in self._fields.items()}
        return replace(shown, **held)

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed | Choice.Changed) -> None:
        event.stop()
        control = event.control
        if control.id == "line_end":
            ends = with_line_ends(self._raw.text, self._line_end.value)
            self._raw.replace(ends, (0, 0), self._raw.document.end)
            return
        if not (isinstance(control, Field) and control.value == control.given):
            self.topic = control.id or ""
        if isinstance(control, Choice) or control.id == "raw":
            self._arrange()
        if self._timer is None:
            self._timer = self.set_timer(PAUSE, lambda: self.post_message(self.Typed()))

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _mark(self, complaints: Mapping[str, str]) -> None:
        """Show a sentence at each row with a field that does not fit, and none at the others."""
        self._complaints = frozenset(complaints)
        self.set_class("status" in complaints, "-faulty-status")
        for name, field in self._fields.items():
            field.set_class(name in complaints, "-faulty")
        for row in self._form_rows():
            said = [complaints[name] for name in row.names if name in complaints]
            row.complain(" ".join(said))

    def _form_rows(self) -> Iterator[FormRow]:
        for row in self._rows:
            if isinstance(row, FormRow):
                yield row
            elif isinstance(row, Pair):
                yield from row.rows

    def _arrange(self) -> None:
        """Show the rows that belong to the kind of answer, and the words beside them."""
        raw = self._help.value == RAW
        kinds = {f"-{kind}": not raw and self._source.value == kind for kind in (TEXT, FILE, FOLDER, KEPT)}
        # In one go: each change of classes has the whole form looked at.
        self.update_classes({"-raw": raw, "-composed": not raw, **kinds})
        self._help_line.update(_(STAYS if raw and self._raw.read_only else _HELP_LINES[self._help.value]))
        for line in (self._class_line, self._class_beside):
            line.update(class_sentence(self._status.field.value))
        self._body.content_type = self._type.field.value
        ends = line_end_of(self._raw.text)
        self._line_end.offer(LINE_ENDS if ends != MIXED else (*LINE_ENDS, (MIXED, _("mixed"))))
        self._line_end.value = ends or self._line_end.value
        self._raw.crlf = self._line_end.value != LF_ONLY


def _plain_fields() -> Iterator[Field | Choice]:
    """Give the fields that nothing but their name tells from others; ids are the names in `Entries`."""
    yield Field(id="name")
    yield Field(id="methods", placeholder=_("any method"))
    yield Field(id="path", placeholder=_("any path"))
    yield Field(id="file", placeholder="index.html")
    yield Field(id="folder", placeholder="public")
    yield Field(id="delay", placeholder=_("none, or 250ms"))
    yield Choice([(then.value, _(word)) for then, word in _THEN], id="then")


def _sources() -> list[tuple[str, str]]:
    return [(value, _(word)) for value, word in _SOURCES]


def _put(widget: Field | BodyEditor | Choice, value: str) -> None:
    if isinstance(widget, Choice):
        widget.value = value
    else:
        widget.show(visible(value) if isinstance(widget, Field) else value)


def _held(widget: Field | BodyEditor | Choice, shown: str) -> str:
    held = widget.text if isinstance(widget, BodyEditor) else widget.value
    return shown if isinstance(widget, Field) and held == visible(shown) else held
