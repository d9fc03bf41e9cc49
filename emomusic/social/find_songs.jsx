// Search for songs, to put them somewhere.
import { useEffect, useId, useState } from "react";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Plus } from "./icons.jsx";
import * as live from "./live.js";
import { SongWords } from "./song_words.jsx";
import "./rooms.css";

const SEARCH_MS = 180;

/**
 * @param label of the field
 * @param place where a song goes, such as "to the room"
 * @param onAdd is given the song
 */
export function FindSongs({ label, place, onAdd }) {
  const [text, setText] = useState("");
  const [found, setFound] = useState(null);
  const [error, setError] = useState("");
  const id = useId();
  useEffect(() => {
    setError("");
    if (!text.trim()) {
      setFound(null);
      return undefined;
    }
    let current = true;
    const timer = setTimeout(
      () =>
        live.call("song.find", { text }).then(
          (songs) => current && setFound(songs),
          (problem) => current && setError(problem.message),
        ),
      SEARCH_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <div className="rm-add" role="search">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="search" value={text} maxLength={200} placeholder="Title, artist or album" autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)} />
      {error && <p className="em-empty" role="alert">{error}</p>}
      {found?.length === 0 && <p className="em-empty">No song has these words.</p>}
      {found?.length > 0 && (
        <ul className="rm-line">
          {found.map((song) => (
            <li key={song.id} className="rm-entry rm-found">
              <SongWords song={song} />
              <IconButton icon={Plus} label={`Add ${song.title} ${place}`} onClick={() => onAdd(song)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
