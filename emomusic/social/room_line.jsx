// The queue of a room: votes, order, and bringing songs.
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { player } from "$/public/external/emomusic/player/engine.js";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { radioText } from "$/public/external/emomusic/player/radio_tools.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { FindSongs } from "./find_songs.jsx";
import { Vote } from "./icons.jsx";
import { add, ask, toggleVote } from "./room.js";
import { SongWords } from "./song_words.jsx";

const RADIO = -1; // who brought a song that the radio chose

function Entry({ entry, place, count, room, me }) {
  const { key, song, votes, added_by } = entry;
  const host = room.host_id === me;
  const voted = votes.includes(me);
  const by = added_by === RADIO ? "the radio" : room.members.find(({ id }) => id === added_by)?.name;
  const words = `${votes.length} ${votes.length === 1 ? "vote" : "votes"}`;
  return (
    <li className="rm-entry" data-entry={key} data-song={song.id}>
      <button type="button" className="rm-vote" aria-pressed={voted} aria-label={`Vote for ${song.title}, ${words}`} title={voted ? "Take your vote back" : "Vote"} onClick={() => toggleVote(key)}>
        <Vote size={16} />
        <b>{votes.length}</b>
      </button>
      <SongWords song={song} note={by && (added_by === me ? "added by you" : `added by ${by}`)} />
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

/** The radio that fills the queue, for all to see and for the host to end. */
function RoomRadio({ room, me }) {
  const { radio } = room;
  if (!radio) return null;
  return (
    <section className="em-radio" aria-label="Radio">
      <Icons.Radio size={18} />
      <p>
        <b>{radioText(radio)}</b>
        <span>It fills the queue. What you add goes before its songs.</span>
      </p>
      {room.host_id === me && <button type="button" className="em-text-button" onClick={() => ask("end_radio")}>End radio</button>}
    </section>
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
      <RoomRadio room={room} me={me} />
      {room.queue.length === 0 && <p className="em-empty">Nothing waits. Search below, or choose “Add to queue” in the menu of any song.</p>}
      <ol className="rm-line">
        {room.queue.map((entry, place) => (
          <Entry key={entry.key} entry={entry} place={place} count={room.queue.length} room={room} me={me} />
        ))}
      </ol>
      <FindSongs label="Add a song" place="to the room" onAdd={(song) => add([song])} />
    </section>
  );
}
