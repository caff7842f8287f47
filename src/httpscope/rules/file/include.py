"""Rules files that include others: the rules of all of them in one ruleset, each with the file that it comes from.

It remembers the files that it has read, and tells when one of them has changed. Policy and limits are those of the file
that people name; included files have rules and further includes. Raises `RulesFault` at the line that is to blame.
"""

import os
import tomllib
from dataclasses import replace
from typing import Final

from httpscope.i18n import _
from httpscope.rules.file.block import flat_values, inline_toml, new_block
from httpscope.rules.file.read import RulesFault, fault_at, read_rules, text_of
from httpscope.rules.file.schema import default_name
from httpscope.rules.file.seen import SeenFile, SeenFolder
from httpscope.rules.place import place_of
from httpscope.rules.rule import Rule, Ruleset
from httpscope.visible import visible

_DEEPEST: Final = 8
"""Files that include one another, one within the other."""
_MOST_FILES: Final = 200
"""Of all levels together: each is looked at once a turn."""
_MOST_OCTETS: Final = 4 * 2**20


class Included:
    """The files that a ruleset includes, as they were when last looked at."""

    def __init__(self) -> None:
        self._files: dict[str, SeenFile] = {}
        self._folders: dict[str, SeenFolder] = {}
        self._known: tuple[dict[str, SeenFile], dict[str, SeenFolder]] = ({}, {})
        """Those of the time before."""
        self._octets = 0
        self._count = 0

    def changed(self) -> bool:
        """Look at all of them; tell whether one of them is not what it was."""
        # All of them, so that one look tells all.
        files = [file.changed() for file in self._files.values()]
        return any(files + [folder.changed() for folder in self._folders.values()])

    def expanded(self, ruleset: Ruleset) -> Ruleset:
        """Give the ruleset with the rules that it includes. Raises RulesFault."""
        if not (ruleset.include or ruleset.include_after):
            self._files, self._folders = {}, {}
            return ruleset
        # What was read before is read again only where it has changed.
        self._known = (self._files, self._folders)
        self._files, self._folders = {}, {}
        self._octets = self._count = 0
        chain = (os.path.realpath(ruleset.source),) if ruleset.source else ()
        first = self._named(ruleset, "include", chain)
        last = self._named(ruleset, "include_after", chain)
        found = replace(ruleset, before=first, after=last)
        return replace(found, whole=whole_text(found))

    def _named(self, ruleset: Ruleset, key: str, chain: tuple[str, ...]) -> tuple[Rule, ...]:
        rules: list[Rule] = []
        names = ruleset.include if key == "include" else ruleset.include_after
        for index, name in enumerate(names):
            path = os.path.normpath(os.path.join(ruleset.base, name))
            for file in self._paths(path):
                try:
                    rules += self._of(file, chain)
                except _Barred as barred:
                    raise fault_at(ruleset, (key, index), f"{key}: {visible(name)}: {barred}") from None
        return tuple(rules)

    def _paths(self, path: str) -> tuple[str, ...]:
        if not os.path.isdir(path):
            return (path,)
        folder = self._folders.setdefault(path, self._known[1].get(path) or SeenFolder(path))
        folder.changed()
        return folder.files

    def _of(self, path: str, chain: tuple[str, ...]) -> tuple[Rule, ...]:
        """Give the rules of a file, with those that it includes itself."""
        file = self._files.setdefault(path, self._known[0].get(path) or SeenFile(path))
        file.changed()
        real = os.path.realpath(path)
        self._count += 1
        self._octets += len(file.octets)
        if file.gone:
            raise _Barred(_("there is no such file"))
        if real in chain:
            raise _Barred(_("the file includes itself, by way of {0}").format(visible(os.path.basename(chain[-1]))))
        if len(chain) > _DEEPEST:
            raise _Barred(_("files include one another more than {0} deep").format(_DEEPEST))
        if self._count > _MOST_FILES or self._octets > _MOST_OCTETS:
            said = _("more than {0} files or {1} MiB are included")
            raise _Barred(said.format(_MOST_FILES, _MOST_OCTETS // 2**20))
        return self._read(file, path, (*chain, real))

    def _read(self, file: SeenFile, path: str, chain: tuple[str, ...]) -> tuple[Rule, ...]:
        if file.trouble:
            raise RulesFault(path, 0, 0, file.trouble)
        if file.emptied:
            raise RulesFault(path, 1, 1, _("the file is empty; the last rules stay in force"), _("a rule"))
        folder = os.path.dirname(path)
        ruleset = read_rules(text_of(file.octets, path), path, folder)
        for key in ("policy", "limits"):
            if place_of(ruleset.text, (key,)) is not None:
                said = _("{0}: policy and limits stand in the file that is named, not in one that it includes")
                raise fault_at(ruleset, (key,), said.format(key), on_key=True)
        title = os.path.basename(path)
        own = [
            replace(
                rule, source=path, folder=folder,
                name=f"{title}: {rule.name}" if rule.name == default_name(index) else rule.name,
            )
            for index, rule in enumerate(ruleset.rules)
        ]  # fmt: skip
        return (*self._named(ruleset, "include", chain), *own, *self._named(ruleset, "include_after", chain))


class _Barred(Exception):
    """A file that cannot be included; `str()` tells why."""


def whole_text(ruleset: Ruleset) -> str:
    """Write rules that say the same without includes, each file named above its rules."""
    document = tomllib.loads(ruleset.text)
    lines = [f"# Everything in force; include = {inline_toml(list(ruleset.include))}"]
    lines += [f"# include_after = {inline_toml(list(ruleset.include_after))}"] if ruleset.include_after else []
    lines += [f"{key} = {inline_toml(document[key])}" for key in ("policy", "limits") if key in document]
    blocks = ["\n".join(lines) + "\n"]
    source: str | None = None
    for rule in ruleset.in_force:
        if rule.source != source:
            source = rule.source
            blocks.append(f"# From {_on_one_line(source or ruleset.source)}\n")
        blocks.append(new_block(flat_values(_absolute(rule), "")))
    return "\n".join(blocks)


def _absolute(rule: Rule) -> Rule:
    """Let files of an included rule be named in full: they do not start from where the others do."""
    answer = rule.answer
    if rule.folder and answer.file is not None:
        answer = replace(answer, file=os.path.join(rule.folder, answer.file))
    if rule.folder and answer.folder is not None:
        answer = replace(answer, folder=os.path.join(rule.folder, answer.folder))
    return replace(rule, answer=answer)


def _on_one_line(text: str) -> str:
    return visible(text).replace("\n", " ")
