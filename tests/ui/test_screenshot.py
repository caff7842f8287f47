"""A picture of the screen: it tells nobody that it is looked at, and nobody but its owner can look."""

import os
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.faults.hostile_text import fetched
from tests.ui.shell import shell


async def test_a_picture_fetches_nothing(tmp_path: Path) -> None:
    """No font, no style, no image of somebody else's; addresses are in it as texts alone."""
    async with shell(tmp_path) as running:
        svg = running.app.export_screenshot()
    picture = ET.fromstring(svg)
    said = "".join(picture.itertext())
    for element in picture.iter():
        element.text = element.text if element.tag.endswith("style") else ""

    assert not fetched(svg)
    assert "http://" in said
    assert re.findall(r"https?:[^\"]*", ET.tostring(picture, "unicode")) == ["http://www.w3.org/2000/svg"]


async def test_it_is_saved_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the umask, and also where the folder is to be made; a notice names the file."""
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(tmp_path / "new" / "pictures"))
    before = os.umask(0)
    try:
        async with shell(tmp_path, size=(200, 60)) as running:
            running.app.deliver_screenshot()
            (picture,) = (tmp_path / "new" / "pictures").iterdir()
            await running.shows("The picture is saved in")
            told = [notice.message for notice in running.app._notifications]
    finally:
        os.umask(before)

    assert [picture.suffix, ET.fromstring(picture.read_bytes()).tag] == [".svg", "{http://www.w3.org/2000/svg}svg"]
    assert told == [f"The picture is saved in {picture}"]
    made = (picture, picture.parent, tmp_path / "new")
    assert [path.stat().st_mode & 0o777 for path in made] == [0o600, 0o700, 0o700]


@pytest.mark.parametrize("link", [False, True])
async def test_nothing_is_written_over_or_through_a_link(tmp_path: Path, link: bool) -> None:
    """What is there already stays, and a notice says why there is no picture."""
    (tmp_path / "mine").write_text("mine")
    place = tmp_path / "picture.svg"
    place.symlink_to(tmp_path / "mine") if link else place.write_text("mine")
    async with shell(tmp_path) as running:
        running.app.deliver_screenshot("picture.svg", str(tmp_path))
        await running.shows("cannot be saved")

    assert place.read_text() == "mine"
