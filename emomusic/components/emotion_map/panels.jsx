// What floats over the map: the song that was chosen, the region, and the path.
import { useEffect, useId, useState } from "react";
import { Link } from "react-router";
import { call } from "$/public/external/emomusic/player/api.js";
import { IconButton, LikeButton } from "$/public/external/emomusic/player/controls.jsx";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import * as PlayerIcons from "$/public/external/emomusic/player/icons.jsx";
import { startJourney } from "$/public/external/emomusic/player/journeys.js";
import { SongMenu } from "$/public/external/emomusic/player/menu.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { Artists } from "$/public/external/emomusic/player/song_line.jsx";
import { Spark } from "$/public/external/emomusic/player/spark.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { travel } from "$/public/external/emomusic/player/travel.js";
import { boundsOf } from "./geometry.js";
import * as Icons from "./icons.jsx";
import { preview, stop, toggle } from "./preview.js";
import { useSong } from "./stage.jsx";
import { map, playFrom, playRegion, pointer, question, removeStop, setPath, setRegion } from "./store.js";
import { Progress, TravelPanel } from "./travel_panel.jsx";

const percent = (x) => Math.round(x * 100);
const songsText = (count) => `${count.toLocaleString()} ${count === 1 ? "song" : "songs"}`;

function HearButton({ song, index }) {
  const { song_id, state } = useStore(preview);
  const on = song_id === song.id && state !== "refused";
  const words = on ? "Stop the preview" : "Hear its typical moment";
  return (
    <button type="button" className="mp-hear" aria-pressed={on} title={words} onClick={() => toggle(song, map.get().points.moment[index])}>
      <Icons.Ear size={16} />
      <span>{on ? "Stop" : "Hear it"}</span>
    </button>
  );
}

/** The song that was chosen, with everything one may do with it. */
function ChosenSong({ index }) {
  const song = useSong(index);
  if (!song) return null;
  const { points } = map.get();
  const close = () => {
    stop();
    pointer.update({ chosen: -1 });
  };
  return (
    <section className="mp-panel mp-song" aria-label="Chosen song">
      <Cover cover={song.cover} title={song.album} size={64} />
      <div className="mp-song-words">
        <Link className="em-title" to={`/song/${song.id}`}>{song.title}</Link>
        <Artists song={song} />
        <span className="mp-facts">
          {song.mood && song.mood !== "unsure" ? song.mood : "not sure"} · valence {percent(points.valence[index])} · arousal {percent(points.arousal[index])}
        </span>
      </div>
      <IconButton icon={PlayerIcons.Close} label="Close" size={16} className="mp-close" onClick={close} />
      <Spark spark={song.spark} mood={song.mood} />
      <div className="mp-row">
        <button type="button" className="mp-main" onClick={() => playFrom(index)}>
          <PlayerIcons.Play size={15} />
          <span>Play from here</span>
        </button>
        <HearButton song={song} index={index} />
        <LikeButton song={song} />
        <SongMenu song={song} />
      </div>
    </section>
  );
}

/** A name for what a region holds, to begin with. */
function nameOf(region, { genre, years }) {
  const [left, low, right, high] = boundsOf(region);
  const [v, a] = [(left + right) / 2, (low + high) / 2];
  const word = Math.hypot(v - 0.5, a - 0.5) < 0.08 ? "From the middle" : a >= 0.5 ? (v >= 0.5 ? "Happy" : "Angry") : v >= 0.5 ? "Calm" : "Sad";
  const parts = [word, genre, years && `${years[0]} to ${years[1]}`].filter(Boolean);
  return `${parts.join(", ")}: from the map`;
}

/** Keep a region as a playlist that fills itself. */
function SaveRegion({ region }) {
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState("");
  const [made, setMade] = useState(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const id = useId();
  useEffect(() => setMade(null), [region]);
  const begin = () => {
    setTitle(nameOf(region, map.get().filter));
    setError("");
    setOpen(true);
  };
  const save = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      const { body } = await call("/api/map/playlists", { method: "POST", body: { ...question(region), title } });
      setMade({ id: body.id, title });
      setOpen(false);
    } catch (problem) {
      setError(problem.message);
    } finally {
      setBusy(false);
    }
  };
  if (made)
    return (
      <p className="mp-note" role="status">
        Saved. <Link to={`/playlist/${made.id}`}>{made.title}</Link> fills itself as the library grows.
      </p>
    );
  if (!open)
    return <button type="button" className="mp-quiet" onClick={begin}>Save as smart playlist</button>;
  return (
    <form className="mp-save" onSubmit={save}>
      <label htmlFor={id}>Name of the playlist</label>
      <input id={id} value={title} maxLength={200} required autoFocus onChange={(event) => setTitle(event.target.value)} />
      {error && <p className="mp-wrong" role="alert">{error}</p>}
      <div className="mp-row">
        <button type="submit" className="mp-main" disabled={busy}>Save</button>
        <button type="button" className="mp-quiet" onClick={() => setOpen(false)}>Not now</button>
      </div>
    </form>
  );
}

/** What is in the region, and what to do with it. */
function RegionPanel() {
  const region = useStore(map, (state) => state.region);
  const count = useStore(map, (state) => state.count);
  const mode = useStore(map, (state) => state.mode);
  if (!region)
    return mode === "rectangle" || mode === "lasso" ? (
      <p className="mp-hint">{mode === "rectangle" ? "Drag a frame round the songs you want." : "Draw round the songs you want."}</p>
    ) : null;
  return (
    <section className="mp-panel mp-region" aria-label="Region">
      <h2 data-map-count={count}>{songsText(count)}</h2>
      <IconButton icon={PlayerIcons.Close} label="Remove the region" size={16} className="mp-close" onClick={() => setRegion(null)} />
      <div className="mp-row">
        <button type="button" className="mp-main" disabled={!count} onClick={playRegion}>
          <PlayerIcons.Play size={15} />
          <span>Play the region</span>
        </button>
      </div>
      <SaveRegion region={region} />
    </section>
  );
}

const LENGTHS = [
  ["songs:10", "10 songs"],
  ["songs:20", "20 songs"],
  ["songs:40", "40 songs"],
  ["minutes:30", "30 minutes"],
  ["minutes:60", "1 hour"],
  ["minutes:120", "2 hours"],
];

function optionsOf(length) {
  const [kind, number] = length.split(":");
  return kind === "songs" ? { songs: Number(number) } : { duration_s: Number(number) * 60 };
}

/** The path that was drawn, and the journey along it; without one, the journey that plays. */
function PathPanel() {
  const path = useStore(map, (state) => state.path);
  const mode = useStore(map, (state) => state.mode);
  const [length, setLength] = useState("songs:20");
  const [busy, setBusy] = useState(false);
  const [words, setWords] = useState("");
  useEffect(() => setWords(""), [path]);
  const travels = useStore(travel, Boolean);
  const isTravelled = useStore(travel, (now) => now?.points === path);
  if (!path.length && travels) return <TravelPanel />;
  if (!path.length)
    return mode === "path" ? <p className="mp-hint">Click to put down points, or draw a line: the music will travel along it.</p> : null;
  const start = async () => {
    setBusy(true);
    try {
      const found = await startJourney(path, optionsOf(length));
      if (found) setWords(found.words);
    } catch (error) {
      say(error.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="mp-panel mp-path" aria-label="Path">
      <h2>{path.length === 1 ? "A path begins here" : `A path of ${path.length} points`}</h2>
      <IconButton icon={PlayerIcons.Close} label="Remove the path" size={16} className="mp-close" onClick={() => setPath([])} />
      <div className="mp-row">
        <button type="button" className="mp-main" disabled={busy || path.length < 2} onClick={start}>
          <PlayerIcons.Play size={15} />
          <span>{busy ? "Choosing songs…" : "Travel"}</span>
        </button>
        <select className="mp-select" aria-label="Length" value={length} onChange={(event) => setLength(event.target.value)}>
          {LENGTHS.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
        </select>
        <button type="button" className="mp-quiet" onClick={removeStop}>Undo</button>
      </div>
      {isTravelled && <Progress />}
      {!isTravelled && words && <p className="mp-note" role="status">{words}</p>}
    </section>
  );
}

/** One panel at a time: that of the tool in hand, or of what was done last. */
export function Dock() {
  const mode = useStore(map, (state) => state.mode);
  const region = useStore(map, (state) => state.region);
  const index = useStore(pointer, ({ chosen }) => chosen);
  const panel = () => {
    if (mode === "path") return <PathPanel />;
    if (mode !== "explore") return <RegionPanel />;
    if (index >= 0) return <ChosenSong index={index} />;
    return region ? <RegionPanel /> : <PathPanel />;
  };
  return <div className="mp-dock">{panel()}</div>;
}
