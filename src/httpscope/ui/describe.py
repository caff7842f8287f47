"""Words for what is shown: the part under the cursor with its term, section and octets, and the message as a whole.

Pure; widgets draw them. Words about parts come from `wire.part`, about fields from the glossary.
"""

from typing import Final, NamedTuple

from httpscope.i18n import _, ngettext
from httpscope.ui.clusters import one_cell_each
from httpscope.ui.glossary import meaning_of
from httpscope.ui.paint import Role, role_of
from httpscope.ui.reading import Reading, Side, Source
from httpscope.ui.remarks import ending_meaning, remark_title
from httpscope.ui.strikes import strike_sentence
from httpscope.wire.anatomy import Piece

_ABOUT_A_FIELD: Final = frozenset({Role.NAME, Role.TRAILER_NAME, Role.VALUE})
_QUOTED: Final = 48
"""Octets of a part that are quoted."""


class Description(NamedTuple):
    """What to say of the octet under the cursor, translated and safe to show."""

    title: str
    details: str
    """Term, section, place and octets."""
    meaning: str
    warnings: tuple[str, ...]
    """What is wrong here: title, explanation, section, status."""


def describe(reading: Reading, offset: int) -> Description | None:
    """Describe the octet; None where there is none."""
    piece = reading.anatomy.piece_at(offset)
    if piece is None:
        return None
    part = piece.part
    title = _(part.title)
    term = part.term if part.term != part.title else ""
    details = (term, part.section, _octets(reading.source, piece, offset))
    return Description(
        title,
        " · ".join(detail for detail in details if detail),
        _meaning(reading, piece),
        tuple(_warnings(reading, offset)),
    )


def title_of(source: Source) -> str:
    """Name a message and its size."""
    size = source.size
    return f"{_(source.side.value)} · " + ngettext("{n:,} octet", "{n:,} octets", size).format(n=size)


def absence_of(source: Source | None) -> str:
    """Say why there are no octets to show."""
    if source is None or source.side is Side.REQUEST:
        said = (ending_meaning(source.remark), strike_sentence(source.remark, source.settings)) if source else ()
        return " · ".join(filter(None, said)) or _("No octets.")
    if source.is_open:
        return _("No answer yet.")
    return _("No answer: the connection ended before there was one.")


def copied(octets: bytes) -> tuple[str, str]:
    """Give octets as a text for the clipboard, which holds no octets, and a sentence that says how they were read."""
    try:
        text, charset = octets.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, charset = octets.decode("latin-1"), "iso8859-1"
    start = one_cell_each(octets[:_QUOTED]) + ("…" if len(octets) > _QUOTED else "")
    said = ngettext(
        "Copied {n:,} octet as {charset}: {start}", "Copied {n:,} octets as {charset}: {start}", len(octets)
    )
    return text, said.format(n=len(octets), charset=charset, start=start)


def _octets(source: Source, piece: Piece, offset: int) -> str:
    octets = source.octets
    size = piece.stop - piece.start
    shown = one_cell_each(octets[piece.start : min(piece.stop, piece.start + _QUOTED)])
    quoted = f'"{shown}{"…" if size > _QUOTED else ""}"'
    if size == 1:
        return f"{_('octet')} {source.on_wire(piece.start):,} {quoted} (0x{octets[offset]:02X})"
    here = _("here {offset:,}: 0x{value:02X}").format(offset=source.on_wire(offset), value=octets[offset])
    first, last = source.on_wire(piece.start), source.on_wire(piece.stop - 1)
    return f"{_('octets')} {first:,}–{last:,} {quoted} ({here})"


def _meaning(reading: Reading, piece: Piece) -> str:
    entry = reading.entry_at(piece.start)
    name = reading.source.octets[slice(*entry.name)] if entry else b""
    about_field = meaning_of(name) if role_of(piece.part) in _ABOUT_A_FIELD else ""
    meaning = _(piece.part.meaning)
    return f"{one_cell_each(name)}: {_(about_field)} {meaning}" if about_field else meaning


def _warnings(reading: Reading, offset: int) -> list[str]:
    warnings = [f"{_(nature.title)}: {_(nature.explanation)}"] if (nature := reading.anatomy.nature) else []
    if ending := ending_meaning(reading.source.remark):
        warnings.append(f"{remark_title(reading.source.remark)}: {ending}")
    for defect in reading.defects_at(offset):
        kind = defect.kind
        said = f"{_(kind.title)}. {_(kind.explanation)} {kind.section}"
        if kind.status is not None:
            said += " · " + _("a strict server answers {status}").format(status=kind.status)
        warnings.append(said)
    return warnings
