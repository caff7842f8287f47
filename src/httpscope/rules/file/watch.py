"""Which rules are in force now, taken from the files that people edit while the server runs.

A file that cannot be read leaves the last good rules in force. No thread, no timer: whoever is about to answer asks.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.file.include import Included
from httpscope.rules.file.read import RulesFault, read_rules, text_of
from httpscope.rules.file.seen import SeenFile
from httpscope.rules.rule import Ruleset
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings

PATIENCE: Final = 0.3
"""Seconds that a file may be broken before people hear of it: editors cut a file to nothing, then write it."""


class Change(NamedTuple):
    """What `refresh` took up: new rules, or the reason why the last good ones stay."""

    ruleset: Ruleset | None
    fault: RulesFault | None
    gone: bool = False
    """Whether a fault is over because its file was deleted; `ruleset` are the rules that stayed in force."""


class Watch:
    """The rules in force, from files in order: the named one, then the run's working copy; the last changed counts.

    `default` is in force until a file gives rules. Relative names in every one of the files start from `base`, or else
    from the base of `default`: the working copy speaks of the same files as the rules it was copied from. Policy and
    limits that a file leaves open are those of `settings`.

    For `patience` seconds a file that is broken, empty or gone is taken for one that somebody is writing just now. What
    can be read is in force with the next look whatever the patience.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        default: Ruleset,
        base: str | None = None,
        settings: Settings = DEFAULT_SETTINGS,
        patience: float = 0.0,
    ) -> None:
        self.current = default
        self._patience = patience
        self._doubtful: SeenFile | None = None
        self._due = 0.0
        self._settings = settings
        self._base = default.base if base is None else base
        self._files = [SeenFile(str(path)) for path in paths]
        self._fault = ""
        self._last: SeenFile | None = None
        """The file that was read last, whether or not it could be."""
        self._included = Included()

    def refresh(self) -> Change | None:
        """Take up what has changed since the last call; the first call reads what is there.

        Gives None nearly always, after one `stat` a file, included ones too. A fault is given once, not again while it
        stays the same.
        """
        changed = [file for file in self._files if file.changed()]
        if changed:
            # Equal times: the working copy is the one that a person types into.
            return self._take_up(max(changed, key=lambda file: file.stamp))
        if self._last is not None and self._included.changed():
            return self._take_up(self._last)
        if self._doubtful is not None and time.monotonic() >= self._due:
            return self._take_up(self._doubtful)
        return None

    def _take_up(self, file: SeenFile) -> Change | None:
        fault = None
        ruleset = self.current
        self._last = file
        try:
            ruleset = self.current if file.gone else self._read(file)
        except RulesFault as found:
            fault = found
        if (fault or file.gone or not file.octets) and not self._waited_for(file):
            return None
        self._doubtful = None
        return self._told(ruleset, fault, gone=file.gone)

    def _waited_for(self, file: SeenFile) -> bool:
        """Tell whether the files have been in doubt for long enough."""
        now = time.monotonic()
        if self._doubtful is None:
            self._due = now + self._patience
        self._doubtful = file
        return now >= self._due

    def _told(self, ruleset: Ruleset, fault: RulesFault | None, *, gone: bool) -> Change | None:
        before, self._fault = self._fault, str(fault or "")
        if fault is not None:
            return None if self._fault == before else Change(None, fault)
        same = (ruleset.text, ruleset.whole, ruleset.base) == (
            self.current.text, self.current.whole, self.current.base
        )  # fmt: skip
        if not same:
            self.current = ruleset
        return Change(self.current, None, gone) if before or not same else None

    def _read(self, file: SeenFile) -> Ruleset:
        if file.trouble:
            raise RulesFault(file.name, 0, 0, file.trouble)
        if file.emptied:
            raise RulesFault(file.name, 1, 1, _("the file is empty; the last rules stay in force"), _("a rule"))
        text = text_of(file.octets, file.name)
        return self._included.expanded(read_rules(text, file.name, self._base, self._settings))
