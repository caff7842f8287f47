"""Our three themes: every text colour keeps its contrast on every ground it is used on."""

import pytest
from textual.color import Color
from textual.theme import Theme

from httpscope.ui.themes import DEFAULT, THEMES

AA = 4.5
AAA = 7.0
TEXTS = (
    "foreground", "text-muted", "text-primary", "text-secondary", "text-accent", "text-success", "text-warning",
    "text-error",
)  # fmt: skip
GROUNDS = ("background", "surface", "panel", "primary-muted", "block-cursor-blurred-background")
PAIRS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("screen-selection-foreground", "screen-selection-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-description-foreground", "footer-background"),
    ("link-color-hover", "link-background-hover"),
)


def _luminance(color: Color) -> float:
    """Relative luminance of WCAG 2.2."""

    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in color.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, 1 to 21."""
    low, high = sorted((_luminance(Color.parse(one)), _luminance(Color.parse(other))))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_wcag() -> None:
    """Black on white is 21:1, and a grey that is known to be just enough for AA is just enough."""
    assert round(_contrast("#000000", "#ffffff"), 2) == 21
    assert round(_contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    """Each text colour has 4.5:1 on each ground, and 7:1 in the theme of high contrast."""
    colours = theme.to_color_system().generate()
    enough = AAA if theme.name == "httpscope-contrast" else AA

    faint = {
        f"{text} on {ground}": round(ratio, 2)
        for text in TEXTS
        for ground in GROUNDS
        if (ratio := _contrast(colours[text], colours[ground])) < enough
    }

    assert faint == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_cursors_selections_and_the_footer_can_be_read(theme: Theme) -> None:
    """Where a widget brings its own pair of colours, the pair has 4.5:1."""
    colours = theme.to_color_system().generate()

    faint = {pair: round(ratio, 2) for pair in PAIRS if (ratio := _contrast(*(colours[name] for name in pair))) < AA}

    assert faint == {}


def test_there_is_a_dark_a_light_and_a_high_contrast_theme() -> None:
    """The three are offered in this order, and the default is one of them."""
    assert [(theme.name, theme.dark) for theme in THEMES] == [
        (DEFAULT, True),
        ("httpscope-light", False),
        ("httpscope-contrast", True),
    ]
