"""All conditions that a rule may set beyond method and path, by their keys below `match`."""

from typing import Final

from httpscope.rules.feature import ConditionReader

CONDITIONS: Final[dict[str, ConditionReader]] = {}
"""Readers by key."""
