"""`answer.template`: the texts of an answer rendered with values of the request, by Jinja2 in a sandbox.

Which texts these are, and what becomes of them; rendering itself is in `rendering.py`, which is loaded when a template
is met. A text is rendered once: what a client sends stays what it sent.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from httpscope.i18n import _
from httpscope.rules.asked import Asked
from httpscope.rules.content import ContentFault
from httpscope.rules.memory import Memory
from httpscope.rules.part import Feature, FeatureReader, Stage
from httpscope.rules.place import Keys
from httpscope.rules.rule import charset_of, encoded
from httpscope.rules.template.budget import LONGEST, Budget
from httpscope.rules.template.values import values_of
from httpscope.rules.text.table import unexpected
from httpscope.visible import visible

if TYPE_CHECKING:
    from httpscope.rules.plan import Plan

_LONGEST_MESSAGE: Final = 200
_TEXTS: Final = ("text/", "json", "xml", "javascript")
"""What is rendered of a folder; pictures beside the pages are not."""


class TemplateFault(ContentFault):
    """A template that could not be rendered: the client gets 500 and is told why."""

    def __init__(self, text: str, line: int, message: str) -> None:
        short = message if len(message) <= _LONGEST_MESSAGE else message[: _LONGEST_MESSAGE - 1] + "…"
        self.text = text
        """The template."""
        self.line = line
        """Line of the template, from 1."""
        self.message = visible(short)
        super().__init__(500, f"the template of the answer, line {line}: {self.message}")


class Voice:
    """Renders the texts of one answer, all within one budget."""

    def __init__(self, asked: Asked, memory: Memory, rule: str, now: float, *, raw: bool = False) -> None:
        self.raw = raw
        """Octets as typed are rendered too."""
        self._budget = Budget()
        self._values = values_of(asked, memory, rule, now)

    def line(self, text: str) -> str:
        """Render what stands on one line. Raises TemplateFault, also where it becomes several lines."""
        said = self.text(text, escaping=False)
        if said is text:
            return text
        if any(character in said for character in "\r\n\x00"):
            raise TemplateFault(text, 1, "a line end or NUL came into a header line")
        return _octets(text, said).decode("utf-8", "replace")

    def value(self, text: str) -> str:
        """Render what becomes a part of something else, such as a text in JSON. Raises TemplateFault."""
        said = self.text(text, escaping=False)
        return text if said is text else _octets(text, said).decode("utf-8", "replace")

    def octets(self, octets: bytes) -> bytes:
        """Render octets as typed, where that is asked for. Raises TemplateFault."""
        text = octets.decode("utf-8", "surrogateescape")
        return _octets(text, self.text(text, escaping=False)) if self.raw else octets

    def content(self, octets: bytes, content_type: str | None, *, of_folder: bool) -> bytes:
        """Render the content, in the charset of its type. Raises TemplateFault."""
        kind = (content_type or "").lower()
        if of_folder and not any(each in kind for each in _TEXTS):
            return octets
        charset = charset_of(content_type) or "utf-8"
        if len(octets) > LONGEST:
            raise TemplateFault("", 1, f"a template has up to {LONGEST // 2**20} MiB")
        text = ""
        try:
            text = octets.decode(charset, "surrogateescape")
            return encoded(self.text(text, escaping="html" in kind or "xml" in kind), charset, "surrogateescape")
        except (LookupError, UnicodeError) as fault:
            raise TemplateFault(text, 1, f"not a text in {charset}: {fault}") from fault

    def text(self, text: str, *, escaping: bool) -> str:
        """Render a text; gives the same one where there is nothing to render. Raises TemplateFault."""
        from httpscope.rules.template import rendering  # noqa: PLC0415 - Jinja2, which most rules do without

        if not rendering.is_template(text):
            return text
        try:
            return rendering.rendered(text, self._values, self._budget, escaping=escaping)
        except rendering.Broken as broken:
            raise TemplateFault(text, broken.flaw.line, broken.flaw.message) from broken


@dataclass(frozen=True, slots=True)
class Template:
    """Renders reason, header lines, trailers and content; raw octets where that is asked for."""

    on: bool = True
    raw: bool = False
    stage: Stage = Stage.CHOOSE

    @property
    def wants_content(self) -> bool:
        """Yes: which fields a template asks for shows when it asks."""
        return self.on

    def apply(self, plan: "Plan", asked: Asked, memory: Memory) -> None:
        """Give the plan a voice, and render what the canned answer has on lines of its own."""
        canned = plan.canned
        if not self.on:
            return
        voice = plan.voice = Voice(asked, memory, plan.rule, plan.now, raw=self.raw)
        if canned.raw is not None:
            if not any(key == "script" for key, _value in canned.more):  # that renders its own, one by one
                plan.canned = replace(canned, raw=voice.octets(canned.raw))
            return
        plan.canned = replace(
            canned,
            reason=canned.reason and voice.line(canned.reason),
            headers=tuple(map(voice.line, canned.headers)),
            trailers=tuple(map(voice.line, canned.trailers)),
        )


def _octets(text: str, said: str) -> bytes:
    """Give what a template said as it goes out. Raises TemplateFault: JSON can name surrogates, which are no text."""
    try:
        return said.encode("utf-8", "surrogateescape")
    except UnicodeError as fault:
        raise TemplateFault(text, 1, f"not a text in utf-8: {fault}") from fault


def _template(keys: Keys, value: Any) -> Feature:  # noqa: ANN401 - TOML
    if value == "raw":
        return Template(raw=True)
    if not isinstance(value, bool):
        raise unexpected(keys, _('true or false, or "raw" for raw octets'), value)
    return Template(on=value)


READERS: Final[dict[str, FeatureReader]] = {"template": _template}
"""Keys below `answer`."""
