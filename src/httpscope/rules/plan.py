"""An answer in the making: what the rule cans, changed by its features one after the other, and then composed.

Pure but for `Contents`, which reads the files that the rule names. What features add is marked as supplied.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from httpscope.rules.answer import Reply, compose_reply
from httpscope.rules.asked import Asked
from httpscope.rules.content import INDEX, Contents, whole_of
from httpscope.rules.large import Large
from httpscope.rules.match import segments_of
from httpscope.rules.memory import ANSWERS, Memory
from httpscope.rules.part import Feature, Stage
from httpscope.rules.rule import Canned, Rule
from httpscope.rules.step import Step
from httpscope.rules.template.budget import LONGEST
from httpscope.rules.template.feature import Voice

Shape = Callable[[Iterable[Step]], Iterator[Step]]
"""Changes the steps of an answer, one after the other as they are taken: slower, fewer, other octets, another end."""


@dataclass(slots=True)
class Plan:
    """What will be answered, as far as it is known."""

    rule: str
    """Name of the rule."""
    canned: Canned
    """Status, reason, header lines, delay and end of the connection: replaced as features see fit."""
    _content: bytes
    content_type: str | None
    """By the name of a file; counts where the person named none."""
    base: str
    """Folder from which relative names of files start."""
    contents: Contents
    interim: list[tuple[bytes, float]] = field(default_factory=list)
    """Heads of interim responses (RFC 9110 §15.2), and the seconds to wait before each."""
    shapes: list[Shape] = field(default_factory=list)
    """Applied to the steps in this order."""
    features: tuple[Feature, ...] = ()
    """All that change it, in order."""
    persistent: bool = True
    """The connection may go on behind the answer."""
    now: float = 0.0
    """The time, in seconds since the epoch."""
    index: tuple[str, ...] = INDEX
    """Names of the files that a folder is answered with."""
    modified: int | None = None
    """When the file with the content was last modified, in seconds since the epoch."""
    flowing: bool = False
    """The content comes bit by bit, and nobody has the whole of it: it is not coded, validated or cut."""
    statusless: bool = False
    """What leaves shows no status code."""
    endless: bool = False
    """The shapes give steps until the client leaves or a limit is reached."""
    mailbox: deque[bytes] | None = None
    """Where a person puts what is to be sent while the answer is open."""
    voice: Voice | None = None
    """Renders the texts of the answer, where they are templates."""
    settled: bool = False
    """Decided early, by a challenge or a 304: later stages before SHAPE are passed over."""

    large: Large | None = None
    """The content, where it is that of a file which is not held."""

    @property
    def content(self) -> bytes:
        """The content, all of it in memory. Raises ContentFault for more than can be held."""
        if self.large is not None:
            self.content = whole_of(self.large)
        return self._content

    @content.setter
    def content(self, octets: bytes) -> None:
        self._content, self.large = octets, None

    @property
    def length(self) -> int:
        """Octets of the content; nothing is read for it."""
        return len(self._content) if self.large is None else self.large.length

    def load(self, asked: Asked) -> None:
        """Take the content from the file or folder that the canned answer names, if it does. Raises ContentFault."""
        if self.canned.file is not None or self.canned.folder is not None:
            found = self.contents.of(self.canned, self.base, asked.head.path, self.index)
            self._content, self.content_type, self.modified, self.large = found
        else:
            self.content = self.canned.octets
        if self.voice is not None and self.canned.raw is None:
            kind = self.canned.named_type() or self.content_type
            of_folder = self.canned.folder is not None
            # What is large is longer than any template: it goes as it is, or is refused.
            octets = bytes(LONGEST + 1) if self.large is not None else self._content
            said = self.voice.content(octets, kind, of_folder=of_folder)
            self._content = self._content if said is octets else said

    def said(self, text: str) -> str:
        """Give a text of one line as it is to be said: rendered, if it is a template. Raises ContentFault."""
        return text if self.voice is None else self.voice.line(text)

    def typed(self, name: str) -> list[str]:
        """Give the values of a header as the person typed them, or a feature added them before."""
        lower = name.lower()
        lines = (*self.canned.headers, *self.canned.added)
        found = [line.partition(":") for line in lines]
        return [value.strip(" \t") for key, _colon, value in found if key.lower() == lower]

    def add(self, *lines: str) -> None:
        """Add header lines, marked as supplied."""
        self.canned = replace(self.canned, added=(*self.canned.added, *lines))

    def put(self, line: str) -> None:
        """Add a line of a field that has one at most: a line that was typed counts, and no other feature's does."""
        name = line.partition(":")[0].lower()
        kept = tuple(each for each in self.canned.added if each.partition(":")[0].lower() != name)
        typed = any(each.partition(":")[0].lower() == name for each in self.canned.headers)
        self.canned = replace(self.canned, added=kept if typed else (*kept, line))

    def answer_instead(self, status: int, *lines: str, content: bytes = b"", content_type: str | None = None) -> None:
        """Give another answer than the canned one: it is settled. The lines typed are about the canned one, and go."""
        about = ("content-", "etag:", "last-modified:", "cache-control:")
        kept = (line for line in self.canned.added if not line.lower().startswith(about))
        added = (*kept, *lines)
        self.canned = replace(
            self.canned, status=status, reason=None, content_type=None, headers=(), trailers=(), added=added
        )
        self.content, self.content_type, self.settled = content, content_type, True


def reply_of(
    rule: Rule, base: str, asked: Asked, contents: Contents, memory: Memory, *, persistent: bool, now: float
) -> Reply:
    """Give the answer of a rule to a request, at a time in seconds since the epoch; `base` is the folder of its files.

    `persistent`: the connection may go on behind it. Counts the answer in the memory. Raises ContentFault.
    """
    memory.add(rule.name, ANSWERS)
    canned = rule.answer
    if canned.sequence is not None:
        canned = canned.sequence.following(canned, asked, memory, rule.name)
    features = canned.features
    plan = Plan(rule.name, canned, canned.octets, None, rule.folder or base, contents, features=features)
    plan.persistent, plan.now = persistent, now
    if features:
        asked.segments = segments_of(rule.match, asked)
    loaded = False
    for feature in features:
        if not loaded and feature.stage >= Stage.FILL and not plan.settled:
            plan.load(asked)
            loaded = True
        if plan.flowing and Stage.CODE <= feature.stage <= Stage.CUT:
            continue
        if not plan.settled or feature.stage is Stage.SHAPE:
            feature.apply(plan, asked, memory)
    if not loaded and not plan.settled:
        plan.load(asked)
    reply = compose_reply(
        plan.canned,
        name=plan.rule,
        content=None if plan.large is not None else plan.content,
        content_type=plan.content_type,
        large=plan.large,
        method=asked.method,
        version=asked.head.version.decode("latin-1"),
        persistent=persistent,
        now=now,
    )
    if not features:
        return reply
    interim, shapes = tuple(plan.interim), tuple(plan.shapes)
    status = 0 if plan.statusless else reply.status
    return reply._replace(status=status, interim=interim, shapes=shapes, endless=plan.endless, mailbox=plan.mailbox)
