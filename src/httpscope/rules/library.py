"""The library of ready answers: rules files that come with the program, each with a title and what it shows.

The first comment line of a file is its title, the others say what the client sees; a line `Wrong on purpose:` names the
defects that a careful reader finds in the answer. They lie in `httpscope/library`, by folder.
"""

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

from httpscope.rules.file.read import read_rules
from httpscope.rules.rule import Rule

FOLDERS: Final = (
    *("status", "api", "redirects", "cookies", "caching", "cors", "events", "downloads", "access", "time", "faults"),
)
"""In the order in which they are listed."""
_WRONG: Final = "Wrong on purpose: "


class Ready(NamedTuple):
    """One answer, or a few that belong together."""

    folder: str
    name: str
    """Of its file, without folder and suffix."""
    title: str
    words: str
    """What the client sees, and where that is written."""
    wrong: tuple[str, ...]
    """Codes of the defects that it has on purpose (`wire.defect`)."""
    text: str

    def rules(self) -> tuple[Rule, ...]:
        """Read its rules."""
        return read_rules(self.text, f"{self.folder}/{self.name}.toml", "").rules


@lru_cache(maxsize=1)
def ready_answers() -> tuple[Ready, ...]:
    """Read the library, in order of folders and names."""
    root = files("httpscope") / "library"
    return tuple(_ready(folder, file) for folder in FOLDERS for file in _files(root / folder))


def _files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def _ready(folder: str, file: Traversable) -> Ready:
    text = file.read_text(encoding="utf-8")
    comments: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comments.append(line[1:].strip())
    title, *rest = comments or [""]
    wrong = next((line.removeprefix(_WRONG) for line in rest if line.startswith(_WRONG)), "")
    words = " ".join(line for line in rest if not line.startswith(_WRONG))
    codes = tuple(code.strip() for code in wrong.split(",") if code.strip())
    return Ready(folder, file.name.removesuffix(".toml"), title, words, codes, text)
