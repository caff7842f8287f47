"""The answer in place of one that a rule could not give: its file is missing, its template fails.

Pure. The rule that fits has answered all the same, so the answer has its name; every octet of it is supplied.
"""

from httpscope.rules.answer import Reply, compose_reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import ContentFault
from httpscope.rules.rule import Canned, Rule
from httpscope.wire.span import Span


def failed_reply(fault: ContentFault, rule: Rule, asked: Asked, *, persistent: bool, now: float) -> Reply:
    """Say with the status of the fault why the rule has no answer, at a time in seconds since the epoch."""
    canned = Canned(status=fault.status, content_type="text/plain; charset=utf-8", body=f"{fault.status}: {fault}\n")
    reply = compose_reply(
        canned,
        name=rule.name,
        method=asked.method,
        version=asked.head.version.decode("latin-1"),
        persistent=persistent,
        now=now,
    )
    return reply._replace(supplied=(Span(0, reply.size),))
