// How likely each of the four moods is, now.
import { useRef } from "react";
import { isRunning } from "./clock.js";
import { sample } from "./curve.js";
import { useCurve } from "./curves.js";
import { player } from "./engine.js";
import { useFrame } from "./hooks.jsx";
import { MOODS, moodColour } from "./palette.js";
import { useStore } from "./store.js";

const TELL_MS = 1000;

export function MoodMeters() {
  const song = useStore(player, (state) => state.song);
  const { curve } = useCurve(song?.id);
  const rows = useRef({});
  const told_ms = useRef(-Infinity);

  useFrame((position_s, now_ms) => {
    const at = curve ? sample(curve, position_s) : null;
    const speak = !isRunning() || now_ms - told_ms.current > TELL_MS;
    if (speak) told_ms.current = now_ms;
    MOODS.forEach((mood, i) => {
      const row = rows.current[mood];
      if (!row) return;
      const part = at?.confident ? at.moods[i] : 0;
      row.fill.style.transform = `scaleX(${part.toFixed(3)})`;
      if (!speak) return;
      const percent = Math.round(part * 100);
      row.meter.setAttribute("aria-valuenow", percent);
      row.meter.setAttribute("aria-valuetext", at?.confident ? `${percent} %` : "not sure");
      row.text.textContent = at?.confident ? `${percent} %` : "–";
    });
  });

  const keep = (mood, name) => (node) => {
    if (node) (rows.current[mood] ??= {})[name] = node;
    else delete rows.current[mood];
  };
  return (
    <div className="em-meters" role="group" aria-label="Moods">
      {MOODS.map((mood) => (
        <div key={mood} className="em-meter" ref={keep(mood, "meter")} role="meter" aria-label={mood} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}>
          <span className="em-meter-name">{mood}</span>
          <span className="em-meter-track">
            <span ref={keep(mood, "fill")} style={{ background: moodColour(mood) }} />
          </span>
          <span ref={keep(mood, "text")} className="em-meter-value">–</span>
        </div>
      ))}
    </div>
  );
}
