"""All conditions that a rule may set beyond method and path, by their keys below `match`, in the order they are tried.

Cheap ones come first, those that look into content behind them, and whose turn it is comes last: `nth` counts what fits
all else, and `chance` throws its dice only then.
"""

from typing import Final

from httpscope.rules import (
    condition_body,
    condition_json,
    condition_named,
    condition_origin,
    condition_path,
    condition_turn,
)
from httpscope.rules.feature import ConditionReader

CONDITIONS: Final[dict[str, ConditionReader]] = {
    **condition_origin.READERS,
    **condition_named.READERS,
    **condition_path.READERS,
    **condition_json.READERS,
    **condition_body.READERS,
    **condition_turn.READERS,
}
"""Readers by key."""
