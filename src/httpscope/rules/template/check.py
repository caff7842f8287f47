"""The templates of a rule looked at when the rules are read: what cannot be rendered is refused with its line.

Raises `Misfit` with the way to the text, and the line within it. Loads Jinja2 for rules that have templates, and for no
others.
"""

from typing import Final

from httpscope.i18n import _
from httpscope.rules.place import Keys
from httpscope.rules.text.table import Misfit, Table, dotted
from httpscope.visible import visible

_TEXTS: Final = ("reason", "headers", "trailers", "body", "redirect", "cookies", "json", "events", "interim")
"""Keys below `answer` that hold texts which are rendered."""


def check_templates(keys: Keys, answer: Table, asked: object = False) -> None:
    """Look at the templates of the table of an answer, and of its sequence; `asked` is `template` of what it is in."""
    asked = answer.get("template", asked)
    if asked:
        for key in (*_TEXTS, *(["raw", "script"] if asked == "raw" else [])):
            _check((*keys, key), answer.get(key))
    for index, element in enumerate(answer.get("sequence", ())):
        check_templates((*keys, "sequence", index), element, asked)


def _check(keys: Keys, value: object) -> None:
    if isinstance(value, list | dict):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            _check((*keys, key), each)
    elif isinstance(value, str):
        from httpscope.rules.template.rendering import flaw_of, is_template  # noqa: PLC0415 - Jinja2, as said above

        flaw = flaw_of(value) if is_template(value) else None
        if flaw is not None:
            sentence = _("{0}: the template cannot be read: {1}").format(dotted(keys), visible(flaw.message[:200]))
            raise Misfit(keys, _("a template"), sentence, line=flaw.line)
