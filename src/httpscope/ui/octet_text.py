"""Octets as a short coloured text: line ends as pictures, and what the server adds set apart. Safe to show."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from textual.content import Content

from httpscope.i18n import _
from httpscope.visible import visible
from httpscope.wire.span import Span

SHOWN: Final = 4_096
"""Octets of a look; more is cut."""


def octet_text(octets: bytes, supplied: Sequence[Span] = ()) -> Content:
    """Give the octets, those of the spans muted, as they are in UTF-8 or else each by itself."""
    cut = octets[:SHOWN]
    edges = sorted({0, len(cut), *(min(edge, len(cut)) for span in supplied for edge in span)})
    parts: list[tuple[str, str]] = []
    for start, stop in pairwise(edges):
        added = any(span.start <= start < span.stop for span in supplied)
        parts.append((_pictured(cut[start:stop]), "$text-muted italic" if added else ""))
    if len(octets) > SHOWN:
        parts.append(("\n" + _("… {0:,} octets more").format(len(octets) - SHOWN), "$text-muted"))
    return Content.assemble(*parts)


def _pictured(octets: bytes) -> str:
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = octets.decode("latin-1")
    lines = text.split("\n")
    return "␊\n".join(visible(line) for line in lines)
