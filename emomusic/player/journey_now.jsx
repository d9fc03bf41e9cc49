// The journey that plays: its path, where we are on it, and where it may lead instead.
import { useState } from "react";
import { Link } from "react-router";
import { choosing, leadTo, turn, TURNS } from "./journeys.js";
import { PathPlane } from "./path_plane.jsx";
import { useStore } from "./store.js";
import { travel, wayText } from "./travel.js";

/** The four words that lead a journey elsewhere. */
export function Turns() {
  return (
    <div className="em-turns" role="group" aria-label="Lead the journey elsewhere">
      {Object.keys(TURNS).map((way) => (
        <button key={way} type="button" onClick={() => turn(way)}>{way}</button>
      ))}
    </div>
  );
}

/** Stands in the queue while a journey plays, and is nothing otherwise. */
export function JourneyNow() {
  const now = useStore(travel);
  const busy = useStore(choosing);
  const [held, setHeld] = useState(null);
  if (!now) return null;
  const path = [...now.points.slice(0, -1), held ?? now.points.at(-1)];
  const lead = (to) => {
    setHeld(to);
    leadTo(to).finally(() => setHeld(null));
  };
  const words = wayText(path);
  const place = `song ${now.number} of ${now.count}`;
  return (
    <section className="em-journey" aria-label="Journey" aria-busy={busy}>
      <header>
        <h2>Journey</h2>
        <span className="em-quiet">{place}</span>
      </header>
      <PathPlane
        label={`${words}: ${place} plays`}
        path={path}
        steps={now.steps}
        marks={[{ label: "Where the journey ends", short: "", point: path.at(-1), onMove: setHeld, onDone: lead }]}
      />
      <Turns />
      <p className="em-quiet" role="status">{busy ? "Choosing what comes…" : `${words}. ${now.words}`}</p>
      <p className="em-quiet">It lies on the <Link className="em-inline-link" to="/map">emotion map</Link> too.</p>
    </section>
  );
}
