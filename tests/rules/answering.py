"""Answers of a rule to a request, taken apart for tests: from the TOML of `answer` to status, fields and content."""

from typing import NamedTuple

from httpscope.rules.asked import Asked
from httpscope.rules.content import Contents
from httpscope.rules.file.read import read_rules
from httpscope.rules.memory import Memory
from httpscope.rules.plan import reply_of
from tests.rules.asking import asked

NOW = 784_111_777 + 86_400
"""A day after Sun, 06 Nov 1994 08:49:37 GMT."""


class Answered(NamedTuple):
    """What a client gets."""

    status: int
    fields: list[tuple[str, str]]
    """Names in lower case."""
    content: bytes
    supplied: bytes
    """The octets of the head that are marked as supplied."""

    def all(self, name: str) -> list[str]:
        """Give the values of all lines of a name."""
        return [value for key, value in self.fields if key == name.lower()]

    def one(self, name: str) -> str | None:
        """Give the value of a line that is there at most once."""
        values = self.all(name)
        assert len(values) < 2, values
        return values[0] if values else None


def answered(
    toml: str, request: Asked | None = None, *, folder: str = "", persistent: bool = True, now: float = NOW
) -> Answered:
    """Give the answer of a rule with these lines of TOML below `rule`, to a plain GET where none is given."""
    ruleset = read_rules(f"[[rule]]\n{toml}\n", "rules.toml", folder)
    request = request or asked()
    reply = reply_of(ruleset.rules[0], folder, request, Contents(), Memory(), persistent=persistent, now=now)
    lines = reply.head.decode().split("\r\n")[1:-2]
    fields = [(name.lower(), value.strip()) for name, _colon, value in (line.partition(":") for line in lines)]
    supplied = b"".join(reply.head[span.start : span.stop] for span in reply.supplied)
    return Answered(reply.status, fields, reply.content, supplied)
