"""The report of an import: kept with the playlist, looked through again, and dismissed."""

from __future__ import annotations

import pytest
from sqlmodel import select

from emomusic.errors import Forbidden, NotFound
from emomusic.services.access import Person
from emomusic.services.playlists import editing, keeping, sharing
from emomusic.services.playlists.carrying import import_file
from emomusic.services.playlists.edits import Remove
from emomusic.services.playlists.reports import (
    NotFoundTrack,
    dismiss_report,
    look_again,
    report_of,
)
from emomusic.store.database import session
from emomusic.store.playlist_tables import PlaylistImport, Visibility
from tests.databases import on_both
from tests.factories import make_song
from tests.services.playlists.lists import keys, person_called, titles

pytestmark = [on_both, pytest.mark.usefixtures("database")]

WEATHER = ("Sun", "Rain", "Hail", "Fog", "Snow", "Wind")


def add(*names: str) -> None:
    for title in names:
        make_song(title, artists=["Ada"])


def imported(owner: Person, *there: str) -> int:
    """A playlist of a file that names the weather, of which the library has a part."""
    add(*there)
    lines = (f"#EXTINF:-1,Ada - {title}\nx/{title}.mp3" for title in WEATHER)
    made = import_file(owner, "\n".join(lines).encode(), "Weather.m3u8").playlist_id
    assert made is not None
    return made


def missing(playlist_id: int, owner: Person) -> list[str]:
    return [one.title for one in report_of(playlist_id, owner.id).missing]


def kept_rows() -> int:
    with session() as db:
        return len(db.exec(select(PlaylistImport)).all())


def test_what_was_not_found_is_kept_with_the_playlist_for_its_owner_alone() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    made = imported(ann, "Rain", "Fog", "Snow", "Wind")
    sharing.show_to(made, ann.id, Visibility.EVERYONE)
    report = report_of(made, ann.id)
    assert (report.playlist_id, report.title, report.total, report.found) == (made, "Weather", 6, 4)
    assert report.missing == (
        NotFoundTrack(1, "Sun", "Ada", "", "x/Sun.mp3"),
        NotFoundTrack(3, "Hail", "Ada", "", "x/Hail.mp3"),
    )
    assert keeping.playlist(made, ann.id).lacking == 2
    assert keeping.playlist(made, bob.id).lacking == 0
    for act in (report_of, look_again, dismiss_report):
        with pytest.raises(Forbidden):
            act(made, bob.id)
    sharing.show_to(made, ann.id, Visibility.PRIVATE)
    for act in (report_of, look_again, dismiss_report):
        with pytest.raises(NotFound):
            act(made, bob.id)


def test_where_all_was_found_there_is_no_report() -> None:
    ann = person_called("Ann")
    made = imported(ann, *WEATHER)
    assert keeping.playlist(made, ann.id).lacking == 0
    with pytest.raises(NotFound, match="no report"):
        report_of(made, ann.id)


def test_what_came_since_goes_where_the_file_has_it_and_one_undo_takes_it_out() -> None:
    ann = person_called("Ann")
    made = imported(ann, "Rain", "Snow")
    assert missing(made, ann) == ["Sun", "Hail", "Fog", "Wind"]
    assert look_again(made, ann.id).found == 2
    assert titles(made, ann) == ["Rain", "Snow"]
    add("Wind", "Hail")
    report = look_again(made, ann.id)
    assert (report.found, [one.title for one in report.missing]) == (4, ["Sun", "Fog"])
    assert titles(made, ann) == ["Rain", "Hail", "Snow", "Wind"]
    assert keeping.playlist(made, ann.id).lacking == 2
    add("Fog", "Sun")
    assert look_again(made, ann.id).missing == ()
    assert titles(made, ann) == list(WEATHER)
    assert (kept_rows(), keeping.playlist(made, ann.id).lacking) == (0, 0)
    last = keeping.playlist(made, ann.id).last_edit
    assert last is not None
    assert last.what == "Added 2 songs"
    editing.undo(made, ann.id, last.key)
    assert titles(made, ann) == ["Rain", "Hail", "Snow", "Wind"]


def test_what_came_since_finds_its_place_in_a_list_that_was_changed() -> None:
    ann = person_called("Ann")
    made = imported(ann, "Sun", "Rain", "Snow")
    editing.apply(made, ann.id, "edit-1", Remove((keys(made, ann)["Rain"],)))
    add("Hail", "Fog", "Wind")
    look_again(made, ann.id)
    assert titles(made, ann) == ["Sun", "Hail", "Fog", "Snow", "Wind"]


def test_a_report_is_dismissed_and_goes_with_its_playlist() -> None:
    ann = person_called("Ann")
    made, other = imported(ann, "Rain"), imported(ann)
    assert kept_rows() == 2
    dismiss_report(made, ann.id)
    dismiss_report(made, ann.id)
    assert (kept_rows(), keeping.playlist(made, ann.id).lacking) == (1, 0)
    with pytest.raises(NotFound, match="no report"):
        look_again(made, ann.id)
    keeping.delete(other, ann.id)
    assert kept_rows() == 0
