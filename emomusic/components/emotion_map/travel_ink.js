// The journey that plays, drawn over the songs: its path, the songs on it, and where it leads.
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { toX, toY } from "./camera.js";
import { drawTrail, write } from "./ink.js";

const RADIUS = { gone: 3.5, now: 6, coming: 4.5 };

function drawSongs(pen, size, camera, steps) {
  const at = ([v, a]) => [toX(camera, size, v), toY(camera, size, a)];
  const reached = steps.findLastIndex(({ state }) => state !== "coming");
  const line = (part, dash) => {
    pen.beginPath();
    part.forEach(({ point }, i) => (i ? pen.lineTo(...at(point)) : pen.moveTo(...at(point))));
    for (const [width, colour] of [[3.5, "rgb(0 0 0 / 0.55)"], [1.5, "#fff"]]) {
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.setLineDash(dash);
      pen.stroke();
    }
    pen.setLineDash([]);
  };
  pen.lineCap = pen.lineJoin = "round";
  line(steps.slice(Math.max(0, reached)), [1, 5]);
  line(steps.slice(0, reached + 1), []);
  for (const { point, state } of steps) {
    pen.beginPath();
    pen.arc(...at(point), RADIUS[state], 0, 2 * Math.PI);
    pen.fillStyle = state === "gone" ? "#101010" : colourOf(...point);
    pen.fill();
    pen.lineWidth = 1.5;
    pen.strokeStyle = "#fff";
    pen.stroke();
  }
}

/** The path, faint where it was gone; the songs, joined as they follow; and the end. */
export function drawTravel(pen, size, camera, { behind, ahead, steps }) {
  pen.globalAlpha = 0.4;
  drawTrail(pen, size, camera, behind, 4);
  pen.globalAlpha = 1;
  drawTrail(pen, size, camera, ahead, 6);
  drawSongs(pen, size, camera, steps);
  const [x, y] = [toX(camera, size, ahead.at(-1)[0]), toY(camera, size, ahead.at(-1)[1])];
  for (const [width, colour] of [[5, "rgb(0 0 0 / 0.7)"], [2.5, "#fff"]]) {
    pen.beginPath();
    pen.arc(x, y, 10, 0, 2 * Math.PI);
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke();
  }
  pen.font = '650 11px "Inter Variable", Inter, system-ui, sans-serif';
  write(pen, "end", x, y + 25, "#fff");
}
