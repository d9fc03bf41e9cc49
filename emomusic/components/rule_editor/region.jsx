// A region of the plane as a value: drawn with the pointer, or set by two pairs of thumbs.
import { useId, useRef } from "react";
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { Span } from "./span.jsx";
import { boundsOf, isRectangle, rectangle } from "./tree.js";

const SIDE = 104;
const LEAST = 0.05;
const clamped = (at) => Math.min(Math.max(at, 0), 1);
const rounded = (at) => Math.round(at * 100) / 100;

/** The rectangle that is being drawn from where the pointer went down. */
function useDrawing(onChange) {
  const from = useRef(null);
  const at = (event) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return [clamped((event.clientX - left) / width), clamped(1 - (event.clientY - top) / height)].map(rounded);
  };
  return {
    onPointerDown: (event) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = at(event);
    },
    onPointerMove: (event) => {
      if (!from.current) return;
      const to = at(event);
      const [across, up] = [0, 1].map((axis) => [from.current[axis], to[axis]].sort((a, b) => a - b));
      if (across[1] - across[0] >= LEAST && up[1] - up[0] >= LEAST) onChange(rectangle(across, up));
    },
    onPointerUp: () => { from.current = null; },
    onPointerCancel: () => { from.current = null; },
  };
}

function Plane({ corners, onChange }) {
  const id = useId().replaceAll(":", "");
  const points = corners.map(([right, up]) => `${right * SIDE},${(1 - up) * SIDE}`).join(" ");
  const corner = (name, right, up) => (
    <radialGradient id={`${id}${name}`} cx={right} cy={1 - up} r="1">
      <stop offset="0" stopColor={colourOf(right, up)} stopOpacity="0.85" />
      <stop offset="1" stopColor={colourOf(right, up)} stopOpacity="0" />
    </radialGradient>
  );
  const places = [["a", 1, 1], ["b", 0, 1], ["c", 0, 0], ["d", 1, 0]];
  return (
    <svg className="rule-plane" viewBox={`0 0 ${SIDE} ${SIDE}`} width={SIDE} height={SIDE} aria-hidden="true" {...useDrawing(onChange)}>
      <defs>{places.map((place) => <g key={place[0]}>{corner(...place)}</g>)}</defs>
      <rect width={SIDE} height={SIDE} fill="#161616" />
      {places.map(([name]) => <rect key={name} width={SIDE} height={SIDE} fill={`url(#${id}${name})`} opacity="0.55" />)}
      <path d={`M${SIDE / 2} 0V${SIDE}M0 ${SIDE / 2}H${SIDE}`} stroke="#fff" strokeOpacity="0.18" />
      <polygon points={points} fill="#fff" fillOpacity="0.2" stroke="#fff" strokeWidth="1.5" />
    </svg>
  );
}

/** @param corners of the region, pairs of valence and arousal */
export function Region({ corners, onChange }) {
  const [across, up] = boundsOf(corners);
  return (
    <span className="rule-region">
      <Plane corners={corners} onChange={onChange} />
      {isRectangle(corners) ? (
        <span className="rule-sides">
          <span className="rule-word">Valence</span>
          <Span name="valence" label="Valence of the region" step={0.01} value={across} onChange={(sides) => onChange(rectangle(sides, up))} />
          <span className="rule-word">Arousal</span>
          <Span name="arousal" label="Arousal of the region" step={0.01} value={up} onChange={(sides) => onChange(rectangle(across, sides))} />
          <span className="rule-hint">Or draw it on the plane.</span>
        </span>
      ) : (
        <span className="rule-sides">
          <span className="rule-hint">A region of {corners.length} corners, drawn on the emotion map.</span>
          <button type="button" className="chip" onClick={() => onChange(rectangle(across, up))}>Make it a rectangle</button>
        </span>
      )}
    </span>
  );
}
