"""Edits of a playlist: by keys, none lost, told twice made once, and undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import col, select

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.playlists import keeping, sharing
from emomusic.services.playlists.editing import EDITS_KEPT, add_songs, apply, undo
from emomusic.services.playlists.edits import END, Edit, Insert, Move, NewEntry, Remove, Spot
from emomusic.services.playlists.views import LastEdit
from emomusic.store.database import session
from emomusic.store.playlist_tables import PlaylistEdit, Visibility
from emomusic.store.tables import User
from tests.databases import on_both
from tests.factories import ident, make_song
from tests.services.playlists.lists import edit, keys, list_of, person_called, titles

pytestmark = [on_both, pytest.mark.usefixtures("database")]

BEGINNING = Spot()


def two_with_one_list(*songs: str) -> tuple[Person, Person, int]:
    """Two people who may both edit a playlist."""
    ann, bob = person_called("Ann"), person_called("Bob")
    made = list_of(ann, *songs)
    sharing.join(sharing.make_link(made, ann.id, may_edit=True), bob.id)
    return ann, bob, made


def put(title: str, spot: Spot = END) -> Insert:
    """Put one new song in."""
    return Insert((NewEntry(f"key-of-{title}", ident(make_song(title))),), spot)


def test_songs_are_put_where_they_are_wanted() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One", "Two")
    edit(made, ann, "edit-1", put("First", BEGINNING))
    edit(made, ann, "edit-2", put("Last"))
    edit(made, ann, "edit-3", put("Between", Spot(after=keys(made, ann)["One"])))
    assert titles(made, ann) == ["First", "One", "Between", "Two", "Last"]
    assert keeping.playlist(made, ann.id).version == 3


def test_an_edit_says_what_it_changed_to_all_who_look() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One", "Two", "Three")
    known = keys(made, ann)
    added = edit(made, ann, "edit-1", put("Four"))
    assert [(one.key, one.song.title) for one in added.change.put] == [("key-of-Four", "Four")]
    assert (added.change.version, added.change.gone, added.change.is_anew) == (1, (), False)
    assert added.last_edit == LastEdit("edit-1", "Added “Four”")
    moved = edit(made, ann, "edit-2", Move((known["Three"],), BEGINNING))
    assert [one.key for one in moved.change.put] == [known["Three"]]
    gone = edit(made, ann, "edit-3", Remove((known["One"], known["Two"])))
    assert gone.change.gone == (known["One"], known["Two"])
    assert gone.last_edit == LastEdit("edit-3", "Removed 2 songs")
    assert titles(made, ann) == ["Three", "Four"]


def test_several_entries_move_together_in_the_order_told() -> None:
    ann = person_called("Ann")
    made = list_of(ann, *"ABCDE")
    known = keys(made, ann)
    edit(made, ann, "edit-1", Move((known["E"], known["A"]), Spot(after=known["C"])))
    assert titles(made, ann) == list("BCEAD")


def test_an_edit_told_twice_is_made_once() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One")
    wanted = put("Two")
    first, again = edit(made, ann, "edit-1", wanted), edit(made, ann, "edit-1", wanted)
    assert titles(made, ann) == ["One", "Two"]
    assert (first.change.changed, again.change.changed) == (True, False)
    assert again.change.version == 1


def test_the_key_of_somebody_elses_edit_is_no_edit() -> None:
    ann, bob, made = two_with_one_list("One")
    edit(made, ann, "edit-1", put("Two"))
    with pytest.raises(Conflict):
        edit(made, bob, "edit-1", put("Three"))


def test_a_song_put_after_one_that_was_just_taken_out_lands_where_that_stood() -> None:
    ann, bob, made = two_with_one_list("One", "Two", "Three")
    before = {one.song.title: one for one in keeping.playlist(made, bob.id).entries}
    edit(made, ann, "edit-1", Remove((before["Two"].key,)))
    there = Spot(after=before["Two"].key, near=before["Two"].place)
    edit(made, bob, "edit-2", put("New", there))
    edit(made, bob, "edit-3", put("Lost", Spot(after="nobody-knows-it")))
    assert titles(made, ann) == ["One", "New", "Three", "Lost"]


def test_what_is_gone_already_is_passed_over() -> None:
    ann, bob, made = two_with_one_list("One", "Two")
    known = keys(made, ann)
    edit(made, ann, "edit-1", Remove((known["One"],)))
    edits: tuple[Edit, ...] = (Remove((known["One"],)), Move((known["One"],), END))
    for number, wanted in enumerate(edits):
        done = edit(made, bob, f"bob-{number}", wanted)
        assert (done.change.changed, done.last_edit) == (False, None)
    assert titles(made, ann) == ["Two"]


def test_two_who_edit_at_once_lose_nothing() -> None:
    ann, bob, made = two_with_one_list("Anchor")
    anchor = Spot(after=keys(made, ann)["Anchor"])
    songs = {
        who.name: [ident(make_song(f"{who.name} {n}")) for n in range(12)] for who in (ann, bob)
    }

    def work(who: Person) -> None:
        for number, song_id in enumerate(songs[who.name]):
            entry = NewEntry(f"{who.name}-entry-{number}", song_id)
            apply(made, who.id, f"{who.name}-edit-{number}", Insert((entry,), anchor))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, (ann, bob)))
    found = titles(made, ann)
    assert sorted(found[1:]) == sorted(f"{who} {n}" for who in ("Ann", "Bob") for n in range(12))
    for who in ("Ann", "Bob"):
        assert [one for one in found if one.startswith(who)] == [
            f"{who} {n}" for n in range(11, -1, -1)
        ]
    assert keeping.playlist(made, bob.id).version == 24


def test_places_are_laid_out_anew_when_they_come_too_close() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "First", "Last")
    spot = Spot(after=keys(made, ann)["First"])
    anew = []
    for number in range(40):
        done = edit(made, ann, f"edit-{number}", put(f"Song {number}", spot))
        anew.append(done.change.is_anew)
    assert titles(made, ann) == ["First", *(f"Song {n}" for n in range(39, -1, -1)), "Last"]
    assert sum(anew) == 1
    places = [one.place for one in keeping.playlist(made, ann.id).entries]
    assert places == sorted(set(places))


def test_undoing_takes_out_what_was_put_in() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One")
    edit(made, ann, "edit-1", put("Two"))
    done = undo(made, ann.id, "edit-1")
    assert titles(made, ann) == ["One"]
    assert (done.change.gone, done.last_edit) == (("key-of-Two",), None)


def test_undoing_puts_back_what_was_taken_out_where_it_stood_and_as_it_was() -> None:
    ann = person_called("Ann")
    made = list_of(ann, *"ABCDE")
    before = keeping.playlist(made, ann.id).entries
    known = keys(made, ann)
    edit(made, ann, "edit-1", Remove((known["C"], known["B"], known["E"])))
    undo(made, ann.id, "edit-1")
    after = keeping.playlist(made, ann.id).entries
    assert [(one.key, one.added_by, one.added_at) for one in after] == [
        (one.key, one.added_by, one.added_at) for one in before
    ]


def test_many_that_were_chosen_come_back_by_one_undo_beside_what_others_did_since() -> None:
    ann, bob, made = two_with_one_list(*"abcdefgh")
    known = keys(made, ann)
    several = tuple(known[one] for one in "bcegh")
    edit(made, ann, "edit-1", Remove(several))
    assert titles(made, ann) == list("adf")
    undo(made, ann.id, "edit-1")
    assert titles(made, ann) == list("abcdefgh")
    edit(made, ann, "edit-2", Move(several, Spot(None)))
    assert titles(made, ann) == list("bceghadf")
    edit(made, bob, "bob-1", Move((known["d"],), END))
    undo(made, ann.id, "edit-2")
    assert titles(made, ann) == list("abcfghde")


def test_undoing_moves_back_and_leaves_what_others_did_since() -> None:
    ann, bob, made = two_with_one_list(*"ABCD")
    known = keys(made, ann)
    edit(made, ann, "edit-1", Move((known["B"], known["C"]), END))
    edit(made, bob, "edit-2", Remove((known["A"],)))
    edit(made, bob, "edit-3", put("E"))
    undo(made, ann.id, "edit-1")
    assert titles(made, ann) == list("BCDE")


def test_one_undoes_ones_own_edits_the_last_first_and_each_once() -> None:
    ann, bob, made = two_with_one_list("One")
    edit(made, ann, "ann-1", put("Two"))
    edit(made, ann, "ann-2", put("Three"))
    edit(made, bob, "bob-1", put("Four"))
    with pytest.raises(NotFound):
        undo(made, ann.id, "bob-1")
    assert undo(made, ann.id, "ann-2").last_edit == LastEdit("ann-1", "Added “Two”")
    assert undo(made, ann.id, "ann-2").change.changed is False
    assert undo(made, ann.id, "ann-1").last_edit is None
    assert titles(made, ann) == ["One", "Four"]


def test_who_may_only_see_changes_nothing() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    made = list_of(ann, "One")
    with pytest.raises(NotFound):
        edit(made, bob, "edit-1", put("Two"))
    sharing.show_to(made, ann.id, Visibility.EVERYONE)
    with pytest.raises(Forbidden, match="listen to this playlist, but not change"):
        edit(made, bob, "edit-1", put("Three"))
    assert titles(made, ann) == ["One"]


def test_songs_that_the_library_lacks_are_left_out_and_nothing_but_them_is_an_error() -> None:
    ann = person_called("Ann")
    made = list_of(ann, "One")
    add_songs(made, ann.id, [10**6, ident(make_song("Two"))])
    assert titles(made, ann) == ["One", "Two"]
    with pytest.raises(NotFound, match="does not have these songs"):
        add_songs(made, ann.id, [10**6])


def test_a_list_does_not_grow_beyond_what_it_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emomusic.services.playlists.editing.MOST_SONGS", 2)
    ann = person_called("Ann")
    made = list_of(ann, "One", "Two")
    with pytest.raises(InvalidInput, match="holds at most"):
        edit(made, ann, "edit-1", put("Three"))
    known = keys(made, ann)
    edit(made, ann, "edit-2", Remove((known["One"],)))
    edit(made, ann, "edit-3", put("Four"))
    with pytest.raises(InvalidInput):
        undo(made, ann.id, "edit-2")
    assert titles(made, ann) == ["Two", "Four"]


def test_so_many_edits_are_kept_to_be_undone_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emomusic.services.playlists.editing.EDITS_KEPT", 3)
    assert EDITS_KEPT == 200
    ann, bob, made = two_with_one_list("One")
    edit(made, bob, "bob-1", put("Two"))
    for number in range(5):
        edit(made, ann, f"ann-{number}", put(f"Song {number}"))
    with session() as db:
        kept = db.exec(select(PlaylistEdit.edit_key).order_by(col(PlaylistEdit.id))).all()
    assert list(kept) == ["bob-1", "ann-2", "ann-3", "ann-4"]


def test_what_somebody_added_who_is_gone_is_put_back_as_nobodys() -> None:
    ann, bob, made = two_with_one_list("One")
    edit(made, bob, "edit-1", put("Two"))
    edit(made, ann, "edit-2", Remove((keys(made, ann)["Two"],)))
    with session(write=True) as db:
        db.delete(db.get(User, bob.id))
    undo(made, ann.id, "edit-2")
    found = keeping.playlist(made, ann.id).entries
    assert [(one.song.title, one.added_by) for one in found] == [("One", ann.id), ("Two", None)]
