// A song in a small row: its cover, its title and who it is by.
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import { artistsText } from "$/public/external/emomusic/player/format.js";

export function SongWords({ song, note }) {
  return (
    <>
      <Cover cover={song.cover} title={song.album} size={48} valence={song.valence} arousal={song.arousal} mood={song.mood} />
      <span className="em-line">
        <span className="em-title">{song.title}</span>
        <span className="em-artists">{artistsText(song)}{note && ` · ${note}`}</span>
      </span>
    </>
  );
}
