// Links to Spotify in what somebody wrote; the server's emomusic/services/spotify/links.py reads
// them by the same rules.

const KINDS = "track|album|playlist|artist|episode|show";
const ID = "[A-Za-z0-9]{22}";
const WEB = `https?://open\\.spotify\\.com/(?:intl-[a-z]{2,3}(?:-[a-z]{2,4})?/)?(?:embed/)?(${KINDS})/(${ID})`;
const LINK = new RegExp(`(?<![\\w:/.@-])(?:${WEB}(?:/?[?#][^\\s<>"]*|/)?|spotify:(${KINDS}):(${ID}))(?!\\w)`, "gi");

/** The plain form of each link in a text, each once, in its order. */
export function spotifyLinksIn(text) {
  const found = [...text.matchAll(LINK)].map(([, kind, id, uriKind, uriId]) => {
    return `https://open.spotify.com/${(kind ?? uriKind).toLowerCase()}/${id ?? uriId}`;
  });
  return [...new Set(found)];
}
