// The journey that plays, in words, and where it may lead instead.
import { useState } from "react";
import { artistsText } from "$/public/external/emomusic/player/format.js";
import { Turns } from "$/public/external/emomusic/player/journey_now.jsx";
import { choosing } from "$/public/external/emomusic/player/journeys.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { travel, wayText } from "$/public/external/emomusic/player/travel.js";
import * as Icons from "./icons.jsx";

/** Where on it we are, as a sentence. */
export const progressText = ({ song, number, count }) => `Song ${number} of ${count}: ${song.title} by ${artistsText(song)}`;

function Leading({ words }) {
  const busy = useStore(choosing);
  return (
    <>
      <Turns />
      <p className="mp-note">{busy ? "Choosing what comes…" : words}</p>
    </>
  );
}

/** How far the journey has come along a path that was drawn here. */
export function Progress() {
  const now = useStore(travel);
  if (!now?.song) return null;
  return (
    <div className="mp-progress">
      <p>{progressText(now)}</p>
      <Leading words={now.words} />
    </div>
  );
}

/** Stands on the map while a journey plays, and is nothing otherwise; folded, so as to hide little. */
export function TravelPanel() {
  const now = useStore(travel);
  const [open, setOpen] = useState(false);
  if (!now?.song) return null;
  return (
    <section className="mp-panel mp-travel" aria-label="Journey">
      <button type="button" aria-expanded={open} title={open ? "Less" : "Lead it elsewhere"} onClick={() => setOpen(!open)}>
        <Icons.Path size={20} />
        <span>
          <strong>{wayText(now.points)}</strong>
          <span>{progressText(now)}</span>
        </span>
        <Icons.Up size={16} />
      </button>
      {open && <Leading words={now.words} />}
    </section>
  );
}
