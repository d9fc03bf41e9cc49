// The right panel: what comes next, and what the music feels like now.
import { useRef, useState } from "react";
import { IconButton } from "./controls.jsx";
import { Cover } from "./cover.jsx";
import * as engine from "./engine.js";
import { queueTools } from "./extras.js";
import { artistsText, clockText } from "./format.js";
import { HeardBy } from "./heard_by.jsx";
import * as Icons from "./icons.jsx";
import { JourneyNow } from "./journey_now.jsx";
import { MoodMeters } from "./meters.jsx";
import { openPanel, panel, registerPanel, tabs } from "./panel.js";
import { EmotionPlane } from "./plane.jsx";
import { endRadio } from "./radio.js";
import { RadioNow } from "./radio_tools.jsx";
import { playingOrder } from "./queue.js";
import { EmotionSentence } from "./sentence.jsx";
import { useStore } from "./store.js";

const SHOWN = 100;

function Entry({ entry, index, count, dragging, setDragging }) {
  const { song, key } = entry;
  const drop = (event) => {
    event.preventDefault();
    if (dragging !== null) engine.moveEntry(dragging, index);
    setDragging(null);
  };
  return (
    <li
      className={dragging === key ? "em-entry em-dragging" : "em-entry"}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", song.title);
        setDragging(key);
      }}
      onDragEnd={() => setDragging(null)}
      onDragOver={(event) => dragging !== null && event.preventDefault()}
      onDrop={drop}
    >
      <button type="button" className="em-entry-play" onClick={() => engine.jumpTo(key)} aria-label={`Play ${song.title}`}>
        <Cover cover={song.cover} title={song.album} size={40} />
        <span className="em-line">
          <span className="em-title">{song.title}</span>
          <span className="em-artists">{artistsText(song)}</span>
        </span>
      </button>
      <span className="em-entry-tools">
        <IconButton icon={Icons.Up} size={16} label={`Move ${song.title} up`} disabled={index === 0} onClick={() => engine.moveEntry(key, index - 1)} />
        <IconButton icon={Icons.Down} size={16} label={`Move ${song.title} down`} disabled={index === count - 1} onClick={() => engine.moveEntry(key, index + 1)} />
        <IconButton icon={Icons.Close} size={16} label={`Remove ${song.title} from the queue`} onClick={() => engine.removeEntry(key)} />
      </span>
    </li>
  );
}

function clear() {
  if (!engine.player.get().following) endRadio();
  engine.clearUpcoming();
}

/** The queue: what plays, and what comes, to reorder, thin out and empty. */
export function QueuePanel() {
  const queue = useStore(engine.player, (state) => state.queue);
  const further = useStore(queueTools);
  const [dragging, setDragging] = useState(null);
  const { current, upcoming } = queue;
  if (!current)
    return (
      <div className="em-queue">
        <p className="em-empty">Nothing in the queue. Play a song, or choose “Add to queue” in its menu.</p>
      </div>
    );
  return (
    <div className="em-queue">
      <JourneyNow />
      <RadioNow />
      <h3>Now playing</h3>
      <div className="em-entry em-entry-now">
        <span className="em-entry-play">
          <Cover cover={current.song.cover} title={current.song.album} size={40} />
          <span className="em-line">
            <span className="em-title">{current.song.title}</span>
            <span className="em-artists">{artistsText(current.song)}</span>
          </span>
        </span>
        <span className="em-time">{clockText(current.song.duration_s)}</span>
      </div>
      <header>
        <h3>Next</h3>
        {further.map(({ name, label, act }) => (
          <button key={name} type="button" className="em-text-button" onClick={() => act(playingOrder(queue).map(({ song }) => song))}>{label}</button>
        ))}
        {upcoming.length > 0 && (
          <button type="button" className="em-text-button" onClick={clear}>Clear</button>
        )}
      </header>
      {upcoming.length === 0 && <p className="em-empty">Nothing comes after this song.</p>}
      <ol>
        {upcoming.slice(0, SHOWN).map((entry, index) => (
          <Entry key={entry.key} entry={entry} index={index} count={upcoming.length} dragging={dragging} setDragging={setDragging} />
        ))}
      </ol>
      {upcoming.length > SHOWN && <p className="em-empty">and {upcoming.length - SHOWN} more</p>}
    </div>
  );
}

/** The plane, the words and the meters, small. */
export function EmotionPanel() {
  const song = useStore(engine.player, (state) => state.song);
  if (!song) return <p className="em-empty">Play a song to see what it feels like.</p>;
  return (
    <div className="em-emotion-panel">
      <EmotionPlane compact />
      <EmotionSentence />
      <MoodMeters />
      <HeardBy songId={song.id} />
    </div>
  );
}

registerPanel("emotion", "Emotion", EmotionPanel, 20);
registerPanel("queue", "Queue", QueuePanel, 30);

/** The right region of the shell with its tabs; a drawer where the window is narrow. */
export function SidePanel() {
  const tab = useStore(panel);
  const user = useStore(engine.player, (state) => state.user);
  const known = useStore(tabs);
  const buttons = useRef({});
  if (!tab || !user) return null;
  const { Component: Body } = known.find(({ name }) => name === tab) ?? known[0];
  const onKeyDown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = known.findIndex(({ name }) => name === tab);
    const other = known[(at + step + known.length) % known.length].name;
    openPanel(other);
    buttons.current[other]?.focus();
  };
  return (
    <aside className="panel em-panel" aria-label="Side panel" onKeyDown={(event) => event.key === "Escape" && openPanel(null)}>
      <header className="em-panel-head">
        <div role="tablist" aria-label="Panel" onKeyDown={onKeyDown}>
          {known.map(({ name, label }) => (
            <button
              key={name}
              ref={(node) => { buttons.current[name] = node; }}
              type="button"
              role="tab"
              id={`em-tab-${name}`}
              aria-selected={tab === name}
              aria-controls="em-panel-body"
              tabIndex={tab === name ? 0 : -1}
              onClick={() => openPanel(name)}
            >
              {label}
            </button>
          ))}
        </div>
        <IconButton icon={Icons.Close} label="Close the panel" size={18} onClick={() => openPanel(null)} />
      </header>
      <div id="em-panel-body" role="tabpanel" aria-labelledby={`em-tab-${tab}`} className="em-panel-body">
        <Body />
      </div>
    </aside>
  );
}
