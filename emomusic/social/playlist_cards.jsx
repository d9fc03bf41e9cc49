// Playlists as cards that open them and play them.
import { Link } from "react-router";
import { PlayButton } from "$/public/external/emomusic/player/play_button.jsx";
import { factsOf, PlaylistCover } from "./playlist_cover.jsx";
import "./playlists.css";

function Card({ card }) {
  return (
    <li className="card">
      <Link to={`/playlist/${card.id}`}>
        <div className="art"><PlaylistCover card={card} size={200} /></div>
        <strong dir="auto">{card.title}</strong>
        <p>{factsOf(card)}</p>
      </Link>
      <div className="play"><PlayButton kind="playlist" sourceId={card.id} label={card.title} /></div>
    </li>
  );
}

export function PlaylistCards({ cards = [] }) {
  return <ul className="cards">{cards.map((card) => <Card key={card.id} card={card} />)}</ul>;
}
