"""Files and folders that are their owner's alone from the moment they are there, whatever the umask says.

What was there already is never opened, followed or changed.
"""

import grp
import os
import pwd
import stat
from pathlib import Path
from typing import Final

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def new_file(path: str | Path) -> int:
    """Make a file of mode 0600 where nothing is, not even a link; give a descriptor to write to it. Raises OSError."""
    return os.open(path, _NEW, 0o600)


def make_folder(folder: Path) -> None:
    """Make the folder and those above it that are missing, each of mode 0700. Raises OSError."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for part in reversed(missing):
        # One by one: `parents=True` gives those above the rights that the umask leaves.
        part.mkdir(mode=0o700, exist_ok=True)


def others_may_write(folder: Path) -> bool:
    """Tell whether somebody besides the owner of this process (and root) may put files into a folder. Raises OSError.

    Where they may, they can lay files of theirs in the place of those that SQLite makes beside a capture.
    """
    found = folder.stat()
    if found.st_uid not in {0, os.geteuid()} or found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)


def _is_own_group(group: int) -> bool:
    """Tell whether a group is that of one user alone, as many systems give to each, who then is this one."""
    try:
        found, user = grp.getgrgid(group), pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return found.gr_name == user.pw_name and user.pw_gid == group and not {*found.gr_mem} - {user.pw_name}
