// A year in pixels: a row for each month, a cell for each day.
import { useEffect, useMemo, useRef, useState } from "react";

const DAYS = Array.from({ length: 31 }, (_, at) => at + 1);
const MONTHS = Array.from({ length: 12 }, (_, at) => at + 1);
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

const utc = (iso) => new Date(`${iso}T00:00:00Z`);

/** Names of months and days in the reader's locale, which only the browser knows. */
function useWords(year) {
  const [locale, setLocale] = useState("en");
  useEffect(() => setLocale(navigator.language), []);
  return useMemo(() => {
    const month = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
    const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    return { month: (number) => month.format(Date.UTC(year, number - 1, 1)), day: (iso) => day.format(utc(iso)) };
  }, [locale, year]);
}

/** The day that a key leads to: a month without that day gives its last one. */
function dayAt(byPlace, month, number) {
  const row = Math.min(Math.max(month, 1), 12);
  for (let day = Math.min(Math.max(number, 1), 31); day > 0; day--)
    if (byPlace.has(`${row} ${day}`)) return byPlace.get(`${row} ${day}`);
  return null;
}

/** @param pixels every day of the year, each with its colour (empty: no music) and its words */
export function YearPixels({ pixels, year }) {
  const words = useWords(year);
  const byPlace = useMemo(() => new Map(pixels.map((one) => [`${one.month} ${one.number}`, one])), [pixels]);
  const [chosen, setChosen] = useState(null);
  const box = useRef(null);
  const current = chosen && chosen.startsWith(`${year}`) ? pixels.find((one) => one.day === chosen) : null;
  const stop = (current ?? pixels.findLast((one) => one.colour) ?? pixels[0])?.day;
  const say = (one) => `${words.day(one.day)}: ${one.says}`;

  function go(event) {
    const from = pixels.find((one) => one.day === event.target.dataset.day);
    if (!from) return;
    const step = STEPS[event.key];
    const ends = { Home: 1, End: 31 };
    if (!step && !ends[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    const to = step
      ? dayAt(byPlace, from.month + step[0], from.number + step[1])
      : dayAt(byPlace, from.month, ends[event.key]);
    box.current.querySelector(`[data-day="${to.day}"]`)?.focus();
  }

  const look = (event) => event.target.dataset?.day && setChosen(event.target.dataset.day);

  return (
    <div className="mine-pixels">
      <table ref={box} role="grid" aria-label={`${year} in pixels`} aria-readonly="true"
        onKeyDown={go} onPointerOver={look} onFocus={look}>
        <thead>
          <tr>
            <th scope="col"><span className="visually-hidden">Month</span></th>
            {DAYS.map((day) => (
              <th key={day} scope="col" className={day === 1 || day % 5 === 0 ? undefined : "quiet"}>{day}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MONTHS.map((month) => (
            <tr key={month}>
              <th scope="row">{words.month(month)}</th>
              {DAYS.map((number) => {
                const one = byPlace.get(`${month} ${number}`);
                if (!one) return <td key={number} className="none" />;
                return (
                  <td key={number} data-day={one.day} data-colour={one.colour} aria-label={say(one)}
                    tabIndex={one.day === stop ? 0 : -1} style={{ background: one.colour || undefined }} />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="mine-day">
        {current ? <>{words.day(current.day)}: <b>{current.says}</b></> : "Point at a day to see what it held."}
      </p>
    </div>
  );
}
