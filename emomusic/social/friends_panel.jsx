// The Friends tab of the side panel: who is here and what they hear, and what they played last.
import { useEffect, useState } from "react";
import { Link, useNavigate } from "react-router";
import { call } from "$/public/external/emomusic/player/api.js";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import { moodWord, sample } from "$/public/external/emomusic/player/curve.js";
import { useCurve } from "$/public/external/emomusic/player/curves.js";
import * as engine from "$/public/external/emomusic/player/engine.js";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { registerPanel } from "$/public/external/emomusic/player/panel.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Avatar, STATUS_WORDS } from "./avatar.jsx";
import { Join, Message } from "./icons.jsx";
import * as live from "./live.js";
import { feed, people, positionOf } from "./people.js";
import { sinceText } from "./times.js";

const TICK_MS = 1000;
const RANK = { online: 0, idle: 1, offline: 2 };

/** Draw again each second, for positions and times that move. */
function useTick() {
  const [, set] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => set((n) => n + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
}

/** Play a song from the second that `secondOf` gives when the song is known. */
async function play(song_id, secondOf = () => 0) {
  try {
    const { body } = await call(`/api/songs?ids=${song_id}`);
    if (!body.songs.length) throw new Error("That song is not in the library any more.");
    engine.playSongs(body.songs, 0, "friend");
    const position_s = secondOf();
    if (position_s > 0) engine.seek(position_s);
  } catch (error) {
    say(error.message);
  }
}

/** The colour and the word of what somebody hears at this moment. */
function EmotionNow({ person }) {
  const { curve } = useCurve(person.activity.song_id);
  if (!curve) return <span className="pp-mood pp-mood-unsure">{" "}</span>;
  const now = sample(curve, positionOf(person));
  const style = { "--dot": now.confident ? colourOf(now.valence, now.arousal) : "var(--neutral)" };
  return <span className="pp-mood" style={style} data-mood={moodWord(now)}>{moodWord(now)}</span>;
}

function Title({ activity: { song_id, title, url } }) {
  if (song_id !== null) return <Link className="em-title" to={`/song/${song_id}`}>{title}</Link>;
  if (!url) return <span className="em-title">{title}</span>;
  return <a className="em-title" href={url} target="_blank" rel="noopener noreferrer">{title}</a>;
}

function Hears({ person }) {
  const { activity } = person;
  const here = activity.song_id !== null;
  const words = activity.playing ? `since ${sinceText(activity.since)}` : "paused";
  return (
    <div className="pp-hears" data-playing={activity.playing}>
      <span className="pp-cover"><Cover cover={activity.cover} title={activity.album} size={40} /></span>
      <span className="em-line">
        <Title activity={activity} />
        <span className="em-artists">
          {activity.artists}
          {here && activity.album && <> · <Link to={`/album/${activity.album_id}`}>{activity.album}</Link></>}
        </span>
        <span className="pp-when">
          {!activity.playing && <Icons.Pause size={10} />}
          {activity.url ? `${words} · on Spotify` : words}
          {here && <EmotionNow person={person} />}
        </span>
      </span>
      {here && (
        <span className="pp-acts">
          <IconButton icon={Icons.Play} label={`Play ${activity.title}`} size={16} onClick={() => play(activity.song_id)} />
          {activity.playing && <JoinButton person={person} />}
        </span>
      )}
    </div>
  );
}

/** Joins a friend: in their room where they are in one, else at their second of the same song. */
function JoinButton({ person }) {
  const navigate = useNavigate();
  const join = async () => {
    const room = await live.call("room.with", { user_id: person.id }).catch(() => null);
    if (room) navigate(`/room/${room.id}`);
    else await play(person.activity.song_id, () => positionOf(person));
  };
  return <IconButton icon={Join} label={`Join ${person.name}`} size={16} onClick={join} />;
}

function Friend({ person }) {
  return (
    <li className="pp-friend" data-person={person.name} data-status={person.status}>
      <div className="pp-name">
        <Avatar name={person.name} status={person.status} />
        <span className="em-line">
          <strong>{person.name}</strong>
          <span className="pp-status">{STATUS_WORDS[person.status]}</span>
        </span>
        <Link className="em-icon" to={`/messages/with/${person.id}`} aria-label={`Message ${person.name}`} title={`Message ${person.name}`}>
          <Message size={16} />
        </Link>
      </div>
      {person.activity && <Hears person={person} />}
    </li>
  );
}

function Feed() {
  const entries = useStore(feed);
  if (!entries?.length) return null;
  return (
    <section className="pp-feed" aria-label="Played by friends">
      <h3>Played by friends</h3>
      <ol>
        {entries.map(({ person_id, name, song, at }) => (
          <li key={`${person_id} ${at}`}>
            <button type="button" className="pp-cover" aria-label={`Play ${song.title}`} title={`Play ${song.title}`} onClick={() => play(song.id)}>
              <Cover cover={song.cover} title={song.album} size={40} valence={song.valence} arousal={song.arousal} mood={song.mood} />
            </button>
            <span className="em-line">
              <Link className="em-title" to={`/song/${song.id}`}>{song.title}</Link>
              <span className="em-artists">{name} · {sinceText(at)} ago</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Waiting() {
  return (
    <div aria-busy="true" aria-label="Friends">
      {[0, 1, 2].map((row) => <div key={row} className="skeleton row" />)}
    </div>
  );
}

/** Friends who are here first, and what they played last. */
export function FriendsPanel() {
  const state = useStore(people);
  useTick();
  const friends = state.people.filter(({ relation }) => relation === "friend");
  const asking = state.people.filter(({ relation }) => relation === "asking").length;
  if (!state.loaded) return state.error ? <p className="em-empty" role="alert">{state.error}</p> : <Waiting />;
  const sorted = [...friends].sort((a, b) => RANK[a.status] - RANK[b.status] || a.name.localeCompare(b.name));
  return (
    <div className="pp-panel">
      <p className="pp-links">
        <Link to="/friends">{asking ? `${asking} ${asking === 1 ? "request" : "requests"}` : "Find friends"}</Link>
        {state.appears_offline && <span>You appear offline</span>}
      </p>
      {sorted.length ? (
        <ul className="pp-list">{sorted.map((person) => <Friend key={person.id} person={person} />)}</ul>
      ) : (
        <p className="em-empty">Nobody here yet. Find friends, and you see what they listen to and how it feels.</p>
      )}
      <Feed />
    </div>
  );
}

registerPanel("friends", "Friends", FriendsPanel, 10);
