"""Files and folders as they were when last looked at: whether they hold something else now, for one `stat` mostly."""

import os
import time

from httpscope.rules.file.read import RulesFault, read_octets
from httpscope.rules.stamp import Signature, changed_at, is_settled, signature_of


class SeenFile:
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


class SeenFolder:
    """The rules files of a folder: `*.toml`, by name, but for hidden ones."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.files: tuple[str, ...] = ()
        self._signature: Signature | None = None
        self._settled = False

    def changed(self) -> bool:
        """Look at the folder; tell whether other files are in it than at the last look."""
        try:
            found = os.stat(self.name)
            if self._settled and self._signature == signature_of(found):
                return False
            names = sorted(name for name in os.listdir(self.name) if name.endswith(".toml") and name[0] != ".")
        except OSError:
            before, self.files, self._signature, self._settled = self.files, (), None, False
            return before != ()
        self._signature, self._settled = signature_of(found), is_settled(found, time.time_ns())
        before, self.files = self.files, tuple(os.path.join(self.name, name) for name in names)
        return before != self.files
