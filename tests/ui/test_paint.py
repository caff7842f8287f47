"""Parts to tones and tones to styles: nothing is forgotten, and the themes hold."""

import pytest
from textual.app import App, ComposeResult
from textual.theme import Theme

from httpscope.ui.paint import COMPONENT_CLASSES, CURSOR, LIT, Tone, holds_text, label_behind, tone_of
from httpscope.ui.themes import THEMES
from httpscope.ui.widgets.glyph_canvas import GlyphCanvas
from httpscope.wire.part import Part


@pytest.mark.parametrize("part", Part)
def test_every_part_has_a_tone(part: Part) -> None:
    """A part that `wire` gains must be given a look here."""
    assert isinstance(tone_of(part), Tone)


def test_content_alone_may_be_read_in_a_charset() -> None:
    """A head is octets, one cell each, whatever charset the content has."""
    assert [part for part in Part if holds_text(part)] == [Part.CONTENT, Part.CHUNK_DATA]


def test_the_empty_line_says_what_it_ends() -> None:
    """The most important line of a message is the one that shows nothing."""
    assert label_behind(Part.EMPTY_LINE) == "empty line: the head ends here"
    assert label_behind(Part.METHOD) == ""


class CanvasApp(App[None]):
    """A canvas in each of our themes."""

    def compose(self) -> ComposeResult:
        """The canvas."""
        yield GlyphCanvas()

    def on_mount(self) -> None:
        """Know the themes."""
        for theme in THEMES:
            self.register_theme(theme)


def contrast(canvas: GlyphCanvas, *names: str) -> float:
    """Give the WCAG contrast of text and ground of the component classes laid over each other."""
    styles = canvas.get_component_styles(*names)
    ground = styles.background.rgb if styles.background.a else canvas.background_colors[1].rgb
    lights = sorted(luminance(rgb) for rgb in (styles.color.rgb, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(rgb: tuple[int, int, int]) -> float:
    """Give the relative luminance of a colour as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (value / 255 for value in rgb)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_every_tone_can_be_read_in_every_theme(theme: Theme) -> None:
    """WCAG AA asks 4.5:1; plain, and lit."""
    app = CanvasApp()
    async with app.run_test() as pilot:
        app.theme = theme.name
        await pilot.pause()
        canvas = app.query_one(GlyphCanvas)
        poor = [
            (name, lit)
            for name in sorted(COMPONENT_CLASSES - {LIT, CURSOR, "octets--lit-long"})
            for lit in ((), (LIT,))
            if contrast(canvas, name, *lit) < 4.5
        ]

        assert poor == []


async def test_the_lit_part_and_defects_are_told_apart_without_colour() -> None:
    """Underlined, whatever colours a terminal or a person can tell apart."""
    app = CanvasApp()
    async with app.run_test():
        canvas = app.query_one(GlyphCanvas)

        assert canvas.get_component_rich_style(LIT).underline
        assert canvas.get_component_rich_style("octets--defect").underline
