// Paths over the plane, as pure functions. A point is [valence, arousal], 0..1.
import { clamp } from "./format.js";

const distance = ([a, b], [c, d]) => Math.hypot(a - c, b - d);

/** A point moved, and kept on the plane. */
export const moved = ([valence, arousal], [right, up]) => [clamp(valence + right, 0, 1), clamp(arousal + up, 0, 1)];

/** How far each point lies along the path; the last one is its length. */
function lengthsOf(points) {
  let far = 0;
  return points.map((point, i) => (far += i ? distance(points[i - 1], point) : 0));
}

/**
 * The part of a path that is still ahead, from where one is to another end.
 * @param part 0..1, how much of the path lies behind
 * @param here where one is
 * @param end where it shall lead
 */
export function pathAhead(points, part, here, end) {
  const lengths = lengthsOf(points);
  const far = part * lengths[lengths.length - 1];
  const between = points.filter((_, i) => i > 0 && i < points.length - 1 && lengths[i] > far);
  return [here, ...between, end];
}

/**
 * A path cut in two.
 * @param part 0..1, where along it
 * @returns what lies behind that place and what is ahead of it, the place itself in both
 */
export function cutAt(points, part) {
  const lengths = lengthsOf(points);
  const far = clamp(part, 0, 1) * lengths[lengths.length - 1];
  const next = lengths.findIndex((length, i) => i > 0 && length >= far);
  if (next < 0) return [points, [points[points.length - 1]]];
  const [from, to] = [points[next - 1], points[next]];
  const rest = (far - lengths[next - 1]) / (lengths[next] - lengths[next - 1] || 1);
  const here = [from[0] + (to[0] - from[0]) * rest, from[1] + (to[1] - from[1]) * rest];
  return [[...points.slice(0, next), here], [here, ...points.slice(next)]];
}

/** The word for a point: "calm", or "between calm and sad" where it is near a border. */
export function placeWord([valence, arousal]) {
  const near = 0.06;
  const up = arousal >= 0.5;
  const right = valence >= 0.5;
  const word = (isRight, isUp) => (isUp ? (isRight ? "happy" : "angry") : isRight ? "calm" : "sad");
  const onX = Math.abs(valence - 0.5) < near;
  const onY = Math.abs(arousal - 0.5) < near;
  if (onX && onY) return "neutral";
  if (onX) return up ? "lively" : "quiet";
  if (onY) return right ? "bright" : "dark";
  return word(right, up);
}

/** A point in words and figures, for a screen reader. */
export const placeText = (point) =>
  `${placeWord(point)}: valence ${Math.round(point[0] * 100)} %, arousal ${Math.round(point[1] * 100)} %`;
