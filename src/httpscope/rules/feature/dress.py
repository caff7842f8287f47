"""Header lines that have a key of their own: cookies, caching, downloads, how long a connection is kept, redirects.

RFC 6265 §4.1, RFC 9111 §5.2, RFC 6266 with RFC 8187, RFC 9110 §10.2.2. What is typed goes out as it was typed. A field
that has one line at most, such as Location, is never there twice by a switch: the line that was typed counts.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.values import Off, texts
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.rule import Canned, Then
from httpscope.rules.text import check
from httpscope.rules.text.table import checked, known, take, typed, unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

_COOKIE_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OF_A_URI: Final = "!#$%&'()*+,/:;=?@[]~"
_UNSAFE: Final = re.compile(r'[^\x20-\x7e]|["\\%]')
_DISPOSITION: Final = "Content-Disposition"
_GONE: Final = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"


@dataclass(frozen=True, slots=True)
class Lines:
    """Adds header lines."""

    lines: tuple[str, ...]
    stage: Stage = Stage.DRESS
    wants_content: bool = False
    field: str = ""
    """Name of the field, where an answer has one line of it at most."""

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Add them."""
        for line in map(plan.said, self.lines):
            if self.field:
                plan.put(line)
            else:
                plan.add(line)


@dataclass(frozen=True, slots=True)
class KeepAlive:
    """Tells the client how long an idle connection is kept, and for how many requests (RFC 2068 §19.7.1)."""

    hint: str
    stage: Stage = Stage.DRESS
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Add the hint, and the option that it needs, where the connection is kept."""
        then = plan.canned.then
        if then is Then.KEEP or (then is Then.AUTO and plan.persistent and not plan.typed("Connection")):
            plan.add("Connection: keep-alive", f"Keep-Alive: {self.hint}")


@dataclass(frozen=True, slots=True)
class Redirect:
    """Sends the client elsewhere."""

    target: str
    stage: Stage = Stage.FILL
    wants_content: bool = False
    field: str = "Location"

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Add Location; the status is 302 unless another one than 200 was typed, and a page says where to go."""
        target = quote(plan.said(self.target), safe=_OF_A_URI)
        plan.put(f"Location: {target}")
        if plan.canned.status == 200:  # noqa: PLR2004 - nothing typed
            plan.canned = replace(plan.canned, status=302)
        if not plan.length:
            from html import escape  # noqa: PLC0415 - loads the table of all entities

            place = escape(plan.typed(self.field)[0])
            plan.content = f'<p>See <a href="{place}">{place}</a>.</p>\n'.encode()
            plan.content_type = "text/html; charset=utf-8"


def _redirect(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    expected = _("a place to go to such as /new or https://example.com/, or false")
    if value is False:
        return Off()
    if not typed(keys, value, str, expected):
        raise unexpected(keys, expected, value)
    return Redirect(checked(keys, value, check.reason_phrase))


def _cookies(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if value is False:
        return Off()
    cookies = texts(keys, value, _('a list of cookies such as ["a=b; Path=/; HttpOnly"], or false'))
    places = [(*keys, place) if isinstance(value, list) else keys for place in range(len(cookies))]
    return Lines(
        tuple(f"Set-Cookie: {checked(*each, check.reason_phrase)}" for each in zip(places, cookies, strict=True))
    )


def _clear_cookies(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    expected = _(
        'names of cookies such as ["a"], each with the Path or Domain that it was set with, if any: "a; Path=/b"'
    )
    if value is False:
        return Off()
    lines: list[str] = []
    for place, text in enumerate(texts(keys, value, expected)):
        where = (*keys, place) if isinstance(value, list) else keys
        name, _semicolon, attributes = (
            part.strip() for part in checked(where, text, check.reason_phrase).partition(";")
        )
        if not _COOKIE_NAME.fullmatch(name):
            raise unexpected(where, expected, text)
        named = {attribute.partition("=")[0].strip().lower() for attribute in attributes.split(";")}
        more = [attributes] if attributes else []
        if "path" not in named:
            more.append("Path=/")
        if name.startswith(("__Host-", "__Secure-")) and "secure" not in named:
            more.append("Secure")
        lines.append(f"Set-Cookie: {name}=; {'; '.join((_GONE, *more))}")
    return Lines(tuple(lines))


def _keep_alive(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if value is False:
        return Off()
    expected = _("a table such as { timeout = 5, max = 100 }, or false")
    table = typed(keys, value, dict, expected)
    known(keys, table, ("timeout", "max"))
    told = {name: take(keys, table, name, int, _("a number from 0 on"), _from_zero) for name in ("timeout", "max")}
    hint = ", ".join(f"{name}={number}" for name, number in told.items() if number is not None)
    if not hint:
        raise unexpected(keys, expected, value)
    return KeepAlive(hint)


def _from_zero(number: int) -> int:
    if number < 0:
        raise check.Unfit(_("a number from 0 on"))
    return number


def _cache(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if value is False:
        return Off()
    expected = _('directives such as "no-store" or "max-age=60", or false')
    if not typed(keys, value, str, expected).strip():
        raise unexpected(keys, expected, value)
    # Before validators, since a 304 carries it too (RFC 9110 §15.4.5), and before events, which have their own.
    return Lines((f"Cache-Control: {checked(keys, value, check.reason_phrase)}",), Stage.FILL, field="Cache-Control")


def _download(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if isinstance(value, bool):
        return Lines(("Content-Disposition: attachment",), field=_DISPOSITION) if value else Off()
    name = checked(keys, typed(keys, value, str, _("true, false, or the name of a file")), check.reason_phrase)
    plain = _UNSAFE.sub("_", name)
    parameters = [f'filename="{plain}"']
    if plain != name:
        # Old clients get the plain name, all others this one (RFC 6266 §4.3).
        parameters.append(f"filename*=UTF-8''{quote(name, safe='!#$&+.^_`|~')}")
    return Lines((f"Content-Disposition: {'; '.join(('attachment', *parameters))}",), field=_DISPOSITION)


def outdone(canned: Canned) -> list[str]:
    """Give the names of fields that a switch of an answer would add, and that were typed: those lines count."""
    names = {line.partition(":")[0].lower() for line in canned.headers}
    fields = [feature.field for feature in canned.features if isinstance(feature, Lines | Redirect)]
    return [field for field in fields if field and field.lower() in names]


READERS: Final[dict[str, FeatureReader]] = {
    "redirect": _redirect,
    "cache": _cache,
    "cookies": _cookies,
    "clear_cookies": _clear_cookies,
    "keep_alive": _keep_alive,
    "download": _download,
}
