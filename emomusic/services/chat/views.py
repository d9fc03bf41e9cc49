"""What chat shows: frozen rows that go to a browser as JSON with the same names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ConversationKind(StrEnum):
    """Two people, or a room of several."""

    DIRECT = "direct"
    GROUP = "group"


class MessageKind(StrEnum):
    """Something that was said, or a note that the room itself makes."""

    SAID = "said"
    NOTE = "note"


class Gone(StrEnum):
    """Why a message shows no content: taken back, removed, or of somebody one does not meet."""

    DELETED = "deleted"
    REMOVED = "removed"
    HIDDEN = "hidden"


class CardKind(StrEnum):
    """What a card plays."""

    SONG = "song"
    MOMENT = "moment"
    ALBUM = "album"
    SONGS = "songs"


@dataclass(frozen=True, slots=True)
class CardView:
    """Music in a message, as it was when it was sent.

    Attributes:
        kind: What it plays.
        id: The song, or the album; 0 for a list of songs.
        title: Of the song, the album or the list.
        by: Names of its artists, or of whose list it is.
        cover: Name of the cover's thumbnails, or empty.
        at_s: Where a moment begins, in seconds; 0 for the others.
        valence: 0..1, at the moment or of the whole; None where it is not known.
        arousal: 0..1, likewise.
        mood: A `Mood`, or empty where it is not known.
        song_ids: The songs of a list, in order; empty for the others.
        song_count: How many songs an album or a list has.
        duration_s: Length of the song, or of all songs, in seconds.
    """

    kind: CardKind
    id: int
    title: str
    by: str
    cover: str
    at_s: float
    valence: float | None
    arousal: float | None
    mood: str
    song_ids: tuple[int, ...]
    song_count: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji under a message, and who put it there."""

    emoji: str
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message.

    Attributes:
        conversation_id: Where it was written.
        seq: Its place in the one order that all see: 1, 2, 3 without a gap.
        client_id: Made by the browser that sent it; the same when it is sent again.
        sender_id: Who wrote it.
        sender_name: Their name now.
        kind: Whether somebody said it.
        text: As written, to be escaped; empty for a card alone.
        card: Music, or None.
        at: When it was stored (ISO 8601, UTC).
        edited_at: When it was last changed, or empty.
        gone: Why it has no content any more, or empty.
        reactions: In the order in which each emoji first came.
    """

    conversation_id: str
    seq: int
    client_id: str
    sender_id: int
    sender_name: str
    kind: MessageKind
    text: str
    card: CardView | None
    at: str
    edited_at: str
    gone: Gone | str
    reactions: tuple[Reaction, ...]


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody in a conversation.

    Attributes:
        id: Of the account.
        name: Their name now.
        read_seq: Up to which message they have read.
    """

    id: int
    name: str
    read_seq: int


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation, the same for all who are in it.

    Attributes:
        id: `d-3-7` for two people, `g-…` for a room.
        kind: Which of the two.
        name: Of a room; empty for two people.
        owner_id: Who may rename a room and remove people; 0 for two people.
        members: Who is in it, by name.
        last_seq: Of the newest message; 0 where there is none.
        last_at: When that was (ISO 8601, UTC), or when the conversation began.
    """

    id: str
    kind: ConversationKind
    name: str
    owner_id: int
    members: tuple[MemberView, ...]
    last_seq: int
    last_at: str

    @property
    def member_ids(self) -> tuple[int, ...]:
        """Who is in it."""
        return tuple(member.id for member in self.members)


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in somebody's list.

    Attributes:
        conversation: The conversation.
        unread: Messages of others that they have not read, at most `MOST_UNREAD`.
        last: The newest message, or None.
    """

    conversation: ConversationView
    unread: int
    last: MessageView | None


@dataclass(frozen=True, slots=True)
class History:
    """A part of a conversation, the oldest message first.

    Attributes:
        messages: At most as many as were asked for.
        more: Whether there are older ones (newer ones, where newer ones were asked for).
    """

    messages: tuple[MessageView, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """How somebody wants to hear of messages.

    Attributes:
        sound: A soft sound for a message.
        badge: The number of unread messages in the navigation and in the tab's title.
    """

    sound: bool = True
    badge: bool = True


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a browser needs when it comes, or comes back.

    Attributes:
        me: Whose it is.
        conversations: The latest first.
        preferences: Theirs.
    """

    me: int
    conversations: tuple[Listed, ...]
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody to whom one can write.

    Attributes:
        id: Of the account.
        name: Their name.
        is_friend: Whether they are a friend; friends come first.
    """

    id: int
    name: str
    is_friend: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A message that somebody reported.

    Attributes:
        message: As it is now.
        reporter_names: Who reported it.
        at: When it was last reported (ISO 8601, UTC).
    """

    message: MessageView
    reporter_names: tuple[str, ...]
    at: str
