"""Reads a head line by line from octets that grow, with every span and every defect (RFC 9112 §2 to §5).

Takes any octets; stops at the empty line, or, when asked, at the first defect that its policy does not let pass.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from httpscope.wire import field_defects, line_defects
from httpscope.wire.defect_kind import Defect, DefectKind
from httpscope.wire.fields import OWS, Field, content_length_of_line, fold, read_field_line
from httpscope.wire.leniency import forgives, unforgivable
from httpscope.wire.limits import Limits
from httpscope.wire.lines import WITHOUT_LIMIT, Cut, Found, LineCutter, bare_lf, stray_octet
from httpscope.wire.span import Span
from httpscope.wire.start_line import StartLine


class Judge(Protocol):
    """Says what is wrong with the lines of a head."""

    def start_line(self, line: bytes, at: int) -> tuple[StartLine, list[Defect]]:
        """Read and judge the start-line."""

    def field(self, field: Field, /) -> list[Defect]:
        """Judge a field line."""

    def end(self, empty_line: Span, /) -> list[Defect]:
        """Judge the head at its empty line."""


@dataclass(frozen=True, slots=True)
class HeadReading:
    """All that was found in the octets of a head."""

    octets: bytes
    start_line: StartLine
    fields: tuple[Field, ...]
    defects: tuple[Defect, ...]
    """In order of place."""
    whole: bool
    """The empty line is there."""


_EMPTY_LINES_TOLD: Final = 2
"""So many empty lines before the start-line get words; a flood of them is bounded by the limit of the head alone."""


class HeadReader:
    """Where the reading of one head stands."""

    def __init__(
        self, judge: Judge, limits: Limits | None = None, *, empty_lines: bool = True, lenient: bool = False
    ) -> None:
        """Take the limits, none for none, whether empty lines may come before the start-line, and the policy."""
        self._judge = judge
        self._lenient = lenient
        self._limits = limits
        self._edge = limits.head if limits else WITHOUT_LIMIT
        self._forgives_empty_lines = empty_lines
        self._cutter = LineCutter()
        self._empty_lines = 0
        self._start_line: StartLine | None = None
        self._fields: list[Field] = []
        self._folds: list[tuple[bytes, int]] = []
        self._defects: list[Defect] = []
        self._field_lines = 0
        self.refusal: Defect | None = None
        """The first defect that a strict server refuses."""
        self.barrier: Defect | None = None
        """The first defect that the policy does not let pass: the refusal, or what even a lenient reader refuses."""
        self.stop: int | None = None
        """Offset behind the empty line, once it has come."""

    @property
    def begun(self) -> bool:
        """Whether anything but empty lines has been read."""
        return self._start_line is not None

    @property
    def line_start(self) -> int:
        """Offset of the line that is arriving."""
        return self._cutter.start

    def reach(self, octets: bytes) -> int:
        """Give the offset behind the line that is refused, or behind as much of it as the limit of a line allows.

        The octets are those of the last reading. Where no line is refused, that is the line that is arriving.
        """
        at = self._cutter.start
        if self.barrier is not None and self.barrier.span.start < at:
            return at
        return octets.find(b"\n", at, at + self._line_limit()) + 1 or min(at + self._line_limit(), len(octets))

    def read(self, octets: bytes | bytearray, *, to_refusal: bool) -> bool:
        """Read on in the octets, which are those of the last time and more; tell whether the end was found.

        The end is the empty line or, with `to_refusal`, what the policy does not let pass.
        """
        while self.stop is None and not (to_refusal and self.barrier):
            if self._start_line is None and self._empty_lines >= _EMPTY_LINES_TOLD:
                self._cutter.pass_empty_lines(octets, self._edge)
            cut = self._cutter.cut(octets, self._line_limit(), self._edge)
            if cut is None:
                return False
            match cut.found:
                case Found.LINE:
                    self._line(bytes(octets[cut.start : cut.stop]), cut)
                case Found.STRAY:
                    self._tell([Defect(stray_octet(octets[cut.start]), Span(cut.start, cut.stop))])
                case Found.EXCESS:
                    self._tell([Defect(self._excess(octets, cut.start), Span(cut.start, cut.stop))])
        return True

    def reading(self, octets: bytes) -> HeadReading:
        """Give what was read, and of a last line that has no end yet what can be had."""
        whole = self.stop is not None
        if not whole:
            at = self._cutter.start
            # A CR at the end is most likely half a line end.
            line = octets[at:].removesuffix(b"\r")
            if line and self._start_line is None:
                self._start_line = self._judge.start_line(line, at)[0]._replace(line=Span(at, len(octets)))
            elif line and line[0] in OWS and self._fields:
                self._folds.append((line, at))
            elif line:
                self._fold()
                self._fields.append(read_field_line(line, at)[0]._replace(line=Span(at, len(octets))))
            self._defects.append(Defect(line_defects.INCOMPLETE_HEAD, Span(len(octets), len(octets))))
        self._fold()
        nothing = Span(len(octets), len(octets))
        start_line = self._start_line or StartLine(nothing, nothing, nothing, nothing)
        return HeadReading(octets, start_line, tuple(self._fields), tuple(self._defects), whole)

    def _line_limit(self) -> int:
        if self._limits is None:
            return WITHOUT_LIMIT
        return self._limits.request_line if self._start_line is None else self._limits.field_line

    def _tell(self, defects: list[Defect], line: bytes = b"", at: int = 0) -> None:
        self._defects += defects
        for defect in defects:
            if defect.kind.status is not None:
                self.refusal = self.refusal or defect
                if self.barrier is None and not (self._lenient and forgives(defect, line, at)):
                    self.barrier = defect

    def _excess(self, octets: bytes | bytearray, place: int) -> DefectKind:
        if place == self._edge:
            # Told once; the lines behind it are all beyond the edge.
            self._edge = WITHOUT_LIMIT
            return field_defects.HEAD_TOO_LARGE
        if self._start_line is not None:
            return field_defects.FIELD_LINE_TOO_LONG
        has_method = octets.find(b" ", self._cutter.start, place) >= 0
        return line_defects.TARGET_TOO_LONG if has_method else line_defects.METHOD_TOO_LONG

    def _line(self, line: bytes, cut: Cut) -> None:
        at = cut.start
        defects: list[Defect] = []
        if content_length_of_line(line) == 0 and (self._start_line or self._forgives_empty_lines):
            if self._start_line is None:
                defects += self._leading_empty_line(cut)
            else:
                defects += self._judge.end(Span(at, cut.stop))
                self.stop = cut.stop
        elif self._start_line is None:
            self._start_line, defects = self._judge.start_line(line, at)
        else:
            defects = self._field_line(line, at)
        if self._start_line is None and self._empty_lines > _EMPTY_LINES_TOLD:
            return
        if cut.spoiled:
            defects = unforgivable(defects, line, at)
        else:
            # Of two at one place the first found is the more particular one.
            defects = sorted(defects + bare_lf(line, at), key=lambda defect: defect.span.start)
        self._tell(defects, line, at)

    def _leading_empty_line(self, cut: Cut) -> list[Defect]:
        self._empty_lines += 1
        span = Span(cut.start, cut.stop)
        match self._empty_lines:
            case 1:
                return [Defect(line_defects.LEADING_EMPTY_LINE, span)]
            case 2:
                return [Defect(line_defects.SECOND_EMPTY_LINE, span)]
            case _:
                return []

    def _field_line(self, line: bytes, at: int) -> list[Defect]:
        defects: list[Defect] = []
        self._field_lines += 1
        if self._limits and self._field_lines == self._limits.fields + 1:
            defects.append(Defect(field_defects.TOO_MANY_FIELDS, Span(at, at + len(line))))
        if line[0] in OWS:
            margin = Span(at, at + len(line) - len(line.lstrip(OWS)))
            if self._fields:
                self._folds.append((line, at))
                return [*defects, Defect(field_defects.OBS_FOLD, margin)]
            defects.append(Defect(field_defects.SPACE_BEFORE_FIRST_FIELD, margin))
        self._fold()
        field, found = read_field_line(line, at)
        self._fields.append(field)
        return defects + found + self._judge.field(field)

    def _fold(self) -> None:
        """Put the folded lines that have come onto their field, all at once, so that many cost no more than few."""
        if self._folds:
            self._fields[-1] = fold(self._fields[-1], self._folds)
            self._folds = []
