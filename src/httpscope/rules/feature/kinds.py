"""All features that an answer may have beyond being canned, by their keys below `answer`."""

from typing import Final

from httpscope.rules.feature import events, extras, fault, hold, interim, pacing, script
from httpscope.rules.part import FeatureReader
from httpscope.rules.template import feature as template

FLOW: Final = {
    **interim.READERS, **events.READERS, **script.READERS, **fault.READERS, **pacing.READERS,
}  # fmt: skip
"""What leaves, and when, in the order in which it shapes the answer."""
FEATURES: Final[dict[str, FeatureReader]] = {**template.READERS, **hold.READERS, **extras.READERS, **FLOW}
"""Readers by key."""
SHAPES: Final = frozenset[str]((*hold.READERS, *script.READERS, *fault.READERS, *pacing.READERS))
"""Those that change when and how octets leave, whatever they are: they count beside raw octets too."""
