// Corrects a curve by what the listener felt. What the numbers are says services/felt/calibration.py.
import { clamp } from "./format.js";
import { MOODS } from "./palette.js";

const STRAIGHT = Object.freeze({ offset: 0, slope: 1 });

/** The calibration that changes nothing. */
export const PLAIN = Object.freeze({ valence: STRAIGHT, arousal: STRAIGHT, taps: 0, songs: 0, is_on: true, since: null });

/** Whether what is seen differs from what the model heard. */
export const corrects = ({ is_on, taps }) => is_on && taps > 0;

export const corrected = ({ offset, slope }, heard) => clamp(0.5 + offset + slope * (heard - 0.5), 0, 1);

// The network learnt its moods and its plane as sides of one another: a side's log-odds are three
// times those of the axis. A correction moves the moods by as much.
const SIDES = 3;
const SIDE_OF = { happy: [1, 1], angry: [-1, 1], sad: [-1, -1], calm: [1, -1] };

const logit = (x) => {
  const p = clamp(x, 0.01, 0.99);
  return Math.log(p / (1 - p));
};

/** How likely each of `MOODS` is after a place moved. */
function movedMoods(moods, from, to) {
  const across = (SIDES * (logit(to.valence) - logit(from.valence))) / 2;
  const up = (SIDES * (logit(to.arousal) - logit(from.arousal))) / 2;
  const weights = MOODS.map((mood, i) => moods[i] * Math.exp(SIDE_OF[mood][0] * across + SIDE_OF[mood][1] * up));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total > 0 ? weights.map((weight) => weight / total) : moods;
}

function movedOverall(overall, { valence, arousal }) {
  const to = { valence: corrected(valence, overall.valence), arousal: corrected(arousal, overall.arousal) };
  const moved = movedMoods(MOODS.map((mood) => overall.moods[mood]), overall, to);
  const likeliest = MOODS[moved.indexOf(Math.max(...moved))];
  return {
    ...overall,
    ...to,
    moods: Object.fromEntries(MOODS.map((mood, i) => [mood, moved[i]])),
    mood: overall.mood === "unsure" ? "unsure" : likeliest,
  };
}

/**
 * The curve as its listener sees it: its lines, bands, moods and its whole. `heard` is the curve
 * of the model then; where nothing is corrected, the curve itself comes back.
 */
export function correctCurve(curve, calibration) {
  if (!corrects(calibration)) return curve;
  const { valence, arousal } = calibration;
  const lines = {};
  for (const [axis, line] of Object.entries({ valence, arousal }))
    for (const name of [axis, `${axis}_low`, `${axis}_high`])
      lines[name] = curve[name].map((heard) => corrected(line, heard));
  const moods = Object.fromEntries(MOODS.map((mood) => [`moods_${mood}`, new Float32Array(curve.valence.length)]));
  for (let t = 0; t < curve.valence.length; t++) {
    const from = { valence: curve.valence[t], arousal: curve.arousal[t] };
    const to = { valence: lines.valence[t], arousal: lines.arousal[t] };
    const moved = movedMoods(MOODS.map((mood) => curve[`moods_${mood}`][t]), from, to);
    MOODS.forEach((mood, i) => (moods[`moods_${mood}`][t] = moved[i]));
  }
  return { ...curve, ...lines, ...moods, overall: movedOverall(curve.overall, calibration), heard: curve };
}

const hundredths = (x) => Math.round(Math.abs(x) * 100);

function axisWords({ offset, slope }, more, less) {
  const words = [];
  if (hundredths(offset)) words.push(`${hundredths(offset)} hundredths ${offset > 0 ? more : less}`);
  if (hundredths(slope - 1) >= 5) words.push(`${hundredths(slope - 1)} % ${slope > 1 ? "wider" : "narrower"} round the middle`);
  return words.join(", ");
}

/** What a calibration does, in plain words; empty where it changes nothing that shows. */
export function calibrationWords(calibration) {
  if (!corrects(calibration)) return "";
  const parts = [
    ["Valence", axisWords(calibration.valence, "more pleasant", "less pleasant")],
    ["Arousal", axisWords(calibration.arousal, "more energetic", "quieter")],
  ];
  return parts.filter(([, words]) => words).map(([name, words]) => `${name}: ${words}`).join("; ");
}
