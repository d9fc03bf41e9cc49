// From how I feel to how I want to feel: two marks on a plane, or two words, and a length. How
// somebody feels is theirs to say: it begins at what plays, or in the middle.
import { useEffect, useRef, useState } from "react";
import { player } from "$/public/external/emomusic/player/engine.js";
import { choosing, startJourney } from "$/public/external/emomusic/player/journeys.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { openPanel } from "$/public/external/emomusic/player/panel.js";
import { placeWord } from "$/public/external/emomusic/player/path.js";
import { PathPlane } from "$/public/external/emomusic/player/path_plane.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { travel } from "$/public/external/emomusic/player/travel.js";

const WORDS = { happy: [0.75, 0.75], angry: [0.25, 0.75], sad: [0.25, 0.25], calm: [0.75, 0.25] };
const LENGTHS = [[20, "20 minutes"], [40, "40 minutes"], [60, "1 hour"], [90, "1½ hours"], [120, "2 hours"]];
const STEPS = [["", "As large as need be"], ["0.2", "Middling at most"], ["0.1", "Small at most"]];

const MIDDLE = [0.5, 0.5];

function Feeling({ title, point, onChange, children }) {
  return (
    <fieldset className="em-feeling">
      <legend>{title}</legend>
      <div className="em-turns">
        {Object.entries(WORDS).map(([word, at]) => (
          <button key={word} type="button" aria-pressed={placeWord(point) === word} onClick={() => onChange(at)}>
            {word}
          </button>
        ))}
      </div>
      {children}
    </fieldset>
  );
}

/** What the beginning is taken from, and the way back to that. */
function Beginning({ song, chosen, point, onForget }) {
  if (chosen && song)
    return <button type="button" className="em-text-button" onClick={onForget}>{`Begin where “${song.title}” is, which plays now`}</button>;
  if (chosen) return null;
  return <p className="em-quiet">{song ? `${placeWord(point)}, as “${song.title}”, which plays now` : "not chosen: it begins in the middle"}</p>;
}

/** The panel; it needs nothing from its page. */
export function JourneyPanel() {
  const [chosen, setFrom] = useState(null);
  const sounding = useStore(player, ({ song }) => song);
  const song = sounding?.valence === null ? null : sounding;
  const [to, setTo] = useState(WORDS.calm);
  const [minutes, setMinutes] = useState(60);
  const [largest, setLargest] = useState("");
  const [found, setFound] = useState(null);
  const busy = useStore(choosing);
  const travels = useStore(travel, Boolean);
  const told = useRef(null);
  useEffect(() => {
    if (found) told.current.scrollIntoView({ block: "nearest" });
  }, [found]);
  const from = chosen ?? (song ? [song.valence, song.arousal] : MIDDLE);

  const start = async (event) => {
    event.preventDefault();
    setFrom(from);
    try {
      const options = { duration_s: minutes * 60, largest_step: Number(largest) || null };
      const journey = await startJourney([from, to], options);
      if (journey) setFound(journey.words);
    } catch (error) {
      say(error.message);
    }
  };
  return (
    <form className="em-journey-panel" aria-label="A journey" onSubmit={start}>
      <PathPlane
        label={`A path from ${placeWord(from)} to ${placeWord(to)}`}
        path={[from, to]}
        marks={[
          { label: "How I feel", short: "A", point: from, onMove: setFrom },
          { label: "How I want to feel", short: "B", point: to, onMove: setTo },
        ]}
      />
      <div className="em-journey-words">
        <Feeling title="A: how I feel" point={from} onChange={setFrom}>
          <Beginning song={song} chosen={chosen} point={from} onForget={() => setFrom(null)} />
        </Feeling>
        <Feeling title="B: how I want to feel" point={to} onChange={setTo} />
        <div className="em-journey-choices">
          <label>
            Length
            <select value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
              {LENGTHS.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
            </select>
          </label>
          <label>
            Steps between songs
            <select value={largest} onChange={(event) => setLargest(event.target.value)}>
              {STEPS.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
            </select>
          </label>
        </div>
        <button type="submit" className="button" disabled={busy}>{busy ? "Choosing songs…" : "Start the journey"}</button>
        <p ref={told} className="em-quiet em-journey-told" role="status">
          {found ?? "Songs that lead from A to B, each beginning near where the one before it ends."}
        </p>
        {found && travels && (
          <button type="button" className="em-text-button" onClick={() => openPanel("queue")}>See the path in the queue</button>
        )}
      </div>
    </form>
  );
}
