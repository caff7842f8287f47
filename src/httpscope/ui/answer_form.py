"""A rule as the texts of a form, and back: what each field shows, and what a field holds once it is typed in.

Only what differs from what the rule shows is read, so a value that no field can show stays as it is. A field that
does not fit keeps the rule's own value and gets a sentence; the others count. Pure, no Textual.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.feature.events import Behind, Events
from httpscope.rules.feature.json_content import Json
from httpscope.rules.feature.kinds import SHAPES
from httpscope.rules.feature.script import Script
from httpscope.rules.part import Stage
from httpscope.rules.rule import Canned, Rule, Then, charset_of
from httpscope.rules.text import check
from httpscope.ui.pictured import from_editor, octets_to_editor, to_editor
from httpscope.wire.compose import REASONS

TEXT: Final = "text"
FILE: Final = "file"
FOLDER: Final = "folder"
KEPT: Final = "kept"
"""Where the content comes from; `KEPT` is what no field shows, octets or JSON or events, and stays as it is."""
ON: Final = "on"
OFF: Final = "off"
RAW: Final = "raw"
"""How much help an answer gets: framing put right, only what is typed, or raw octets."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What the fields of the form hold, by name. Texts of editors are as `pictured` gives them."""

    name: str
    methods: str
    path: str
    status: str
    reason: str
    content_type: str
    headers: str
    source: str
    body: str
    file: str
    folder: str
    delay: str
    then: str
    help: str
    raw: str
    raw_kept: bool = False
    """The raw octets are a script, or no text that an editor could give back; they stay as they are."""


class _Unfit(check.Unfit):
    """A part of an entry that does not fit, such as one line of many."""

    def __init__(self, typed: str, unfit: check.Unfit) -> None:
        super().__init__(unfit.expected, unfit.hint)
        self.typed = typed


class _Missing(check.Unfit):
    """Nothing was typed yet; `expected` is the whole sentence, which says what to type."""


class Reading(NamedTuple):
    """A rule read from a form."""

    rule: Rule
    complaints: Mapping[str, str]
    """By name of the field that does not fit: what is wrong and what is expected, in a sentence."""


def entries_of(rule: Rule) -> Entries:
    """Give what the form shows of a rule."""
    match, answer = rule.match, rule.answer
    body = _shown_body(answer)
    raw = octets_to_editor(answer.raw or b"")
    return Entries(
        name=rule.name,
        methods=", ".join(match.methods),
        path=match.path or "",
        status=f"{answer.status:03}",
        reason=usual_reason(answer.status) if answer.reason is None else answer.reason,
        content_type=answer.content_type or "",
        headers=to_editor("\n".join(answer.headers)) or "",
        source=_source_of(answer),
        body=body or "",
        file=answer.file or "",
        folder=answer.folder or "",
        delay=check.delay_text(answer.delay) if answer.delay else "",
        then=answer.then.value,
        help=RAW if answer.raw is not None else ON if answer.supply else OFF,
        raw=raw or "",
        raw_kept=raw is None or (answer.raw is not None and _carried(answer)),
    )


def read_entries(entries: Entries, rule: Rule) -> Reading:
    """Read the form as a change of the rule that it showed."""
    shown = entries_of(rule)
    complaints: dict[str, str] = {}
    for name, read in _READERS.items():
        typed = getattr(entries, name)
        if typed == getattr(shown, name) or (entries.help == RAW and name in _COMPOSED):
            continue
        try:
            rule = read(rule, entries)
        except _Missing as missing:
            complaints[name] = missing.expected
        except _Unfit as unfit:
            complaints[name] = _sentence(unfit.typed, unfit)
        except check.Unfit as unfit:
            complaints[name] = _sentence(typed, unfit)
    return Reading(rule, complaints)


def usual_reason(status: int) -> str:
    """Give the usual reason phrase of a status code, or an empty text."""
    return REASONS.get(status, "")


def _shown_body(answer: Canned) -> str | None:
    if isinstance(answer.body, str):
        return to_editor(answer.body)
    utf_8 = (charset_of(answer.named_type()) or "utf-8").lower() in {"utf-8", "utf8"}
    return octets_to_editor(answer.body) if utf_8 else None


def _source_of(answer: Canned) -> str:
    if answer.file is not None:
        return FILE
    if answer.folder is not None:
        return FOLDER
    return KEPT if _carried(answer) or _shown_body(answer) is None else TEXT


def _carried(answer: Canned) -> bool:
    """Tell whether a feature says what the answer carries: only the text of the rule can change it."""
    return any(isinstance(feature, _CARRIERS) for feature in answer.features)


def _uncarried(rule: Rule) -> Rule:
    """Take such a feature away, for something else to be carried."""
    answer = rule.answer
    features = tuple(feature for feature in answer.features if not isinstance(feature, _CARRIERS))
    return _answer(rule, features=features, more=tuple(each for each in answer.more if each[0] not in _CARRIED_BY))


def _sentence(typed: str, unfit: check.Unfit) -> str:
    got = typed.strip().replace("\n", " ")
    quoted = f"“{got[:24]}…”" if len(got) > 24 else f"“{got}”"  # noqa: PLR2004 - enough to know it again
    said = _("{0} does not fit").format(quoted) if got else _("something is missing")
    hint = f" ({unfit.hint})" if unfit.hint else ""
    return _("{0}: expected {1}{2}").format(said, unfit.expected, hint)


def _name(rule: Rule, entries: Entries) -> Rule:
    if not entries.name.strip():
        raise check.Unfit(_("a name, by which answers are told apart in the list"))
    return replace(rule, name=entries.name)


def _methods(rule: Rule, entries: Entries) -> Rule:
    names = entries.methods.replace(",", " ").split()
    methods = tuple(name if name == "*" else check.method(name) for name in names)
    if "*" in methods and len(methods) > 1:
        raise check.Unfit(_("either * for any method at all, or names"))
    return replace(rule, match=replace(rule.match, methods=methods))


def _path(rule: Rule, entries: Entries) -> Rule:
    path = check.path(entries.path) if entries.path else None
    return replace(rule, match=replace(rule.match, path=path))


def _status(rule: Rule, entries: Entries) -> Rule:
    typed = entries.status.strip()
    if not (len(typed) == 3 and typed.isascii() and typed.isdecimal()):  # noqa: PLR2004 - status-code = 3DIGIT
        raise check.Unfit(_("three digits, 000 to 999"))
    status = check.status_code(int(typed))
    follows = entries.reason in {usual_reason(rule.answer.status), usual_reason(status)}
    reason = None if follows else entries.reason
    return replace(rule, answer=replace(rule.answer, status=status, reason=reason))


def _reason(rule: Rule, entries: Entries) -> Rule:
    reason = check.reason_phrase(entries.reason)
    usual = usual_reason(rule.answer.status)
    return _answer(rule, reason=None if reason == usual else reason)


def _content_type(rule: Rule, entries: Entries) -> Rule:
    typed = entries.content_type.strip()
    changed = _answer(rule, content_type=check.content_type(typed) if typed else None)
    if isinstance(rule.answer.body, str):
        check.body(rule.answer.body, changed.answer.named_type())
    return changed


def _headers(rule: Rule, entries: Entries) -> Rule:
    lines = from_editor(entries.headers).split("\n")
    return _answer(rule, headers=tuple(_header_line(line, rule.answer) for line in lines if line.strip()))


def _header_line(line: str, answer: Canned) -> str:
    try:
        return check.header_line(line) if answer.supply else check.any_line(line)
    except check.Unfit as unfit:
        raise _Unfit(line, unfit) from None


def _content(rule: Rule, entries: Entries) -> Rule:
    """Read where the content comes from; what belongs to the other sources waits in the form."""
    if entries.source == KEPT:
        if _source_of(rule.answer) != KEPT:
            raise _Missing(_("gone from here; u in the list of rules brings it back"))
        return rule
    rule = _uncarried(rule)
    if entries.source == FILE:
        if not entries.file:
            raise _Missing(_("type the name of a file"))
        return _answer(rule, body="", file=check.file_name(entries.file), folder=None)
    if entries.source == FOLDER:
        if not entries.folder:
            raise _Missing(_("type the name of a folder"))
        return _answer(rule, body="", file=None, folder=check.file_name(entries.folder))
    text = check.body(from_editor(entries.body), rule.answer.named_type())
    return _answer(rule, body=text, file=None, folder=None)


def _content_if(source: str) -> Callable[[Rule, Entries], Rule]:
    return lambda rule, entries: _content(rule, entries) if entries.source == source else rule


def _delay(rule: Rule, entries: Entries) -> Rule:
    typed = entries.delay.strip()
    # On the way to 25ms stand 25 seconds and 25 minutes: what is typed here must not hold a client that long.
    if typed and not typed.endswith("s"):
        raise check.Unfit(_("a time such as 250ms or 2s, with its unit"))
    return _answer(rule, delay=check.delay(typed) if typed else 0.0)


def _then(rule: Rule, entries: Entries) -> Rule:
    return _answer(rule, then=Then(entries.then))


def _help(rule: Rule, entries: Entries) -> Rule:
    if entries.help == RAW:
        return _raw(rule, entries)
    if rule.answer.raw is not None:
        rule = _uncarried(rule)
    return _answer(rule, supply=entries.help == ON, raw=None)


def _raw(rule: Rule, entries: Entries) -> Rule:
    if entries.help != RAW or entries.raw_kept:
        return rule
    octets = from_editor(entries.raw).encode("utf-8", "replace")
    if rule.answer.raw is not None:
        return _answer(rule, raw=octets)
    # What belongs to a composed answer waits in the form: beside raw octets it would say nothing.
    own = rule.answer
    shapes = tuple(feature for feature in own.features if feature.stage is Stage.SHAPE)
    more = tuple((key, value) for key, value in own.more if key in SHAPES)
    return replace(rule, answer=Canned(raw=octets, delay=own.delay, then=own.then, features=shapes, more=more))


def _answer(rule: Rule, **changes: object) -> Rule:
    return replace(rule, answer=replace(rule.answer, **changes))  # type: ignore[arg-type]


_READERS: Final[Mapping[str, Callable[[Rule, Entries], Rule]]] = {
    "help": _help,
    "raw": _raw,
    "name": _name,
    "methods": _methods,
    "path": _path,
    "status": _status,
    "reason": _reason,
    "headers": _headers,
    "content_type": _content_type,
    "source": _content,
    "body": _content_if(TEXT),
    "file": _content_if(FILE),
    "folder": _content_if(FOLDER),
    "delay": _delay,
    "then": _then,
}
"""By field, in the order in which they build on each other."""
_COMPOSED: Final = {"status", "reason", "headers", "content_type", "source", "body", "file", "folder"}
"""Fields that mean nothing beside raw octets."""
_CARRIERS: Final = (Behind, Events, Json, Script)
_CARRIED_BY: Final = {"events", "events_then", "json", "script"}
"""Their keys."""
