"""Promises of a connected account: only its own browser finishes it, and nothing stays behind."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from emomusic.errors import (
    Conflict,
    EmoMusicError,
    Forbidden,
    InvalidInput,
    NotFound,
    TooManyRequests,
    Unavailable,
)
from emomusic.services.access import Person
from emomusic.services.spotify import client, connection
from emomusic.services.spotify.connection import HANDSHAKE_LIFETIME, redirect_uri_at
from emomusic.services.spotify.vault import seal, unseal
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.spotify_tables import SpotifyAccount, SpotifyHandshake
from tests.people import come_in
from tests.services.spotify.accounts import REDIRECT, at_spotify, connect
from tests.spotify_server import DISPLAY_NAME, SpotifyServer

ME = "GET /v1/me/"


def stored(person: Person) -> SpotifyAccount:
    with session() as opened:
        account = opened.get(SpotifyAccount, person.id)
    assert account is not None
    return account


def test_a_person_connects_their_account(mira: Person) -> None:
    connect(mira)
    assert client.name_of(mira.id) == DISPLAY_NAME
    found = connection.connection_of(mira.id)
    assert found is not None
    assert found.is_alive
    assert connection.connected_people() == (mira.id,)


def test_spotify_is_asked_for_what_is_needed_and_no_more(mira: Person) -> None:
    query = parse_qs(urlsplit(connection.begin(mira, REDIRECT)).query)
    assert query["scope"] == [
        "playlist-read-collaborative playlist-read-private user-read-currently-playing"
    ]
    assert query["redirect_uri"] == [REDIRECT]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 43


def test_tokens_are_stored_encrypted(mira: Person) -> None:
    connect(mira)
    tokens = stored(mira).tokens
    token = connection.access_token(mira.id)
    assert token
    assert token not in tokens
    assert "refresh_token" not in tokens
    assert "refresh_token" in (unseal(tokens) or "")


def test_what_was_sealed_opens_under_this_secret_only(mira: Person) -> None:
    sealed = seal("a token")
    assert unseal(sealed) == "a token"
    assert unseal(sealed[:-4] + "AAAA") is None
    (settings().data_dir / "secrets" / "spotify").write_text("another secret")
    assert unseal(sealed) is None


def test_a_lost_secret_asks_to_connect_again(mira: Person) -> None:
    connect(mira)
    (settings().data_dir / "secrets" / "spotify").write_text("another secret")
    with pytest.raises(Forbidden, match="Connect your account again"):
        client.name_of(mira.id)


def test_another_session_cannot_finish_what_this_one_began(mira: Person) -> None:
    eve = come_in("Eve").person
    answer = at_spotify(connection.begin(mira, REDIRECT))
    with pytest.raises(Conflict):
        connection.complete(eve, *answer)
    connection.begin(eve, REDIRECT)
    with pytest.raises(Conflict):
        connection.complete(eve, *answer)
    assert connection.connected_people() == ()


def test_a_wrong_state_ends_the_handshake(mira: Person) -> None:
    state, code = at_spotify(connection.begin(mira, REDIRECT))
    for wrong in ("", "x" * 5000, "☃"):
        with pytest.raises(Conflict):
            connection.complete(mira, wrong, code)
    with pytest.raises(Conflict):
        connection.complete(mira, state, code)


def test_an_answer_works_once(mira: Person) -> None:
    answer = at_spotify(connection.begin(mira, REDIRECT))
    connection.complete(mira, *answer)
    with pytest.raises(Conflict):
        connection.complete(mira, *answer)


def test_an_answer_that_comes_too_late_is_refused(mira: Person) -> None:
    answer = at_spotify(connection.begin(mira, REDIRECT))
    with session(write=True) as opened:
        handshake = opened.get(SpotifyHandshake, mira.session_id)
        assert handshake is not None
        handshake.began_at -= HANDSHAKE_LIFETIME + timedelta(seconds=1)
        opened.add(handshake)
    with pytest.raises(Conflict):
        connection.complete(mira, *answer)


def test_a_code_that_spotify_does_not_know_is_refused(mira: Person) -> None:
    state, _ = at_spotify(connection.begin(mira, REDIRECT))
    with pytest.raises(Forbidden):
        connection.complete(mira, state, "made up")


def test_an_expired_token_is_renewed_and_the_new_one_kept(
    mira: Person, spotify: SpotifyServer
) -> None:
    connect(mira)
    before = stored(mira).tokens
    spotify.expire_tokens()
    assert client.name_of(mira.id) == DISPLAY_NAME
    assert spotify.asked[-3:] == [ME, "POST /api/token", ME]
    assert stored(mira).tokens != before
    spotify.expire_tokens()
    assert client.name_of(mira.id) == DISPLAY_NAME


def test_access_that_was_taken_away_asks_to_connect_again(
    mira: Person, spotify: SpotifyServer
) -> None:
    connect(mira)
    spotify.revoke()
    for _ in range(2):
        with pytest.raises(Forbidden, match="Connect your account again"):
            client.name_of(mira.id)
    assert spotify.count("POST /api/token") == 2  # the connection, and one try to renew
    found = connection.connection_of(mira.id)
    assert found is not None
    assert not found.is_alive
    assert connection.connected_people() == ()
    connect(mira)
    assert client.name_of(mira.id) == DISPLAY_NAME


def test_a_renewal_that_stumbles_does_not_end_the_connection(
    mira: Person, spotify: SpotifyServer
) -> None:
    connect(mira)
    spotify.expire_tokens()
    spotify.fail("/api/token", 503, times=3)
    with pytest.raises(Unavailable):
        client.name_of(mira.id)
    assert client.name_of(mira.id) == DISPLAY_NAME


def test_retry_after_is_obeyed(mira: Person, spotify: SpotifyServer) -> None:
    connect(mira)
    spotify.fail("/v1/me/", 429, Retry_After="1")
    spotify.times.clear()
    assert client.name_of(mira.id) == DISPLAY_NAME
    first, second = spotify.times
    assert second - first >= 1.0


def test_a_long_retry_after_is_told_and_nobody_asks_until_then(
    mira: Person, spotify: SpotifyServer
) -> None:
    connect(mira)
    spotify.fail("/v1/me/", 429, Retry_After="3600")
    with pytest.raises(TooManyRequests, match="wait for 60 minutes") as refused:
        client.name_of(mira.id)
    assert 3590 < refused.value.retry_after_s <= 3600
    with pytest.raises(TooManyRequests):
        client.name_of(mira.id)
    assert spotify.count(ME) == 1


def test_an_error_of_spotify_is_tried_again(mira: Person, spotify: SpotifyServer) -> None:
    connect(mira)
    spotify.fail("/v1/me/", 502, times=2)
    assert client.name_of(mira.id) == DISPLAY_NAME
    assert spotify.count(ME) == 3


def test_errors_that_do_not_end_become_a_sentence(mira: Person, spotify: SpotifyServer) -> None:
    connect(mira)
    spotify.fail("/v1/me/", 500, times=3, body=b"<html>oh no</html>")
    with pytest.raises(Unavailable, match="out of order"):
        client.name_of(mira.id)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, NotFound), (403, Forbidden), (400, Unavailable)]
)
def test_refusals_become_sentences(
    mira: Person, spotify: SpotifyServer, status: int, kind: type[EmoMusicError]
) -> None:
    connect(mira)
    spotify.fail("/v1/me/", status)
    with pytest.raises(kind):
        client.name_of(mira.id)


def test_disconnecting_deletes_the_tokens(mira: Person) -> None:
    connect(mira)
    connection.forget(mira.id)
    with session() as opened:
        assert opened.get(SpotifyAccount, mira.id) is None
    with pytest.raises(Forbidden, match="Connect your account"):
        client.name_of(mira.id)


def test_whoever_did_not_connect_is_told_so(mira: Person) -> None:
    with pytest.raises(Forbidden, match="Connect your account"):
        client.name_of(mira.id)


def test_without_the_setting_nobody_can_connect(
    mira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPOTIFY_CLIENT_ID")
    settings.cache_clear()
    with pytest.raises(NotFound):
        connection.begin(mira, REDIRECT)


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize(
    "origin", ["https://music.example.org", "http://127.0.0.1:3000", "http://[::1]:3000"]
)
def test_spotify_leads_back_to_where_the_page_was_opened(origin: str) -> None:
    assert redirect_uri_at(origin) == f"{origin}/api/spotify/callback"


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize(
    ("origin", "advice"),
    [
        ("http://localhost:3000", "as http://127.0.0.1:3000 and"),
        ("http://192.168.1.9:3000", "by HTTPS"),
    ],
)
def test_where_spotify_does_not_lead_back_to_is_said(origin: str, advice: str) -> None:
    with pytest.raises(InvalidInput, match=advice):
        redirect_uri_at(origin)
