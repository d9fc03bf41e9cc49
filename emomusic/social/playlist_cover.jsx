// The picture of a playlist: its own, or the covers of its first songs.
import { Cover } from "$/public/external/emomusic/player/cover.jsx";

export function PlaylistCover({ card, size = 300 }) {
  const { cover, covers, title } = card;
  if (cover || covers.length < 4) return <Cover cover={cover || covers[0] || ""} title={title} size={size} />;
  return (
    <span className="pl-mosaic">
      {covers.map((one) => <Cover key={one} cover={one} title={title} size={size / 2} />)}
    </span>
  );
}

/** What a card says below its title. */
export function factsOf({ song_count, is_smart, right, owner }) {
  const count = is_smart ? "Smart playlist" : `${song_count} ${song_count === 1 ? "song" : "songs"}`;
  return right === "own" ? count : `${count} · ${owner}`;
}
