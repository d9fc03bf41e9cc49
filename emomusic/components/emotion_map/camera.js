// What of the plane is seen: a place in the middle and a zoom, as pure functions.
//
// Both axes fill the picture, whatever its shape: they are two different things, and have no common
// measure. At zoom 1 the plane fills all but a margin.

export const FILL = 0.88;
export const MOST_ZOOM = 64;
const LEAST_ZOOM = 0.9;
const AIR = 0.06;
const FOOT = 0.2; // what stands at the foot of the map hides as much of it

export const WHOLE = Object.freeze({ v: 0.5, a: 0.5, zoom: 1 });

/** Half of what is seen along an axis. */
const half = (zoom) => 0.5 / (zoom * FILL);

function middle(at, zoom) {
  const seen = half(zoom);
  if (seen >= 0.5 + AIR) return 0.5;
  return Math.min(Math.max(at, seen - AIR), 1 - seen + AIR);
}

/** Bring a camera back to where there is something to see. */
export function kept({ v, a, zoom }) {
  const z = Math.min(Math.max(zoom, LEAST_ZOOM), MOST_ZOOM);
  return { v: middle(v, z), a: middle(a, z), zoom: z };
}

export const toX = (camera, { width }, v) => width / 2 + (v - camera.v) * camera.zoom * FILL * width;
export const toY = (camera, { height }, a) => height / 2 - (a - camera.a) * camera.zoom * FILL * height;

/** The place under a pixel. */
export const toPlane = (camera, { width, height }, x, y) => [
  camera.v + (x - width / 2) / (camera.zoom * FILL * width),
  camera.a - (y - height / 2) / (camera.zoom * FILL * height),
];

/** Zoom so that what is under a pixel stays there. */
export function zoomed(camera, size, factor, x = size.width / 2, y = size.height / 2) {
  const zoom = Math.min(Math.max(camera.zoom * factor, LEAST_ZOOM), MOST_ZOOM);
  const [v, a] = toPlane(camera, size, x, y);
  const part = camera.zoom / zoom;
  return kept({ v: v + (camera.v - v) * part, a: a + (camera.a - a) * part, zoom });
}

/** Move the picture by pixels. */
export const panned = (camera, { width, height }, dx, dy) =>
  kept({ ...camera, v: camera.v - dx / (camera.zoom * FILL * width), a: camera.a + dy / (camera.zoom * FILL * height) });

/** Move until a place is well inside the picture. */
export function showing(camera, [v, a]) {
  const seen = half(camera.zoom) * 0.8;
  const near = (at, place) => Math.min(Math.max(at, place - seen), place + seen);
  return kept({ ...camera, v: near(camera.v, v), a: near(camera.a, a) });
}

/** What is seen of the plane, as a rectangle `[left, low, right, high]`. */
export function seenBy(camera) {
  const seen = half(camera.zoom);
  const unit = (x) => Math.min(Math.max(x, 0), 1);
  return [unit(camera.v - seen), unit(camera.a - seen), unit(camera.v + seen), unit(camera.a + seen)];
}

/**
 * A camera that shows nearly all of some songs: where the library is, not the empty plane.
 * @param path points that are to be seen too
 */
export function home({ valence, arousal, count }, path = []) {
  if (!count) return WHOLE;
  const span = (values, axis) => {
    const sorted = Float32Array.from(values).sort();
    const at = (part) => sorted[Math.round(part * (count - 1))];
    const further = path.map((point) => point[axis]);
    return [Math.min(at(0.002), ...further), Math.max(at(0.998), ...further)];
  };
  const [left, right] = span(valence, 0);
  const [lowest, high] = span(arousal, 1);
  const foot = path.length ? Math.min(...path.map((point) => point[1])) : high;
  const low = Math.min(lowest, foot - FOOT * (high - foot));
  const size = Math.max(right - left, high - low, 0.4) * 1.16;
  return kept({ v: (left + right) / 2, a: (low + high) / 2, zoom: Math.max(1, 1 / size) });
}
