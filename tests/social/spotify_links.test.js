// What is a link to Spotify in a message, in every spelling, and what is none.
import { expect, test } from "bun:test";
import { spotifyLinksIn } from "../../emomusic/social/spotify_links.js";

const ID = "4uLU6hMCjMI75M1A2tKUQC";
const TRACK = `https://open.spotify.com/track/${ID}`;

test.each([
  TRACK,
  `http://open.spotify.com/track/${ID}/`,
  `${TRACK}?si=0a1b2c3d4e5f&nd=1`,
  `https://open.spotify.com/intl-de/track/${ID}?si=abc`,
  `https://open.spotify.com/embed/track/${ID}?utm_source=generator`,
  `HTTPS://OPEN.SPOTIFY.COM/track/${ID}`,
  `spotify:track:${ID}`,
  `(${TRACK}).`,
  `listen:\n${TRACK}\nand again ${TRACK}?si=1`,
])("%s is that link", (text) => expect(spotifyLinksIn(text)).toEqual([TRACK]));

test("several links come in their order, each once", () => {
  const album = `https://open.spotify.com/album/${ID}`;
  expect(spotifyLinksIn(`${album}, spotify:track:${ID}! ${album}?si=2`)).toEqual([album, TRACK]);
});

test.each([
  "",
  "https://spotify.link/aBcDeFgHiJk",
  `https://open.spotify.com.evil.example/track/${ID}`,
  `https://evil.example/https://open.spotify.com/track/${ID}`,
  `https://evil.example/?to=xhttps://open.spotify.com/track/${ID}`,
  `https://user@open.spotify.com/track/${ID}`,
  `https://open.spotify.com:8443/track/${ID}`,
  `${TRACK}ABC`,
  `notspotify:track:${ID}`,
  `https://open.spotify.com/user/${ID}`,
  `javascript:alert(1)//open.spotify.com/track/${ID}`,
])("%s is none", (text) => expect(spotifyLinksIn(text)).toEqual([]));
