"""Smart playlists: rules that choose songs, by their tags, by a person, by sound and emotion."""

from emomusic.services.rules.choose import Found, choose, count, found
from emomusic.services.rules.model import parse, to_json
from emomusic.services.rules.tree import Group, Limit, Match, Rule, Rules, Sort

__all__ = [
    "Found",
    "Group",
    "Limit",
    "Match",
    "Rule",
    "Rules",
    "Sort",
    "choose",
    "count",
    "found",
    "parse",
    "to_json",
]
