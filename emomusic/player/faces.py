"""Python faces of the player's components.

Each names its JSX file; what a prop means stands there too. Songs are given as `SongView`.
"""

from __future__ import annotations

import reflex as rx

from emomusic.player import LIBRARY
from emomusic.services.views import SongView


def _like_spec(song_id: rx.Var[int], liked: rx.Var[bool]) -> tuple[rx.Var[int], rx.Var[bool]]:
    return song_id, liked


class PlayerBar(rx.Component):
    """The bar at the bottom of every page; it holds the sound, so mount it once, as an app wrap.

    Attributes:
        user_id: Who listens; 0 for nobody, and then there is no bar and no sound.
        on_like: `(song_id, liked)`, when a person likes a song anywhere on the page.
    """

    library = LIBRARY["player_bar.jsx"]
    tag = "PlayerBar"

    user_id: rx.Var[int]
    on_like: rx.EventHandler[_like_spec]  # type: ignore[type-arg, valid-type]


class SidePanel(rx.Component):
    """The right region of the shell: tabs for the emotion of now and for the queue."""

    library = LIBRARY["side_panel.jsx"]
    tag = "SidePanel"


class QueuePanel(rx.Component):
    """The queue: to see, reorder, thin out and empty."""

    library = LIBRARY["side_panel.jsx"]
    tag = "QueuePanel"


class EmotionPanel(rx.Component):
    """A small plane, the sentence and the meters."""

    library = LIBRARY["side_panel.jsx"]
    tag = "EmotionPanel"


def _no_args() -> tuple[()]:
    return ()


class SongList(rx.Component):
    """A list of songs with their emotion; it draws only the rows in view.

    Attributes:
        songs: As many as the page has.
        source: What the list is: `album:3`, `artist:7`, `liked`, `library`, `search`.
        total: Length of the whole list where the page has only its beginning.
        on_more: Asks for the next songs; takes nothing.
        show_album: Whether there is a column for the album.
        show_cover: Whether rows have a picture.
        show_track: Whether rows have the track's number rather than the row's.
        label: What the list is called, for a screen reader.
    """

    library = LIBRARY["song_list.jsx"]
    tag = "SongList"

    songs: rx.Var[list[SongView]]
    source: rx.Var[str]
    total: rx.Var[int]
    show_album: rx.Var[bool]
    show_cover: rx.Var[bool]
    show_track: rx.Var[bool]
    label: rx.Var[str]
    on_more: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class SongCards(rx.Component):
    """Songs as cards with a play button, their dot and their sparkline.

    Attributes:
        songs: The songs; playing one goes on with the others.
        source: What the list is, `home` by default.
    """

    library = LIBRARY["play_button.jsx"]
    tag = "SongCards"

    songs: rx.Var[list[SongView]]
    source: rx.Var[str]


class PlayButton(rx.Component):
    """Plays a whole album, artist or list, or goes on with it.

    Attributes:
        kind: A `SourceKind`.
        source_id: Which album, artist or song; 0 where the kind needs none.
        source: The whole source, such as `mix:calm`, in place of `kind` and `source_id`.
        songs: What it plays, where the page has it all; else the server is asked.
        label: What it plays, for its name.
        large: For the head of a page.
    """

    library = LIBRARY["play_button.jsx"]
    tag = "PlayButton"

    kind: rx.Var[str]
    source_id: rx.Var[int]
    source: rx.Var[str]
    songs: rx.Var[list[SongView]]
    label: rx.Var[str]
    large: rx.Var[bool]


class RadioButton(rx.Component):
    """Starts a radio from what a page shows.

    Attributes:
        seed: `song:3`, `artist:7`, `album:2` or `mood:calm`.
        name: Of what it starts from.
    """

    library = LIBRARY["radio_tools.jsx"]
    tag = "RadioButton"

    seed: rx.Var[str]
    name: rx.Var[str]


class Cover(rx.Component):
    """A cover that fills its box, or a drawn stand-in; with the dot of its emotion if known.

    Attributes:
        cover: Name of the thumbnails, or empty.
        title: What it belongs to; its initials are on the stand-in.
        size: Width it is shown at, in CSS pixels.
        valence: 0..1, or None for no dot.
        arousal: 0..1.
        mood: Name of the mood, to say what the dot shows.
    """

    library = LIBRARY["cover.jsx"]
    tag = "Cover"

    cover: rx.Var[str]
    title: rx.Var[str]
    size: rx.Var[int]
    valence: rx.Var[float | None]
    arousal: rx.Var[float | None]
    mood: rx.Var[str]


class MoodDot(rx.Component):
    """A dot in the colour of an emotion, named after its mood.

    Attributes:
        valence: 0..1, or None for "not sure".
        arousal: 0..1.
        mood: Name of the mood.
        size: Diameter in CSS pixels.
    """

    library = LIBRARY["cover.jsx"]
    tag = "MoodDot"

    valence: rx.Var[float | None]
    arousal: rx.Var[float | None]
    mood: rx.Var[str]
    size: rx.Var[int]


class Spark(rx.Component):
    """The sparkline of a song.

    Attributes:
        spark: `SongView.spark`.
        mood: Name of the mood, said to a screen reader.
        by: Names the model that heard it, where another one hears now.
    """

    library = LIBRARY["spark.jsx"]
    tag = "Spark"

    spark: rx.Var[str]
    mood: rx.Var[str]
    by: rx.Var[str]


class HeardBy(rx.Component):
    """Which model heard a song, and which one will again; leads to the page about the model.

    Attributes:
        song_id: The song.
        fact: For a list of facts, where "heard by" stands before it.
    """

    library = LIBRARY["heard_by.jsx"]
    tag = "HeardBy"

    song_id: rx.Var[int]
    fact: rx.Var[bool]


class Reheard(rx.Component):
    """Tells a page now and then that songs were heard since it was made. Draws nothing.

    Attributes:
        on_reheard: Loads the page's state anew; takes nothing.
    """

    library = LIBRARY["heard_by.jsx"]
    tag = "Reheard"

    on_reheard: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class SongCurve(rx.Component):
    """The course of a song's emotion over its waveform, whether it plays or not.

    Attributes:
        song_id: The song.
    """

    library = LIBRARY["song_curve.jsx"]
    tag = "SongCurve"

    song_id: rx.Var[int]


class EmotionWash(rx.Component):
    """Lets the top of the page glow in the colour of an emotion.

    Attributes:
        valence: 0..1, or None for no glow.
        arousal: 0..1.
    """

    library = LIBRARY["song_curve.jsx"]
    tag = "EmotionWash"

    valence: rx.Var[float | None]
    arousal: rx.Var[float | None]


class EmotionPlane(rx.Component):
    """The plane with the dot that moves with the music, its trail and its interval.

    Attributes:
        compact: Leave out the names of the axes.
    """

    library = LIBRARY["plane.jsx"]
    tag = "EmotionPlane"

    compact: rx.Var[bool]


class FieldPlane(rx.Component):
    """A small plane on which glows what somebody asked for, with the songs that were found.

    Attributes:
        field: Base64 of as many bytes along each side, the lowest arousal first: how well each
            place goes with what was asked.
        songs: What was found, as dots.
        label: Says the same in words.
    """

    library = LIBRARY["field_plane.jsx"]
    tag = "FieldPlane"

    field: rx.Var[str]
    songs: rx.Var[list[SongView]]
    label: rx.Var[str]


class LightField(rx.Component):
    """A field of light that follows the music; it fills the positioned box it is in."""

    library = LIBRARY["light_field.jsx"]
    tag = "LightField"


class MoodMeters(rx.Component):
    """How likely each of the four moods is now."""

    library = LIBRARY["meters.jsx"]
    tag = "MoodMeters"


class EmotionSentence(rx.Component):
    """The emotion of now in plain words, for the eye and for a screen reader."""

    library = LIBRARY["sentence.jsx"]
    tag = "EmotionSentence"


class TimelineFrame(rx.Component):
    """Carries the chart of `emotion_timeline`: playhead, seeking, legend and times."""

    library = LIBRARY["timeline.jsx"]
    tag = "TimelineFrame"


class NowPlaying(rx.Component):
    """The whole emotion view but its chart, which is its child."""

    library = LIBRARY["now_playing.jsx"]
    tag = "NowPlaying"
