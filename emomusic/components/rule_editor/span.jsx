// One or two points of a range from 0 to 1, on a track in the colours of its axis.
import { colourOf } from "$/public/external/emomusic/player/palette.js";

const shown = (number) => Number(number).toFixed(2);

/** The colours along an axis, from one end to the other. */
function alongAxis(name) {
  const steps = [0, 0.25, 0.5, 0.75, 1];
  if (name === "valence") return steps.map((at) => colourOf(at, 0.5)).join(", ");
  if (name === "arousal") return steps.map((at) => colourOf(0.5, at)).join(", ");
  return "#5a5a5a, #d0d0d0";
}

/** One or two points of a range from 0 to 1; as two thumbs they can't pass each other. */
export function Span({ name, label, step = 0.05, value, onChange }) {
  const [from, to] = Array.isArray(value) ? value : [0, value];
  const two = Array.isArray(value);
  const thumb = (at, words, set) => (
    <input type="range" min="0" max="1" step={step} value={at} aria-label={words} aria-valuetext={shown(at)}
      onChange={(event) => set(Number(event.target.value))} />
  );
  return (
    <span className="rule-span" style={{ "--from": two ? from : 0, "--to": to, "--along": alongAxis(name) }}>
      {two && <output className="tabular" aria-hidden="true">{shown(from)}</output>}
      <span className={two ? "rule-track two" : "rule-track"}>
        {two && thumb(from, `${label} from`, (at) => onChange([Math.min(at, to), to]))}
        {thumb(to, two ? `${label} to` : label, (at) => onChange(two ? [from, Math.max(at, from)] : at))}
      </span>
      <output className="tabular" aria-hidden="true">{shown(to)}</output>
    </span>
  );
}
