"""What a rule will answer to a request: the octets, which are supplied, what is wrong with them, what else happens.

No Textual; reads the files that the answer names, and nothing else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from httpscope.i18n import _
from httpscope.rules.answer import Reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import ContentFault, Contents
from httpscope.rules.failed import failed_reply
from httpscope.rules.feature.dress import outdone
from httpscope.rules.feature.early import said_of_early
from httpscope.rules.feature.fault import Fault
from httpscope.rules.feature.hold import hold_of
from httpscope.rules.file.template_place import place_of_fault
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import Rule, Ruleset
from httpscope.rules.sequence import AtEnd
from httpscope.rules.template.feature import TemplateFault
from httpscope.rules.text.check import delay_text
from httpscope.ui.asked_again import AskedAgain
from httpscope.ui.foreseen import Foreseen, foresee
from httpscope.ui.whose_turn import Note, short, turn_notes, whose
from httpscope.visible import visible
from httpscope.wire.anatomy import Anatomy, anatomy_of_response
from httpscope.wire.head import RequestHead, read_request_head
from httpscope.wire.span import Span


class Forecast(NamedTuple):
    """An answer as it would go out now."""

    request: str
    """The request in short, safe to show: `GET /`."""
    octets: bytes
    anatomy: Anatomy
    supplied: tuple[Span, ...]
    notes: tuple[Note, ...]


def asked_of(request: RequestHead | AskedAgain | None, rule: Rule, *, with_content: bool = True) -> Asked:
    """Give the request; where none is selected, one that the rule would answer."""
    if request is not None and (request.head if isinstance(request, AskedAgain) else request).method:
        return request.asked(with_content=with_content) if isinstance(request, AskedAgain) else Asked(request)
    methods = [method for method in rule.match.methods if method != "*"]
    path = (rule.match.path or "/").replace("\r", "").replace("\n", "").replace(" ", "%20")
    line = f"{methods[0] if methods else 'GET'} {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    return Asked(read_request_head(line.encode()))


def forecast(
    ruleset: Ruleset,
    rule: Rule,
    request: RequestHead | AskedAgain | None,
    contents: Contents,
    now: float,
    memory: Memory | None = None,
) -> Forecast:
    """Give the answer of a rule of the ruleset at a time, in seconds since the epoch.

    `memory`: what was answered before, which is counted on in; without one nothing was.
    """
    if isinstance(request, AskedAgain) and not request.head.method:
        request = None  # octets that are no request
    asked = asked_of(request, rule, with_content=ruleset.wants_content)
    memory = memory or Memory()
    notes = [] if request is None else whose(ruleset, rule, asked, memory)
    if (hold := hold_of(rule, asked, memory)) is not None:
        seconds = ruleset.settings.limits.hold_time if hold.seconds is None else hold.seconds
        notes.append(Note("‖", _("held until a person releases it, for {0} at most").format(delay_text(seconds))))
    if rule.answer.sequence is not None:
        notes.append(Note("#", rule.answer.sequence.place_note(asked, memory, rule.name)))
    notes += turn_notes(ruleset, rule, request)
    notes += [Note("!", said) for said in [said_of_early(ruleset, rule)] if said]
    return forecast_for(ruleset, _coming(rule, asked, memory), asked, contents, now, memory, notes)


def forecast_for(
    ruleset: Ruleset,
    rule: Rule,
    asked: Asked,
    contents: Contents,
    now: float,
    memory: Memory,
    before: Sequence[Note] = (),
) -> Forecast:
    """Give what the answer of a rule to a request is, whatever else the ruleset says, with notes behind others."""
    notes = list(before)
    notes += [
        Note("!", _("{0} is typed: that line counts, and the switch adds none").format(field))
        for field in outdone(rule.answer)
    ]
    dice = memory.chance.getstate()
    try:
        faults = _faults(rule)
        reply = _reply(ruleset, rule, asked, contents, now, memory)
    except ContentFault as fault:
        notes.append(Note("!", _("The client gets {0}: {1}").format(fault.status, visible(str(fault)))))
        if isinstance(fault, TemplateFault) and (place := place_of_fault(fault, rule, ruleset)) is not None:
            notes.append(Note("!", _("It is line {0} of the rules.").format(place[0])))
        faults = []
        reply = failed_reply(fault, rule, asked, persistent=asked.head.persistent, now=now)
    if memory.chance.getstate() != dice:
        notes.append(Note("#", _("parts of it come by chance, and will be others")))
    found = foresee(reply)
    octets = found.octets
    anatomy = anatomy_of_response(octets, asked.method, closed=found.whole and found.closed)
    notes += faults
    if found.whole:
        times = Counter(_(defect.kind.title) for defect in anatomy.defects)
        notes += [Note("!", f"{title} ×{count}" if count > 1 else title) for title, count in times.items()]
    else:
        notes.append(Note("…", _("its first {0:,} octets").format(len(octets))))
    if reply.pour is not None:
        kept = ruleset.settings.limits.kept
        notes.append(Note("✂", _("from a large file, read while it is sent; up to {0:,} octets are kept").format(kept)))
    notes += [Note("→", text) for text in found.events]
    return Forecast(short(asked), octets, anatomy, found.supplied, (*notes, _conduct(reply, found)))


def raw_of(ruleset: Ruleset, rule: Rule, contents: Contents, now: float) -> bytes:
    """Give the octets that a rule of the ruleset answers to a plain GET, for raw octets to begin with."""
    asked = Asked(read_request_head(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    try:
        reply = _reply(ruleset, rule, asked, contents, now, Memory())
    except ContentFault:
        return b""
    return reply.head + reply.content


def _reply(ruleset: Ruleset, rule: Rule, asked: Asked, contents: Contents, now: float, memory: Memory) -> Reply:
    persistent = asked.head.persistent
    if any(fault.share < 1 for fault in _faults_of(rule)):
        # What strikes a share of the answers is shown: it is what the rule is about.
        features = tuple(replace(each, share=1.0) if isinstance(each, Fault) else each for each in rule.answer.features)
        rule = replace(rule, answer=replace(rule.answer, features=features))
    return reply_of(rule, ruleset.base, asked, contents, memory, persistent=persistent, now=now)


def _coming(rule: Rule, asked: Asked, memory: Memory) -> Rule:
    """Give the rule with the answer of its sequence that is next, where there is an order."""
    sequence = rule.answer.sequence
    if sequence is None or sequence.then is AtEnd.RANDOM:
        return rule
    return replace(rule, answer=sequence.upcoming(rule.answer, asked, memory, rule.name))


def _faults_of(rule: Rule) -> list[Fault]:
    return [feature for feature in rule.answer.features if isinstance(feature, Fault)]


def _faults(rule: Rule) -> list[Note]:
    """Say what the client will see of the faults that the person chose."""
    return [
        Note("!", text if fault.share >= 1 else _("{0}, in {1:.0%} of the answers").format(text, fault.share))
        for fault in _faults_of(rule)
        for text in [f"{fault.kind.name}: {_(fault.kind.sees)}"]
    ]


def _conduct(reply: Reply, found: Foreseen) -> Note:
    count = len(found.octets) if reply.shapes or reply.interim else reply.size
    wait = _("after {0}, ").format(delay_text(reply.delay)) if reply.delay else ""
    return Note("→", _("{0}{1:,} octets, {2}").format(wait, count, found.end))
