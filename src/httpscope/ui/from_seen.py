"""A rule made of what was seen: a captured request says what it matches, a captured answer what it answers. Pure.

What is narrow is chosen in grades, each asking more than the one before. What a rule cannot say of the octets, such as
header lines that are none, is left to raw octets, which say everything.
"""

from enum import Enum
from typing import Any, Final

from httpscope.i18n import N_
from httpscope.rules.asked import Asked
from httpscope.rules.condition.kinds import CONDITIONS
from httpscope.rules.file.block import inline_toml
from httpscope.rules.file.read import RulesFault, read_rules
from httpscope.rules.rule import Canned, Match, Rule, charset_of
from httpscope.rules.text import check
from httpscope.ui.facts import ExchangeFacts
from httpscope.ui.screens.ready import rule_path
from httpscope.visible import visible
from httpscope.wire.anatomy import Anatomy, anatomy_of_request, anatomy_of_response
from httpscope.wire.compose import REASONS
from httpscope.wire.fields import Field
from httpscope.wire.head import RequestHead, ResponseHead, read_request_head, read_response_head

_LONGEST_BODY: Final = 2**16
"""Characters of a body that a rule compares; what is longer is told apart by less."""
_LONGEST_NAME: Final = 40
_CONTINUE: Final = 100
_OF_THE_CONNECTION: Final = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "expect"}
)
"""Fields of a request that say nothing of what is asked."""
_SUPPLIED: Final = frozenset({b"date", b"content-length", b"connection", b"transfer-encoding", b"keep-alive"})
"""Fields of an answer that the server adds again as they are right then."""


class Narrow(Enum):
    """How much of a request has to be the same; each asks for all that the one before asks for."""

    PATH = N_("method and path")
    QUERY = N_("and query")
    BODY = N_("and body")
    HEADERS = N_("and header fields")


class Like(Enum):
    """How an answer becomes the answer of a rule."""

    PARTS = N_("status, header lines, body")
    RAW = N_("its octets, raw")
    NEW = N_("another, to be typed")


def likes_of(facts: ExchangeFacts) -> list[Like]:
    """Give the ways in which the answer of an exchange can become that of a rule."""
    return [like for like in Like if answer_of(facts, like) is not None]


def rule_of(facts: ExchangeFacts, narrow: Narrow, like: Like) -> Rule:
    """Give a rule for the request of an exchange. `like` is one of `likes_of`."""
    answer = answer_of(facts, like) or Canned()
    match = match_of(facts, narrow)
    words = [*match.methods, match.path or ""]
    name = " ".join(word for word in words if word)[:_LONGEST_NAME] or visible(facts.row.method)
    return Rule(name or "seen", match, answer)


def match_of(facts: ExchangeFacts, narrow: Narrow) -> Match:
    """Give what a rule matches that is to answer this request, as narrowly as wanted and as rules can say."""
    anatomy = anatomy_of_request(facts.request)
    if not isinstance(anatomy.head, RequestHead):
        return Match()
    asked = Asked(anatomy.head, anatomy.content_octets(), cut=facts.row.request_cut)
    grade = list(Narrow).index(narrow)
    tables: dict[str, Any] = {}
    if grade >= list(Narrow).index(Narrow.QUERY):
        tables["query"] = dict(asked.query)
    if grade >= list(Narrow).index(Narrow.BODY) and (text := _text(asked)):
        tables["body"] = {"equals": text}
    if grade >= list(Narrow).index(Narrow.HEADERS):
        names = {field.name.decode("latin-1") for field in anatomy.head.fields}
        tables["header"] = {
            name: asked.header(name)[0] for name in sorted(names) if name.lower() not in _OF_THE_CONNECTION
        }
    try:
        methods: tuple[str, ...] = (check.method(asked.method),)
    except check.Unfit:
        methods = ("*",)
    match = Match(methods, rule_path(anatomy.head.path) or None)
    return _with(match, {key: table for key, table in tables.items() if table and key in CONDITIONS})


def answer_of(facts: ExchangeFacts, like: Like) -> Canned | None:
    """Give the answer of an exchange as that of a rule; None where it cannot be had this way."""
    if like is Like.NEW:
        return Canned(content_type="text/plain; charset=utf-8")
    if not facts.answer or facts.row.answer_cut or len(facts.answer) < facts.row.sent:
        return None
    return Canned(raw=facts.answer) if like is Like.RAW else _composed(facts)


def _composed(facts: ExchangeFacts) -> Canned | None:
    anatomy = anatomy_of_response(facts.answer, facts.row.method)
    head = anatomy.head
    if not isinstance(head, ResponseHead) or head.status is None or not anatomy.complete:
        return None
    interim = _interim(facts, anatomy)
    if interim is None:
        return None
    kept = [field for field in head.fields if field.name.lower() not in _SUPPLIED]
    types = [field for field in kept if field.name.lower() == b"content-type"]
    lines = [field for field in kept if field.name.lower() != b"content-type" or len(types) > 1]
    try:
        content_type = check.content_type(types[0].value.decode()) if len(types) == 1 else None
        headers = tuple(check.header_line(_line(head, field)) for field in lines)
        reason = head.reason.decode()
    except (check.Unfit, UnicodeDecodeError):
        return None
    return Canned(
        status=head.status,
        reason=None if reason == REASONS.get(head.status, "") else reason,
        content_type=content_type,
        headers=headers,
        body=_body(anatomy, content_type),
        features=interim.features,
        more=interim.more,
    )


def leaves_continue_out(facts: ExchangeFacts) -> bool:
    """Tell whether the answer began with a 100 that the server sends by itself, to whom that is told it expects it.

    RFC 9110 §10.1.1. As part of a rule there would be two of them.
    """
    request = read_request_head(facts.request)
    return request.expects_continue and read_response_head(facts.answer).status == _CONTINUE


def _interim(facts: ExchangeFacts, anatomy: Anatomy) -> Canned | None:
    """Give an answer that has just the interim responses, if any; None where a rule cannot say them."""
    tables: list[dict[str, Any]] = []
    start = 0
    while start < anatomy.head_start:
        head = read_response_head(facts.answer[start : anatomy.head_start])
        if start or not leaves_continue_out(facts):
            try:
                lines = [_line(head, field) for field in head.fields]
                tables.append({"status": head.status, "reason": head.reason.decode(), "headers": lines})
            except UnicodeDecodeError:
                return None
        start += len(head.octets)
    if not tables:
        return Canned()
    for table in tables:
        if table["reason"] == REASONS.get(table["status"], ""):
            del table["reason"]
        if not table["headers"]:
            del table["headers"]
    try:
        return read_rules(f"[[rule]]\nanswer.interim = {inline_toml(tables)}\n", "", "").rules[0].answer
    except RulesFault:
        return None


def _line(head: ResponseHead, field: Field) -> str:
    """Give a header line as it was, each blank of it, without its line end. Raises UnicodeDecodeError."""
    octets = head.octets[field.line.start : field.line.stop]
    return octets.removesuffix(b"\n").removesuffix(b"\r").decode()


def _body(anatomy: Anatomy, content_type: str | None) -> str | bytes:
    """Give the content as a text where that says the same octets."""
    octets = anatomy.content_octets()
    if (charset_of(content_type) or "utf-8").lower() not in {"utf-8", "utf8"}:
        return octets
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets


def _text(asked: Asked) -> str:
    try:
        text = asked.content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if len(text) <= _LONGEST_BODY and not asked.cut else ""


def _with(match: Match, tables: dict[str, Any]) -> Match:
    """Add conditions, each read as from a file; one that cannot be written there is left out."""
    for key, table in tables.items():
        line = f"match.{key} = {inline_toml(table)}"
        try:
            found = read_rules(f"[[rule]]\n{line}\n", "", "").rules[0].match
        except RulesFault:
            continue
        match = Match(match.methods, match.path, (*match.conditions, *found.conditions), (*match.more, *found.more))
    return match
