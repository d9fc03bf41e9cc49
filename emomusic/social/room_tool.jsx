// The room in the player bar: a way in, and who is here while one is inside.
import { Link } from "react-router";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { player } from "$/public/external/emomusic/player/engine.js";
import { registerTool } from "$/public/external/emomusic/player/panel.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Door, Room } from "./icons.jsx";
import { leave, state, tap } from "./room.js";
import "./rooms.css";

const hereOf = (room) => room.members.filter((member) => member.is_here);

/** The tool of the bar: the rooms, or the room that one is in. */
export function RoomTool() {
  const { room, refused } = useStore(state);
  if (!room)
    return (
      <Link to="/rooms" className="em-icon" aria-label="Listen together" title="Listen together">
        <Room size={20} />
      </Link>
    );
  if (refused)
    return <button type="button" className="rm-tap rm-tap-small" onClick={tap}>Tap to join the sound</button>;
  const count = hereOf(room).length;
  const names = hereOf(room).map(({ name }) => name).join(", ");
  return (
    <Link to={`/room/${room.id}`} className="rm-chip" aria-label={`Room ${room.name}: ${names}`} title={names}>
      <Room size={18} />
      <span>{room.name}</span>
      <b>{count}</b>
    </Link>
  );
}

registerTool("room", RoomTool, 60);

/** The room on a small screen, over the mini-player. */
export function RoomStrip() {
  const { room, refused } = useStore(state);
  const song = useStore(player, (value) => value.song);
  if (!room) return null;
  const count = hereOf(room).length;
  return (
    <aside className={song ? "rm-strip rm-over-player" : "rm-strip"} aria-label="Room">
      <Link to={`/room/${room.id}`}>
        <Room size={18} />
        <span>{room.name}</span>
        <small>{count} here</small>
      </Link>
      {refused && <button type="button" className="rm-tap rm-tap-small" onClick={tap}>Tap to join the sound</button>}
      <IconButton icon={Door} label="Leave the room" onClick={leave} />
    </aside>
  );
}
