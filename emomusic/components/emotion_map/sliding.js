// On a machine that paints slowly (no graphics processor), the songs as they were painted last are
// slid along while the map moves, which every browser does quickly, and painted anew when it rests.
import { FILL } from "./camera.js";

const SLOW_MS = 24;
const SLOW_FRAMES = 4;
const PAUSE_MS = 250;
const REST_MS = 140;
const FAR = 0.35;
const MOST_SCALE = 1.8;

/**
 * Where what was painted for a view lies in another one.
 * @returns `{x, y}` in pixels and `scale`, about the middle of the picture
 */
export function slideOf(painted, view, { width, height }) {
  const reach = view.zoom * FILL;
  return {
    x: (painted.v - view.v) * reach * width,
    y: (view.a - painted.a) * reach * height,
    scale: view.zoom / painted.zoom,
  };
}

/**
 * Decide, frame by frame, whether sliding will do.
 * @param soon asks for another frame
 */
export function makeSliding(soon) {
  let painted = null;
  let paintedAt_ms = 0;
  let slowFrames = 0;
  let timer = 0;
  let rests = false;

  const tooFar = ({ x, y, scale }, { width, height }) =>
    Math.abs(x) > FAR * width || Math.abs(y) > FAR * height || scale > MOST_SCALE || scale < 1 / MOST_SCALE;

  return {
    /** The CSS transform for a view, or null where the songs must be painted anew. */
    transform(view, size) {
      if (!painted) return null;
      if (painted.v === view.v && painted.a === view.a && painted.zoom === view.zoom) return "";
      if (slowFrames < SLOW_FRAMES || rests) return null;
      const slide = slideOf(painted, view, size);
      if (tooFar(slide, size)) return null;
      clearTimeout(timer);
      timer = setTimeout(() => {
        rests = true;
        soon();
      }, REST_MS);
      return `translate(${slide.x}px, ${slide.y}px) scale(${slide.scale})`;
    },
    /** Note that the songs were painted for a view. */
    paint(view, now_ms) {
      const gap_ms = now_ms - paintedAt_ms;
      const moves = painted && gap_ms < PAUSE_MS;
      if (slowFrames < SLOW_FRAMES && moves) slowFrames = gap_ms > SLOW_MS ? slowFrames + 1 : 0;
      clearTimeout(timer);
      rests = false;
      painted = { ...view };
      paintedAt_ms = now_ms;
    },
    /** What was painted is of no use any more. */
    forget() {
      painted = null;
    },
    end: () => clearTimeout(timer),
  };
}
