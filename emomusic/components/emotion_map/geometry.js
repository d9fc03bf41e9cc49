// Regions and paths on the plane: lists of [valence, arousal].

export const MOST_CORNERS = 60;
const BEYOND = 1e-5;

const clampUnit = (x) => Math.min(Math.max(x, 0), 1);
export const clampPoint = ([v, a]) => [clampUnit(v), clampUnit(a)];

/** A rectangle between two corners. */
export function rectangle([v1, a1], [v2, a2]) {
  const [left, right] = [Math.min(v1, v2), Math.max(v1, v2)].map(clampUnit);
  const [low, high] = [Math.min(a1, a2), Math.max(a1, a2)].map(clampUnit);
  return [[left, low], [right, low], [right, high], [left, high]];
}

/** The smallest rectangle round a list of points: `[left, low, right, high]`. */
export function boundsOf(points) {
  const vs = points.map(([v]) => v);
  const as = points.map(([, a]) => a);
  return [Math.min(...vs), Math.min(...as), Math.max(...vs), Math.max(...as)];
}

/** A region moved, as far as the plane goes. */
export function moved(region, dv, da) {
  const [left, low, right, high] = boundsOf(region);
  const v = Math.min(Math.max(dv, -left), 1 - right);
  const a = Math.min(Math.max(da, -low), 1 - high);
  return region.map(([x, y]) => clampPoint([x + v, y + a]));
}

const LEAST_SIZE = 0.01;

/** A region made wider or taller round its middle. */
export function sized(region, dv, da) {
  const [left, low, right, high] = boundsOf(region);
  const grow = (size, by) => Math.max(LEAST_SIZE, size + 2 * by) / Math.max(size, LEAST_SIZE / 2);
  const [fx, fy] = [grow(right - left, dv), grow(high - low, da)];
  const [cx, cy] = [(left + right) / 2, (low + high) / 2];
  return region.map(([x, y]) => clampPoint([cx + (x - cx) * fx, cy + (y - cy) * fy]));
}

/**
 * Mark the points that a polygon holds, by the even-odd rule; like `inside` in
 * services/discovery/region.py, the edges of the plane belong to what reaches them.
 * @param mask what is looked at
 * @returns Uint8Array of 0 and 1
 */
export function held({ valence, arousal, count }, mask, polygon) {
  const corners = polygon.map((corner) => corner.map((x) => (x >= 1 ? 1 + BEYOND : x <= 0 ? -BEYOND : x)));
  const [left, low, right, high] = boundsOf(corners);
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const x = valence[i];
    const y = arousal[i];
    if (!mask[i] || x < left || x > right || y < low || y > high) continue;
    let odd = 0;
    for (let k = 0, j = corners.length - 1; k < corners.length; j = k++) {
      const [x1, y1] = corners[j];
      const [x2, y2] = corners[k];
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd ^= 1;
    }
    out[i] = odd;
  }
  return out;
}

function farthest(points, from, to) {
  const [x1, y1] = points[from];
  const [x2, y2] = points[to];
  const length = Math.hypot(x2 - x1, y2 - y1);
  let best = -1;
  let index = from;
  for (let i = from + 1; i < to; i++) {
    const [x, y] = points[i];
    const away = length ? Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length : Math.hypot(x - x1, y - y1);
    if (away > best) {
      best = away;
      index = i;
    }
  }
  return [best, index];
}

/** Douglas and Peucker (1973): the points that matter of a line drawn by hand. */
function simplified(points, tolerance) {
  const keep = new Set([0, points.length - 1]);
  const spans = [[0, points.length - 1]];
  while (spans.length) {
    const [from, to] = spans.pop();
    if (to - from < 2) continue;
    const [away, index] = farthest(points, from, to);
    if (away <= tolerance) continue;
    keep.add(index);
    spans.push([from, index], [index, to]);
  }
  return [...keep].sort((i, j) => i - j).map((i) => points[i]);
}

/** A line drawn by hand with at most so many points. */
export function fewer(points, most, tolerance = 0.002) {
  let out = simplified(points, tolerance);
  for (let wider = tolerance * 1.6; out.length > most; wider *= 1.6) out = simplified(points, wider);
  return out;
}

/** Whether two points are the same to the eye. */
export const isNear = ([v1, a1], [v2, a2], most = 0.004) => Math.hypot(v1 - v2, a1 - a2) < most;
