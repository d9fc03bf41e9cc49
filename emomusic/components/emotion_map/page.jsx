// The page of the emotion map.
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Filters } from "./filters.jsx";
import { Dock } from "./panels.jsx";
import * as Icons from "./icons.jsx";
import { attend, recallChoice } from "./preview.js";
import { MapSongs } from "./songs.jsx";
import { Stage } from "./stage.jsx";
import { followLikes, followTitles, load, map } from "./store.js";
import { HearSwitch, Lens, Listeners, Modes } from "./tools.jsx";
import "./map.css";

function Summary() {
  const { points, shown } = useStore(map);
  if (!points) return <p className="mp-summary">Every song of the library, by what it feels like</p>;
  const of = shown === points.count ? "" : ` of ${points.count.toLocaleString()}`;
  return <p className="mp-summary" data-map-shown={shown}>{`${shown.toLocaleString()}${of} ${points.count === 1 ? "song" : "songs"}, by what they feel like`}</p>;
}

function Trouble() {
  const { points, error } = useStore(map);
  if (error)
    return (
      <div className="mp-cover" role="alert">
        <p>{error}</p>
        <button type="button" className="button" onClick={load}>Try again</button>
      </div>
    );
  if (points?.count === 0)
    return (
      <div className="mp-cover">
        <p>No song has been heard by the model yet. The map fills as songs are analysed.</p>
        <Link className="button" to="/library/songs">Go to the library</Link>
      </div>
    );
  return null;
}

/** @param children another way to travel, which is opened under the map */
export function EmotionMapPage({ children }) {
  const size = useRef(null);
  useEffect(() => {
    recallChoice();
    load();
    const endings = [attend(), followLikes(), followTitles()];
    return () => endings.forEach((end) => end());
  }, []);
  return (
    <div className="mp">
      <header className="mp-head">
        <div>
          <h1 className="page-title">Emotion map</h1>
          <Summary />
        </div>
        <Filters />
      </header>
      <div className="mp-body">
        <Stage refSize={size}>
          <div className="mp-top">
            <Modes />
            <div className="mp-tools">
              <HearSwitch />
              <Listeners />
            </div>
          </div>
          <Lens size={size} />
          <span className="mp-axes" aria-hidden="true">
            <i>energetic</i><i>quiet</i><i>unpleasant</i><i>pleasant</i>
          </span>
          <Trouble />
        </Stage>
        <Dock />
      </div>
      <details className="mp-journey">
        <summary>
          <Icons.Path size={20} />
          <span>
            <strong>From how I feel to how I want to feel</strong>
            <span>A journey through the library that begins where you are</span>
          </span>
        </summary>
        {children}
      </details>
      <MapSongs />
    </div>
  );
}
