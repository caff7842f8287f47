"""Saving a rules file. Little is loaded here: the first one is saved before the server is started."""

import os
import stat
from pathlib import Path


def save_text(path: Path, text: str) -> None:
    """Replace a file by the text, whole or not at all, with its mode kept (0600 for a new one). Raises OSError.

    A symbolic link stays one: the file it leads to is replaced.
    """
    import tempfile  # noqa: PLC0415 - 4 ms, and the server, which loads this module, never saves

    target = Path(os.path.realpath(path))
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        if target.exists():
            os.chmod(name, stat.S_IMODE(target.stat().st_mode))
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
