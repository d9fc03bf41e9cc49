// What is written and drawn over the songs: axes, words, artists, regions, paths, who listens where.
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { seenBy, toX, toY } from "./camera.js";

const FONT = '"Inter Variable", Inter, system-ui, sans-serif';
const MOODS = [["angry", 0, 1], ["happy", 1, 1], ["sad", 0, 0], ["calm", 1, 0]];
const EDGE_PX = 8;
const DOT_PX = 7;
const ARTIST_PX2 = 42_000;
const TOOLS_PX = 62;
const LENS_PX = { wide: 190, tall: 140 };

/** Places that are taken by writing, so that none stands on another. */
function makeRoom() {
  const taken = [];
  return (left, top, right, bottom) => {
    for (const [l, t, r, b] of taken) if (left < r && right > l && top < b && bottom > t) return false;
    taken.push([left, top, right, bottom]);
    return true;
  };
}

const inView = ({ width, height }, x, y, air = 0) => x > -air && y > -air && x < width + air && y < height + air;

/** Writing that can be read on any ground. */
export function write(pen, text, x, y, colour, align = "center") {
  pen.textAlign = align;
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = "rgb(0 0 0 / 0.72)";
  pen.strokeText(text, x, y);
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

/** The axes through the middle of the plane, and finer lines the nearer one looks. */
export function drawGrid(pen, size, camera) {
  const [left, low, right, high] = seenBy(camera);
  const step = 1 / 2 ** Math.ceil(Math.log2(3 * Math.min(camera.zoom, 16)));
  const [x0, x1, y0, y1] = [toX(camera, size, 0), toX(camera, size, 1), toY(camera, size, 1), toY(camera, size, 0)];
  const line = (fixed, isColumn) => {
    pen.moveTo(isColumn ? fixed : x0, isColumn ? y0 : fixed);
    pen.lineTo(isColumn ? fixed : x1, isColumn ? y1 : fixed);
  };
  pen.lineWidth = 1;
  pen.strokeStyle = "rgb(255 255 255 / 0.06)";
  pen.beginPath();
  for (let v = Math.ceil(left / step) * step; v <= right; v += step) line(Math.round(toX(camera, size, v)) + 0.5, true);
  for (let a = Math.ceil(low / step) * step; a <= high; a += step) line(Math.round(toY(camera, size, a)) + 0.5, false);
  pen.stroke();
  pen.strokeStyle = "rgb(255 255 255 / 0.2)";
  pen.beginPath();
  line(Math.round(toX(camera, size, 0.5)) + 0.5, true);
  line(Math.round(toY(camera, size, 0.5)) + 0.5, false);
  pen.stroke();
}

/** The four corners, kept in sight at the edge of the picture where their part of the plane is. */
function drawCorners(pen, size, camera, free) {
  pen.font = `650 14px ${FONT}`;
  for (const [word, v, a] of MOODS) {
    const wide = pen.measureText(word).width;
    const [cornerX, cornerY] = [toX(camera, size, v), toY(camera, size, a)];
    const x = v ? Math.min(cornerX - 14, size.width - 20) - wide : Math.max(cornerX + 14, 20);
    const lowest = Math.min(cornerY - 18, size.height - 40);
    const rows = a ? [Math.max(cornerY + 24, TOOLS_PX + 20)] : [lowest, Math.min(lowest, size.height - LENS_PX.tall - 12)];
    if (v ? x < size.width / 2 : x + wide > size.width / 2) continue;
    const y = rows.find((row) => inView(size, x, row) && free(x - 4, row - 14, x + wide + 4, row + 6));
    if (y !== undefined) write(pen, word, x, y, "#fff", "left");
  }
}

function drawWords(pen, size, camera, words, free) {
  pen.font = `500 12.5px ${FONT}`;
  pen.letterSpacing = "0.06em";
  for (const { word, valence, arousal } of words) {
    const [x, y] = [toX(camera, size, valence), toY(camera, size, arousal)];
    if (!inView(size, x, y, -EDGE_PX)) continue;
    const wide = pen.measureText(word).width / 2 + 4;
    if (x - wide < EDGE_PX || x + wide > size.width - EDGE_PX) continue;
    if (!free(x - wide, y - 10, x + wide, y + 6)) continue;
    write(pen, word, x, y + 4, "rgb(255 255 255 / 0.74)");
  }
  pen.letterSpacing = "0px";
}

/** The artists one knows the library by: as many as there is room for, those with most songs first. */
function drawArtists(pen, size, camera, artists, free) {
  pen.font = `550 12px ${FONT}`;
  let left = Math.round((size.width * size.height) / ARTIST_PX2);
  for (const { name, valence, arousal } of artists) {
    if (!left) return;
    const [x, y] = [toX(camera, size, valence), toY(camera, size, arousal)];
    if (!inView(size, x, y)) continue;
    const text = name.length > 26 ? `${name.slice(0, 25)}…` : name;
    const wide = pen.measureText(text).width / 2 + 6;
    if (x - wide < EDGE_PX || x + wide > size.width - EDGE_PX) continue;
    if (!free(x - wide, y - 24, x + wide, y + 7)) continue;
    left -= 1;
    pen.beginPath();
    pen.moveTo(x, y - 4.5);
    pen.lineTo(x + 4.5, y);
    pen.lineTo(x, y + 4.5);
    pen.lineTo(x - 4.5, y);
    pen.closePath();
    pen.fillStyle = "#fff";
    pen.fill();
    pen.lineWidth = 1.5;
    pen.strokeStyle = "rgb(0 0 0 / 0.8)";
    pen.stroke();
    write(pen, text, x, y - 11, "rgb(255 255 255 / 0.94)");
  }
}

/** The songs by name, where few are seen. */
function drawTitles(pen, size, camera, { valence, arousal }, titles, free) {
  pen.font = `500 12px ${FONT}`;
  const placed = [...titles].map(([index, title]) => [toX(camera, size, valence[index]), toY(camera, size, arousal[index]), title]);
  for (const [x, y] of placed) free(x - DOT_PX, y - DOT_PX, x + DOT_PX, y + DOT_PX);
  for (const [x, y, title] of placed) {
    const text = title.length > 30 ? `${title.slice(0, 29)}…` : title;
    const wide = pen.measureText(text).width;
    const places = [[x + 13, y + 4], [x - 13 - wide, y + 4], [x - wide / 2, y + 23]];
    const at = places.find(([left, line]) => left > EDGE_PX && left + wide < size.width - EDGE_PX && free(left - 3, line - 11, left + wide + 3, line + 5));
    if (at) write(pen, text, at[0], at[1], "rgb(255 255 255 / 0.86)", "left");
  }
}

/** Where somebody listens: lines of equal height, of a stroke of one's own, with the name. */
export function drawTaste(pen, size, camera, { lines, name, peak, dash }) {
  lines.forEach((segments, depth) => {
    pen.beginPath();
    for (const [v1, a1, v2, a2] of segments) {
      pen.moveTo(toX(camera, size, v1), toY(camera, size, a1));
      pen.lineTo(toX(camera, size, v2), toY(camera, size, a2));
    }
    pen.setLineDash(dash);
    pen.lineCap = "round";
    pen.lineWidth = 3.5;
    pen.strokeStyle = "rgb(0 0 0 / 0.5)";
    pen.stroke();
    pen.lineWidth = 1.6;
    pen.strokeStyle = `rgb(255 255 255 / ${0.5 + 0.22 * depth})`;
    pen.stroke();
  });
  pen.setLineDash([]);
  pen.font = `650 12px ${FONT}`;
  write(pen, name, toX(camera, size, peak[0]), toY(camera, size, peak[1]) + 4, "#fff");
}

function trace(pen, size, camera, line) {
  pen.beginPath();
  line.forEach(([v, a], i) => {
    const [x, y] = [toX(camera, size, v), toY(camera, size, a)];
    if (i) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  });
}

/** A region, or the line of one that is being drawn. */
export function drawRegion(pen, size, camera, region, open) {
  trace(pen, size, camera, region);
  if (!open) {
    pen.closePath();
    pen.fillStyle = "rgb(255 255 255 / 0.06)";
    pen.fill("evenodd");
  }
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = "rgb(0 0 0 / 0.55)";
  pen.stroke();
  pen.lineWidth = 2;
  pen.strokeStyle = "#fff";
  pen.stroke();
}

/** A line over the plane whose colour is the emotion under it. */
export function drawTrail(pen, size, camera, path, width_px) {
  const at = ([v, a]) => [toX(camera, size, v), toY(camera, size, a)];
  pen.lineCap = pen.lineJoin = "round";
  trace(pen, size, camera, path);
  pen.lineWidth = width_px + 4;
  pen.strokeStyle = "rgb(0 0 0 / 0.6)";
  pen.stroke();
  pen.lineWidth = width_px;
  for (let i = 1; i < path.length; i++) {
    const [from, to] = [at(path[i - 1]), at(path[i])];
    const blend = pen.createLinearGradient(...from, ...to);
    for (const part of [0, 0.25, 0.5, 0.75, 1])
      blend.addColorStop(part, colourOf(path[i - 1][0] + (path[i][0] - path[i - 1][0]) * part, path[i - 1][1] + (path[i][1] - path[i - 1][1]) * part));
    pen.strokeStyle = blend;
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }
}

/** A path to travel, with a number at each point. */
export function drawPath(pen, size, camera, path) {
  const at = ([v, a]) => [toX(camera, size, v), toY(camera, size, a)];
  if (path.length > 1) drawTrail(pen, size, camera, path, 4);
  pen.font = `700 11px ${FONT}`;
  path.forEach((point, i) => {
    const [x, y] = at(point);
    pen.beginPath();
    pen.arc(x, y, 10, 0, 2 * Math.PI);
    pen.fillStyle = "#fff";
    pen.fill();
    pen.lineWidth = 2.5;
    pen.strokeStyle = colourOf(...point);
    pen.stroke();
    pen.textAlign = "center";
    pen.fillStyle = "#000";
    pen.fillText(String(i + 1), x, y + 4);
  });
}

/** The song that is pointed at. */
export function drawPointed(pen, x, y, colour, sounding) {
  if (sounding) {
    pen.beginPath();
    pen.arc(x, y, 20, 0, 2 * Math.PI);
    pen.lineWidth = 2;
    pen.strokeStyle = "rgb(255 255 255 / 0.45)";
    pen.stroke();
  }
  pen.beginPath();
  pen.arc(x, y, 8, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 2.5;
  pen.strokeStyle = "#fff";
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y, 10.5, 0, 2 * Math.PI);
  pen.lineWidth = 1.5;
  pen.strokeStyle = "rgb(0 0 0 / 0.7)";
  pen.stroke();
}

/** The keyboard's place. */
export function drawCross(pen, x, y) {
  for (const [width, colour] of [[4, "rgb(0 0 0 / 0.7)"], [2, "#fff"]]) {
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      pen.moveTo(x + 6 * dx, y + 6 * dy);
      pen.lineTo(x + 15 * dx, y + 15 * dy);
    }
    pen.stroke();
  }
}

/** What plays now. */
export function drawNow(pen, x, y, colour) {
  pen.beginPath();
  pen.arc(x, y, 6, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = "#fff";
  pen.stroke();
  pen.font = `650 11px ${FONT}`;
  write(pen, "now", x, y + 21, "#fff");
}

/** Everything that is written, the most needed first. */
export function drawLandmarks(pen, size, camera, points, titles) {
  const free = makeRoom();
  const { width, height } = size;
  free(0, 0, width, TOOLS_PX);
  free(width - LENS_PX.wide, height - LENS_PX.tall, width, height);
  free(width / 2 - 42, TOOLS_PX, width / 2 + 42, TOOLS_PX + 22);
  free(width / 2 - 30, height - 26, width / 2 + 30, height);
  drawCorners(pen, size, camera, free);
  drawTitles(pen, size, camera, points, titles, free);
  drawWords(pen, size, camera, points.words, free);
  drawArtists(pen, size, camera, points.artists, free);
}
