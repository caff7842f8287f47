"""The three themes of our own: dark, light, and high contrast for projectors and tired eyes.

Few colours, each with one meaning, and none of them the only sign of anything: where a colour speaks, a word or a
mark says the same. Every text colour keeps WCAG AA (4.5:1) on every ground it is used on; contrast keeps AAA (7:1).
"""

from typing import Final, NamedTuple

from textual.theme import Theme

DEFAULT: Final = "httpscope-dark"
"""Name of the theme that a person sees who never chose one."""


class _Palette(NamedTuple):
    """The colours of one theme, from which all its variables follow."""

    ground: str
    raised: str
    panel: str
    text: str
    muted: str
    rule: str
    primary: str
    secondary: str
    accent: str
    success: str
    warning: str
    error: str
    cursor: str
    cursor_text: str
    blurred_cursor: str
    selection: str
    lit: str


_DARK: Final = _Palette(
    ground="#15181d",
    raised="#1b1f26",
    panel="#232932",
    text="#dfe4ea",
    muted="#9aa5b3",
    rule="#3c4654",
    primary="#82b1ea",
    secondary="#b9a3e8",
    accent="#e7b674",
    success="#8fcb94",
    warning="#e9bd63",
    error="#f58f8a",
    cursor="#2f527d",
    cursor_text="#ffffff",
    blurred_cursor="#2a313c",
    selection="#3d5f8c",
    lit="#28384d",
)

_LIGHT: Final = _Palette(
    ground="#fbfbf9",
    raised="#f5f5f2",
    panel="#e9eaea",
    text="#1d2127",
    muted="#525a65",
    rule="#b5bac2",
    primary="#0b57a4",
    secondary="#6136a8",
    accent="#8a4a00",
    success="#17652a",
    warning="#7d4d00",
    error="#ab1f1b",
    cursor="#0b57a4",
    cursor_text="#ffffff",
    blurred_cursor="#dbe3ee",
    selection="#b7d3f2",
    lit="#dce8f6",
)

_CONTRAST: Final = _Palette(
    ground="#000000",
    raised="#000000",
    panel="#1c1c1c",
    text="#ffffff",
    muted="#d0d0d0",
    rule="#a0a0a0",
    primary="#8fd0ff",
    secondary="#e6c1ff",
    accent="#ffe14d",
    success="#7dff8a",
    warning="#ffe14d",
    error="#ff9e99",
    cursor="#ffe14d",
    cursor_text="#000000",
    blurred_cursor="#3a3a3a",
    selection="#00509e",
    lit="#003a75",
)


def _theme(name: str, palette: _Palette, *, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=palette.primary,
        secondary=palette.secondary,
        accent=palette.accent,
        success=palette.success,
        warning=palette.warning,
        error=palette.error,
        foreground=palette.text,
        background=palette.ground,
        surface=palette.raised,
        panel=palette.panel,
        dark=dark,
        variables=_variables(palette),
    )


def _variables(palette: _Palette) -> dict[str, str]:
    """Give the variables that Textual would otherwise derive with alpha, where no contrast can be promised."""
    return {
        "text": palette.text,
        "text-muted": palette.muted,
        "text-disabled": palette.muted,
        "foreground-muted": palette.muted,
        "foreground-disabled": palette.muted,
        "text-primary": palette.primary,
        "text-secondary": palette.secondary,
        "text-accent": palette.accent,
        "text-success": palette.success,
        "text-warning": palette.warning,
        "text-error": palette.error,
        "primary-muted": palette.lit,
        "border": palette.primary,
        "border-blurred": palette.rule,
        "block-cursor-background": palette.cursor,
        "block-cursor-foreground": palette.cursor_text,
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": palette.blurred_cursor,
        "block-cursor-blurred-foreground": palette.text,
        "block-hover-background": palette.panel,
        "input-cursor-background": palette.text,
        "input-cursor-foreground": palette.ground,
        "input-selection-background": palette.selection,
        "input-selection-foreground": palette.text,
        "screen-selection-background": palette.selection,
        "screen-selection-foreground": palette.text,
        "footer-foreground": palette.muted,
        "footer-background": palette.panel,
        "footer-key-foreground": palette.accent,
        "footer-description-foreground": palette.text,
        "link-color": palette.primary,
        "link-color-hover": palette.cursor_text,
        "link-background-hover": palette.cursor,
        "button-foreground": palette.text,
        "scrollbar": palette.rule,
        "scrollbar-hover": palette.muted,
        "scrollbar-active": palette.primary,
        "scrollbar-background": palette.raised,
        "scrollbar-background-hover": palette.raised,
        "scrollbar-background-active": palette.raised,
        "scrollbar-corner-color": palette.raised,
    }


THEMES: Final = (
    _theme(DEFAULT, _DARK, dark=True),
    _theme("httpscope-light", _LIGHT, dark=False),
    _theme("httpscope-contrast", _CONTRAST, dark=True),
)
"""Our own themes, in the order they are offered."""
