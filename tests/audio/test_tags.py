"""Tags of real files in every format, from the well-meant to the hostile."""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from mutagen.id3 import COMM, ID3, RVA2, TDRC, TIT2, TPE1, TXXX
from mutagen.oggopus import OggOpus

from emomusic.audio.tags import Tags, read_tags
from emomusic.errors import InvalidAudio
from tests.audio_files import SUFFIXES, TAGGED_SUFFIXES, make_audio, make_picture, tag

RECORDING = "0a5cbd53-1c2a-4a3e-8c0e-6c7f1f0f7a01"
ALBUM = "1b5cbd53-1c2a-4a3e-8c0e-6c7f1f0f7a02"
ARTIST = "2c5cbd53-1c2a-4a3e-8c0e-6c7f1f0f7a03"

every_tagged_format = pytest.mark.parametrize("suffix", TAGGED_SUFFIXES)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_stream_is_described_in_every_format(tmp_path: Path, suffix: str) -> None:
    tags = read_tags(make_audio(tmp_path / f"a{suffix}", seconds=2.0))
    assert tags.duration_s == pytest.approx(2.0, abs=0.15)
    assert (tags.sample_rate_hz, tags.channels) == (48_000, 2)
    assert tags.mime_type.startswith("audio/")


@every_tagged_format
def test_all_fields_are_read_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = make_audio(
        tmp_path / f"file{suffix}",
        title="Blue in Green",
        artist=["Miles Davis", "Bill Evans"],
        album="Kind of Blue",
        albumartist="Miles Davis",
        tracknumber="3/5",
        discnumber="1/2",
        date="1959-08-17",
        genre="Jazz",
        replaygain_track_gain="-6.48 dB",
        replaygain_track_peak="0.987",
        replaygain_album_gain="-7.1 dB",
        replaygain_album_peak="1.0",
        isrc="de-A12-00-00001",
        musicbrainz_trackid=RECORDING,
        musicbrainz_albumid=ALBUM,
        musicbrainz_albumartistid=ARTIST,
    )
    tags = read_tags(path)
    assert tags.title == "Blue in Green"
    assert tags.artists == ("Miles Davis", "Bill Evans")
    assert (tags.album, tags.album_artist) == ("Kind of Blue", "Miles Davis")
    assert (tags.track, tags.disc, tags.year, tags.genre) == (3, 1, 1959, "Jazz")
    assert tags.gains.track_db == pytest.approx(-6.48)
    assert tags.gains.track_peak == pytest.approx(0.987)
    assert tags.gains.album_db == pytest.approx(-7.1)
    assert tags.gains.album_peak == pytest.approx(1.0)
    assert tags.isrc == "DEA120000001"
    assert tags.musicbrainz.recording == RECORDING
    assert tags.musicbrainz.album == ALBUM
    assert tags.musicbrainz.album_artist == ARTIST


@every_tagged_format
def test_the_embedded_cover_comes_as_it_is(tmp_path: Path, suffix: str) -> None:
    picture = make_picture(30, 30)
    assert read_tags(make_audio(tmp_path / f"a{suffix}", picture=picture)).picture == picture


@every_tagged_format
def test_the_field_artists_goes_before_the_joined_artist(tmp_path: Path, suffix: str) -> None:
    path = make_audio(
        tmp_path / f"a{suffix}", artist="Simon & Garfunkel", artists=["Simon", "Garfunkel"]
    )
    assert read_tags(path).artists == ("Simon", "Garfunkel")


@pytest.mark.parametrize(
    ("written", "credited"),
    [
        (["Simon & Garfunkel"], ("Simon & Garfunkel",)),
        (["Earth, Wind & Fire"], ("Earth, Wind & Fire",)),
        (["AC/DC"], ("AC/DC",)),
        (["A feat. B"], ("A", "B")),
        (["A (ft. B)"], ("A", "B")),
        (["A featuring B & C"], ("A", "B & C")),
        (["Little Feat"], ("Little Feat",)),
        (["Little Feat Live"], ("Little Feat Live",)),
        (["Steins;Gate"], ("Steins;Gate",)),
        (["A; B"], ("A", "B")),
        (["A", "a", "B"], ("A", "B")),
        (["  ", "A"], ("A",)),
    ],
)
def test_names_are_split_only_where_it_is_sure(
    tmp_path: Path, written: list[str], credited: tuple[str, ...]
) -> None:
    assert read_tags(make_audio(tmp_path / "a.flac", artist=written)).artists == credited


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".ogg", ".m4a"])
def test_a_compilation_is_by_various_artists(tmp_path: Path, suffix: str) -> None:
    path = make_audio(tmp_path / f"a{suffix}", artist="A", compilation="1")
    assert read_tags(path).album_artist == "Various Artists"


def test_an_album_artist_goes_before_the_mark_of_a_compilation(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.flac", artist="A", albumartist="DJ", compilation="1")
    assert read_tags(path).album_artist == "DJ"


def test_the_album_artist_is_else_the_first_artist(tmp_path: Path) -> None:
    assert read_tags(make_audio(tmp_path / "a.flac", artist=["A", "B"])).album_artist == "A"


@pytest.mark.parametrize(
    ("name", "title", "track", "disc"),
    [
        ("Blue.flac", "Blue", None, None),
        ("03 - Blue.flac", "Blue", 3, None),
        ("03. Blue.flac", "Blue", 3, None),
        ("03_blue_train.flac", "blue train", 3, None),
        ("2-03 - Blue.flac", "Blue", 3, 2),
        ("1979.flac", "1979", None, None),
        ("99 Luftballons.flac", "99 Luftballons", None, None),
        ("7.flac", "7", None, None),
        ("menu_enhanced.flac", "menu enhanced", None, None),
    ],
)
def test_without_tags_the_names_of_file_and_folder_speak(
    tmp_path: Path, name: str, title: str, track: int | None, disc: int | None
) -> None:
    tags = read_tags(make_audio(tmp_path / "Some Album" / name))
    assert (tags.title, tags.track, tags.disc) == (title, track, disc)
    assert tags.album == "Some Album"
    assert tags.artists == ("Unknown Artist",)
    assert tags.album_artist == "Unknown Artist"


def test_the_folder_of_a_disc_belongs_to_the_album_above_it(tmp_path: Path) -> None:
    tags = read_tags(make_audio(tmp_path / "The Wall" / "CD 2" / "a.flac"))
    assert (tags.album, tags.disc) == ("The Wall", 2)


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2004", 2004),
        ("2004-05-01T12:00:00", 2004),
        ("01.05.2004", 2004),
        ("May 2004", 2004),
        ("20040501", 2004),
        ("0000", None),
        ("99", None),
        ("9999-01-01", None),
        ("soon", None),
    ],
)
def test_the_year_is_found_in_many_ways_of_writing_a_date(
    tmp_path: Path, date: str, year: int | None
) -> None:
    assert read_tags(make_audio(tmp_path / "a.flac", date=date)).year == year


@pytest.mark.parametrize(
    ("written", "track"),
    [("3", 3), ("03/12", 3), ("0", None), ("-1", None), ("A1", None), ("99999999999", None)],
)
def test_a_track_is_a_number_that_a_record_can_have(
    tmp_path: Path, written: str, track: int | None
) -> None:
    assert read_tags(make_audio(tmp_path / "a.ogg", title="t", tracknumber=written)).track == track


@pytest.mark.parametrize(
    ("written", "gain"),
    [
        ("-6.5", -6.5),
        ("+3.20 dB", 3.2),
        ("-6,5 dB", -6.5),
        ("nan", None),
        ("inf dB", None),
        ("1e9", None),
        ("-900 dB", None),
        ("", None),
    ],
)
def test_a_gain_is_within_reason_or_none(tmp_path: Path, written: str, gain: float | None) -> None:
    path = make_audio(tmp_path / "a.flac", replaygain_track_gain=written)
    assert read_tags(path).gains.track_db == gain


def test_the_gain_of_opus_is_shifted_to_the_reference_of_replaygain(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.opus", r128_track_gain="-1536", r128_album_gain="256")
    gains = read_tags(path).gains
    assert (gains.track_db, gains.album_db) == (-1.0, 6.0)


def test_the_older_gain_frame_of_mp3_is_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    frames = ID3()
    frames.add(RVA2(desc="track", channel=1, gain=-4.0, peak=0.5))
    frames.save(path)
    assert read_tags(path).gains.track_db == pytest.approx(-4.0)


def test_tags_of_version_2_3_are_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    frames = ID3()
    frames.add(TIT2(encoding=1, text="Für Elise"))
    frames.add(TDRC(encoding=3, text="1810-04-27"))
    frames.save(path, v2_version=3)
    tags = read_tags(path)
    assert (tags.title, tags.year) == ("Für Elise", 1810)


def test_tags_of_version_2_2_are_read(tmp_path: Path) -> None:
    frames = b"".join(
        name + struct.pack(">I", len(text) + 1)[1:] + b"\0" + text
        for name, text in ((b"TT2", b"Old"), (b"TP1", b"Older"), (b"TRK", b"4/9"))
    )
    path = make_audio(tmp_path / "a.mp3")
    path.write_bytes(b"ID3\2\0\0" + _syncsafe(len(frames)) + frames + path.read_bytes())
    tags = read_tags(path)
    assert (tags.title, tags.artists, tags.track) == ("Old", ("Older",), 4)


def test_tags_of_version_1_are_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    tail = b"TAG" + b"Title".ljust(30, b"\0") + b"Artist".ljust(30, b"\0")
    tail += b"Album".ljust(30, b"\0") + b"1999" + b"\0" * 28 + b"\0\7" + b"\x08"
    path.write_bytes(path.read_bytes() + tail)
    tags = read_tags(path)
    assert (tags.title, tags.artists, tags.album) == ("Title", ("Artist",), "Album")
    assert (tags.year, tags.track, tags.genre) == (1999, 7, "Jazz")


def test_the_info_chunk_of_a_wav_is_read(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.wav")
    info = b"INFO" + b"INAM\x06\0\0\0Title\0" + b"IART\x07\0\0\0Artist\0\0" + b"ITRK\x02\0\0\x005\0"
    path.write_bytes(path.read_bytes() + b"LIST" + struct.pack("<I", len(info)) + info)
    tags = read_tags(path)
    assert (tags.title, tags.artists, tags.track) == ("Title", ("Artist",), 5)


def test_the_content_tells_the_format_not_the_name(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.flac", title="Really FLAC").rename(tmp_path / "a.mp3")
    tags = read_tags(path)
    assert (tags.title, tags.mime_type) == ("Really FLAC", "audio/flac")


def test_artist_identifiers_come_only_when_each_artist_has_one(tmp_path: Path) -> None:
    both = make_audio(
        tmp_path / "a.flac", artist=["A", "B"], musicbrainz_artistid=[ALBUM, ARTIST.upper()]
    )
    one = make_audio(tmp_path / "b.flac", artist=["A", "B"], musicbrainz_artistid=[ARTIST])
    junk = make_audio(tmp_path / "c.flac", artist=["A"], musicbrainz_artistid=["'; DROP TABLE"])
    assert read_tags(both).musicbrainz.artists == (ALBUM, ARTIST)
    assert read_tags(one).musicbrainz.artists == ()
    assert read_tags(junk).musicbrainz.artists == ()


# The hostile ones.


@every_tagged_format
def test_texts_fit_their_columns_and_one_line(tmp_path: Path, suffix: str) -> None:
    path = make_audio(
        tmp_path / f"a{suffix}",
        title="x" * 10_000,
        artist="A\x07\x1b[31m\r\nB\u202e",
        album="two\tword\u0085s",
        genre="g" * 1000,
    )
    tags = read_tags(path)
    assert tags.title == "x" * 500
    assert tags.artists == ("A [31m B",)
    assert tags.album == "two word s"
    assert tags.genre == "g" * 200


def test_thousands_of_artists_are_cut_short(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.flac", artist=[f"artist {number}" for number in range(5000)])
    assert len(read_tags(path).artists) == 32


def test_nuls_and_half_surrogates_never_leave(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3")
    frames = ID3()
    frames.add(TXXX(encoding=1, desc="ARTISTS", text=["A"]))
    frames.save(path)
    # UTF-16 with a lone surrogate, and a NUL inside Latin-1.
    body = b"TIT2" + _syncsafe(7) + b"\0\0" + b"\1\xff\xfea\0\x00\xd8"
    body += b"TALB" + _syncsafe(6) + b"\0\0" + b"\0al\0bu"
    raw = make_audio(tmp_path / "b.mp3").read_bytes()
    path.write_bytes(b"ID3\4\0\0" + _syncsafe(len(body)) + body + raw)
    tags = read_tags(path)
    assert "\0" not in tags.title + tags.album
    (tags.title + tags.album).encode("utf-8")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5000, b"just a text, renamed\n" * 500], ids=["empty", "zeros", "text"]
)
def test_what_is_no_music_is_refused_with_a_sentence(
    tmp_path: Path, suffix: str, content: bytes
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    with pytest.raises(InvalidAudio) as refused:
        read_tags(path)
    assert refused.value.sentence.endswith(".")


def test_noise_is_not_taken_for_an_mp3(tmp_path: Path) -> None:
    noise = random.Random(1)
    for number in range(20):
        path = tmp_path / f"{number}.mp3"
        path.write_bytes(noise.randbytes(200_000))
        with pytest.raises(InvalidAudio):
            read_tags(path)


def test_a_file_without_sound_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidAudio, match="no sound"):
        read_tags(make_audio(tmp_path / "a.wav", seconds=0.0))


def test_a_truncated_wav_is_as_long_as_what_is_left_of_it(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.wav", seconds=2.0)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert read_tags(path).duration_s == pytest.approx(1.0, abs=0.01)


def test_a_long_ogg_without_an_end_is_as_long_as_its_last_page_says(tmp_path: Path) -> None:
    """As a recorded radio stream is: 40 MB, and no page is marked as the last."""
    path = make_audio(tmp_path / "a.opus", title="Radio", seconds=20.0)
    whole = path.read_bytes()
    last = whole.rindex(b"OggS")
    middle = whole[whole.index(b"OggS", whole.index(b"OpusTags")) : last]
    with path.open("wb") as file:
        file.write(whole[:last])
        for _ in range(40 * 2**20 // len(middle)):
            file.write(middle)
    tags, _, peak_bytes = _measured(path)
    assert tags.title == "Radio"
    assert tags.duration_s == pytest.approx(20.0, abs=1.1)
    assert peak_bytes < 10 * 2**20


@pytest.mark.parametrize("suffix", [".ogg", ".opus"])
def test_a_comment_of_100_mb_in_an_ogg_is_refused_within_bounds(
    tmp_path: Path, suffix: str
) -> None:
    path = make_audio(tmp_path / f"a{suffix}", title="T")
    whole = path.read_bytes()
    second = whole.index(b"OggS", 4)
    # Pages of 255 full segments each, the last of which goes on in the next page.
    page = whole[second : second + 5] + b"\1" + whole[second + 6 : second + 26] + b"\xff" * 256
    page += (whole[second + 28 :] * 64)[: 255 * 255]
    with path.open("wb") as file:
        file.write(whole[:second])
        for _ in range(100 * 2**20 // len(page)):
            file.write(page)
    tracemalloc.start()
    with pytest.raises(InvalidAudio):
        read_tags(path)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 80 * 2**20


def test_a_comment_of_100_mb_costs_neither_memory_nor_the_song(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "Folder" / "Song.mp3", seconds=3.0)
    sound = path.read_bytes()
    size = 100 * 2**20
    with path.open("wb") as file:
        file.write(b"ID3\4\0\0" + _syncsafe(size + 10) + b"COMM" + _syncsafe(size) + b"\0\0")
        for _ in range(100):
            file.write(b"x" * 2**20)
        file.write(sound)
    tags, seconds, peak_bytes = _measured(path)
    assert (tags.title, tags.album, tags.tags_left_out) == ("Song", "Folder", True)
    assert tags.duration_s == pytest.approx(3.0, abs=0.1)
    assert peak_bytes < 10 * 2**20
    assert seconds < 5


def test_a_comment_of_10_mb_is_passed_over(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3", title="Here")
    frames = ID3(path)
    frames.add(COMM(encoding=0, lang="eng", desc="", text="x" * (10 * 2**20)))
    frames.save(path)
    tags, seconds, peak_bytes = _measured(path)
    assert tags.title == "Here"
    assert peak_bytes < 60 * 2**20
    assert seconds < 5


def test_a_compressed_frame_is_never_inflated(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "Song.mp3")
    bomb = zlib.compress(b"\0" * (200 * 2**20), 9)
    frame = b"TIT2" + _syncsafe(len(bomb) + 4) + b"\0\x09" + _syncsafe(1) + bomb
    path.write_bytes(b"ID3\4\0\0" + _syncsafe(len(frame)) + frame + path.read_bytes())
    tags, _, peak_bytes = _measured(path)
    assert tags.title == "Song"
    assert peak_bytes < 10 * 2**20


def test_a_million_frames_do_not_take_forever(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "Song.mp3")
    frames = (b"XAAA" + _syncsafe(1) + b"\0\0x") * 1_000_000
    path.write_bytes(b"ID3\4\0\0" + _syncsafe(len(frames)) + frames + path.read_bytes())
    tags, seconds, _ = _measured(path)
    assert (tags.title, tags.tags_left_out) == ("Song", True)
    assert seconds < 10


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_files_are_read_or_refused_but_nothing_else(tmp_path: Path, suffix: str) -> None:
    tags = {"title": "T", "artist": ["A", "B"]} if suffix in TAGGED_SUFFIXES else {}
    picture = make_picture() if tags else None
    path = make_audio(tmp_path / f"whole{suffix}", seconds=0.3, picture=picture, **tags)
    whole = path.read_bytes()
    chance = random.Random(suffix)
    damaged = tmp_path / f"damaged{suffix}"
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            # Most formats keep what can be broken at their beginning, MP4 also at its end.
            where = chance.choice(
                (chance.randrange(min(2000, len(data))), chance.randrange(len(data)))
            )
            data[where] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        damaged.write_bytes(data)
        with suppress(InvalidAudio):
            found = read_tags(damaged)
            assert 0 < found.duration_s <= 7 * 24 * 3600
            assert 1 <= len(found.title) <= 500


def test_a_later_tag_does_not_keep_an_old_artist(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.mp3", artist="Old")
    tag(path, artist="New")
    assert read_tags(path).artists == ("New",)
    frames = ID3(path)
    assert [str(frame) for frame in frames.getall("TPE1")] == ["New"]
    assert isinstance(frames.getall("TPE1")[0], TPE1)


def test_an_ogg_with_a_broken_picture_keeps_its_texts(tmp_path: Path) -> None:
    path = make_audio(tmp_path / "a.opus", title="T")
    file = OggOpus(path)
    file["metadata_block_picture"] = ["!!! not base64 !!!", "AAAA"]
    file.save()
    tags = read_tags(path)
    assert (tags.title, tags.picture) == ("T", None)


def _syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _measured(path: Path) -> tuple[Tags, float, int]:
    tracemalloc.start()
    try:
        begun = time.monotonic()
        tags = read_tags(path)
        return tags, time.monotonic() - begun, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
