"""The well-behaved things that an answer can do by a switch, in the order in which they have their turn in a stage."""

from typing import Final

from httpscope.rules.feature import challenge, coding, cors, dress, json_content, listing, ranges, validators
from httpscope.rules.part import FeatureReader

# Preflights come without credentials, so CORS goes before the challenge; and what a challenge hides is not listed.
READERS: Final[dict[str, FeatureReader]] = {
    **cors.READERS,
    **challenge.READERS,
    **listing.READERS,
    **json_content.READERS,
    **dress.READERS,
    **coding.READERS,
    **validators.READERS,
    **ranges.READERS,
}
"""Readers by key below `answer`."""
