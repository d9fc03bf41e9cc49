"""Who may do what: the rules that guard every event handler and every route.

States and routes declare a rule each; the rule itself knows neither of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from emomusic.errors import ConfirmationNeeded, Forbidden, NotSignedIn
from emomusic.store.tables import Role, now

CONFIRMED_FOR = timedelta(minutes=15)
"""How long a password that was given counts for dangerous things."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in.

    Attributes:
        id: Of the account.
        name: As they wrote it.
        role: What they may do.
        session_id: Of the session through which they are here.
        confirmed_at: When they last gave their password in that session, or None.
        address: Where they ask from now, as far as it is known; for the audit log.
    """

    id: int
    name: str
    role: Role
    session_id: int
    confirmed_at: datetime | None = field(default=None, compare=False)
    address: str = field(default="", compare=False)

    @property
    def is_administrator(self) -> bool:
        """Whether they may do everything."""
        return self.role is Role.ADMINISTRATOR

    @property
    def has_confirmed(self) -> bool:
        """Whether they gave their password a short while ago."""
        return self.confirmed_at is not None and now() - self.confirmed_at < CONFIRMED_FOR


class AccessRule(StrEnum):
    """Who may call a handler or a route.

    `ADMINISTRATOR_CONFIRMED` is for dangerous things: an administrator who gave their password
    in the last 15 minutes, so that a desk left open does no harm.
    """

    ANYONE = "anyone"
    LISTENER = "listener"
    ADMINISTRATOR = "administrator"
    ADMINISTRATOR_CONFIRMED = "administrator who gave the password a short while ago"

    def check(self, person: Person | None) -> None:
        """Let a person pass, or refuse.

        Args:
            person: Who asks, or None for nobody.

        Raises:
            NotSignedIn: The rule needs somebody and nobody is here.
            Forbidden: The rule needs an administrator and this person is none.
            ConfirmationNeeded: They are one, and gave their password too long ago.
        """
        if self is AccessRule.ANYONE:
            return
        if person is None:
            raise NotSignedIn("Please log in first.")
        if self is AccessRule.LISTENER:
            return
        if not person.is_administrator:
            raise Forbidden("Only an administrator may do this.")
        if self is AccessRule.ADMINISTRATOR_CONFIRMED and not person.has_confirmed:
            raise ConfirmationNeeded("Please give your password again to do this.")


ANYONE = AccessRule.ANYONE
LISTENER = AccessRule.LISTENER
ADMINISTRATOR = AccessRule.ADMINISTRATOR
ADMINISTRATOR_CONFIRMED = AccessRule.ADMINISTRATOR_CONFIRMED

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
