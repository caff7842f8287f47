"""`httpscope explain RULES [REQUEST]`: which rule would answer, why each earlier one does not, and the answer's octets.

The request is read as a server would read it, by the policy and the limits of the rules, and refused as it would be.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.cli.explain_options import ExplainOptions, read_explain_arguments
from httpscope.cli.first_rules import read_rules_file
from httpscope.cli.octets_out import printing, standard_output
from httpscope.rules.allow import allowed
from httpscope.rules.answer import Reply
from httpscope.rules.asked import CONTENT_READ, Asked
from httpscope.rules.content import ContentFault, Contents
from httpscope.rules.explain import Verdict, explain
from httpscope.rules.failed import failed_reply
from httpscope.rules.feature.pacing import Rate
from httpscope.rules.match import decide, tally
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from httpscope.rules.rule import LAST_RESORT, Ruleset
from httpscope.rules.settings import DEFAULT_SETTINGS
from httpscope.rules.step import Close, Reset, Send, Step, Wait
from httpscope.rules.text.amount import rate_text
from httpscope.rules.text.check import delay_text
from httpscope.server import duty
from httpscope.visible import visible, visible_octets
from httpscope.wire.head import RequestHead
from httpscope.wire.receiver import ContentRead, CutOff, HeadRead, MessageEnd, Receiver, Refused
from httpscope.wire.span import Span

MOST_STEPS: Final = 1000
MOST_SLICES: Final = 3
"""Steps of an answer from a large file that are told."""
MOST_OCTETS: Final = 2**24
"""An answer may have no end; so much of it is told."""
_EXCERPT: Final = 4096
"""Octets of content that are shown; `--octets` gives all."""


class _Told(NamedTuple):
    asked: Asked | None
    verdicts: list[Verdict]
    who: str
    reply: Reply


def run_explain(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and give the exit status. Raises CommandFault for what cannot be read."""
    options = read_explain_arguments(arguments)
    ruleset = read_rules_file(Path(options.rules), DEFAULT_SETTINGS)
    told = list(_answers(ruleset, options))
    if not told:
        print("httpscope: there is no request in these octets", file=sys.stderr)
        return 2
    with printing():
        if options.only_octets:
            with standard_output(raw=True, exact="a pipe or a file (> FILE) gives") as output:
                for each in told:
                    output.write(b"".join(_octets(each.reply)))
        else:
            print("\n\n".join("\n".join(_lines(each)) for each in told))
    return 0


def _answers(ruleset: Ruleset, options: ExplainOptions) -> Iterator[_Told]:
    """Answer the requests as often as asked, counting as a server does, and give those of the last time."""
    memory, contents = Memory(), Contents()
    ordinal = 0
    for time_left in reversed(range(options.times)):
        for request in _requests(ruleset, options):
            ordinal += 1
            if isinstance(request, Reply):
                told = _Told(None, [], request.rule, request)
            else:
                request.ordinal = ordinal
                told = _answered(ruleset, request, memory, contents, explained=not time_left)
            if not time_left:
                yield told


def _answered(ruleset: Ruleset, asked: Asked, memory: Memory, contents: Contents, *, explained: bool) -> _Told:
    verdicts = explain(ruleset, asked, memory) if explained else []
    rule = decide(ruleset, asked, memory)
    tally(ruleset, asked, memory, rule)
    persistent = asked.head.persistent
    if rule is None:
        methods = allowed(ruleset, asked)
        own = duty.own_answer(asked.head, asked.at / 1e9, allowed=methods, persistent=persistent)
        return _Told(asked, verdicts, "httpscope answers this by itself, since no rule names its method", own)
    who = "no rule fits: the built-in one answers" if rule is LAST_RESORT else ""
    try:
        reply = reply_of(rule, ruleset.base, asked, contents, memory, persistent=persistent, now=asked.at / 1e9)
    except ContentFault as fault:
        reply = failed_reply(fault, rule, asked, persistent=persistent, now=asked.at / 1e9)
    return _Told(asked, verdicts, who, reply)


def _requests(ruleset: Ruleset, options: ExplainOptions) -> Iterator[Asked | Reply]:
    """Read requests one after the other; what a server refuses is its refusal, and the last."""
    settings = ruleset.settings
    receiver = Receiver(settings.sizes, settings.lenient, wants_content=True)
    receiver.feed(options.octets)
    receiver.feed_eof()
    at = time.time_ns()
    head: RequestHead | None = None
    content = bytearray()
    while (event := receiver.next()) is not None:
        ended = True
        match event:
            case HeadRead():
                head, content = event.head, bytearray()
                ended = event.whole
            case ContentRead(octets=octets):
                content += octets
                continue
            case MessageEnd():
                pass
            case Refused():
                yield duty.refusal(event.defect, event.nature, event.head or head, at / 1e9)
                return
            case CutOff():
                yield duty.incomplete(event.head or head, at / 1e9)
                return
        if ended and head is not None:
            cut = len(content) > CONTENT_READ
            yield Asked(head, bytes(content[:CONTENT_READ]), cut=cut, client=options.client, connection=1, at=at)
            if event.forgiven is not None:
                return


def _lines(told: _Told) -> Iterator[str]:
    """Give what people read, safe to show."""
    if told.asked is None:
        yield f"The request is refused before any rule is asked: {told.who}"
    else:
        yield f"{visible(told.asked.method)} {visible_octets(told.asked.head.target)}"
    width = len(str(len(told.verdicts)))
    for verdict in told.verdicts:
        says = "answers" if verdict.fits else verdict.why
        note = "" if verdict.certain else "  (as counts and dice are now)"
        yield f"  {verdict.place + 1:>{width}} {visible(verdict.rule.name)}: {says}{note}"
    if told.asked is not None and told.who:
        yield f"  {told.who}"
    yield ""
    yield from _shown(told.reply)


def _shown(reply: Reply) -> Iterator[str]:
    """Give the answer line by line: `+` stands before lines that the server supplies, words in brackets beside."""
    rates = [shape for shape in reply.shapes if isinstance(shape, Rate)]
    # A rate changes no octet: a line for each piece would be all that anybody sees.
    reply = reply._replace(shapes=tuple(shape for shape in reply.shapes if shape not in rates))
    yield from (f"(at {rate_text(rate.octets)})" for rate in rates)
    for place, step in enumerate(islice(reply.flow(), MOST_STEPS + 1)):
        if place == MOST_STEPS:
            yield "(and so on)"
        elif reply.pour is not None and place > MOST_SLICES:
            yield f"(and so on: content of {reply.pour.large.length:,} octets, read from the file while it is sent)"
            return
        elif isinstance(step, Send):
            yield from _sent(step, reply.supplied if step.octets == reply.head else ())
        else:
            yield _beside(step)


def _beside(step: Step) -> str:
    match step:
        case Wait(seconds=seconds):
            return f"(after {delay_text(seconds)})"
        case Close():
            return "(then the connection is closed)"
        case Reset():
            return "(then the connection is broken off, RST)"
        case _:
            return "(then nothing more comes, and the connection stays open)"


def _sent(step: Send, supplied: Sequence[Span]) -> Iterator[str]:
    start = 0
    for line in step.octets.splitlines(keepends=True):
        stop = start + len(line)
        sign = "+" if any(span.start < stop and start < span.stop for span in supplied) else " "
        yield f"{sign} {visible_octets(line)}"
        start = stop
    for line in step.content[:_EXCERPT].splitlines(keepends=True):
        yield f"  {visible(line.decode('utf-8', 'replace'))}"
    if len(step.content) > _EXCERPT:
        yield f"({len(step.content) - _EXCERPT:,} octets more; --octets gives all)"


def _octets(reply: Reply) -> Iterator[bytes]:
    given = 0
    for step in islice(reply.flow(), MOST_STEPS):
        if isinstance(step, Send):
            yield step.octets + step.content
            given += len(step.octets) + len(step.content)
            if given > MOST_OCTETS:
                return
