// The queue of a room: votes, order, and bringing songs.
import { useEffect, useId, useState } from "react";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import { player } from "$/public/external/emomusic/player/engine.js";
import { artistsText } from "$/public/external/emomusic/player/format.js";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Plus, Vote } from "./icons.jsx";
import * as live from "./live.js";
import { add, ask, toggleVote } from "./room.js";

const SEARCH_MS = 180;

function Song({ song, note }) {
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

function Entry({ entry, place, count, room, me }) {
  const { key, song, votes, added_by } = entry;
  const host = room.host_id === me;
  const voted = votes.includes(me);
  const by = room.members.find(({ id }) => id === added_by)?.name;
  const words = `${votes.length} ${votes.length === 1 ? "vote" : "votes"}`;
  return (
    <li className="rm-entry" data-entry={key} data-song={song.id}>
      <button type="button" className="rm-vote" aria-pressed={voted} aria-label={`Vote for ${song.title}, ${words}`} title={voted ? "Take your vote back" : "Vote"} onClick={() => toggleVote(key)}>
        <Vote size={16} />
        <b>{votes.length}</b>
      </button>
      <Song song={song} note={by && (added_by === me ? "added by you" : `added by ${by}`)} />
      <span className="rm-entry-tools">
        {host && (
          <>
            <IconButton icon={Icons.Play} size={16} label={`Play ${song.title} now`} onClick={() => ask("jump", { key })} />
            <IconButton icon={Icons.Up} size={16} label={`Move ${song.title} up`} disabled={place === 0} onClick={() => ask("move", { key, to: place - 1 })} />
            <IconButton icon={Icons.Down} size={16} label={`Move ${song.title} down`} disabled={place === count - 1} onClick={() => ask("move", { key, to: place + 1 })} />
          </>
        )}
        {(host || added_by === me) && (
          <IconButton icon={Icons.Close} size={16} label={`Take ${song.title} out`} onClick={() => ask("remove", { key })} />
        )}
      </span>
    </li>
  );
}

/** What comes, with everybody's votes. */
export function RoomLine({ room }) {
  const me = useStore(player, ({ user }) => user);
  return (
    <section className="rm-box" aria-label="What comes">
      <header>
        <h2>What comes</h2>
        <span className="rm-quiet">{room.queue.length > 1 ? "A vote lifts a song" : ""}</span>
      </header>
      {room.queue.length === 0 && <p className="em-empty">Nothing waits. Search below, or choose “Add to queue” in the menu of any song.</p>}
      <ol className="rm-line">
        {room.queue.map((entry, place) => (
          <Entry key={entry.key} entry={entry} place={place} count={room.queue.length} room={room} me={me} />
        ))}
      </ol>
      <AddSongs />
    </section>
  );
}

/** Search for songs and bring them. */
function AddSongs() {
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
        live.call("room.find", { text }).then(
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
      <label htmlFor={id}>Add a song</label>
      <input id={id} type="search" value={text} maxLength={200} placeholder="Title, artist or album" autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)} />
      {error && <p className="em-empty" role="alert">{error}</p>}
      {found?.length === 0 && <p className="em-empty">No song has these words.</p>}
      {found?.length > 0 && (
        <ul className="rm-line">
          {found.map((song) => (
            <li key={song.id} className="rm-entry rm-found">
              <Song song={song} />
              <IconButton icon={Plus} label={`Add ${song.title} to the room`} onClick={() => add([song])} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
