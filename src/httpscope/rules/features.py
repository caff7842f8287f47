"""All features that an answer may have beyond being canned, by their keys below `answer`."""

from typing import Final

from httpscope.rules import extras, hold
from httpscope.rules.feature import FeatureReader

FEATURES: Final[dict[str, FeatureReader]] = {**hold.READERS, **extras.READERS}
"""Readers by key."""
SHAPES: Final = frozenset[str](hold.READERS)
"""Those that change when and how octets leave, whatever they are: they count beside raw octets too."""
