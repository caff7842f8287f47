"""All conditions that a rule may set beyond method and path, by their keys below `match`, in the order they are tried.

Cheap ones come first, those that look into content behind them, and whose turn it is comes last: `nth` counts what fits
all else, and `chance` throws its dice only then.
"""

from typing import Final

from httpscope.rules.condition import body as condition_body
from httpscope.rules.condition import json as condition_json
from httpscope.rules.condition import named as condition_named
from httpscope.rules.condition import origin as condition_origin
from httpscope.rules.condition import path as condition_path
from httpscope.rules.condition import turn as condition_turn
from httpscope.rules.part import ConditionReader

CONDITIONS: Final[dict[str, ConditionReader]] = {
    **condition_origin.READERS,
    **condition_named.READERS,
    **condition_path.READERS,
    **condition_json.READERS,
    **condition_body.READERS,
    **condition_turn.READERS,
}
"""Readers by key."""
