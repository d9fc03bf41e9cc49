// The map by keyboard. Every key that is taken here is kept from the player's own.
import { kept, panned, seenBy, showing, zoomed, WHOLE } from "./camera.js";
import { clampPoint } from "./geometry.js";
import { ahead, nearest } from "./points.js";
import { addStop, camera, map, nudgeRegion, pointer, removeStop, setPath, setRegion } from "./store.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STEP = 0.025;
const JUMP = 0.02;
export const ZOOM_STEP = 1.5;
const PAN_SHARE = 0.15;

/** What is seen along each axis. */
function seen() {
  const [left, low, right, high] = seenBy(camera.get());
  return { wide: right - left, tall: high - low, middle: [(left + right) / 2, (low + high) / 2] };
}

export const zoomBy = (size, factor) => camera.set(zoomed(camera.get(), size, factor));
export const seeWhole = () => camera.set(WHOLE);
export const panBy = (size, [right, up]) =>
  camera.set(panned(camera.get(), size, -right * PAN_SHARE * size.width, up * PAN_SHARE * size.height));

/** Go to the next song in a direction. */
function walk(direction, point) {
  const { points, mask } = map.get();
  const { chosen: index, cursor } = pointer.get();
  const { wide, tall, middle } = seen();
  const from = index >= 0 ? [points.valence[index], points.arousal[index]] : (cursor ?? middle);
  const to = index < 0 && !cursor
    ? nearest(points, mask, ...from, 1, 1)
    : ahead(points, mask, ...from, direction, JUMP * Math.min(wide, tall));
  if (to < 0) return;
  camera.set(showing(camera.get(), [points.valence[to], points.arousal[to]]));
  point(to, "key");
}

/** Move the keyboard's place, to put down a point of a path. */
function moveCross([right, up]) {
  const { wide, tall, middle } = seen();
  const [v, a] = pointer.get().cursor ?? middle;
  const cursor = clampPoint([v + right * STEP * wide, a + up * STEP * tall]);
  pointer.update({ cursor });
  camera.set(kept(showing(camera.get(), cursor)));
}

function arrow(event, around) {
  const direction = ARROWS[event.key];
  const { mode } = map.get();
  const { wide, tall } = seen();
  const step = [direction[0] * STEP * wide, direction[1] * STEP * tall];
  if (event.altKey) panBy(around.size(), direction);
  else if (mode === "explore") walk(direction, around.point);
  else if (mode === "path") moveCross(direction);
  else nudgeRegion(step, event.shiftKey);
}

function put() {
  const { cursor } = pointer.get();
  if (cursor) addStop(cursor);
  else moveCross([0, 0]);
}

function enter(around) {
  const { mode, region } = map.get();
  if (mode === "path") put();
  else if (mode !== "explore") region ? around.play() : nudgeRegion([0, 0], false);
  else if (pointer.get().chosen >= 0) around.press(pointer.get().chosen);
  else walk([1, 0], around.point);
}

/** Take back the last thing: what is pointed at, then the region, then the path. */
function escape(around) {
  const { region, path } = map.get();
  if (pointer.get().chosen >= 0 || pointer.get().cursor) around.point(-1, "key");
  else if (region) setRegion(null);
  else if (path.length) setPath([]);
  else return false;
  return true;
}

/**
 * Answer a key.
 * @param around `{size(), point(index, how), press(index), play()}`
 * @returns whether the key was the map's
 */
export function answer(event, around) {
  if (event.ctrlKey || event.metaKey || !map.get().points) return false;
  const { key } = event;
  if (key in ARROWS) arrow(event, around);
  else if (key === "Enter") enter(around);
  else if (key === " " && map.get().mode === "path") put();
  else if (key === "Backspace" && map.get().mode === "path") removeStop();
  else if (key === "+" || key === "=") zoomBy(around.size(), ZOOM_STEP);
  else if (key === "-") zoomBy(around.size(), 1 / ZOOM_STEP);
  else if (key === "0") seeWhole();
  else if (key === "Escape") return escape(around);
  else return false;
  return true;
}
