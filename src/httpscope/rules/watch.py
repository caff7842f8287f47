"""Which rules are in force now, taken from the files that people edit while the server runs.

A file that cannot be read leaves the last good rules in force. No thread, no timer: whoever is about to answer asks.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.file import RulesFault, read_octets, read_rules, text_of
from httpscope.rules.rule import Ruleset
from httpscope.rules.settings import DEFAULT_SETTINGS, Settings
from httpscope.rules.stamp import Signature, changed_at, is_settled, signature_of

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
        self._doubtful: _File | None = None
        self._due = 0.0
        self._settings = settings
        self._base = default.base if base is None else base
        self._files = [_File(str(path)) for path in paths]
        self._fault = ""

    def refresh(self) -> Change | None:
        """Take up what has changed since the last call; the first call reads what is there.

        Gives None nearly always, after one `stat` a file. A fault is given once, not again while it stays the same.
        """
        changed = [file for file in self._files if file.changed()]
        if changed:
            # Equal times: the working copy is the one that a person types into.
            return self._take_up(max(changed, key=lambda file: file.stamp))
        if self._doubtful is not None and time.monotonic() >= self._due:
            return self._take_up(self._doubtful)
        return None

    def _take_up(self, file: "_File") -> Change | None:
        fault = None
        ruleset = self.current
        try:
            ruleset = self.current if file.gone else self._read(file)
        except RulesFault as found:
            fault = found
        if (fault or file.gone or not file.octets) and not self._waited_for(file):
            return None
        self._doubtful = None
        return self._told(ruleset, fault, gone=file.gone)

    def _waited_for(self, file: "_File") -> bool:
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
        same = (ruleset.text, ruleset.base) == (self.current.text, self.current.base)
        if not same:
            self.current = ruleset
        return Change(self.current, None, gone) if before or not same else None

    def _read(self, file: "_File") -> Ruleset:
        if file.trouble:
            raise RulesFault(file.name, 0, 0, file.trouble)
        if file.emptied:
            raise RulesFault(file.name, 1, 1, _("the file is empty; the last rules stay in force"), _("a rule"))
        text = text_of(file.octets, file.name)
        return read_rules(text, file.name, self._base, self._settings)


class _File:
    """A file as it was when last looked at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.octets = b""
        self.emptied = False
        """Whether it lost all its octets in place, as by an editor that is about to write it."""
        self.trouble = ""
        """Why it could not be read; empty where it could or is not there."""
        self.gone = True
        self.stamp = 0
        """When it changed, in nanoseconds since the epoch; 0 before it was first read."""
        self._signature: Signature | None = None
        self._settled = False

    def changed(self) -> bool:
        """Look at the file; tell whether it holds something else than at the last look.

        Going is a change, and so is coming back: many editors delete a file and write it anew.
        """
        try:
            found = os.stat(self.name)
        except FileNotFoundError:
            return self._went()
        except OSError as fault:
            return self._now(self.octets, fault.strerror or str(fault))
        if self._settled and self._signature == signature_of(found):
            return False
        return self._look()

    def _look(self) -> bool:
        try:
            octets, found = read_octets(self.name)
        except FileNotFoundError:
            return self._went()
        except RulesFault as fault:
            return self._now(self.octets, fault.message)
        except OSError as fault:
            return self._now(self.octets, fault.strerror or str(fault))
        same_file = self._signature is not None and self._signature[-2:] == (found.st_ino, found.st_dev)
        self.emptied = not octets and same_file and (self.emptied or bool(self.octets))
        self._signature = signature_of(found)
        self.stamp = changed_at(found)
        self._settled = is_settled(found, time.time_ns())
        return self._now(octets, "")

    def _went(self) -> bool:
        changed = not self.gone
        self.gone, self._signature = True, None
        return changed

    def _now(self, octets: bytes, trouble: str) -> bool:
        changed = self.gone or (octets, trouble) != (self.octets, self.trouble)
        self.octets, self.trouble, self.gone = octets, trouble, False
        return changed
