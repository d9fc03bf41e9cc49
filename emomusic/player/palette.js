// The palette for the page: the same colours and the same blend as emomusic/emotion/palette.py
// (bilinear between four corners in OKLab; Björn Ottosson, 2020).
import colours from "./palette.json";

const TO_LMS = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.8086757660],
];

const times = (matrix, [x, y, z]) => matrix.map((row) => row[0] * x + row[1] * y + row[2] * z);

function inverse([[a, b, c], [d, e, f], [g, h, i]]) {
  const A = e * i - f * h;
  const B = f * g - d * i;
  const C = d * h - e * g;
  const det = a * A + b * B + c * C;
  return [
    [A / det, (c * h - b * i) / det, (b * f - c * e) / det],
    [B / det, (a * i - c * g) / det, (c * d - a * f) / det],
    [C / det, (b * g - a * h) / det, (a * e - b * d) / det],
  ];
}

const FROM_LMS = inverse(TO_LMS);
const FROM_LAB = inverse(TO_LAB);

function toOklab(hex) {
  const linear = [1, 3, 5].map((at) => {
    const encoded = parseInt(hex.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
  return times(TO_LAB, times(TO_LMS, linear).map(Math.cbrt));
}

function toRgb(lab) {
  const linear = times(FROM_LMS, times(FROM_LAB, lab).map((x) => x ** 3));
  return linear.map((x) => {
    const c = Math.min(Math.max(x, 0), 1);
    return Math.round((c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055) * 255);
  });
}

const HAPPY = toOklab(colours.happy);
const ANGRY = toOklab(colours.angry);
const SAD = toOklab(colours.sad);
const CALM = toOklab(colours.calm);

/** The colour of "not sure". */
export const NEUTRAL = colours.neutral;

/** The moods in the order of every `moods` array, with the corner of each on the plane. */
export const MOODS = ["happy", "angry", "sad", "calm"];
export const moodColour = (mood) => (MOODS.includes(mood) ? colours[mood] : NEUTRAL);

/** Colour of a point of the plane as [red, green, blue], 0..255. */
export function rgbOf(valence, arousal) {
  const v = Math.min(Math.max(valence, 0), 1);
  const a = Math.min(Math.max(arousal, 0), 1);
  const blend = [0, 1, 2].map(
    (k) => v * a * HAPPY[k] + (1 - v) * a * ANGRY[k] + (1 - v) * (1 - a) * SAD[k] + v * (1 - a) * CALM[k],
  );
  return toRgb(blend);
}

/** Colour of a point of the plane as "#rrggbb"; neutral where a value is missing. */
export function colourOf(valence, arousal) {
  if (valence === null || valence === undefined || arousal === null || arousal === undefined)
    return NEUTRAL;
  return "#" + rgbOf(valence, arousal).map((x) => x.toString(16).padStart(2, "0")).join("");
}
