// Playing a whole album, artist or list from its card or its page; and songs as cards.
import { useRef } from "react";
import { Link } from "react-router";
import { Cover } from "./cover.jsx";
import * as engine from "./engine.js";
import * as Icons from "./icons.jsx";
import { say } from "./notice.js";
import { Artists } from "./song_line.jsx";
import { songsOf } from "./sources.js";
import { Spark } from "./spark.jsx";
import { useEmotion } from "./sparks.js";
import { useStore } from "./store.js";

function RoundPlay({ playing, label, large, onClick, ...rest }) {
  const words = playing ? `Pause ${label}` : `Play ${label}`;
  return (
    <button type="button" className={large ? "em-round-play em-large" : "em-round-play"} aria-label={words} title={words} data-playing={playing} onClick={onClick} {...rest}>
      {playing ? <Icons.Pause size={large ? 26 : 20} /> : <Icons.Play size={large ? 26 : 20} />}
    </button>
  );
}

/**
 * Plays a source from its beginning, or goes on with it where it is what plays.
 * The songs are asked for when a pointer or the focus comes near, so that the click finds them.
 */
export function PlayButton({ kind, sourceId = 0, source: named = "", label = "", large = false, songs = null }) {
  const source = named || (sourceId ? `${kind}:${sourceId}` : kind);
  const mine = useStore(engine.player, (state) => state.queue.source === source && Boolean(state.song));
  const playing = useStore(engine.player, (state) => state.playing && state.queue.source === source);
  const asked = useRef(null);
  const fetched = useRef(null);

  const near = () => {
    if (songs || fetched.current) return null;
    asked.current ??= songsOf(source).then(
      (all) => {
        fetched.current = all;
        if (all.length && !engine.player.get().queue.shuffle) engine.warm(all[0]);
        setTimeout(() => { fetched.current = asked.current = null; }, 60_000);
        return all;
      },
      (error) => {
        asked.current = null;
        throw error;
      },
    );
    asked.current.catch(() => {}); // The click says what went wrong.
    return asked.current;
  };
  const start = (all) => (all.length ? engine.playAll(all, source) : say("There is nothing to play here yet."));
  const onClick = () => {
    if (mine) engine.toggle();
    else if (songs || fetched.current) start(songs || fetched.current);
    else near().then(start).catch((error) => say(error.message));
  };
  return <RoundPlay playing={playing} label={label} large={large} onClick={onClick} onPointerEnter={near} onFocus={near} />;
}

function SongCard({ song, songs, index, source }) {
  const emotion = useEmotion(song);
  const current = useStore(engine.player, (state) => state.song?.id === song.id);
  const playing = useStore(engine.player, (state) => state.playing && state.song?.id === song.id);
  const onClick = () => (current ? engine.toggle() : engine.playSongs(songs, index, source));
  return (
    <li className="card em-card">
      <Link to={`/song/${song.id}`}>
        <div className="art">
          <Cover cover={song.cover} title={song.album} size={200} valence={emotion.valence} arousal={emotion.arousal} mood={emotion.mood} />
        </div>
        <strong>{song.title}</strong>
      </Link>
      <p><Artists song={song} /></p>
      <Spark spark={emotion.spark} mood={emotion.mood} by={emotion.by} />
      <div className="play">
        <RoundPlay playing={playing} label={song.title} onClick={onClick} disabled={song.missing} />
      </div>
    </li>
  );
}

/** Songs as cards; the play button of one plays on through the others. */
export function SongCards({ songs = [], source = "home" }) {
  return (
    <ul className="cards">
      {songs.map((song, index) => (
        <SongCard key={song.id} song={song} songs={songs} index={index} source={source} />
      ))}
    </ul>
  );
}
