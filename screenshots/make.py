"""Make the pictures of this folder anew, from a seeded capture: `python -m screenshots.make`.

Each is the real program over a capture with fixed octets and times, driven by keys; SVG, as Textual exports it.
"""

import asyncio
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.ui.shell import shell

from httpscope.ui.settings import Settings

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Picture:
    """What is done before a picture is taken, at which size and in which theme."""

    name: str
    size: tuple[int, int]
    theme: str = "httpscope-dark"
    keys: tuple[str, ...] = ()
    shows: str = ""
    """A text that is on the screen when it is ready."""


FIRST = ("home",)
"""The first request: a page, asked for by a browser."""

PICTURES = (
    Picture("traffic-wide-dark", (200, 60), keys=FIRST, shows="#1 GET /"),
    Picture("traffic-wide-light", (200, 60), "httpscope-light", FIRST, "#1 GET /"),
    Picture("traffic-medium-dark", (120, 40), keys=FIRST, shows="#1 GET /"),
    Picture("traffic-medium-light", (120, 40), "httpscope-light", FIRST, "#1 GET /"),
    Picture("traffic-medium-contrast", (120, 40), "httpscope-contrast", FIRST, "#1 GET /"),
    Picture("traffic-narrow-dark", (80, 24)),
    Picture("traffic-narrow-light", (80, 24), "httpscope-light"),
    Picture("answer-narrow-dark", (80, 24), keys=("e",), shows="Status"),
    Picture("defect-medium-dark", (120, 40), keys=("home", *["down"] * 9, "enter", "n"), shows="RFC"),
    Picture("hex-medium-dark", (120, 40), keys=("home", "enter", "v", "v", "v"), shows="0000"),
    Picture("connections-medium-dark", (120, 40), keys=("c",), shows="without a byte"),
    Picture("limits-medium-dark", (120, 40), keys=("L",), shows="Struck 0"),
    Picture("ready-medium-dark", (120, 40), keys=("home", "A", "4", "0", "4"), shows="HTTP/1.1 404"),
    Picture("text-medium-dark", (120, 40), keys=("home", "e", "f3"), shows="F4 lists"),
    Picture("filter-medium-dark", (120, 40), keys=("slash", *"is:defect -tls"), shows="5 of 21 fit"),
    Picture("filter-narrow-light", (80, 24), "httpscope-light", ("slash", *"took>1ms statsu:"), "did you mean"),
    Picture("help-medium-dark", (120, 40), keys=("f1",), shows="palette"),
)


async def take(picture: Picture) -> None:
    """Take one picture."""
    with tempfile.TemporaryDirectory() as folder:
        async with shell(Path(folder), size=picture.size, settings=Settings(theme=picture.theme)) as running:
            for key in picture.keys:
                await running.press(key)
                await running.pilot.pause(0.1)
            if picture.shows:
                await running.shows(picture.shows)
            await running.pilot.pause(0.3)
            svg = running.app.export_screenshot(title="httpscope")
    # Textual numbers its classes anew at each export; fixed numbers keep the differences between two runs readable.
    svg = re.sub(r"terminal-\d+", f"terminal-{picture.name}", svg)
    (FOLDER / f"{picture.name}.svg").write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n")
    print(picture.name)


def main() -> None:
    """Take all pictures."""
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    for picture in PICTURES:
        asyncio.run(take(picture))


if __name__ == "__main__":
    main()
