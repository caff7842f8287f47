"""Who may have the answer: user names with passwords, or tokens, and 401 for everybody else (RFC 9110 §11).

RFC 7617 (Basic) and RFC 6750 (Bearer). Comparing takes as long for a wrong guess as for a nearly right one.
"""

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.values import Off, texts
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text import check
from httpscope.rules.text.table import Table, checked, known, take, typed, unexpected

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_KEYS: Final = ("basic", "bearer", "realm")


@dataclass(frozen=True, slots=True)
class Challenge:
    """Lets those pass who show what they must; the rest gets 401 and is told how to ask."""

    realm: str
    basic: tuple[bytes, ...] = ()
    """`user:password` in UTF-8."""
    bearer: tuple[bytes, ...] = ()
    stage: Stage = Stage.GUARD
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Answer 401 (or 400 for a malformed Bearer, RFC 6750 §3.1) unless the request has credentials that fit."""
        given = asked.header("Authorization")
        scheme, _space, credentials = given[0].partition(" ") if len(given) == 1 else ("", "", "")
        credentials = credentials.strip(" ")
        match scheme.lower():
            case "basic" if self.basic and _one_of(_user_and_password(credentials), self.basic):
                return
            case "bearer" if self.bearer:
                if not _TOKEN.fullmatch(credentials):
                    self._refuse(plan, 400, "invalid_request")
                elif not _one_of(credentials.encode(), self.bearer):
                    self._refuse(plan, 401, "invalid_token")
            case _:
                self._refuse(plan, 401)

    def _refuse(self, plan: "Plan", status: int, error: str = "") -> None:
        realm = '"' + self.realm.replace("\\", "\\\\").replace('"', '\\"') + '"'
        lines: list[str] = []
        if self.basic:
            lines.append(f'WWW-Authenticate: Basic realm={realm}, charset="UTF-8"')
        if self.bearer:
            lines.append(f"WWW-Authenticate: Bearer realm={realm}" + (f', error="{error}"' if error else ""))
        said = "the credentials are malformed" if status == 400 else "this needs credentials that fit"  # noqa: PLR2004
        text = f"{status}: {said}.\n"
        plan.answer_instead(status, *lines, content=text.encode(), content_type="text/plain; charset=utf-8")


def _user_and_password(credentials: str) -> bytes:
    """Decode what Basic carries; what is malformed is nobody's."""
    try:
        return binascii.a2b_base64(credentials.encode("ascii"), strict_mode=True)
    except ValueError:  # not ASCII, or no base64
        return b""


def _one_of(shown: bytes, accepted: tuple[bytes, ...]) -> bool:
    """Compare with all of them, each in the same time, however long it is."""
    import hmac  # noqa: PLC0415 - only where there are secrets; it loads OpenSSL
    from hashlib import sha256  # noqa: PLC0415

    digest = sha256(shown).digest()
    found = [hmac.compare_digest(digest, sha256(each).digest()) for each in accepted]
    return any(found)


def _auth(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if value is False:
        return Off()
    expected = _('a table such as { basic = { ann = "secret" }, realm = "x" } or { bearer = ["token"] }')
    table = typed(keys, value, dict, expected)
    known(keys, table, _KEYS)
    basic = _basic((*keys, "basic"), table["basic"]) if "basic" in table else ()
    bearer = _bearer((*keys, "bearer"), table["bearer"]) if "bearer" in table else ()
    if not (basic or bearer):
        raise unexpected(keys, expected, value)
    realm = take(keys, table, "realm", str, _("a text"), _plain)
    return Challenge("httpscope" if realm is None else realm, basic, bearer)


def _basic(keys: Keys, value: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - TOML
    expected = _('a table of names and passwords such as { ann = "secret" }')
    table: Table = typed(keys, value, dict, expected)
    if not table:
        raise unexpected(keys, expected, value)
    for name, password in table.items():
        if ":" in name or _CONTROL.search(name):
            raise unexpected((*keys, name), _("a name without colon and control characters"), name, on_key=True)
        checked((*keys, name), typed((*keys, name), password, str, _("a password")), _plain)
    return tuple(f"{name}:{password}".encode() for name, password in table.items())


def _bearer(keys: Keys, value: Any) -> tuple[bytes, ...]:  # noqa: ANN401 - TOML
    expected = _('a token, or a list of tokens: letters, digits and -._~+/ with any "=" at the end')
    tokens = texts(keys, value, expected)
    for place, token in enumerate(tokens):
        if not _TOKEN.fullmatch(token):
            raise unexpected((*keys, place) if isinstance(value, list) else keys, expected, token)
    return tuple(token.encode() for token in tokens)


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise check.Unfit(_("a text without control characters"))
    return text


READERS: Final[dict[str, FeatureReader]] = {"auth": _auth}
