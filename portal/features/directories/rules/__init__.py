"""Decide whom a county's directory reaches, what it says of a person, and how fast it may ask. Values only."""

from portal.features.directories.rules.facts import (
    LONGEST_TEXT,
    Facts,
    changed_words,
    check_facts,
    completed,
    following,
    user_key,
)
from portal.features.directories.rules.pace import REQUESTS_A_MINUTE
from portal.features.directories.rules.reach import OWN_ROLES, is_within_reach
from portal.foundation.pace import Pace, next_pace

__all__ = [
    "LONGEST_TEXT", "OWN_ROLES", "REQUESTS_A_MINUTE", "Facts", "Pace", "changed_words", "check_facts", "completed",
    "following", "is_within_reach",
    "next_pace", "user_key",
]  # fmt: skip
