// Title and artists of a song as links, for the bar, the sheet and the queue.
import { Fragment } from "react";
import { Link } from "react-router";

export function Artists({ song, onClick }) {
  return (
    <span className="em-artists">
      {song.artists.map((artist, i) => (
        <Fragment key={artist.id}>
          {i > 0 && ", "}
          <Link to={`/artist/${artist.id}`} onClick={onClick}>{artist.name}</Link>
        </Fragment>
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
