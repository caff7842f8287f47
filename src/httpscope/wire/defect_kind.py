"""What a defect is: a departure from RFC 9110 or RFC 9112 with a place, a section and what a strict server answers.

The kinds are in `line_defects`, `field_defects`, `body_defects` and `response_defects`; `defect` gathers them.
"""

from dataclasses import dataclass
from typing import NamedTuple

from httpscope.wire.span import Span


@dataclass(frozen=True, slots=True)
class DefectKind:
    """One way to depart from the grammar, in words that a class of beginners understands."""

    code: str
    """Stable, in kebab-case; kept in captures."""
    title: str
    """A few plain words, at most 50 characters, marked for translation."""
    explanation: str
    """What the rule is, what others do about it and why it matters; one to three sentences, marked for translation."""
    section: str
    """Where the rule stands, as `RFC 9112 §2.2`."""
    status: int | None
    """What a strict server answers; None where it is worth a mark and the request is answered as usual."""


class Defect(NamedTuple):
    """A departure and where it stands. The place lies in the line that made it certain."""

    kind: DefectKind
    span: Span
