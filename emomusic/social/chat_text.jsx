// The text of a message. React escapes it; links are found by linkify, and only http and https are.
import Linkify from "linkify-react";
import { find } from "linkifyjs";
import { SpotifyCard } from "./spotify_card.jsx";

const WEB = /^https?:\/\//i;
const SPOTIFY = /^https?:\/\/open\.spotify\.com\/(?:intl-[a-z]+\/)?(track|album|playlist|artist|episode|show)\/([A-Za-z0-9]{22})/i;
const MOST_CARDS = 3;

const OPTIONS = {
  defaultProtocol: "https",
  target: "_blank",
  rel: "noopener noreferrer nofollow",
  truncate: 80,
  validate: { url: (value) => WEB.test(value) || /^[\w-]+(\.[\w-]+)+/.test(value), email: false },
};

/** Only emoji, and few of them: shown large. */
const isLoud = (text) => text.length <= 24 && /^(?:\p{Extended_Pictographic}|\p{Emoji_Component}|\s)+$/u.test(text) && /\p{Extended_Pictographic}/u.test(text);

export function MessageText({ text }) {
  return (
    <p className={isLoud(text) ? "ch-text ch-loud" : "ch-text"} dir="auto">
      <Linkify options={OPTIONS}>{text}</Linkify>
    </p>
  );
}

/** The plain form of a link to Spotify, or null where it is none. */
function spotifyLink(href) {
  const [, kind, id] = SPOTIFY.exec(href) ?? [];
  return kind ? `https://open.spotify.com/${kind.toLowerCase()}/${id}` : null;
}

/** Cards of the links to Spotify in a text, each once. */
export function LinkCards({ text }) {
  const urls = new Set(find(text, "url").map(({ href }) => spotifyLink(href)).filter(Boolean));
  return [...urls].slice(0, MOST_CARDS).map((url) => <SpotifyCard key={url} url={url} />);
}
