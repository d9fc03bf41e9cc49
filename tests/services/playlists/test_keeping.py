"""Playlists: made, seen by whom they are for, played as a whole, and deleted."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services import blocks, catalogue
from emomusic.services.discovery.shelf import forget_shelf
from emomusic.services.orders import SourceKind
from emomusic.services.playlists import editing, keeping, sharing
from emomusic.services.playlists.views import PlaylistPerson, Right
from emomusic.services.rules import parse, to_json
from emomusic.store.playlist_tables import Visibility
from emomusic.store.tables import now
from tests.databases import on_both
from tests.factories import ident, make_emotion, make_song
from tests.services.playlists.lists import befriend, list_of, person_called, titles

pytestmark = [on_both, pytest.mark.usefixtures("database")]


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()


def test_a_playlist_holds_its_songs_in_the_order_given_and_unknown_ones_are_left_out() -> None:
    ann = person_called("Ann")
    one, two = make_song("One", cover="c" * 40), make_song("Two")
    made = keeping.create(
        ann, "  Late \n night ", " slow ", [ident(two), 10**6, ident(one), ident(two)]
    )
    found = keeping.playlist(made, ann.id)
    assert [entry.song.title for entry in found.entries] == ["Two", "One", "Two"]
    assert len({entry.key for entry in found.entries}) == 3
    assert [entry.added_by for entry in found.entries] == [ann.id] * 3
    assert (found.card.title, found.card.description) == ("Late night", "slow")
    assert (found.card.song_count, found.card.covers) == (3, ("c" * 40,))
    assert (found.card.right, found.card.visibility) == (Right.OWN, Visibility.PRIVATE)
    assert found.people == (PlaylistPerson(ann.id, "Ann", Right.OWN),)
    assert (found.version, found.last_edit, found.rules) == (0, None, "")


@pytest.mark.parametrize("name", ["", " \n ", "x" * 201, "\u200b\u202e\0", "\u0301", "\u200d"])
def test_a_playlist_needs_a_name_that_can_be_read(name: str) -> None:
    with pytest.raises(InvalidInput, match="a name of 1 to 200"):
        keeping.create(person_called("Ann"), name)


def test_a_name_keeps_what_joins_letters_and_emoji_and_emoji_of_tomorrow() -> None:
    ann = person_called("Ann")
    family, wanting = (
        "\U0001f468\u200d\U0001f467",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    )
    scotland, unassigned = "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U0001fabf"
    for name in (family, wanting, scotland, unassigned):
        assert keeping.playlist(keeping.create(ann, name), ann.id).card.title == name
    made = keeping.create(ann, "a\u202eb\0c\ud800d", "e\u202e\nf")
    card = keeping.playlist(made, ann.id).card
    assert (card.title, card.description) == ("a b c d", "e \nf")


def test_a_playlist_holds_so_many_songs_and_no_more() -> None:
    with pytest.raises(InvalidInput, match="at most 5,000 songs"):
        keeping.create(person_called("Ann"), "All", song_ids=[1] * (keeping.MOST_SONGS + 1))


def test_a_private_playlist_is_its_owners_alone() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    made = list_of(ann, "One")
    for ask in (keeping.playlist, keeping.song_ids_of, keeping.delete):
        with pytest.raises(NotFound):
            ask(made, bob.id)
    assert keeping.playlists_of(bob.id) == keeping.playlists_of_everybody(bob.id) == ()
    with pytest.raises(NotFound):
        keeping.playlist(2**40, ann.id)


def test_one_for_everybody_can_be_seen_and_played_but_not_changed() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    made = list_of(ann, "One", "Two")
    sharing.show_to(made, ann.id, Visibility.EVERYONE)
    found = keeping.playlist(made, bob.id)
    assert (found.card.owner, found.card.right, found.link_key) == ("Ann", Right.SEE, "")
    assert len(catalogue.song_ids(SourceKind.PLAYLIST, made, bob.id)) == 2
    assert [one.id for one in keeping.playlists_of_everybody(bob.id)] == [made]
    assert keeping.playlists_of_everybody(ann.id) == keeping.playlists_of(bob.id) == ()
    for change in (
        lambda: keeping.delete(made, bob.id),
        lambda: keeping.change_facts(made, bob.id, "Mine", ""),
        lambda: sharing.show_to(made, bob.id, Visibility.PRIVATE),
        lambda: sharing.make_link(made, bob.id, may_edit=True),
    ):
        with pytest.raises(Forbidden):
            change()


def test_people_of_whom_one_blocked_the_other_do_not_meet_in_a_playlist() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    open_one, joined = list_of(ann, "One"), list_of(ann, "Two")
    sharing.show_to(open_one, ann.id, Visibility.EVERYONE)
    key = sharing.make_link(joined, ann.id, may_edit=True)
    sharing.join(key, bob.id)
    blocks.block(bob.id, ann.id)
    for made in (open_one, joined):
        with pytest.raises(NotFound):
            keeping.playlist(made, bob.id)
    assert keeping.playlists_of(bob.id) == keeping.playlists_of_everybody(bob.id) == ()
    with pytest.raises(NotFound):
        sharing.join(key, bob.id)


def test_who_comes_by_a_link_may_do_what_the_link_says_and_an_old_link_leads_nowhere() -> None:
    ann, bob, cid = person_called("Ann"), person_called("Bob"), person_called("Cid")
    made = list_of(ann, "One")
    to_see = sharing.make_link(made, ann.id, may_edit=False)
    assert sharing.join(to_see, bob.id) == made
    assert keeping.playlist(made, bob.id).card.right is Right.SEE
    to_edit = sharing.make_link(made, ann.id, may_edit=True)
    with pytest.raises(NotFound, match="leads to no playlist"):
        sharing.join(to_see, cid.id)
    sharing.join(to_edit, cid.id)
    assert sharing.join(to_edit, ann.id) == made
    assert keeping.playlist(made, ann.id).people == (
        PlaylistPerson(ann.id, "Ann", Right.OWN),
        PlaylistPerson(bob.id, "Bob", Right.SEE),
        PlaylistPerson(cid.id, "Cid", Right.EDIT),
    )
    sharing.drop_link(made, ann.id)
    with pytest.raises(NotFound):
        sharing.join(to_edit, person_called("Dan").id)
    assert [one.id for one in keeping.playlists_of(cid.id)] == [made]


def test_a_link_to_see_takes_nothing_from_who_may_edit() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    befriend(ann, bob)
    made = list_of(ann, "One")
    sharing.ask_in(made, ann.id, bob.id, may_edit=True)
    sharing.join(sharing.make_link(made, ann.id, may_edit=False), bob.id)
    assert keeping.playlist(made, bob.id).card.right is Right.EDIT


def test_only_friends_are_asked_in_and_members_are_told_anew_what_they_may() -> None:
    ann, bob, cid = person_called("Ann"), person_called("Bob"), person_called("Cid")
    befriend(ann, bob)
    made = list_of(ann, "One")
    with pytest.raises(NotFound, match="Only friends"):
        sharing.ask_in(made, ann.id, cid.id, may_edit=True)
    sharing.ask_in(made, ann.id, bob.id, may_edit=True)
    assert keeping.playlist(made, bob.id).card.right is Right.EDIT
    sharing.ask_in(made, ann.id, bob.id, may_edit=False)
    assert keeping.playlist(made, bob.id).card.right is Right.SEE
    with pytest.raises(Forbidden):
        sharing.ask_in(made, bob.id, cid.id, may_edit=True)


def test_a_member_may_go_and_be_put_out() -> None:
    ann, bob, cid = person_called("Ann"), person_called("Bob"), person_called("Cid")
    made = list_of(ann, "One")
    key = sharing.make_link(made, ann.id, may_edit=True)
    for one in (bob, cid):
        sharing.join(key, one.id)
    with pytest.raises(Forbidden):
        sharing.put_out(made, bob.id, cid.id)
    assert sharing.put_out(made, bob.id, bob.id) is False
    assert sharing.put_out(made, ann.id, cid.id) is True
    assert [one.name for one in keeping.playlist(made, ann.id).people] == ["Ann"]
    with pytest.raises(InvalidInput, match="delete it, but not leave"):
        sharing.put_out(made, ann.id, ann.id)


def test_a_link_does_not_undo_what_the_owner_said_of_a_member() -> None:
    ann, bob, cid = person_called("Ann"), person_called("Bob"), person_called("Cid")
    made = list_of(ann, "One")
    key = sharing.make_link(made, ann.id, may_edit=True)
    for one in (bob, cid):
        sharing.join(key, one.id)
    assert sharing.ask_in(made, ann.id, bob.id, may_edit=True) is False
    assert sharing.ask_in(made, ann.id, bob.id, may_edit=False) is True
    with pytest.raises(NotFound, match="no playlist any more"):
        sharing.join(key, bob.id)
    key = sharing.make_link(made, ann.id, may_edit=False)
    assert sharing.ask_in(made, ann.id, cid.id, may_edit=False) is False
    assert sharing.put_out(made, ann.id, cid.id) is True
    with pytest.raises(NotFound, match="no playlist any more"):
        sharing.join(key, cid.id)
    assert sharing.put_out(made, ann.id, cid.id) is False


def test_names_and_descriptions_are_changed_by_the_owner() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One")
    keeping.change_facts(made, ann.id, "Morning", "Two\nlines\x00")
    card = keeping.playlist(made, ann.id).card
    assert (card.title, card.description) == ("Morning", "Two\nlines")
    with pytest.raises(InvalidInput, match="at most 2,000"):
        keeping.change_facts(made, ann.id, "Morning", "x" * 2001)


def test_a_playlist_has_a_cover_of_its_own_or_those_of_its_songs() -> None:
    ann = person_called("Ann")
    songs = [make_song(cover=letter * 40) for letter in "aabcde"]
    made = list_of(ann, *songs)
    assert keeping.playlist(made, ann.id).card.covers == tuple(letter * 40 for letter in "abcd")
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), "teal").save(picture, "PNG")
    name = keeping.keep_cover(made, ann.id, picture.getvalue())
    assert keeping.playlist(made, ann.id).card.cover == name
    with pytest.raises(InvalidInput, match="broken"):
        keeping.keep_cover(made, ann.id, b"no picture")
    keeping.drop_cover(made, ann.id)
    assert keeping.playlist(made, ann.id).card.cover == ""


def test_vanished_songs_stay_marked_and_are_not_played_and_binned_ones_are_hidden() -> None:
    ann = person_called("Ann")
    gone, binned, here = (
        make_song("Gone", missing_since=now()),
        make_song("Binned", missing_since=now(), binned_at=now()),
        make_song("Here"),
    )
    made = list_of(ann, gone, here)
    keeping.create(ann, "Bin", song_ids=[ident(binned)])
    assert [one.song.missing for one in keeping.playlist(made, ann.id).entries] == [True, False]
    assert catalogue.song_ids(SourceKind.PLAYLIST, str(made), ann.id) == [ident(here)]
    assert [one.song_count for one in keeping.playlists_of(ann.id)] == [0, 2]


def test_a_deleted_playlist_is_gone_and_its_songs_stay() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One")
    keeping.delete(made, ann.id)
    with pytest.raises(NotFound):
        keeping.playlist(made, ann.id)
    assert catalogue.list_songs(ann.id).total == 1


def test_playlists_are_listed_by_title() -> None:
    ann = person_called("Ann")
    for title in ("blue", "Amber", "Cyan"):
        list_of(ann, title=title)
    assert [one.title for one in keeping.playlists_of(ann.id)] == ["Amber", "blue", "Cyan"]
    assert titles(keeping.playlists_of(ann.id)[0].id, ann) == []


def test_rules_choose_the_songs_for_all_by_what_its_owner_likes() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    for title, year in (("Old", 1970), ("New", 2020)):
        make_emotion(make_song(title, year=year, genre="Jazz"))
    old = {"match": "all", "rules": [{"field": "year", "is": "below", "value": 2000}]}
    rules = to_json(parse(json.dumps(old)))
    made = keeping.create(ann, "Old ones", rules=rules)
    sharing.show_to(made, ann.id, Visibility.EVERYONE)
    found = keeping.playlist(made, bob.id)
    assert [one.song.title for one in found.entries] == ["Old"]
    assert (found.card.is_smart, found.card.song_count, found.rules) == (True, None, rules)
    assert catalogue.song_ids(SourceKind.PLAYLIST, made, bob.id) == [found.entries[0].song.id]
    with pytest.raises(Forbidden, match="Rules choose the songs"):
        editing.add_songs(made, ann.id, [found.entries[0].song.id])
    with pytest.raises(InvalidInput, match="others can only listen"):
        sharing.make_link(made, ann.id, may_edit=True)
    new = rules.replace("below", "above")
    keeping.change_rules(made, ann.id, new)
    changed = keeping.playlist(made, ann.id)
    assert ([one.song.title for one in changed.entries], changed.version) == (["New"], 1)
    with pytest.raises(Conflict):
        keeping.change_rules(list_of(ann, "One"), ann.id, new)


def test_two_tabs_that_do_the_same_at_once_do_it_once() -> None:
    ann, bob, cid = person_called("Ann"), person_called("Bob"), person_called("Cid")
    befriend(ann, cid)
    made = list_of(ann, "One")
    key = sharing.make_link(made, ann.id, may_edit=True)
    song = ident(make_song("Two"))
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(lambda _: sharing.join(key, bob.id), range(6))) == {made}
        let_in = pool.map(lambda _: sharing.ask_in(made, ann.id, cid.id, may_edit=True), range(6))
        assert set(let_in) == {False}

        def delete_or_add(number: int) -> bool:
            try:
                if number == 2:
                    keeping.delete(made, ann.id)
                else:
                    editing.add_songs(made, bob.id, [song])
            except NotFound:
                return False
            return True

        assert list(pool.map(delete_or_add, range(6)))[2] is True
    assert keeping.playlists_of(ann.id) == ()
