"""Who may do what: the rules that guard every event handler and every route.

States and routes declare a rule each; the rule itself knows neither of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from emomusic.errors import Forbidden, NotSignedIn
from emomusic.store.tables import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in.

    Attributes:
        id: Of the account.
        name: As they wrote it.
        role: What they may do.
        session_id: Of the session through which they are here.
    """

    id: int
    name: str
    role: Role
    session_id: int

    @property
    def is_administrator(self) -> bool:
        """Whether they may do everything."""
        return self.role is Role.ADMINISTRATOR


class AccessRule(StrEnum):
    """Who may call a handler or a route."""

    ANYONE = "anyone"
    LISTENER = "listener"
    ADMINISTRATOR = "administrator"

    def check(self, person: Person | None) -> None:
        """Let a person pass, or refuse.

        Args:
            person: Who asks, or None for nobody.

        Raises:
            NotSignedIn: The rule needs somebody and nobody is here.
            Forbidden: The rule needs an administrator and this person is none.
        """
        if self is AccessRule.ANYONE:
            return
        if person is None:
            raise NotSignedIn("Please log in first.")
        if self is AccessRule.ADMINISTRATOR and not person.is_administrator:
            raise Forbidden("Only an administrator may do this.")


ANYONE = AccessRule.ANYONE
LISTENER = AccessRule.LISTENER
ADMINISTRATOR = AccessRule.ADMINISTRATOR

RULE_ATTRIBUTE = "__access_rule__"
"""Name under which a guarded function carries its rule."""


def rule_of(function: object) -> AccessRule | None:
    """Return the rule that guards a function, or None where there is none.

    Args:
        function: An event handler's function or a route's endpoint.

    Returns:
        The rule.
    """
    rule = getattr(function, RULE_ATTRIBUTE, None)
    return rule if isinstance(rule, AccessRule) else None
