"""Promises of nearness to friends: both agree, are friends, and did not block each other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from emomusic.services import blocks, friends, privacy
from emomusic.services.analytics.near_friends import NearFriend, near_friends
from emomusic.store.database import session
from emomusic.store.tables import User
from tests.factories import ident, make_song, make_user
from tests.services.analytics.diaries import heard, keep

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Two:
    """Two friends who agree, and who hear the same."""

    def __init__(self) -> None:
        self.one, self.other = ident(make_user("Ada")), ident(make_user("Bea"))
        friends.ask(self.one, self.other)
        friends.accept(self.other, self.one)
        for user_id in (self.one, self.other):
            privacy.set_compares_taste(user_id, True)
        self.song = ident(make_song("Tide", artists=["Ilse"]))
        self.another = ident(make_song("Ebb", artists=["Jon"]))

    async def listen(self) -> None:
        await keep(self.one, heard("2026-03-01 08:00", self.song, 30, felt=(0.85, 0.15)))
        await keep(
            self.other,
            heard("2026-03-02 08:00", self.song, 30, felt=(0.85, 0.15)),
            heard("2026-03-03 08:00", self.another, 30, felt=(0.15, 0.85)),
        )

    async def near(self) -> tuple[NearFriend, ...]:
        return await near_friends(self.one, NOW)


@pytest.fixture
async def two() -> Two:
    made = Two()
    await made.listen()
    return made


async def test_friends_who_agree_see_how_near_they_are(two: Two) -> None:
    (near,) = await two.near()
    assert near == NearFriend(
        id=two.other,
        name="Bea",
        is_known=True,
        score=50,
        plane=50,
        artists=50,
        degree="near",
        reasons=(
            "On the plane of emotion 50 % of your listening is in the same places, most of it "
            "calm.",
            "50 % is by artists you both hear: Ilse.",
            "You hear more that is calm, Bea more that is angry.",
        ),
    )
    (back,) = await near_friends(two.other, NOW)
    assert (back.name, back.score) == ("Ada", 50)


async def test_an_artist_whom_one_alone_hears_is_not_told(two: Two) -> None:
    (near,) = await two.near()
    assert "Jon" not in " ".join(near.reasons)


@pytest.mark.parametrize("who", ["one", "other"])
async def test_both_must_agree(two: Two, who: str) -> None:
    privacy.set_compares_taste(getattr(two, who), False)
    assert await two.near() == ()


@pytest.mark.parametrize("who", ["one", "other"])
async def test_who_is_not_tracked_is_not_compared(two: Two, who: str) -> None:
    privacy.set_tracked(getattr(two, who), False)
    assert await two.near() == ()


async def test_they_must_be_friends(two: Two) -> None:
    friends.part(two.one, two.other)
    assert await two.near() == ()
    friends.ask(two.other, two.one)
    assert await two.near() == ()


@pytest.mark.parametrize("who", ["one", "other"])
async def test_who_blocked_or_is_blocked_is_not_compared(two: Two, who: str) -> None:
    blocker = getattr(two, who)
    blocks.block(blocker, two.other if who == "one" else two.one)
    assert await two.near() == ()


async def test_an_account_that_is_disabled_is_not_compared(two: Two) -> None:
    with session(write=True) as db:
        user = db.get(User, two.other)
        assert user is not None
        user.is_disabled = True
    assert await two.near() == ()


async def test_only_a_year_counts(two: Two) -> None:
    (near,) = await near_friends(two.one, datetime(2027, 3, 1, 9, tzinfo=UTC))
    assert not near.is_known
    assert near.reasons == ("It takes 20 minutes of analysed music from each of you to tell.",)


async def test_the_nearest_comes_first_and_who_is_not_known_last(two: Two) -> None:
    for name, song, minutes in (("Cem", two.song, 30), ("Abe", two.song, 1)):
        user_id = ident(make_user(name))
        friends.ask(two.one, user_id)
        friends.accept(user_id, two.one)
        privacy.set_compares_taste(user_id, True)
        await keep(user_id, heard("2026-03-01 08:00", song, minutes, felt=(0.85, 0.15)))
    assert [(one.name, one.score) for one in await two.near()] == [
        ("Cem", 100),
        ("Bea", 50),
        ("Abe", 0),
    ]
