"""Saving a rules file, and the text of a first one. Little is loaded here: it is done before the server is started."""

import os
import stat
from pathlib import Path
from typing import Final

FIRST_BODY: Final = "<h1>It works!</h1>\n<p>httpscope answered. Change this text in its window, then reload.</p>\n"

FIRST_TEXT: Final = f"""\
# Rules of httpscope: the first rule that fits a request answers it.

[[rule]]
name = "everything"
answer.status = 200
answer.type = "text/html; charset=utf-8"
answer.body = \"\"\"
{FIRST_BODY}\"\"\"
"""
"""The rules of a run that names no file."""


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
