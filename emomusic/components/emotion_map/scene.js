// The picture: the songs on one canvas, what is drawn over them on another. It is painted when
// something changed, at most once a frame, and not at all otherwise.
import * as engine from "$/public/external/emomusic/player/engine.js";
import { prepareCanvas } from "$/public/external/emomusic/player/hooks.jsx";
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { travel } from "$/public/external/emomusic/player/travel.js";
import { toX, toY } from "./camera.js";
import { contour, densityOf, peakOf } from "./density.js";
import { flatPainter } from "./flat.js";
import { glPainter, HELD, LIKED, SHOWN } from "./gl.js";
import * as ink from "./ink.js";
import { lookOf } from "./looks.js";
import { preview } from "./preview.js";
import { makeSliding } from "./sliding.js";
import { camera, map, pointer, titles } from "./store.js";
import { drawTravel } from "./travel_ink.js";

const NOTHING = Object.freeze({ points: null, mask: null, inside: null, tastes: null, overlays: null });
const LEVELS = [0.2, 0.45, 0.75];
const DASHES = [[], [7, 5], [2, 5], [12, 4, 2, 4]];

function looksOf({ points, mask, inside }) {
  const looks = new Uint8Array(points.count);
  for (let i = 0; i < looks.length; i++)
    looks[i] = (mask[i] && SHOWN) | (inside?.[i] && HELD) | (points.liked[i] && LIKED);
  return looks;
}

/** The lines of those who are laid over the map. */
function tastesOf({ tastes, overlays }) {
  if (!tastes) return [];
  return overlays.flatMap((id, i) => {
    const person = id ? tastes.friends.find((friend) => friend.id === id) : tastes.mine;
    if (!person?.cells) return [];
    const lines = LEVELS.map((level) => contour(person.cells, level));
    return [{ lines, name: id ? person.name : "You", peak: peakOf(person.cells), dash: DASHES[i % DASHES.length] }];
  });
}

/**
 * Paint the map into an element, until the result's `end` is called.
 * @param drawing gives the line that is being drawn, or null
 */
export function makeScene(element, drawing) {
  let ground = document.createElement("canvas");
  const over = document.createElement("canvas");
  ground.className = "mp-ground";
  over.className = "mp-ink";
  element.append(ground, over);
  let size = { width: 0, height: 0 };
  let pen = null;
  let painter = null;
  let frame = 0;
  let fed = NOTHING;
  let lines = [];
  const sliding = makeSliding(() => soon());

  /** A canvas keeps the kind of its first context, so the painter without WebGL gets one of its own. */
  const fallBack = () => {
    const other = document.createElement("canvas");
    other.className = "mp-ground";
    other.width = over.width;
    other.height = over.height;
    ground.replaceWith(other);
    ground = other;
    painter = flatPainter(ground);
    fed = NOTHING;
    sliding.forget();
    soon();
  };
  const start = () => {
    try {
      painter = glPainter(ground, fallBack);
    } catch (error) {
      console.warn("The map is drawn without WebGL:", error);
    }
    if (!painter) fallBack();
  };

  const feed = () => {
    const now = map.get();
    if (!now.points) return;
    if (now.points !== fed.points || now.mask !== fed.mask || now.inside !== fed.inside) sliding.forget();
    if (now.points !== fed.points) painter.setPoints(now.points);
    if (now.mask !== fed.mask) painter.setDensity(densityOf(now.points, now.mask));
    if (now.mask !== fed.mask || now.inside !== fed.inside) painter.setLooks(looksOf(now));
    if (now.tastes !== fed.tastes || now.overlays !== fed.overlays) lines = tastesOf(now);
    fed = { points: now.points, mask: now.mask, inside: now.inside, tastes: now.tastes, overlays: now.overlays };
  };

  const place = (index) => {
    const { points } = map.get();
    return [points.valence[index], points.arousal[index]];
  };

  const drawOver = (view) => {
    const { points, region, path } = map.get();
    const at = ([v, a]) => [toX(view, size, v), toY(view, size, a)];
    pen.clearRect(0, 0, size.width, size.height);
    ink.drawGrid(pen, size, view);
    if (!points) return;
    ink.drawLandmarks(pen, size, view, points, titles.get());
    for (const taste of lines) ink.drawTaste(pen, size, view, taste);
    const line = drawing();
    if (line) ink.drawRegion(pen, size, view, line, true);
    else if (region) ink.drawRegion(pen, size, view, region, false);
    const travelled = travel.get();
    if (travelled) drawTravel(pen, size, view, travelled);
    if (path.length && path !== travelled?.points) ink.drawPath(pen, size, view, path);
    const { song } = engine.player.get();
    if (song?.valence !== null && song?.valence !== undefined)
      ink.drawNow(pen, ...at([song.valence, song.arousal]), colourOf(song.valence, song.arousal));
    const { hover, chosen, cursor } = pointer.get();
    if (cursor) ink.drawCross(pen, ...at(cursor));
    for (const index of new Set([chosen, hover])) {
      if (index < 0) continue;
      const where = place(index);
      ink.drawPointed(pen, ...at(where), colourOf(...where), preview.get().song_id === points.ids[index]);
    }
  };

  const paintSongs = (view, now_ms) => {
    const slid = sliding.transform(view, size);
    ground.style.transform = slid ?? "";
    if (slid !== null) return;
    const { points, shown, inside } = map.get();
    const ratio = over.width / size.width;
    painter.draw(view, lookOf(points?.count ?? 0, shown, size, view, ratio), Boolean(inside));
    sliding.paint(view, now_ms);
  };

  const paint = (now_ms = performance.now()) => {
    frame = 0;
    if (!size.width || !painter) return;
    feed();
    const view = camera.get();
    paintSongs(view, now_ms);
    drawOver(view);
    element.dataset.painter = painter.kind;
    element.dataset.travel = travel.get() ? `${travel.get().number}/${travel.get().count}` : "";
    element.dataset.zoom = view.zoom.toFixed(2);
  };
  function soon() {
    frame ||= requestAnimationFrame(paint);
  }

  const measured = new ResizeObserver(([{ contentRect }]) => {
    size = { width: Math.round(contentRect.width), height: Math.round(contentRect.height) };
    if (!size.width) return;
    pen = prepareCanvas(over, size);
    ground.width = over.width;
    ground.height = over.height;
    sliding.forget();
    paint();
  });
  start();
  measured.observe(element);
  const endings = [map, camera, pointer, titles, preview, engine.player, travel].map((store) => store.subscribe(soon));
  return {
    soon,
    size: () => size,
    end() {
      cancelAnimationFrame(frame);
      measured.disconnect();
      sliding.end();
      for (const end of endings) end();
      painter.end();
      element.replaceChildren();
    },
  };
}
