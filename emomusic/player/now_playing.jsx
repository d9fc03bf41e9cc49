// The emotion view: what plays, large, and what it feels like.
import { useEffect } from "react";
import { Link, useNavigate } from "react-router";
import { IconButton, LikeButton } from "./controls.jsx";
import { Cover } from "./cover.jsx";
import { useCurve } from "./curves.js";
import { player } from "./engine.js";
import { viewTools } from "./extras.js";
import * as Icons from "./icons.jsx";
import { LightField } from "./light_field.jsx";
import { MoodMeters } from "./meters.jsx";
import { openPanel, panel } from "./panel.js";
import { EmotionPlane } from "./plane.jsx";
import { EmotionSentence } from "./sentence.jsx";
import { QueuePanel } from "./side_panel.jsx";
import { Artists } from "./song_line.jsx";
import { useStore } from "./store.js";
import { closeWhy, why } from "./why.js";
import { WhyButton, WhyPanel } from "./why.jsx";

function Waiting({ song }) {
  const { state, progress } = useCurve(song.id);
  if (state !== "running") return null;
  return <progress className="em-now-wait" max="1" value={progress ?? 0} aria-label="Listening" />;
}

/** The queue over the view; the rest of the side panel is what the view itself shows, larger. */
function QueueDrawer() {
  const tab = useStore(panel);
  if (tab !== "queue") return null;
  return (
    <aside className="panel em-panel" aria-label="Queue">
      <header className="em-panel-head">
        <h2>Queue</h2>
        <IconButton icon={Icons.Close} label="Close the queue" size={18} onClick={() => openPanel(null)} />
      </header>
      <div className="em-panel-body"><QueuePanel /></div>
    </aside>
  );
}

/** Everything but the chart, which comes as the child. */
export function NowPlaying({ children }) {
  const song = useStore(player, (state) => state.song);
  const more = useStore(viewTools);
  const navigate = useNavigate();
  const leave = () => (window.history.length > 1 ? navigate(-1) : navigate("/"));
  useEffect(() => {
    const onKey = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if (why.get().open) closeWhy();
      else leave();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  return (
    <main className="em-now" id="centre" tabIndex={-1}>
      <LightField />
      <header className="em-now-head">
        <IconButton icon={Icons.Down} label="Leave the emotion view" size={24} onClick={leave} />
        <p className="em-quiet">{song ? song.album : ""}</p>
      </header>
      {song ? (
        <div className="em-now-grid">
          <div className="em-now-song">
            <div className="em-now-cover"><Cover cover={song.cover} title={song.album} size={420} eager /></div>
            <div className="em-now-line">
              <div className="em-line">
                <h1 className="em-title"><Link to={`/song/${song.id}`}>{song.title}</Link></h1>
                <Artists song={song} />
              </div>
              <LikeButton song={song} size={24} />
            </div>
            <div className="em-now-words"><EmotionSentence /><WhyButton />{more.map(({ name, Component }) => <Component key={name} song={song} />)}</div>
            <Waiting song={song} />
          </div>
          <EmotionPlane />
          <MoodMeters />
          {children}
        </div>
      ) : (
        <div className="em-now-none">
          <h1 className="em-title">Now playing</h1>
          <p>Nothing plays yet. Choose a song, and see here what it feels like.</p>
          <Link className="button" to="/">Go to the music</Link>
        </div>
      )}
      <QueueDrawer />
      <WhyPanel />
    </main>
  );
}
