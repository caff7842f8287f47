"""All features that an answer may have beyond being canned, by their keys below `answer`."""

from typing import Final

from httpscope.rules.feature import FeatureReader

FEATURES: Final[dict[str, FeatureReader]] = {}
"""Readers by key."""
SHAPES: Final = frozenset[str]()
"""Those that change when and how octets leave, whatever they are: they count beside raw octets too."""
