// An emotion curve in the browser: decoding, sampling, and the words for it.
import { MOODS } from "./palette.js";
import { clamp } from "./format.js";

const TRACKS = [
  "valence", "arousal", "valence_low", "valence_high", "arousal_low", "arousal_high",
  ...MOODS.map((mood) => `moods_${mood}`),
];

/** Bytes of a base64 text. */
export function bytes(base64) {
  const text = atob(base64 ?? "");
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

const unit = (base64) => Float32Array.from(bytes(base64), (x) => x / 255);

/**
 * Decode the JSON of `GET /api/songs/{id}/emotion`.
 * Each track is a Float32Array with values 0..1; entry t speaks of the time (t + 0.5) * hop_s.
 */
export function decode(json) {
  const curve = {
    hop_s: json.hop_s,
    duration_s: json.duration_s,
    model: json.model,
    overall: json.overall,
    confident: bytes(json.confident),
    peaks: unit(json.peaks),
  };
  for (const name of TRACKS) curve[name] = unit(json[name]);
  return curve;
}

/**
 * Points of a sparkline: valence and arousal in turn, 1..255 for 0..1, two zeros where the model
 * is not sure (and null here).
 */
export function decodeSpark(base64) {
  const data = bytes(base64);
  return Array.from({ length: data.length >> 1 }, (_, i) => {
    const [valence, arousal] = [data[2 * i], data[2 * i + 1]];
    if (!valence && !arousal) return null;
    return { valence: (valence - 1) / 254, arousal: (arousal - 1) / 254 };
  });
}

/** What the curve says at a time, between two entries in a straight line. */
export function sample(curve, time_s) {
  const last = curve.valence.length - 1;
  const x = clamp(time_s / curve.hop_s - 0.5, 0, Math.max(0, last));
  const i = Math.floor(x);
  const j = Math.min(i + 1, last);
  const part = x - i;
  const at = (track) => track[i] + (track[j] - track[i]) * part;
  return {
    valence: at(curve.valence),
    arousal: at(curve.arousal),
    valence_low: at(curve.valence_low),
    valence_high: at(curve.valence_high),
    arousal_low: at(curve.arousal_low),
    arousal_high: at(curve.arousal_high),
    moods: MOODS.map((mood) => at(curve[`moods_${mood}`])),
    confident: curve.confident[Math.round(x)] > 0,
  };
}

/** The likeliest mood of a sample, or "not sure". */
export function moodWord({ moods, confident }) {
  if (!confident) return "not sure";
  return MOODS[moods.indexOf(Math.max(...moods))];
}

const TREND_S = 6;
const TREND_STEP = 0.05;

/** A few plain words for a moment: "calm, brightening". */
export function sentence(curve, time_s) {
  const now = sample(curve, time_s);
  if (!now.confident) return "not sure";
  const before = sample(curve, Math.max(0, time_s - TREND_S));
  const words = [moodWord(now)];
  const rise = now.arousal - before.arousal;
  const shine = now.valence - before.valence;
  if (before.confident && Math.max(Math.abs(rise), Math.abs(shine)) >= TREND_STEP) {
    if (Math.abs(shine) >= Math.abs(rise)) words.push(shine > 0 ? "brightening" : "darkening");
    else words.push(rise > 0 ? "building" : "settling");
  }
  return words.join(", ");
}

/** Rows for a chart, at most `most` of them; a moment of doubt has no value. */
export function timeline(curve, most = 240) {
  const entries = curve.valence.length;
  const count = Math.min(entries, most);
  return Array.from({ length: count }, (_, k) => {
    const t = ((k + 0.5) / count) * entries * curve.hop_s;
    const s = sample(curve, t);
    const percent = (value) => (s.confident ? Math.round(value * 1000) / 10 : null);
    const band = (low, high) => (s.confident ? [percent(low), percent(high)] : null);
    const heard = curve.heard && sample(curve.heard, t);
    return {
      t: Math.round(t * 100) / 100,
      valence: percent(s.valence),
      arousal: percent(s.arousal),
      valence_band: band(s.valence_low, s.valence_high),
      arousal_band: band(s.arousal_low, s.arousal_high),
      ...(heard && { heard_valence: percent(heard.valence), heard_arousal: percent(heard.arousal) }),
    };
  });
}
