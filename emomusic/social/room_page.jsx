// A room from inside, and its door.
import { useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { player } from "$/public/external/emomusic/player/engine.js";
import { artistsText } from "$/public/external/emomusic/player/format.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { EmotionSentence } from "$/public/external/emomusic/player/sentence.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Avatar } from "./avatar.jsx";
import { Crown, Door, Link as LinkIcon } from "./icons.jsx";
import * as live from "./live.js";
import { ask, enter, leave, state, tap } from "./room.js";
import { RoomLine } from "./room_line.jsx";
import { RoomPlane } from "./room_plane.jsx";
import { ACCESS, AccessChoice } from "./rooms_page.jsx";
import { Twice } from "./twice.jsx";

const FIRST = "default"; // React Router's key of the page that a tab began with

function Member({ member, room, me }) {
  const host = room.host_id === member.id;
  const may = room.host_id === me && !host && member.is_here;
  return (
    <li data-member={member.name} data-here={member.is_here}>
      <Avatar name={member.name} status={member.is_here ? "online" : "offline"} size={36} />
      <span className="em-line">
        <strong>{member.name}{member.id === me && " (you)"}</strong>
        <span className="em-artists">{host ? "Host" : "Guest"}{!member.is_here && " · away"}</span>
      </span>
      {host && <span className="rm-crown"><Crown size={18} /></span>}
      {may && <IconButton icon={Crown} size={18} label={`Hand over to ${member.name}`} onClick={() => ask("hand_over", { user_id: member.id })} />}
    </li>
  );
}

function People({ room, me }) {
  const gone = room.members.find(({ id }) => id === room.host_id && id !== me);
  return (
    <section className="rm-box" aria-label="Who is here">
      <header>
        <h2>Who is here</h2>
        <span className="rm-quiet">{room.members.filter(({ is_here }) => is_here).length}</span>
      </header>
      {gone && !gone.is_here && <p className="rm-note" role="status">The host is away. If they don't come back soon, the guest who is here longest takes over.</p>}
      <ul className="rm-people">
        {room.members.map((member) => <Member key={member.id} member={member} room={room} me={me} />)}
      </ul>
    </section>
  );
}

async function copyLink() {
  const link = window.location.href;
  try {
    await navigator.clipboard.writeText(link);
    say("The link of the room is copied.");
  } catch {
    window.prompt("The link of the room", link);
  }
}

function Now({ room }) {
  const { playing } = room;
  if (!playing)
    return (
      <section className="rm-now rm-none" aria-label="What plays">
        <p>Silence. Add a song, and it starts for all.</p>
      </section>
    );
  const by = room.members.find(({ id }) => id === playing.added_by)?.name;
  return (
    <section className="rm-now" aria-label="What plays">
      <div className="rm-cover"><Cover cover={playing.song.cover} title={playing.song.album} size={360} eager /></div>
      <div className="rm-song">
        <p className="rm-quiet">{room.is_on ? "Now, for all" : "Paused by the host"}</p>
        <h2>{playing.song.title}</h2>
        <p>{artistsText(playing.song)}{by && <span className="rm-quiet"> · added by {by}</span>}</p>
        <EmotionSentence quiet />
      </div>
    </section>
  );
}

function Inside({ room, refused }) {
  const me = useStore(player, ({ user }) => user);
  const navigate = useNavigate();
  const host = room.host_id === me;
  const out = () => {
    leave();
    navigate("/rooms");
  };
  return (
    <article className="rm-room" data-room={room.id} data-version={room.version}>
      <header className="rm-head">
        <div>
          <p className="rm-quiet">Room · {ACCESS[room.access].label.toLowerCase()}</p>
          <h1>{room.name}</h1>
        </div>
        <div className="rm-acts">
          {host && <AccessChoice value={room.access} onChange={(access) => ask("open_to", { access })} />}
          <button type="button" className="button plain" onClick={copyLink}><LinkIcon size={16} />Copy link</button>
          {host && <Twice words="End for all" sure="Really end it?" onSure={() => ask("close").then(() => navigate("/rooms"))} />}
          <button type="button" className="button plain" onClick={out}><Door size={16} />Leave</button>
        </div>
      </header>
      {refused && <button type="button" className="rm-tap" onClick={tap}>Tap to join the sound</button>}
      <div className="rm-grid">
        <div className="rm-main">
          <Now room={room} />
          <RoomLine room={room} />
        </div>
        <div className="rm-side">
          <RoomPlane room={room} />
          <People room={room} me={me} />
        </div>
      </div>
    </article>
  );
}

function Closed({ sentence }) {
  const navigate = useNavigate();
  return (
    <div className="empty">
      <strong>{sentence}</strong>
      <button type="button" className="button" onClick={() => navigate("/rooms")}>See the rooms</button>
    </div>
  );
}

/** The door: what one would hear and whom one would meet. Entering is a click, so that there is sound. */
function DoorStep({ id, clicked, inRoom }) {
  const [card, setCard] = useState(null);
  const [error, setError] = useState("");
  const tried = useRef("");
  const go = () => enter(id).catch((problem) => setError(problem.message));
  useEffect(() => {
    setError("");
    setCard(null);
    let current = true;
    live.call("room.look", { room_id: id }).then(
      (found) => {
        if (!current) return;
        setCard(found);
        // Who came by a click on this page wants in; who opened the link in a new tab is asked.
        if (tried.current !== id && clicked && !inRoom) {
          tried.current = id;
          go();
        }
      },
      (problem) => current && setError(problem.message),
    );
    return () => { current = false; };
  }, [id]);
  if (error) return <Closed sentence={error} />;
  if (!card) return <div aria-busy="true" aria-label="Room"><div className="skeleton row" /><div className="skeleton row" /></div>;
  return (
    <section className="rm-door" aria-label="Room">
      <p className="rm-quiet">Room · {ACCESS[card.access].label.toLowerCase()}</p>
      <h1>{card.name}</h1>
      <p>{card.host} is the host · {card.people} here{card.names.length > 0 && `: ${card.names.join(", ")}`}</p>
      {card.song && (
        <div className="rm-entry">
          <Cover cover={card.song.cover} title={card.song.album} size={64} valence={card.song.valence} arousal={card.song.arousal} mood={card.song.mood} />
          <span className="em-line"><span className="em-title">{card.song.title}</span><span className="em-artists">{artistsText(card.song)}</span></span>
        </div>
      )}
      <button type="button" className="button" onClick={go}>Enter and listen</button>
      <p className="rm-quiet">Your own queue waits and comes back when you leave. People in the room see your name and where your last songs lie on the plane of emotion.</p>
    </section>
  );
}

/** The page of one room; which one stands in the address. */
export function RoomPage() {
  const { pathname, key } = useLocation();
  const { room, refused } = useStore(state);
  const was = useRef("");
  const id = pathname.split("/")[2] ?? "";
  if (room?.id === id) was.current = id;
  if (room?.id === id) return <Inside room={room} refused={refused} />;
  if (!id) return null;
  // After it ended or one left it, the door is not opened again by itself.
  return <DoorStep key={id} id={id} clicked={key !== FIRST} inRoom={was.current === id} />;
}
