// The bar at the bottom of every page, the mini-player of a phone, and what belongs to both.
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import "./player.css";
import { IconButton, LikeButton, Transport, Volume } from "./controls.jsx";
import { Cover } from "./cover.jsx";
import { useCurve } from "./curves.js";
import { follow } from "./ears.js";
import * as engine from "./engine.js";
import { HelpDialog } from "./help_dialog.jsx";
import { useFrame, useMedia, usePerson } from "./hooks.jsx";
import * as Icons from "./icons.jsx";
import { attachKeys } from "./keys.js";
import { setHandler } from "./likes.js";
import { notice } from "./notice.js";
import { panel, restorePanel, togglePanel, tools } from "./panel.js";
import { SeekBar, TimeLabel, waitingText } from "./seek_bar.jsx";
import { PlayerSheet } from "./sheet.jsx";
import { SongLine } from "./song_line.jsx";
import { useStore } from "./store.js";

const WITHOUT_PLAYER = ["/log-in", "/sign-up"];
const SMALL = "(max-width: 767px)";

/** Focus the search field, on its page if there is none here. */
function findSearch(navigate) {
  const field = () => document.querySelector("input[type=search], [data-search-input]");
  if (field()) {
    field().focus();
    return;
  }
  navigate("/search");
  const until = Date.now() + 3000;
  const look = () => {
    if (field()) field().focus();
    else if (Date.now() < until) requestAnimationFrame(look);
  };
  look();
}

function useKeys(setHelp) {
  const navigate = useNavigate();
  const go = useRef(navigate);
  go.current = navigate;
  useEffect(
    () => attachKeys({ search: () => findSearch(go.current), help: () => setHelp(true) }),
    [setHelp],
  );
}

function Notice() {
  const sentence = useStore(notice);
  const error = useStore(engine.player, (state) => state.error);
  return (
    <div className="em-notice" role="status" data-shown={Boolean(error || sentence)}>
      {error || sentence}
    </div>
  );
}

function Progress() {
  const ref = useRef(null);
  const duration_s = useStore(engine.player, (state) => state.duration_s);
  useFrame((position_s) => {
    const part = duration_s > 0 ? Math.min(1, position_s / duration_s) : 0;
    if (ref.current) ref.current.style.transform = `scaleX(${part.toFixed(4)})`;
  });
  return <span className="em-mini-progress" aria-hidden="true"><span ref={ref} /></span>;
}

function Mini({ song, onOpen }) {
  const playing = useStore(engine.player, (state) => state.playing);
  const guest = useStore(engine.player, (state) => state.following === "guest");
  if (!song) return null;
  return (
    <section className="em-mini" aria-label="Player">
      <button type="button" className="em-mini-open" onClick={onOpen} aria-label={`Open the player: ${song.title}`}>
        <Cover cover={song.cover} title={song.album} size={48} />
        <span className="em-line">
          <span className="em-title">{song.title}</span>
          <span className="em-artists">{song.artists.map((artist) => artist.name).join(", ")}</span>
        </span>
      </button>
      <LikeButton song={song} />
      <IconButton icon={playing ? Icons.Pause : Icons.Play} label={playing ? "Pause" : "Play"} size={26} disabled={guest} onClick={engine.toggle} />
      <Progress />
    </section>
  );
}

function Waiting({ song }) {
  const text = waitingText(useCurve(song?.id));
  return text ? <span className="em-waiting">{text}</span> : null;
}

function Desktop({ song }) {
  const tab = useStore(panel);
  const more = useStore(tools);
  const { pathname } = useLocation();
  const here = pathname.startsWith("/now-playing");
  return (
    <section className="em-bar" aria-label="Player">
      <div className="em-bar-song">
        {song ? (
          <>
            <Cover cover={song.cover} title={song.album} size={64} valence={song.valence} arousal={song.arousal} mood={song.mood} />
            <SongLine song={song} />
            <LikeButton song={song} />
          </>
        ) : (
          <span className="em-quiet">Choose a song, and it plays here.</span>
        )}
      </div>
      <div className="em-bar-middle">
        <Transport />
        <div className="em-bar-seek">
          <TimeLabel />
          <SeekBar />
          <TimeLabel whole />
        </div>
        {!here && <Waiting song={song} />}
      </div>
      <div className="em-bar-tools">
        <Link to="/now-playing" className={here ? "em-icon em-on" : "em-icon"} aria-label="Emotion view" title="Emotion view" aria-current={here ? "page" : undefined}>
          <Icons.Plane size={20} />
        </Link>
        <IconButton icon={Icons.Queue} label="Queue" aria-pressed={tab === "queue"} className={tab === "queue" ? "em-on" : ""} onClick={() => togglePanel("queue")} />
        {more.map(({ name, Component }) => <Component key={name} />)}
        <Volume />
      </div>
    </section>
  );
}

/**
 * The player of one person; it shows nothing while nobody is signed in.
 * @param userId id of the person, 0 for nobody
 * @param onLike (song_id, liked)
 */
export function PlayerBar({ userId: told = 0, onLike, children }) {
  const userId = usePerson(told);
  const [help, setHelp] = useState(false);
  const [sheet, setSheet] = useState(false);
  const song = useStore(engine.player, (state) => state.song);
  const small = useMedia(SMALL);
  const { pathname } = useLocation();
  const shown = userId > 0 && !WITHOUT_PLAYER.some((path) => pathname.startsWith(path));
  const handlers = useRef({});
  handlers.current = { onLike };

  useKeys(setHelp);
  useEffect(() => {
    engine.signIn(userId);
    return userId > 0 ? follow() : undefined;
  }, [userId]);
  useEffect(() => {
    setHandler((id, liked) => handlers.current.onLike?.(id, liked));
    window.emomusic = { ...window.emomusic, engine, audio: engine.audio };
    restorePanel();
    return () => setHandler(null);
  }, []);
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (shown && (song || !small)) dataset.player = "on";
    else delete dataset.player;
  }, [shown, song, small]);
  useEffect(() => setSheet(false), [pathname]);

  return (
    <>
      {children}
      {shown && (
        <div className="em-player">
          {small ? <Mini song={song} onOpen={() => setSheet(true)} /> : <Desktop song={song} />}
          <Notice />
          <PlayerSheet open={sheet && small && Boolean(song)} onClose={() => setSheet(false)} />
          <HelpDialog open={help} onClose={() => setHelp(false)} />
        </div>
      )}
    </>
  );
}
