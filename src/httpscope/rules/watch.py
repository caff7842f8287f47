"""Which rules are in force now, taken from the files that people edit while the server runs.

A file that cannot be read leaves the last good rules in force. No thread, no timer: whoever is about to answer asks.
"""

import os
import stat
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from httpscope.i18n import _
from httpscope.rules.check import LONGEST_TEXT
from httpscope.rules.file import RulesFault, read_rules, text_of
from httpscope.rules.rule import Ruleset

_NANOSECONDS: Final = 10**9
_UNSETTLED: Final = 100_000_000
"""Nanoseconds. A file system stamps changes with a clock that ticks each 1 to 10 ms: what was read so soon after its
stamp may be changed again under the same stamp."""
_UNSETTLED_COARSE: Final = 2 * _NANOSECONDS
"""The same for file systems that count whole seconds (FAT: two)."""


class Change(NamedTuple):
    """What `refresh` took up: new rules, or the reason why the last good ones stay."""

    ruleset: Ruleset | None
    fault: RulesFault | None


class Watch:
    """The rules in force, from files in order: the named one, then the run's working copy; the last changed counts.

    `default` is in force until a file gives rules. Relative names in every one of the files start from `base`, or else
    from the folder of the first: the working copy speaks of the same files as the one it was copied from.
    """

    def __init__(self, paths: Sequence[Path], default: Ruleset, base: str | None = None) -> None:
        self.current = default
        if base is None:
            base = str(paths[0].absolute().parent) if paths else default.base
        self._base = base
        self._files = [_File(str(path)) for path in paths]
        self._fault: str = ""

    def refresh(self) -> Change | None:
        """Take up what has changed since the last call; the first call reads what is there.

        Gives None nearly always, after one `stat` a file. A fault is given once, not again while it stays the same.
        """
        changed = [file for file in self._files if file.changed()]
        if not changed:
            return None
        # Equal times: the working copy is the one that a person types into.
        return self._take_up(max(changed, key=lambda file: file.stamp))

    def _take_up(self, file: "_File") -> Change | None:
        try:
            ruleset = self._read(file)
        except RulesFault as fault:
            if str(fault) == self._fault:
                return None
            self._fault = str(fault)
            return Change(None, fault)
        if ruleset == self.current and not self._fault:
            return None
        self._fault = ""
        self.current = ruleset
        return Change(ruleset, None)

    def _read(self, file: "_File") -> Ruleset:
        if file.trouble:
            raise RulesFault(file.name, 0, 0, file.trouble)
        if not file.octets and self.current.source:
            # Many editors empty a file before they write it, and an empty file would be rules without a rule.
            raise RulesFault(file.name, 1, 1, _("the file is empty; the last rules stay in force"), _("a rule"))
        text = text_of(file.octets, file.name)
        return read_rules(text, file.name, self._base)


class _File:
    """A file as it was when last looked at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.octets = b""
        self.trouble = ""
        """Why it could not be read; empty where it could or is not there."""
        self.stamp = 0
        """When it changed, in nanoseconds since the epoch."""
        self._signature: tuple[int, ...] | None = None
        self._settled = True

    def changed(self) -> bool:
        """Look at the file; tell whether it holds something else than at the last look.

        A file that has gone is not a change: many editors delete a file and write it anew.
        """
        try:
            found = os.stat(self.name)
        except FileNotFoundError:
            self._signature = None
            return False
        except OSError as fault:
            return self._now(self.octets, fault.strerror or str(fault))
        if self._settled and self._signature == _signature(found):
            return False
        return self._look()

    def _look(self) -> bool:
        try:
            # Without O_NONBLOCK a FIFO would hold the server until somebody writes into it.
            descriptor = os.open(self.name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
            with open(descriptor, "rb") as file:
                # The stamp before the octets: what changes between the two is found at the next look.
                found = os.fstat(descriptor)
                regular = stat.S_ISREG(found.st_mode)
                octets = file.read(LONGEST_TEXT + 1) if regular else b""
        except FileNotFoundError:
            return False
        except OSError as fault:
            return self._now(self.octets, fault.strerror or str(fault))
        known = self._signature is not None or self.stamp
        self._signature = _signature(found)
        self.stamp = max(found.st_mtime_ns, found.st_ctime_ns)
        self._settled = time.time_ns() - self.stamp > (
            _UNSETTLED if self.stamp % _NANOSECONDS else _UNSETTLED_COARSE
        )
        first = not known
        return self._now(octets, "" if regular else _("not a regular file")) or first

    def _now(self, octets: bytes, trouble: str) -> bool:
        changed = (octets, trouble) != (self.octets, self.trouble)
        self.octets, self.trouble = octets, trouble
        return changed


def _signature(found: os.stat_result) -> tuple[int, ...]:
    # The change time catches what keeps the modification time, such as `cp -p`; the inode what replaces the file.
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev

