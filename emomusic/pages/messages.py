"""Messages: conversations, and the one that is open."""

from __future__ import annotations

import reflex as rx

from emomusic.components.shell import shell
from emomusic.social import MessagesPage
from emomusic.states.session import SessionState


def messages_page() -> rx.Component:
    """Lay the page of messages out; which conversation is open stands in the address."""
    return shell(MessagesPage.create(is_administrator=SessionState.is_administrator))
