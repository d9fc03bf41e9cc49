// Title and artists of a song as links, for the bar, the sheet and the queue.
import { Link } from "react-router";

export function Artists({ song, onClick }) {
  return (
    <span className="em-artists">
      {song.artists.map((artist) => (
        <Link key={artist.id} to={`/artist/${artist.id}`} onClick={onClick}>{artist.name}</Link>
      ))}
    </span>
  );
}

export function SongLine({ song, onClick }) {
  return (
    <span className="em-line">
      <Link className="em-title" to={`/album/${song.album_id}`} onClick={onClick}>{song.title}</Link>
      <Artists song={song} onClick={onClick} />
    </span>
  );
}
