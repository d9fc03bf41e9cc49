// The map without WebGL: the same picture with a 2D pen, and fewer points where there are many.
import { colourOf, rgbOf } from "$/public/external/emomusic/player/palette.js";
import { seenBy, toX, toY } from "./camera.js";
import { SIDE } from "./density.js";
import { HELD, LIKED, SHOWN } from "./gl.js";
import { GROUND } from "./looks.js";

const MOST_DRAWN = 5000;
const HAZE = 0.9;

/** A picture of the plane, `paint(v, a, index)` giving red, green, blue and opacity 0..255. */
function picture(side, paint) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(side, side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      image.data.set(paint((x + 0.5) / side, 1 - (y + 0.5) / side, (side - 1 - y) * side + x), 4 * (y * side + x));
  pen.putImageData(image, 0, 0);
  return canvas;
}

export function flatPainter(canvas) {
  const pen = canvas.getContext("2d");
  const ground = picture(48, (v, a) => [...rgbOf(v, a), 255]);
  let points = null;
  let looks = new Uint8Array(0);
  let density = null;

  const spread = (camera, size, image, opacity) => {
    const left = toX(camera, size, 0);
    const top = toY(camera, size, 1);
    pen.globalAlpha = opacity;
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, left, top, toX(camera, size, 1) - left, toY(camera, size, 0) - top);
    pen.globalAlpha = 1;
  };

  const dots = (camera, size, look, chosen) => {
    const [left, low, right, high] = seenBy(camera);
    const step = Math.max(1, Math.floor(points.count / (camera.zoom ** 2 * MOST_DRAWN)));
    for (let i = 0; i < points.count; i += step) {
      const [v, a] = [points.valence[i], points.arousal[i]];
      if (v < left || v > right || a < low || a > high) continue;
      const shown = looks[i] & SHOWN;
      const held = looks[i] & HELD;
      pen.globalAlpha = look.glow * (chosen && !held ? 0.28 : 1) * (shown ? 1 : 0.16);
      pen.fillStyle = shown ? colourOf(v, a) : "#525252";
      const [x, y] = [toX(camera, size, v), toY(camera, size, a)];
      pen.beginPath();
      pen.arc(x, y, look.radius_px * (shown ? 1 : 0.6), 0, 2 * Math.PI);
      pen.fill();
      if (looks[i] & LIKED && look.radius_px >= 3) {
        pen.strokeStyle = "#fff";
        pen.lineWidth = look.radius_px / 3;
        pen.beginPath();
        pen.arc(x, y, look.radius_px * 1.5, 0, 2 * Math.PI);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
  };

  return {
    kind: "flat",
    setPoints: (all) => { points = all; },
    setLooks: (each) => { looks = each; },
    setDensity: (cells) => {
      density = picture(SIDE, (v, a, i) => [...rgbOf(v, a), Math.round((cells[i] / 255) ** 2 * 255)]);
    },
    draw(camera, look, chosen) {
      const size = { width: canvas.width, height: canvas.height };
      pen.fillStyle = "#000";
      pen.fillRect(0, 0, size.width, size.height);
      spread(camera, size, ground, GROUND);
      if (density && look.haze > 0) spread(camera, size, density, look.haze * HAZE * (chosen ? 0.45 : 1));
      if (points) dots(camera, size, look, chosen);
    },
    end() {},
  };
}
