// The journey that plays, in words, and where it may lead instead.
import { artistsText } from "$/public/external/emomusic/player/format.js";
import { Turns } from "$/public/external/emomusic/player/journey_now.jsx";
import { choosing } from "$/public/external/emomusic/player/journeys.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { travel, wayText } from "$/public/external/emomusic/player/travel.js";

/** Where on it we are, as a sentence. */
export const progressText = ({ song, number, count }) => `Song ${number} of ${count}: ${song.title} by ${artistsText(song)}`;

/** How far the journey has come. */
export function Progress() {
  const now = useStore(travel);
  const busy = useStore(choosing);
  if (!now?.song) return null;
  return (
    <div className="mp-progress">
      <p>{progressText(now)}</p>
      <Turns />
      <p className="mp-note">{busy ? "Choosing what comes…" : now.words}</p>
    </div>
  );
}

/** Stands on the map while a journey plays, and is nothing otherwise. */
export function TravelPanel() {
  const now = useStore(travel);
  if (!now) return null;
  return (
    <section className="mp-panel mp-travel" aria-label="Journey">
      <h2>{wayText(now.points)}</h2>
      <Progress />
    </section>
  );
}
