// The course of a song's emotion on its own page, whether it plays or not.
import { useEffect, useRef } from "react";
import { sample } from "./curve.js";
import { useCurve } from "./curves.js";
import { FeltMarks, useTaps } from "./feel.jsx";
import { clockText } from "./format.js";
import { prepareCanvas, useSize } from "./hooks.jsx";
import { NEUTRAL, colourOf } from "./palette.js";
import { waitingText } from "./seek_bar.jsx";

const STEP_PX = 4;

function path(pen, curve, track, size) {
  pen.beginPath();
  for (let x = 0; x <= size.width; x += 2) {
    const at = sample(curve, (x / size.width) * curve.duration_s);
    const y = (1 - at[track]) * size.height;
    if (x === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
}

function paint(canvas, curve, size) {
  const pen = prepareCanvas(canvas, size);
  const { width, height } = size;
  for (let x = 0; x < width; x += STEP_PX) {
    const at = sample(curve, ((x + STEP_PX / 2) / width) * curve.duration_s);
    const peak = curve.peaks[Math.min(curve.peaks.length - 1, Math.floor((x / width) * curve.peaks.length))] ?? 0;
    const tall = Math.max(2, peak * height * 0.9);
    pen.globalAlpha = 0.5;
    pen.fillStyle = at.confident ? colourOf(at.valence, at.arousal) : NEUTRAL;
    pen.fillRect(x, (height - tall) / 2, STEP_PX - 1, tall);
  }
  pen.globalAlpha = 1;
  pen.lineJoin = "round";
  pen.lineWidth = 2;
  pen.strokeStyle = "#ffffff";
  path(pen, curve, "valence", size);
  pen.stroke();
  pen.setLineDash([6, 5]);
  path(pen, curve, "arousal", size);
  pen.stroke();
  if (!curve.heard) return;
  pen.globalAlpha = 0.6;
  pen.lineWidth = 1;
  pen.setLineDash([2, 3]);
  for (const track of ["valence", "arousal"]) {
    path(pen, curve.heard, track, size);
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function words({ overall, duration_s, heard }) {
  const percent = (x) => Math.round(x * 100);
  const mood = overall.mood === "unsure" ? "not sure" : overall.mood;
  const whose = heard ? "as you feel it: " : "";
  return `${whose}${mood}; valence ${percent(overall.valence)} %, arousal ${percent(overall.arousal)} %, over ${clockText(duration_s)}`;
}

/** @param songId the song */
export function SongCurve({ songId }) {
  const known = useCurve(songId);
  const { curve } = known;
  const taps = useTaps(songId);
  const [box, size] = useSize();
  const canvas = useRef(null);
  useEffect(() => {
    if (curve && size.width) paint(canvas.current, curve, size);
  }, [curve, size]);
  return (
    <figure className="em-song-curve">
      <div ref={box} className="em-song-curve-box" role="img" aria-label={curve ? `Emotion over time: ${words(curve)}` : "Emotion over time"}>
        <canvas ref={canvas} hidden={!curve} />
        {curve && <FeltMarks song_id={songId} duration_s={curve.duration_s} />}
        {!curve && <span className="em-timeline-wait" role="status">{waitingText(known) || "…"}</span>}
      </div>
      {curve && (
        <figcaption>
          <span className="em-key em-key-line">valence</span>
          <span className="em-key em-key-dash">arousal</span>
          {taps.length > 0 && <span className="em-key em-key-felt">what you felt</span>}
          {curve.heard && <span className="em-key em-key-heard">what the model heard</span>}
          <span className="em-quiet">{words(curve)}</span>
        </figcaption>
      )}
    </figure>
  );
}

/** Lets the top of a page glow in the colour of an emotion. Draws nothing itself. */
export function EmotionWash({ valence, arousal }) {
  useEffect(() => {
    const wash = document.querySelector(".centre > .wash");
    if (!wash || valence === null || valence === undefined) return undefined;
    const before = wash.style.background;
    wash.style.background =
      `radial-gradient(90% 120% at 15% 0%, ${colourOf(valence, arousal)}aa, transparent 75%)`;
    return () => {
      wash.style.background = before;
    };
  }, [valence, arousal]);
  return null;
}
