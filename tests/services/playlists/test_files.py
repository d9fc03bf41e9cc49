"""Files of playlists: what is written is read again, and hostile ones get one clear sentence."""

from __future__ import annotations

import json
import time

import pytest

from emomusic.errors import InvalidInput
from emomusic.services.playlists.carrying import read_file
from emomusic.services.playlists.files import jspf, m3u, xspf
from emomusic.services.playlists.files.tracks import (
    LARGEST_FILE,
    MOST_TRACKS,
    FileTrack,
    PlaylistFile,
)

MBID = "0b1c2d3e-4f50-4617-8899-aabbccddeeff"
WHOLE = PlaylistFile(
    "Rain & <shine>",
    "Two\nlines",
    (
        FileTrack(
            "Ada/Blue #1/01 Ünter 100%.flac", "Ünter", "Ada", "Blue #1", 61.5, "GBAYE0601498", MBID
        ),
        FileTrack("#odd name.mp3", "Odd - name", "Ben"),
    ),
)


def m3u_of(text: str) -> tuple[FileTrack, ...]:
    return m3u.read(text).tracks


@pytest.mark.parametrize(("write", "lines"), [(xspf.write, "<"), (jspf.write, "{")])
def test_what_is_written_with_all_fields_is_read_again(write: object, lines: str) -> None:
    assert callable(write)
    text = write(WHOLE)
    assert text.startswith(lines)
    assert read_file(text.encode()) == WHOLE


def test_m3u8_says_path_length_artist_title_and_album() -> None:
    text = m3u.write(WHOLE)
    assert text.splitlines() == [
        "#EXTM3U",
        "#PLAYLIST:Rain & <shine>",
        "#EXTINF:62,Ada - Ünter",
        "#EXTALB:Blue #1",
        "Ada/Blue #1/01 Ünter 100%.flac",
        "#EXTINF:-1,Ben - Odd - name",
        "./#odd name.mp3",
    ]
    found = read_file(text.encode())
    assert found.title == "Rain & <shine>"
    assert found.tracks == (
        FileTrack("Ada/Blue #1/01 Ünter 100%.flac", "Ünter", "Ada", "Blue #1", 62.0),
        FileTrack("./#odd name.mp3", "Odd - name", "Ben"),
    )


def test_m3u_of_other_programs_is_read() -> None:
    text = (
        '# a comment\r\n\r\n#EXTINF:123 tvg-id="x",Only a title\r\nC:\\Music\\Ada\\01 Rain.mp3\r\n'
        "#EXTART:Ben\r\n#EXTINF:-1,Ben - Low - Tide\r\nfile:///home/ben/Low%20Tide.ogg\r\n"
        "http://radio.example/stream\r\nD:/x.mp3"
    )
    assert m3u_of(text) == (
        FileTrack("/Music/Ada/01 Rain.mp3", "Only a title", "", "", 123.0),
        FileTrack("/home/ben/Low Tide.ogg", "Low - Tide", "Ben"),
        FileTrack(),
        FileTrack("/x.mp3"),
    )


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("Größe.mp3".encode(), "Größe.mp3"),
        ("\ufeffGröße.mp3".encode(), "Größe.mp3"),
        ("Größe.mp3".encode("utf-16"), "Größe.mp3"),
        ("Größe.mp3".encode("cp1252"), "Größe.mp3"),
        (b"bad \xc3\x28 byte.mp3", "bad Ã( byte.mp3"),
    ],
)
def test_texts_in_other_encodings_are_read(data: bytes, path: str) -> None:
    assert read_file(data).tracks == (FileTrack(path),)


def test_xspf_in_the_encoding_that_it_names_is_read() -> None:
    text = xspf.write(WHOLE).replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    assert read_file(text.encode("latin-1")).tracks[0].title == "Ünter"
    wide = xspf.write(WHOLE).replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read_file(wide.encode("utf-16")).tracks == WHOLE.tracks


def test_jspf_with_one_text_for_a_list_and_odd_kinds_is_read() -> None:
    tracks = [
        {"location": "file:///a/b.mp3", "identifier": f"https://musicbrainz.org/recording/{MBID}"},
        {"title": 7, "creator": None, "duration": "90000", "identifier": ["isrc:gb-aye-06-01498"]},
        "no track",
    ]
    text = json.dumps({"playlist": {"title": ["no text"], "track": tracks}})
    assert read_file(text.encode()).tracks == (
        FileTrack("/a/b.mp3", musicbrainz_id=MBID),
        FileTrack(duration_s=90.0, isrc="GBAYE0601498"),
    )


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE playlist [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]><playlist><title>&j;</title></playlist>"
)
STEALING = (
    '<!DOCTYPE playlist [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<playlist><title>&x;</title><trackList/></playlist>"
)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (BOMB.encode(), "declares entities of its own"),
        (STEALING.encode(), "declares entities of its own"),
        (b"<playlist><trackList>", "no XML that can be read"),
        (b"<playlist>\xff\xfe</playlist>", "no XML that can be read"),
        (b'<?xml version="1.0" encoding="no-such"?><playlist/>', "no XML that can be read"),
        (b"<html><body/></html>", "no XSPF playlist"),
        (b"<playlist>" + b"<a>" * 100_000, "no XSPF playlist"),
        (b"<playlist/>", "no songs in this file"),
        (b"{", "no JSON that can be read"),
        (b'{"playlist": ' + b"[" * 100_000, "no JSON that can be read"),
        (b'{"playlist": {"track": {}}}', "no JSPF playlist"),
        (b'{"playlist": []}', "no JSPF playlist"),
        (b'{"a": ' + b"9" * 100_000 + b"}", "no JSON that can be read"),
        (b"", "no songs in this file"),
        (b"#EXTM3U\n# nothing\n", "no songs in this file"),
        (b"\x00\x01\x02binary", "no text"),
        (b"x" * (LARGEST_FILE + 1), "8 MB at most"),
        (b"a.mp3\n" * (MOST_TRACKS + 1), "more than 5,000 songs"),
        (b"<playlist><trackList>" + b"<track/>" * (MOST_TRACKS + 1), "more than 5,000 songs"),
        (b'{"playlist":{"track":[' + b"0," * (MOST_TRACKS + 1) + b"0]}}", "more than 5,000 songs"),
    ],
)
def test_hostile_files_get_one_clear_sentence_and_soon(data: bytes, sentence: str) -> None:
    began = time.monotonic()
    with pytest.raises(InvalidInput, match=sentence):
        read_file(data)
    assert time.monotonic() - began < 2


def test_endless_texts_are_cut() -> None:
    text = (
        f"<playlist><trackList><track><title>{'x' * 10**6}</title></track></trackList></playlist>"
    )
    assert len(read_file(text.encode()).tracks[0].title) <= 1000
    assert len(m3u_of(f"#EXTINF:1,{'x' * 10**6}\na.mp3")[0].title) == 1000


def test_a_title_that_xml_cannot_hold_is_written_without_what_it_cannot() -> None:
    file = PlaylistFile("a\x00b\x0bc\ud800", "", (FileTrack("x.mp3", "t\x01"),))
    found = read_file(xspf.write(file).encode())
    assert (found.title, found.tracks[0].title) == ("abc", "t")


def test_a_length_of_endless_digits_is_read_as_soon_as_any_other() -> None:
    began = time.monotonic()
    tracks = m3u_of(f"#EXTINF:{'1' * 10**6}\na.mp3\n#EXTINF:{'1' * 10**6},Long\nb.mp3")
    assert time.monotonic() - began < 2
    assert [(one.title, one.duration_s) for one in tracks] == [("", None), ("Long", None)]


def test_halves_of_surrogate_pairs_in_json_become_question_marks() -> None:
    texts = {"title": "c", "creator": "d", "album": "e", "location": "f"}
    track = {name: f"{text}\ud800" for name, text in texts.items()}
    data = json.dumps({"playlist": {"title": "a\ud800", "annotation": "b\ud800", "track": [track]}})
    found = read_file(data.encode())
    assert (found.title, found.description) == ("a?", "b?")
    assert found.tracks == (FileTrack("f?", "c?", "d?", "e?"),)


def test_texts_are_brought_to_one_line_that_every_database_takes() -> None:
    data = '{"playlist": {"title": "a\\u0000b\\u202e", "track": [{"title": "c\\u0000\\nd"}]}}'
    found = read_file(data.encode())
    assert (found.title, found.tracks[0].title) == ("a b", "c d")
