// The journey that plays: its path, where we are on it, and where it may lead instead.
import { useState } from "react";
import { player } from "./engine.js";
import { choosing, journey, leadTo, SOURCE, stepsOf, turn, TURNS } from "./journeys.js";
import { placeWord } from "./path.js";
import { PathPlane } from "./path_plane.jsx";
import { useStore } from "./store.js";

const stateOf = (index, reached) => (index < reached ? "gone" : index === reached ? "now" : "coming");

/** Stands in the queue while a journey plays, and is nothing otherwise. */
export function JourneyNow() {
  const now = useStore(journey);
  const busy = useStore(choosing);
  const queue = useStore(player, (state) => state.queue);
  const following = useStore(player, (state) => state.following);
  const [held, setHeld] = useState(null);
  if (!now || queue.source !== SOURCE || following) return null;
  const { entries, reached } = stepsOf(queue);
  const steps = entries
    .map(({ key, song }, index) => ({ key, point: [song.valence, song.arousal], state: stateOf(index, reached) }))
    .filter(({ point }) => point[0] !== null);
  const end = held ?? now.points.at(-1);
  const path = [...now.points.slice(0, -1), end];
  const lead = (to) => {
    setHeld(to);
    leadTo(to).finally(() => setHeld(null));
  };
  const words = `From ${placeWord(path[0])} to ${placeWord(end)}`;
  return (
    <section className="em-journey" aria-label="Journey" aria-busy={busy}>
      <header>
        <h2>Journey</h2>
        <span className="em-quiet">song {reached + 1} of {entries.length}</span>
      </header>
      <PathPlane
        label={`${words}: song ${reached + 1} of ${entries.length} plays`}
        path={path}
        steps={steps}
        marks={[{ label: "Where the journey ends", short: "", point: end, onMove: setHeld, onDone: lead }]}
      />
      <div className="em-turns" role="group" aria-label="Lead the journey elsewhere">
        {Object.keys(TURNS).map((way) => (
          <button key={way} type="button" onClick={() => turn(way)}>{way}</button>
        ))}
      </div>
      <p className="em-quiet" role="status">{busy ? "Choosing what comes…" : `${words}. ${now.words}`}</p>
    </section>
  );
}
