// The rooms: those that are open to somebody, and a new one.
import { useEffect, useId, useState } from "react";
import { useNavigate } from "react-router";
import { Cover, MoodDot } from "$/public/external/emomusic/player/cover.jsx";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { artistsText } from "$/public/external/emomusic/player/format.js";
import { playingOrder } from "$/public/external/emomusic/player/queue.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Room } from "./icons.jsx";
import * as live from "./live.js";
import { create, enter, state } from "./room.js";
import { placeWord } from "./room_plane.jsx";
import "./rooms.css";

const AGAIN_MS = 5000;
const MOST_BROUGHT = 50;

/** Who may enter, in words. */
export const ACCESS = {
  open: { label: "Open", words: "Everybody who is signed in here sees it and may enter." },
  friends: { label: "Friends", words: "Only your friends see it and may enter." },
  link: { label: "By link", words: "Nobody sees it; who has its link may enter." },
};

/** Choose who may enter. */
export function AccessChoice({ value, onChange }) {
  return (
    <select className="rm-select" value={value} aria-label="Who may enter" title={ACCESS[value].words} onChange={(event) => onChange(event.target.value)}>
      {Object.entries(ACCESS).map(([access, { label }]) => <option key={access} value={access}>{label}</option>)}
    </select>
  );
}

const played = ({ queue }) => playingOrder(queue).slice(queue.played.length, queue.played.length + MOST_BROUGHT).map(({ song }) => song);

function NewRoom() {
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [access, setAccess] = useState("open");
  const [bring, setBring] = useState(true);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const own = useStore(engine.player, (value) => (value.following ? null : value.queue));
  const count = own?.current ? played({ queue: own }).length : 0;
  const id = useId();
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      const songs = bring && own ? played({ queue: own }).filter((song) => !song.missing) : [];
      navigate(`/room/${await create({ name, access, song_ids: songs.map((song) => song.id) })}`);
    } catch (problem) {
      setError(problem.message);
      setBusy(false);
    }
  };
  return (
    <form className="rm-new" onSubmit={submit}>
      <h2>A new room</h2>
      <div className="field">
        <label htmlFor={id}>Name</label>
        <input id={id} value={name} maxLength={60} required placeholder="Sunday evening" autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </div>
      <fieldset>
        <legend>Who may enter</legend>
        <div className="rm-choices">
          {Object.entries(ACCESS).map(([key, { label }]) => (
            <button key={key} type="button" className="chip" aria-pressed={access === key} onClick={() => setAccess(key)}>{label}</button>
          ))}
        </div>
        <p className="rm-quiet">{ACCESS[access].words}</p>
      </fieldset>
      {count > 0 && (
        <label className="rm-check">
          <input type="checkbox" checked={bring} onChange={(event) => setBring(event.target.checked)} />
          Begin with my queue ({count} {count === 1 ? "song" : "songs"})
        </label>
      )}
      {error && <p className="wrong" role="alert">{error}</p>}
      <button type="submit" className="button" disabled={busy}>Open the room</button>
    </form>
  );
}

function Card({ card, mine, onEnter }) {
  const { song, centre } = card;
  const who = card.names.slice(0, 3).join(", ") + (card.people > 3 ? ` and ${card.people - 3} more` : "");
  return (
    <li className="rm-card" data-room={card.id}>
      <div className="rm-card-art">{song ? <Cover cover={song.cover} title={song.album} size={120} valence={song.valence} arousal={song.arousal} mood={song.mood} /> : <Room size={36} />}</div>
      <div className="rm-card-words">
        <strong>{card.name}</strong>
        <span className="rm-quiet">{ACCESS[card.access].label} · {card.host}'s · {card.people} here</span>
        <span>{song ? `${card.is_on ? "" : "Paused: "}${song.title} – ${artistsText(song)}` : "Silence, so far"}</span>
        <span className="rm-quiet">{who}</span>
        {centre && (
          <span className="rm-quiet rm-feel">
            <MoodDot valence={centre.valence} arousal={centre.arousal} size={10} label={false} />
            These people: {placeWord(centre)}
          </span>
        )}
      </div>
      <button type="button" className={mine ? "button plain" : "button"} aria-label={`${mine ? "Go to" : "Join"} ${card.name}`} onClick={() => onEnter(card.id)}>{mine ? "Go to room" : "Join"}</button>
    </li>
  );
}

/** The page of all rooms. */
export function RoomsPage() {
  const navigate = useNavigate();
  const [cards, setCards] = useState(null);
  const [error, setError] = useState("");
  const room = useStore(state, (value) => value.room?.id ?? "");
  useEffect(() => {
    let current = true;
    const load = () =>
      live.call("room.list").then(
        (found) => {
          if (!current) return;
          setCards(found);
          setError("");
        },
        (problem) => current && setError(problem.message),
      );
    load();
    const timer = setInterval(() => document.hidden || load(), AGAIN_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [room]);
  const go = async (id) => {
    try {
      if (id !== room) await enter(id);
      navigate(`/room/${id}`);
    } catch (problem) {
      setError(problem.message);
    }
  };
  return (
    <div className="rm-rooms">
      <section aria-label="Rooms">
        {error && <p className="wrong" role="alert">{error}</p>}
        {!cards && !error && <div aria-busy="true" aria-label="Rooms"><div className="skeleton row" /><div className="skeleton row" /></div>}
        {cards?.length === 0 && (
          <div className="empty">
            <Room size={40} />
            <strong>No room is open just now</strong>
            <p>Open one, and others hear the same second of the same song as you do.</p>
          </div>
        )}
        {cards?.length > 0 && (
          <ul className="rm-cards">
            {cards.map((card) => <Card key={card.id} card={card} mine={card.id === room} onEnter={go} />)}
          </ul>
        )}
        <p className="rm-quiet rm-told">
          In a room your own queue waits; it comes back when you leave. People in it see your name
          and where the songs you heard last lie on the plane of emotion.
        </p>
      </section>
      <NewRoom />
    </div>
  );
}
