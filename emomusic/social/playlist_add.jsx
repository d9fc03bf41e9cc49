// "Add to playlist": songs go into a playlist from wherever they are met.
import { useId, useState } from "react";
import { registerChoiceTool, registerQueueTool, registerSongEntry } from "$/public/external/emomusic/player/extras.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { songsOf } from "$/public/external/emomusic/player/sources.js";
import { createStore, useStore } from "$/public/external/emomusic/player/store.js";
import { Dialog } from "./chat_dialog.jsx";
import { factsOf, PlaylistCover } from "./playlist_cover.jsx";
import { addTo, create, mine } from "./playlists.js";
import "./playlists.css";

const WORTH_FILTERING = 8;

const adding = createStore(null);

registerSongEntry("playlist", "Add to playlist…", (song) => adding.set({ songs: [song], title: "" }));
registerChoiceTool("playlist", "Add to playlist…", (songs) => adding.set({ songs, title: "" }));
registerQueueTool("playlist", "Save as playlist", (songs) => adding.set({ songs: songs.filter(({ missing }) => !missing), title: queueTitle() }));

const queueTitle = () => `Queue of ${new Date().toLocaleDateString(undefined, { day: "numeric", month: "long" })}`;

const editable = ({ right, is_smart }) => right !== "see" && !is_smart;

function NewOne({ songs, title, onDone, onWrong }) {
  const [name, setName] = useState(title);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await create(name, songs);
      say(`“${name.trim()}” is a playlist now.`);
      onDone();
    } catch (error) {
      onWrong(error.message);
      setBusy(false);
    }
  };
  return (
    <form className="ch-finder" onSubmit={submit}>
      <label htmlFor={id}>New playlist</label>
      <span className="pl-new-row">
        <input id={id} value={name} maxLength={200} required placeholder="Name" autoComplete="off" dir="auto" onChange={(event) => setName(event.target.value)} />
        <button type="submit" className="button" disabled={busy}>Create</button>
      </span>
    </form>
  );
}

function Choosing({ songs, title, onClose }) {
  const { cards, error } = useStore(mine);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const own = (cards ?? []).filter(editable);
  const wanted = text.trim().toLowerCase();
  const shown = own.filter((card) => card.title.toLowerCase().includes(wanted));
  const choose = (card) => addTo(card, songs).then(onClose, (problem) => setWrong(problem.message));
  const what = songs.length === 1 ? `“${songs[0].title}”` : `${songs.length} songs`;
  return (
    <Dialog title={title ? "Save as playlist" : "Add to playlist"} onClose={onClose}>
      <p className="ch-what"><bdi>{what}</bdi></p>
      <NewOne songs={songs} title={title} onDone={onClose} onWrong={setWrong} />
      {own.length > WORTH_FILTERING && (
        <div className="ch-finder">
          <input type="search" aria-label="Find a playlist" placeholder="Find a playlist" value={text} onChange={(event) => setText(event.target.value)} />
        </div>
      )}
      <div className="ch-dialog-scroll">
        {error && !cards && <p className="wrong" role="alert">{error}</p>}
        <ul className="ch-people" aria-label="Your playlists">
          {shown.map((card) => (
            <li key={card.id}>
              <button type="button" onClick={() => choose(card)}>
                <span className="pl-thumb"><PlaylistCover card={card} size={44} /></span>
                <span><bdi>{card.title}</bdi><small>{factsOf(card)}</small></span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
    </Dialog>
  );
}

/** A button that puts all songs of a source, such as "album:3", into a playlist. */
export function AddAll({ source, className }) {
  const act = () => songsOf(source).then((songs) => adding.set({ songs, title: "" }), (error) => say(error.message));
  return <button type="button" className={className} onClick={act}>Add to playlist</button>;
}

/** The dialog, while there are songs to be put somewhere; mounted once round all pages. */
export function AddToPlaylist() {
  const what = useStore(adding);
  return what && <Choosing {...what} onClose={() => adding.set(null)} />;
}
