// A small plane that glows where somebody's words are, with a dot for each song that was found.
import { useEffect, useRef } from "react";
import { prepareCanvas, useSize } from "./hooks.jsx";
import { colourOf, rgbOf } from "./palette.js";

const MOST_DOTS = 100;
const DOT_PX = 2;

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** The field, a pixel a cell, in the colours of its places. */
function glow(field) {
  const cells = bytesOf(field);
  const side = Math.round(Math.sqrt(cells.length));
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(side, side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const rgb = rgbOf((column + 0.5) / side, (row + 0.5) / side);
      const at = 4 * ((side - 1 - row) * side + column);
      image.data.set([...rgb, 20 + 0.85 * cells[row * side + column]], at);
    }
  pen.putImageData(image, 0, 0);
  return canvas;
}

function draw(canvas, size, field, songs) {
  const pen = prepareCanvas(canvas, size);
  const { width, height } = size;
  pen.clearRect(0, 0, width, height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(glow(field), 0, 0, width, height);
  pen.strokeStyle = "rgb(255 255 255 / 0.25)";
  pen.beginPath();
  pen.moveTo(width / 2, 0);
  pen.lineTo(width / 2, height);
  pen.moveTo(0, height / 2);
  pen.lineTo(width, height / 2);
  pen.stroke();
  for (const { valence, arousal } of songs.slice(0, MOST_DOTS)) {
    if (valence === null) continue;
    pen.beginPath();
    pen.arc(valence * width, (1 - arousal) * height, DOT_PX, 0, 2 * Math.PI);
    pen.fillStyle = "#fff";
    pen.fill();
    pen.lineWidth = 1;
    pen.strokeStyle = colourOf(valence, arousal);
    pen.stroke();
  }
}

export function FieldPlane({ field, songs = [], label }) {
  const [box, size] = useSize();
  const canvas = useRef(null);
  useEffect(() => {
    if (size.width && field) draw(canvas.current, size, field, songs);
  }, [size, field, songs]);
  return (
    <figure className="em-plane em-compact em-field-plane">
      <div className="em-plane-frame">
        <div ref={box} className="em-plane-box" role="img" aria-label={label}>
          <canvas ref={canvas} />
        </div>
        <span aria-hidden="true">
          <b className="em-corner em-angry">angry</b>
          <b className="em-corner em-happy">happy</b>
          <b className="em-corner em-sad">sad</b>
          <b className="em-corner em-calm">calm</b>
        </span>
      </div>
    </figure>
  );
}
