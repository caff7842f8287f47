"""Pictures of the screen: SVG that fetches nothing when it is opened, in files of their owner alone.

Such a picture shows what the screen does, credentials too. Nothing is decided here about what is on the screen.
"""

import re
from datetime import datetime
from pathlib import Path
from typing import Final

from textual.app import App

from httpscope.i18n import _
from httpscope.private import make_folder, new_file
from httpscope.visible import visible

_FONT: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""Rich names a font by addresses of a third party. In its texts each space is `&#160;`, so none can look like this."""


class Photographed(App[None]):
    """An app whose pictures do what those of Textual do, and tell nobody anything."""

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """Give a picture of the screen as SVG, without remote fonts: who looks at it has one of fixed width."""
        return _FONT.sub("", super().export_screenshot(title=title, simplify=simplify))

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """Save a picture of the screen in a new file of mode 0600, and say where, or why not."""
        now = datetime.now().astimezone().strftime(time_format or "%Y-%m-%dT%H_%M_%S_%f")
        name = filename or f"{self.title}_{now}.svg"
        target = (Path(path) if path else _downloads()) / name
        try:
            _save(self.export_screenshot(), target)
        except OSError as error:
            text = _("The picture {path} cannot be saved: {reason}.").format(path=target, reason=error.strerror)
            self.notify(visible(text), severity="error", markup=False)
        else:
            text = _("The picture is saved in {path}").format(path=target)
            self.notify(visible(text), markup=False)
        return None


def _downloads() -> Path:
    from platformdirs import user_downloads_path  # noqa: PLC0415  (few save pictures)

    return user_downloads_path()


def _save(svg: str, path: Path) -> None:
    """Write a new file, or leave none. Raises OSError, also where something is there."""
    make_folder(path.parent)
    descriptor = new_file(path)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(svg)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
