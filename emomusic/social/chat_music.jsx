// Choosing music to send: the moment that plays, its song or album, the queue, liked songs, or
// whatever the library has.
import { useEffect, useId, useState } from "react";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { artistsText, clockText } from "$/public/external/emomusic/player/format.js";
import { playingOrder } from "$/public/external/emomusic/player/queue.js";
import { songsOf } from "$/public/external/emomusic/player/sources.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { albumCard, listCard, momentCard, songCard } from "./chat_cards.jsx";
import { Dialog } from "./chat_dialog.jsx";

const SEARCH_MS = 150;
const MOST_FOUND = 30;

function Choice({ cover, title, about, onClick }) {
  return (
    <li>
      <button type="button" onClick={onClick}>
        <span className="ch-choice-art"><Cover cover={cover} title={title} size={40} /></span>
        <span className="ch-choice-words"><bdi>{title}</bdi><small>{about}</small></span>
      </button>
    </li>
  );
}

function OfThePlayer({ onChoose }) {
  const song = useStore(engine.player, (state) => state.song);
  const queue = useStore(engine.player, (state) => state.queue);
  const [at_s] = useState(() => engine.position());
  if (!song) return null;
  const songs = playingOrder(queue).map((entry) => entry.song);
  return (
    <ul className="ch-choices" aria-label="What plays">
      <Choice cover={song.cover} title={song.title} about={`This moment, from ${clockText(at_s)}`} onClick={() => onChoose(momentCard(song, at_s))} />
      <Choice cover={song.cover} title={song.title} about={`The song, by ${artistsText(song)}`} onClick={() => onChoose(songCard(song))} />
      <Choice cover={song.cover} title={song.album} about="The album" onClick={() => onChoose(albumCard(song))} />
      {songs.length > 1 && <Choice cover={songs[0].cover} title="Your queue" about={`${Math.min(songs.length, 200)} songs, as they are now`} onClick={() => onChoose(listCard(songs, "Queue"))} />}
    </ul>
  );
}

export function MusicPicker({ onChoose, onClose }) {
  const id = useId();
  const [text, setText] = useState("");
  const [found, setFound] = useState(null);
  const [liked, setLiked] = useState([]);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    let here = true;
    songsOf("liked").then((songs) => here && setLiked(songs), () => {}); // Without them there is no such row.
    return () => { here = false; };
  }, []);
  useEffect(() => {
    if (!text.trim()) {
      setFound(null);
      return undefined;
    }
    let here = true;
    const timer = setTimeout(() => {
      songsOf(`search:${text.trim()}`).then(
        (songs) => { if (here) { setFound(songs); setWrong(""); } },
        (error) => here && setWrong(error.message),
      );
    }, SEARCH_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <Dialog title="Send music" onClose={onClose}>
      <div className="ch-finder">
        <label htmlFor={id}>Search the library</label>
        <input id={id} type="search" value={text} maxLength={200} autoComplete="off" placeholder="A song, an album or an artist" onChange={(event) => setText(event.target.value)} />
        {wrong && <p className="wrong" role="alert">{wrong}</p>}
      </div>
      <div className="ch-dialog-scroll">
        {!found && <OfThePlayer onChoose={onChoose} />}
        {!found && liked.length > 0 && (
          <ul className="ch-choices" aria-label="Your lists">
            <Choice cover={liked[0].cover} title="Liked songs" about={`${Math.min(liked.length, 200)} songs, as they are now`} onClick={() => onChoose(listCard(liked, "Liked songs"))} />
          </ul>
        )}
        {found && found.length === 0 && <p className="em-empty">Nothing of that name is in the library.</p>}
        {found && found.length > 0 && (
          <ul className="ch-choices" aria-label="Songs">
            {found.slice(0, MOST_FOUND).map((song) => (
              <Choice key={song.id} cover={song.cover} title={song.title} about={`${artistsText(song)} · ${song.album}`} onClick={() => onChoose(songCard(song))} />
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
}
