// Which songs the map shows: a genre, some years, what one likes.
import { useEffect, useMemo, useState } from "react";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { isOpen, NO_FILTER, yearsOf } from "./points.js";
import { map, setFilter } from "./store.js";

/** A year that is typed; it counts when it is left or entered, within what the library has. */
function Year({ label, value, low, high, onChange }) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const done = () => {
    const year = Math.min(Math.max(Number.parseInt(text, 10) || value, low), high);
    setText(String(year));
    if (year !== value) onChange(year);
  };
  return (
    <input
      className="mp-year"
      inputMode="numeric"
      aria-label={label}
      value={text}
      maxLength={4}
      onChange={(event) => setText(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === "Enter" && done()}
    />
  );
}

export function Filters() {
  const points = useStore(map, (state) => state.points);
  const filter = useStore(map, (state) => state.filter);
  const known = useMemo(() => (points ? yearsOf(points) : null), [points]);
  const genres = useMemo(() => (points ? points.genres.filter(Boolean) : []), [points]);
  if (!points?.count) return null;
  const years = filter.years ?? known;
  const setYears = (from, to) => {
    const next = [Math.min(from, to), Math.max(from, to)];
    setFilter({ years: next[0] <= known[0] && next[1] >= known[1] ? null : next });
  };
  return (
    <div className="mp-filters" role="group" aria-label="Which songs">
      {genres.length > 1 && (
        <select className="mp-select" aria-label="Genre" data-set={filter.genre !== null} value={filter.genre ?? ""} onChange={(event) => setFilter({ genre: event.target.value || null })}>
          <option value="">All genres</option>
          {genres.map((genre) => <option key={genre} value={genre}>{genre}</option>)}
        </select>
      )}
      {known && known[0] < known[1] && (
        <span className="mp-years" data-set={Boolean(filter.years)}>
          <Year label="From the year" value={years[0]} low={known[0]} high={known[1]} onChange={(year) => setYears(year, years[1])} />
          <span aria-hidden="true">to</span>
          <Year label="To the year" value={years[1]} low={known[0]} high={known[1]} onChange={(year) => setYears(years[0], year)} />
        </span>
      )}
      <button type="button" className="mp-pill" aria-pressed={filter.liked} onClick={() => setFilter({ liked: !filter.liked })}>
        Liked only
      </button>
      {!isOpen(filter) && (
        <button type="button" className="mp-text" onClick={() => setFilter(NO_FILTER)}>Show all</button>
      )}
    </div>
  );
}
