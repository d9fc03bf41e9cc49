// The person's playlists in the navigation.
import { Link } from "react-router";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { factsOf, PlaylistCover } from "./playlist_cover.jsx";
import { mine } from "./playlists.js";
import "./playlists.css";

const MOST_SHOWN = 50;

export function PlaylistNav() {
  const { cards } = useStore(mine);
  if (!cards?.length) return null;
  return (
    <>
      <div className="heading" id="nav-playlists">Your playlists</div>
      <ul className="albums" aria-labelledby="nav-playlists">
        {cards.slice(0, MOST_SHOWN).map((card) => (
          <li key={card.id}>
            <Link to={`/playlist/${card.id}`} title={card.title}>
              <PlaylistCover card={card} size={64} />
              <div>
                <strong>{card.title}</strong>
                <span>{factsOf(card)}</span>
              </div>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
