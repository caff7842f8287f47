"""Whether the files of a capture look as if something was written, at the cost of one look at a folder's entry.

A hint and no proof: file systems count time in steps of some milliseconds, so what is written within the step of the
last look is not felt. Whoever relies on it looks once more after each time that it was felt.
"""

import os
from pathlib import Path


class Touch:
    """What the WAL of one capture looked like last."""

    def __init__(self, path: Path) -> None:
        """Watch the capture at `path`; the first `felt` is True."""
        self._log = f"{path}-wal"
        self._seen: tuple[int, int, int] | None = (0, 0, 0)

    def felt(self) -> bool:
        """Tell whether the WAL came, went or was written to since the last time that this was asked."""
        try:
            facts = os.stat(self._log)
            now = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
        except OSError:  # a finished capture has none
            now = None
        felt = now != self._seen
        self._seen = now
        return felt
