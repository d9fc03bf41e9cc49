// A link to Spotify as a card. Everything on it comes from our own server; Spotify's player is
// loaded only when somebody asks for it.
import { useEffect, useState } from "react";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import * as engine from "$/public/external/emomusic/player/engine.js";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { PlayButton } from "$/public/external/emomusic/player/play_button.jsx";
import * as live from "./live.js";
import "./spotify.css";

const KEEP_MS = 5 * 60_000;
const KINDS = {
  track: "Song",
  album: "Album",
  playlist: "Playlist",
  artist: "Artist",
  episode: "Episode",
  show: "Podcast",
};
const LOW = new Set(["track", "episode"]);

const asked = new Map();

/** Ask the server for a card, once in a while for each link. */
function cardOf(url) {
  const known = asked.get(url);
  if (known && Date.now() - known.at < KEEP_MS) return known.card;
  const card = live.call("spotify.card", { url });
  asked.set(url, { card, at: Date.now() });
  card.catch(() => asked.delete(url));
  return card;
}

function useCard(url) {
  const [card, setCard] = useState(null);
  useEffect(() => {
    let here = true;
    setCard(null);
    cardOf(url).then((found) => here && setCard(found), () => {}); // The plain card stays.
    return () => {
      here = false;
    };
  }, [url]);
  return card;
}

/** What a link leads to, read from the link alone: "https://open.spotify.com/track/…". */
const kindOf = (url) => KINDS[url.split("/")[3]] ?? "Link";

function InLibrary({ here }) {
  const words = here.is_same ? "In your library" : `${here.kind === "album" ? "An album" : "A song"} of this title is in your library`;
  return (
    <div className="em-spotify-here">
      <PlayButton kind={here.kind} sourceId={here.id} label={here.by ? `${here.title} by ${here.by}` : here.title} />
      <span>
        <strong>Play it here</strong>
        <small>{here.is_same || !here.by ? words : `${words}, by ${here.by}`}</small>
      </span>
    </div>
  );
}

/**
 * A card of a link to Spotify.
 * @param url the link's plain form, as `spotifyLinksIn` gives it
 */
export function SpotifyCard({ url }) {
  const card = useCard(url);
  const [open, setOpen] = useState(false);
  const kind = kindOf(url);
  const title = card?.title || `${kind} on Spotify`;
  const about = [card?.title ? `${kind} on Spotify` : "open.spotify.com", card?.by].filter(Boolean).join(" · ");
  const toggle = () => {
    if (!open) engine.pause();
    setOpen(!open);
  };
  return (
    <article className="em-spotify" aria-label={`${kind} on Spotify${card?.title ? `: ${card.title}` : ""}`} data-known={Boolean(card?.title)}>
      <div className="em-spotify-head">
        <div className="em-spotify-art">
          {card?.cover ? <Cover cover={card.cover} title={title} size={64} /> : <span className="em-spotify-none"><Icons.Note size={26} /></span>}
        </div>
        <div className="em-spotify-words">
          <strong>{title}</strong>
          <span>{about}</span>
        </div>
      </div>
      {card?.here && <InLibrary here={card.here} />}
      <div className="em-spotify-ways">
        <button type="button" aria-expanded={open} onClick={toggle} disabled={!card}>
          {open ? "Close Spotify's player" : "Listen with Spotify's player"}
        </button>
        <a href={url} target="_blank" rel="noopener noreferrer nofollow">Open in Spotify</a>
      </div>
      {open && (
        <iframe
          title={`Spotify's player: ${title}`}
          src={card.embed_url}
          height={LOW.has(card.kind) ? 152 : 352}
          sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          allow="encrypted-media; autoplay"
          loading="lazy"
        />
      )}
    </article>
  );
}
