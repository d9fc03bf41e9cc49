// How large and how bright things are, the same with and without WebGL.
import { clamp } from "$/public/external/emomusic/player/format.js";
import { FILL } from "./camera.js";

/** How bright the ground of the plane is, of its colour. */
export const GROUND = 0.25;

const CROWDED = 0.02;
const SPARSE = 0.003;
const LONELY = 0.0004;
const MOST_STARS = 12_000;

const smooth = (x) => {
  const t = clamp(x, 0, 1);
  return t * t * (3 - 2 * t);
};

/**
 * How the library is drawn at a zoom.
 * @returns `haze` 0..1, how much is told by density; `radius_px`, `glow` and `halo` 0..1 of the points;
 * `share` 0..1 of them that is drawn: in a haze, a part is enough to make it glitter
 */
export function lookOf(count, shown, { width, height }, camera, ratio) {
  const area = Math.max(1, width * height * (FILL * camera.zoom) ** 2);
  const perPixel = shown / area;
  const haze = smooth((perPixel - SPARSE) / (CROWDED - SPARSE));
  const room = Math.sqrt(1 / Math.max(perPixel, 1e-6));
  const radius_px = clamp(room * 0.2, 1.1, 6.5) * ratio;
  const seen = Math.max(1, count / camera.zoom ** 2);
  const share = 1 - smooth(haze * 2) * (1 - Math.min(1, MOST_STARS / seen));
  const halo = smooth(1 - perPixel / LONELY) * smooth((radius_px / ratio - 1.5) / 2.5);
  return { haze, radius_px, glow: 1 - 0.62 * haze, halo, share };
}
