"""What a request for a folder gets: one of the index files, or (with `listing`) a page of what lies in it.

Only what would be served is listed. The page is the same for the same folder, and nothing in a name becomes markup.
"""

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_from_bytes

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.confined import BarredError, Entry, entries_inside
from httpscope.rules.content import ContentFault, indexed, name_of
from httpscope.rules.feature.values import Off, switch, texts
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text import check
from httpscope.rules.text.table import unexpected
from httpscope.visible import visible

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

MOST_ENTRIES: Final = 10_000
"""On one page; it says how many more there are."""
_PATH: Final = "/!$%&'()*+,:;=@~"


@dataclass(frozen=True, slots=True)
class Index:
    """Names the files that a folder is answered with."""

    names: tuple[str, ...]
    stage: Stage = Stage.CHOOSE
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Note them for whoever opens the folder."""
        plan.index = self.names


@dataclass(frozen=True, slots=True)
class Listing:
    """Lists the folders that have no index."""

    stage: Stage = Stage.GUARD
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Make the page the content; a folder without slash at its end is redirected to itself with one.

        Raises ContentFault for a path that names nothing. What is no folder is left to be opened.
        """
        named = plan.canned.folder
        if named is None:
            return
        name = name_of(asked.head.path)
        folder = os.path.join(plan.base or ".", named)
        if not os.path.isdir(os.path.join(folder, name)):
            return
        border = folder if os.path.isabs(named) else plan.base or "."
        try:
            entries = entries_inside(border, folder, name)
        except (OSError, BarredError):
            return  # whoever opens it says why not
        path = asked.head.path
        if not path.endswith(b"/"):
            _redirect(plan, path, asked.head.query)
            return
        try:
            indexed(folder, name, plan.index)
        except FileNotFoundError:
            page = _page(path, entries)
            plan.canned = replace(plan.canned, folder=None, body=page, content_type=None)
            plan.content_type = "text/html; charset=utf-8"
        except OSError as fault:
            raise ContentFault(403, f"{visible(name)} cannot be read: {fault.strerror}") from None


def _redirect(plan: "Plan", path: bytes, query: bytes | None) -> None:
    # Two slashes in front would name another host.
    place = "/" + quote_from_bytes(path, safe=_PATH).lstrip("/") + "/"
    if query is not None:
        place += "?" + quote_from_bytes(query, safe=_PATH + "?")
    plan.answer_instead(301, f"Location: {place}")


def _page(path: bytes, entries: list[Entry]) -> str:
    from html import escape  # noqa: PLC0415 - loads the table of all entities

    title = escape(visible(path.decode("utf-8", "replace")))
    rows = ['<li><a href="../">../</a></li>'] if path.strip(b"/") else []
    for entry in entries[:MOST_ENTRIES]:
        slash = "/" if entry.folder else ""
        # With ./ in front a colon in the name makes no scheme.
        place = "./" + quote(os.fsencode(entry.name), safe="") + slash
        size = "" if entry.folder else f" {entry.size:,} octets"
        name = escape(visible(os.fsencode(entry.name).decode("utf-8", "replace")))
        rows.append(f'<li><a href="{place}">{name}{slash}</a>{size}</li>')
    if len(entries) > MOST_ENTRIES:
        rows.append(f"<li>and {len(entries) - MOST_ENTRIES:,} more</li>")
    body = "\n".join(rows)
    return f"<!doctype html>\n<title>{title}</title>\n<h1>{title}</h1>\n<ul>\n{body}\n</ul>\n"


def _listing(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    return switch(keys, value, Listing())


def _index(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if value is True:
        return Off()
    if value is False or value == []:
        return Index(())
    expected = _('names of files such as "index.html", or false')
    names = texts(keys, value, expected)
    for place, name in enumerate(names):
        where = (*keys, place) if isinstance(value, list) else keys
        if any(letter in "/\\\x00" for letter in name) or name.startswith("."):
            raise unexpected(where, expected, name)
        check.file_name(name)
    return Index(names)


READERS: Final[dict[str, FeatureReader]] = {"index": _index, "listing": _listing}
