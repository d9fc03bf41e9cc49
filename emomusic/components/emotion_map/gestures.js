// Mouse and fingers on the map: one finger or the left button does what the mode says, two fingers
// and the wheel zoom, whatever the mode.
import { panned, toPlane, zoomed } from "./camera.js";
import { clampPoint, fewer, rectangle } from "./geometry.js";
import { nearest } from "./points.js";
import { addStop, camera, closeRegion, map, MOST_STOPS, pointer, setPath, setRegion } from "./store.js";

const CLICK_PX = 5;
const REACH_PX = { mouse: 22, pen: 26, touch: 34 };
const WHEEL = 0.0016;
const LEAST_DRAWN_PX = 3;

/**
 * Listen to an element.
 * @param around `{size(), redraw(), point(index, how), press(index), over(isOver)}`
 * @returns `{line(), end()}`: what is being drawn, or null
 */
export function attachGestures(element, around) {
  const fingers = new Map();
  let drag = null; // {mode, from, at, moved, line}

  const at = ({ clientX, clientY }) => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const place = (pixel) => clampPoint(toPlane(camera.get(), around.size(), ...pixel));
  const under = ([x, y], kind) => {
    const { points, mask } = map.get();
    if (!points) return -1;
    const { width, height } = around.size();
    const view = camera.get();
    const [v, a] = toPlane(view, around.size(), x, y);
    return nearest(points, mask, v, a, width * view.zoom, height * view.zoom, REACH_PX[kind] ?? REACH_PX.mouse);
  };

  const pinch = (before, event) => {
    const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
    const now = at(event);
    const distance = (p) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]));
    const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    const view = zoomed(camera.get(), around.size(), distance(now) / distance(before), ...middle);
    camera.set(panned(view, around.size(), (now[0] - before[0]) / 2, (now[1] - before[1]) / 2));
  };

  const draw = (now) => {
    const last = drag.line[drag.line.length - 1];
    if (drag.mode === "rectangle") setRegion(rectangle(drag.line[0], place(now)));
    else if (Math.hypot(now[0] - drag.last[0], now[1] - drag.last[1]) >= LEAST_DRAWN_PX && last) {
      drag.line.push(place(now));
      drag.last = now;
      around.redraw();
    }
  };

  const down = (event) => {
    if (event.button > 1 || !map.get().points) return;
    fingers.set(event.pointerId, at(event));
    element.setPointerCapture(event.pointerId);
    if (fingers.size > 1) {
      drag = null;
      around.redraw();
      return;
    }
    const mode = event.button === 1 ? "explore" : map.get().mode;
    const from = at(event);
    drag = { mode, from, last: from, moved: false, line: [place(from)] };
    pointer.update({ cursor: null });
  };

  const move = (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch" && map.get().mode === "explore") around.point(under(at(event), event.pointerType), "hover");
      return;
    }
    const now = at(event);
    fingers.set(event.pointerId, now);
    if (fingers.size > 1) pinch(before, event);
    if (!drag) return;
    drag.moved ||= Math.hypot(now[0] - drag.from[0], now[1] - drag.from[1]) > CLICK_PX;
    if (!drag.moved) return;
    if (drag.mode === "explore") camera.set(panned(camera.get(), around.size(), now[0] - before[0], now[1] - before[1]));
    else draw(now);
  };

  const finish = {
    explore: ({ moved }, event) => !moved && around.press(under(at(event), event.pointerType)),
    rectangle: ({ moved }) => !moved && setRegion(null),
    lasso: ({ moved, line }) => closeRegion(moved ? line : []),
    path: ({ moved, line }) => (moved ? setPath(fewer(line, MOST_STOPS, 0.01)) : addStop(line[0])),
  };
  const up = (event) => {
    if (!fingers.delete(event.pointerId) || !drag || fingers.size) return;
    const ended = drag;
    drag = null;
    finish[ended.mode](ended, event);
    around.redraw();
  };
  const cancel = (event) => {
    fingers.delete(event.pointerId);
    drag = null;
    around.redraw();
  };

  const wheel = (event) => {
    const factor = Math.exp(-event.deltaY * (event.deltaMode ? 20 : 1) * WHEEL * (event.ctrlKey ? 4 : 1));
    const next = zoomed(camera.get(), around.size(), factor, ...at(event));
    // All the way out, the wheel moves the page again.
    if (next.zoom === camera.get().zoom && event.deltaY > 0) return;
    event.preventDefault();
    camera.set(next);
  };
  const leave = (event) => event.pointerType !== "touch" && !fingers.size && around.point(-1, "hover");

  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: cancel, pointerleave: leave };
  for (const [name, listener] of Object.entries(listeners)) element.addEventListener(name, listener);
  element.addEventListener("wheel", wheel, { passive: false });
  return {
    line: () => (drag?.moved && (drag.mode === "lasso" || drag.mode === "path") ? drag.line : null),
    end() {
      for (const [name, listener] of Object.entries(listeners)) element.removeEventListener(name, listener);
      element.removeEventListener("wheel", wheel);
    },
  };
}
