"""From the tables of a rules file to rules: which keys there are, what they hold, which of them exclude each other.

Raises `Misfit` with the way to the key or value at fault; `file.read` finds the place in the text. No I/O.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final, TypeVar

from httpscope.i18n import _
from httpscope.rules.condition.kinds import CONDITIONS
from httpscope.rules.feature.early import check_early, may_be_early
from httpscope.rules.feature.kinds import FEATURES
from httpscope.rules.feature.script import Script
from httpscope.rules.file.block import BESIDE_RAW, CARRYING, inline_toml
from httpscope.rules.file.sequence_table import sequence_of
from httpscope.rules.place import Keys
from httpscope.rules.rule import Canned, Match, Rule, Then
from httpscope.rules.sequence import SEQUENCE_KEYS, AtEnd, NotOver
from httpscope.rules.template.check import check_templates
from httpscope.rules.text import check
from httpscope.rules.text.octets import SPELLINGS
from httpscope.rules.text.table import Misfit, Table, checked, known, take, typed, unexpected

TOP_KEYS: Final = ("include", "include_after", "rule", "policy", "limits")
RULE_KEYS: Final = ("name", "group", "match", "answer", "off")
MATCH_KEYS: Final = ("method", "path", *CONDITIONS)
ANSWER_KEYS: Final = (
    *("status", "reason", "type", "headers", "body", "body_base64", "body_hex", "file", "folder"),
    *("delay", "connection", "supply", "raw", "raw_base64", "raw_hex"),
    *("chunks", "trailers", *SEQUENCE_KEYS, *FEATURES),
)
_T = TypeVar("_T")
_ELSEWHERE: Final = {f"match.{name}": name for name in MATCH_KEYS} | {f"answer.{name}": name for name in ANSWER_KEYS}


def rules_of(document: Table) -> tuple[Rule, ...]:
    """Give the rules of a document that `tomllib` has read."""
    known((), document, TOP_KEYS)
    tables = document.get("rule", [])
    if not isinstance(tables, list):
        raise unexpected(("rule",), _("[[rule]], in two pairs of brackets"), tables, on_key=True)
    return tuple(_rule(("rule", index), table) for index, table in enumerate(tables))


def includes_of(document: Table, key: str) -> tuple[str, ...]:
    """Give the names of files and folders that a document includes, by one of its two keys."""
    expected = _('a list of files and folders such as ["errors.toml", "more/"]')
    names = typed((key,), document.get(key, []), list, expected)
    return tuple(
        checked((key, index), typed((key, index), name, str, expected), check.file_name)
        for index, name in enumerate(names)
    )


def default_name(index: int) -> str:
    """Give the name of a rule that has none in the file."""
    return f"rule {index + 1}"


def _rule(keys: Keys, table: object) -> Rule:
    rule = typed(keys, table, dict, _("a table"))
    known(keys, rule, RULE_KEYS, _ELSEWHERE)
    index = keys[-1]
    answer = _answer((*keys, "answer"), rule.get("answer", {}))
    _check_folders((*keys, "answer"), rule.get("answer", {}), answer)
    check_templates((*keys, "answer"), rule.get("answer", {}))
    match = _match((*keys, "match"), rule.get("match", {}))
    if may_be_early((*answer.features, *(answer.sequence.features if answer.sequence else ()))):
        check_early((*keys, "match"), match)
    if answer.sequence and answer.sequence.then is AtEnd.STOP:
        match = replace(match, conditions=(NotOver(answer.sequence), *match.conditions))
    return Rule(
        name=take(keys, rule, "name", str, _("a text")) or default_name(int(index)),
        match=match,
        answer=answer,
        on=not take(keys, rule, "off", bool, _("true or false")),
        group=take(keys, rule, "group", str, _("a text")) or "",
    )


def _match(keys: Keys, value: object) -> Match:
    table = typed(keys, value, dict, _("a table with method and path"))
    known(keys, table, MATCH_KEYS)
    return Match(
        methods=_methods((*keys, "method"), table["method"]) if "method" in table else (),
        path=take(keys, table, "path", str, _("a text such as /a.html"), check.path),
        conditions=tuple(_read(keys, table, key, reader) for key, reader in CONDITIONS.items() if key in table),
        more=_more(table, CONDITIONS),
    )


def _read(keys: Keys, table: Table, key: str, reader: Callable[[Keys, Any], _T]) -> _T:
    try:
        return reader((*keys, key), table[key])
    except check.Unfit as unfit:
        raise unexpected((*keys, key), unfit.expected, table[key], unfit.hint) from None


def _more(table: Table, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, inline_toml(table[key])) for key in keys if key in table)


def _methods(keys: Keys, value: object) -> tuple[str, ...]:
    expected = _('a method such as "GET", a list of methods, or "*"')
    if isinstance(value, str):
        return (checked(keys, value, check.method),)
    names = typed(keys, value, list, expected)
    if not names:
        raise unexpected(keys, expected, value)
    methods = tuple(
        checked((*keys, index), typed((*keys, index), name, str, expected), check.method)
        for index, name in enumerate(names)
    )
    if "*" in methods and len(methods) > 1:
        raise unexpected((*keys, methods.index("*")), _('"*" by itself, since it is any method'), "*")
    return methods


def _answer(keys: Keys, value: object) -> Canned:
    table = typed(keys, value, dict, _("a table with status, type, body ..."))
    known(keys, table, ANSWER_KEYS)
    _exclusive(keys, table)
    text, number = _("a text"), _("an integer from 0 to 999")
    status = take(keys, table, "status", int, number, check.status_code)
    content_type = take(keys, table, "type", str, text, check.content_type)
    octets = _octets(keys, table, "body")
    supply = take(keys, table, "supply", bool, _("true or false"))
    read = {key: _read(keys, table, key, reader) for key, reader in FEATURES.items() if key in table}
    features = dict(sorted(read.items(), key=lambda pair: pair[1].stage))
    canned = Canned(
        status=200 if status is None else status,
        reason=take(keys, table, "reason", str, text, check.reason_phrase),
        content_type=content_type,
        headers=_lines((*keys, "headers"), table.get("headers", []), as_typed=supply is False),
        body=take(keys, table, "body", str, text) or "" if octets is None else octets,
        file=take(keys, table, "file", str, text, check.file_name),
        folder=take(keys, table, "folder", str, text, check.file_name),
        delay=_delay((*keys, "delay"), table.get("delay", 0)),
        then=_then((*keys, "connection"), table.get("connection", Then.AUTO.value)),
        raw=next((feature.octets for feature in features.values() if isinstance(feature, Script)), _raw(keys, table)),
        supply=True if supply is None else supply,
        chunks=_chunks((*keys, "chunks"), table.get("chunks", [])),
        trailers=_lines((*keys, "trailers"), table.get("trailers", []), as_typed=supply is False),
        features=tuple(features.values()),
        more=_more(table, features),
        sequence=sequence_of(keys, table, _answer),
    )
    _check_body((*keys, "body"), canned)
    for index, element in enumerate(canned.sequence.elements if canned.sequence else ()):
        _check_body((*keys, "sequence", index), element.over(canned))
    return canned


def _check_body(keys: Keys, canned: Canned) -> None:
    if isinstance(canned.body, str):
        checked(keys, canned.body, lambda body: check.body(body, canned.named_type()))


def _check_folders(keys: Keys, table: Table, canned: Canned) -> None:
    """Refuse what only answers from a folder have where no answer is from one."""
    elements = canned.sequence.elements if canned.sequence else ()
    folders = [element.over(canned).folder for element in elements]
    _check_folder(keys, table, canned.folder is not None or any(folders))
    for index, folder in enumerate(folders):
        _check_folder((*keys, "sequence", index), table["sequence"][index], folder is not None)


def _check_folder(keys: Keys, table: Table, served: bool) -> None:
    for key in ("index", "listing"):
        if not served and table.get(key, False) is not False:
            expected = _('answer.folder beside it, such as folder = "public"')
            sentence = _("answer.{0}: is about the files of a folder, and none is named; expected {1}")
            raise Misfit((*keys, key), expected, sentence.format(key, expected), on_key=True)


def _exclusive(keys: Keys, table: Table) -> None:
    contents = [key for key in table if key in CARRYING]
    if len(contents) > 1:
        expected = _("one of {0}").format(", ".join(CARRYING))
        sentence = _("answer.{0}: there is answer.{1} already; an answer has {2}")
        raise Misfit((*keys, contents[1]), expected, sentence.format(contents[1], contents[0], expected), on_key=True)
    if table.keys() & {"raw", "raw_base64", "raw_hex", "script"}:
        for key in table:
            if key not in BESIDE_RAW:
                expected = _("only answer.delay and answer.connection beside raw octets")
                sentence = _("answer.{0}: raw octets are the whole answer; expected {1}").format(key, expected)
                raise Misfit((*keys, key), expected, sentence, on_key=True)


def _lines(keys: Keys, value: object, *, as_typed: bool) -> tuple[str, ...]:
    """Read header lines; `as_typed` are also those that are none, for who has switched all help off."""
    checker = check.any_line if as_typed else check.header_line
    expected = _('a list of lines such as ["X-Colour: blue"]')
    lines = typed(keys, value, list, expected)
    return tuple(
        checked((*keys, index), typed((*keys, index), line, str, expected), checker) for index, line in enumerate(lines)
    )


def _chunks(keys: Keys, value: object) -> tuple[int, ...]:
    expected = _("sizes of chunks in octets, such as [5, 100]; the last one counts again and again")
    sizes = [value] if isinstance(value, int) else typed(keys, value, list, expected)
    for place, size in enumerate(sizes):
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            raise unexpected((*keys, place) if isinstance(value, list) else keys, expected, size)
    return tuple(sizes)


def _delay(keys: Keys, value: object) -> float:
    expected = _('a time such as "250ms" or "2s"')
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise unexpected(keys, expected, value)
    return checked(keys, value, check.delay)


def _then(keys: Keys, value: object) -> Then:
    for then in Then:
        if value == then.value:
            return then
    raise unexpected(keys, ", ".join(f'"{then.value}"' for then in Then), value)


def _raw(keys: Keys, table: Table) -> bytes | None:
    text = take(keys, table, "raw", str, _("a text"))
    return _octets(keys, table, "raw") if text is None else text.encode()


def _octets(keys: Keys, table: Table, name: str) -> bytes | None:
    for key, (spelling, octets_of) in SPELLINGS.items():
        text = take(keys, table, f"{name}_{key}", str, spelling)
        if text is not None:
            return checked((*keys, f"{name}_{key}"), text, octets_of)
    return None
