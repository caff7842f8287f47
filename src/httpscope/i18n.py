"""Interface texts pass through gettext here; the catalogues lie in `locale/` beside this file.

`_` translates now; `N_` marks a text in a table that is translated where it is shown. Without a catalogue for the
person's language the English text stands. Nothing that travels on the wire or into a file is translated.
"""

import gettext
from pathlib import Path

_catalogue = gettext.translation("httpscope", Path(__file__).parent / "locale", fallback=True)


def _(text: str) -> str:
    """Give the text in the person's language."""
    return _catalogue.gettext(text)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Give the form of the text that fits the count, in the person's language."""
    return _catalogue.ngettext(singular, plural, count)


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text for the catalogue and give it back as it is."""
    return text
