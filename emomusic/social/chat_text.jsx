// The text of a message. React escapes it; links are found by linkify, and only http and https are.
import Linkify from "linkify-react";
import { SpotifyCard } from "./spotify_card.jsx";
import { spotifyLinksIn } from "./spotify_links.js";

const WEB = /^https?:\/\//i;
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

/** Cards of the links to Spotify in a text, each once. */
export function LinkCards({ text }) {
  return spotifyLinksIn(text).slice(0, MOST_CARDS).map((url) => <SpotifyCard key={url} url={url} />);
}
