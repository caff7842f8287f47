"""ETag and Last-Modified, and the conditions that clients make with them: 304 and 412 (RFC 9110 §8.8 and §13).

Where both are on, the conditions are judged once, in the order of RFC 9110 §13.2.2, when both lines are there.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.feature.derived import Derived
from httpscope.rules.feature.values import Off, http_date
from httpscope.rules.large import Source
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.text.table import unexpected
from httpscope.wire.compose import imf_fixdate

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\U0010ffff]*"')
_READING: Final = frozenset({"GET", "HEAD"})
_UNCONDITIONAL: Final = frozenset({"CONNECT", "OPTIONS", "TRACE"})
_OF_THE_CONTENT: Final = frozenset(
    {"content-type", "content-encoding", "content-language", "content-length", "content-range", "content-disposition"}
)
_digests: Final = Derived(64 * 2**20)


@dataclass(frozen=True, slots=True)
class LastModified:
    """Says when the content was last modified."""

    date: str | None = None
    """As typed; None is the time of the file."""
    stage: Stage = Stage.VALIDATE
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Add the line to what is read, and judge unless an ETag is still to come."""
        date = self.date
        if date is None and plan.modified is not None:
            # No later than the Date beside it (RFC 9110 §8.8.2.1).
            date = imf_fixdate(min(plan.modified, plan.now) if plan.now else plan.modified).decode("ascii")
        if date is not None and not plan.typed("Last-Modified"):
            plan.add(f"Last-Modified: {date}")
        if not any(isinstance(feature, EntityTag) for feature in plan.features):
            _judge(plan, asked)


@dataclass(frozen=True, slots=True)
class EntityTag:
    """Names the content, so that a client can ask whether it still is the same."""

    tag: str | None = None
    """As typed; None is a digest of the octets, or the stamps of a file that is too large to be read for it."""
    stage: Stage = Stage.VALIDATE
    wants_content: bool = False

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Add the line to what is read, and judge."""
        if not plan.typed("ETag"):
            plan.add(f"ETag: {self._current(plan)}")
        _judge(plan, asked)

    def _current(self, plan: "Plan") -> str:
        coding = next(
            (line[17:].strip() for line in plan.canned.added if line.lower().startswith("content-encoding:")), ""
        )
        if self.tag is None and plan.large is not None:
            return _tag_of(plan.large.file)
        if self.tag is None:
            return f'"{_digests.of("digest", plan.content, _digest).hex()}{coding and "-" + coding}"'
        # Other octets are another representation to a strong validator (RFC 9110 §8.8.3.3), the same to a weak one.
        return self.tag if self.tag.startswith("W/") or not coding else f'{self.tag[:-1]}-{coding}"'


def strong_match(values: list[str], plan: "Plan") -> bool:
    """Tell whether one of the listed tags is that of the content, neither of them weak (RFC 9110 §8.8.3.2)."""
    current = plan.typed("ETag")[:1]
    return bool(current) and not current[0].startswith("W/") and current[0] in _tags(values)


def modified_of(plan: "Plan") -> int | None:
    """Give the time of the answer's Last-Modified, in seconds since the epoch."""
    return next((http_date(value) for value in plan.typed("Last-Modified")), None)


def _tag_of(file: Source) -> str:
    """Name the content of a file by its stamps, weakly while a change might not show in them (RFC 9110 §8.8.1)."""
    stamps = _digest(repr(file.signature).encode()).hex()
    return f'"{stamps}"' if file.settled else f'W/"{stamps}"'


def _digest(octets: bytes) -> bytes:
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL

    return sha256(octets).digest()[:16]


def _tags(values: list[str]) -> list[str]:
    return [tag for value in values for tag in _TAG.findall(value)]


def _weak_match(values: list[str], plan: "Plan") -> bool:
    current = {tag.removeprefix("W/") for tag in plan.typed("ETag")[:1]}
    return not current.isdisjoint(tag.removeprefix("W/") for tag in _tags(values))


def _is_any(values: list[str]) -> bool:
    return [value.strip(" \t") for value in values] == ["*"]


def _judge(plan: "Plan", asked: Asked) -> None:
    """Answer 304 or 412 where a condition of the request says so; RFC 9110 §13.2.2."""
    if plan.canned.status // 100 != 2 or asked.method in _UNCONDITIONAL:  # noqa: PLR2004 - RFC 9110 §13.2.1
        return
    reads = asked.method in _READING
    modified = modified_of(plan)
    if given := asked.header("If-Match"):
        failed = not (_is_any(given) or strong_match(given, plan))
    else:
        since = _date_of(asked, "If-Unmodified-Since")
        failed = since is not None and modified is not None and modified > since
    if failed:
        _precondition_failed(plan)
    elif given := asked.header("If-None-Match"):
        if _is_any(given) or _weak_match(given, plan):
            (_not_modified if reads else _precondition_failed)(plan)
    elif reads and modified is not None:
        since = _date_of(asked, "If-Modified-Since")
        if since is not None and modified <= since:
            _not_modified(plan)
    if not reads and not plan.settled:
        _drop_validators(plan)


def _date_of(asked: Asked, name: str) -> int | None:
    """Give the date of a field, None where it is missing, repeated or no date, and to be ignored."""
    values = asked.header(name)
    return http_date(values[0]) if len(values) == 1 else None


def _precondition_failed(plan: "Plan") -> None:
    text = b"412: a condition of the request does not hold. RFC 9110, section 13.\n"
    plan.answer_instead(412, content=text, content_type="text/plain; charset=utf-8")


def _not_modified(plan: "Plan") -> None:
    """Say that what the client has is as good: nothing but what it may need to renew it (RFC 9110 §15.4.5)."""
    dropped = _OF_THE_CONTENT | ({"last-modified"} if plan.typed("ETag") else frozenset())
    canned = plan.canned
    headers, added = (
        tuple(line for line in lines if line.partition(":")[0].lower() not in dropped)
        for lines in (canned.headers, canned.added)
    )
    plan.canned = replace(canned, status=304, reason=None, content_type=None, headers=headers, added=added)
    plan.content, plan.content_type, plan.settled = b"", None, True


def _drop_validators(plan: "Plan") -> None:
    """Take off what was added: of what a PUT or POST answers, a validator would name something else (§9.3.4)."""
    names = ("etag:", "last-modified:")
    added = tuple(line for line in plan.canned.added if not line.lower().startswith(names))
    plan.canned = replace(plan.canned, added=added)


def _etag(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if isinstance(value, bool):
        return EntityTag() if value else Off()
    expected = _("true, or an entity tag with its quotes such as '\"v1\"' or 'W/\"v1\"'")
    if not isinstance(value, str) or not _TAG.fullmatch(value):
        raise unexpected(keys, expected, value)
    return EntityTag(value)


def _last_modified(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if isinstance(value, bool):
        return LastModified() if value else Off()
    expected = _('true, or a date such as "Sun, 06 Nov 1994 08:49:37 GMT" or 1994-11-06T08:49:37Z')
    if isinstance(value, datetime):
        known = value if value.tzinfo else value.replace(tzinfo=UTC)
        return LastModified(imf_fixdate(known.timestamp()).decode("ascii"))
    if not isinstance(value, str) or http_date(value) is None:
        raise unexpected(keys, expected, value)
    return LastModified(value)


READERS: Final[dict[str, FeatureReader]] = {"last_modified": _last_modified, "etag": _etag}
