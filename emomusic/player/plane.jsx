// The plane of valence and arousal, and the dot that moves over it with the music.
import { useEffect, useRef } from "react";
import { isRunning } from "./clock.js";
import { moodWord, sample } from "./curve.js";
import { useCurve } from "./curves.js";
import { player, redraw } from "./engine.js";
import { FeelLine, FeelPad, useTaps } from "./feel.jsx";
import { prepareCanvas, useFrame, useSize, useStill } from "./hooks.jsx";
import { NEUTRAL, colourOf, rgbOf } from "./palette.js";
import { useStore } from "./store.js";

const TRAIL_S = 20;
const TRAIL_STEP_S = 0.5;
const GROUND_PX = 24;
const TELL_MS = 100;
const COMPACT_MS = 45;
const LABEL_MS = 3000;

/** The blend of the four corners, small; the browser makes it large and smooth. */
export function ground() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = GROUND_PX;
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(GROUND_PX, GROUND_PX);
  for (let y = 0; y < GROUND_PX; y++)
    for (let x = 0; x < GROUND_PX; x++) {
      const [r, g, b] = rgbOf((x + 0.5) / GROUND_PX, 1 - (y + 0.5) / GROUND_PX);
      image.data.set([r, g, b, 255], 4 * (y * GROUND_PX + x));
    }
  pen.putImageData(image, 0, 0);
  return canvas;
}

/** Everything that stands still, painted once for a size. */
function paintStill(size) {
  const canvas = document.createElement("canvas");
  const pen = prepareCanvas(canvas, size);
  const { width, height } = size;
  pen.globalAlpha = 0.26;
  pen.imageSmoothingQuality = "high";
  pen.drawImage(ground(), 0, 0, width, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = "rgb(255 255 255 / 0.28)";
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(width / 2, 0);
  pen.lineTo(width / 2, height);
  pen.moveTo(0, height / 2);
  pen.lineTo(width, height / 2);
  pen.stroke();
  pen.strokeStyle = "rgb(255 255 255 / 0.09)";
  pen.beginPath();
  for (const part of [0.25, 0.75]) {
    pen.moveTo(width * part, 0);
    pen.lineTo(width * part, height);
    pen.moveTo(0, height * part);
    pen.lineTo(width, height * part);
  }
  pen.stroke();
  return canvas;
}

function drawTrail(pen, curve, time_s, toX, toY) {
  const from = Math.max(0, time_s - TRAIL_S);
  let before = sample(curve, from);
  pen.lineCap = "butt";
  for (let t = from + TRAIL_STEP_S; t < time_s + TRAIL_STEP_S; t += TRAIL_STEP_S) {
    const now = sample(curve, Math.min(t, time_s));
    const age = 1 - (time_s - Math.min(t, time_s)) / TRAIL_S;
    pen.globalAlpha = 0.75 * age ** 1.5;
    pen.lineWidth = 1 + 2.5 * age;
    pen.strokeStyle = now.confident ? colourOf(now.valence, now.arousal) : NEUTRAL;
    pen.beginPath();
    pen.moveTo(toX(before.valence), toY(before.arousal));
    pen.lineTo(toX(now.valence), toY(now.arousal));
    pen.stroke();
    before = now;
  }
  pen.globalAlpha = 1;
}

function drawInterval(pen, at, colour, toX, toY) {
  const left = toX(at.valence_low);
  const right = toX(at.valence_high);
  const top = toY(at.arousal_high);
  const bottom = toY(at.arousal_low);
  pen.beginPath();
  pen.ellipse((left + right) / 2, (top + bottom) / 2, Math.max(1, (right - left) / 2), Math.max(1, (bottom - top) / 2), 0, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.globalAlpha = 0.16;
  pen.fill();
  pen.globalAlpha = 0.5;
  pen.lineWidth = 1;
  pen.strokeStyle = colour;
  pen.stroke();
  pen.globalAlpha = 1;
}

function drawDot(pen, at, colour, toX, toY, pulse) {
  const x = toX(at.valence);
  const y = toY(at.arousal);
  const glow = pen.createRadialGradient(x, y, 0, x, y, 26 + 6 * pulse);
  glow.addColorStop(0, colour);
  glow.addColorStop(1, "rgb(0 0 0 / 0)");
  pen.globalAlpha = 0.5;
  pen.fillStyle = glow;
  pen.fillRect(x - 34, y - 34, 68, 68);
  pen.globalAlpha = 1;
  pen.beginPath();
  pen.arc(x, y, 7, 0, 2 * Math.PI);
  pen.fillStyle = at.confident ? colour : "#121212";
  pen.fill();
  pen.lineWidth = 2.5;
  pen.strokeStyle = "#fff";
  pen.stroke();
}

const NEAR_S = 15;
const FAINT = 0.3;

/** What the listener felt: diamonds, the fainter the further away in time. */
function drawFelt(pen, taps, time_s, toX, toY) {
  pen.lineWidth = 1.5;
  for (const { at_s, valence, arousal } of taps) {
    pen.globalAlpha = FAINT + (1 - FAINT) * Math.exp(-(((at_s - time_s) / NEAR_S) ** 2));
    pen.save();
    pen.translate(toX(valence), toY(arousal));
    pen.rotate(Math.PI / 4);
    pen.fillStyle = colourOf(valence, arousal);
    pen.fillRect(-5, -5, 10, 10);
    pen.strokeStyle = "#fff";
    pen.strokeRect(-5, -5, 10, 10);
    pen.restore();
  }
  pen.globalAlpha = 1;
}

/** Where the model heard it, while the dot shows it as the listener feels. */
function drawHeard(pen, heard, at, toX, toY) {
  pen.globalAlpha = 0.8;
  pen.lineWidth = 1.5;
  pen.strokeStyle = "#fff";
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(toX(heard.valence), toY(heard.arousal));
  pen.lineTo(toX(at.valence), toY(at.arousal));
  pen.stroke();
  pen.setLineDash([]);
  pen.beginPath();
  pen.arc(toX(heard.valence), toY(heard.arousal), 4.5, 0, 2 * Math.PI);
  pen.fillStyle = "#0c0c0c";
  pen.fill();
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Tell where the dot has been drawn: for tests, and now and then for a screen reader. */
function tell(element, at, time_s, now_ms, told) {
  if (!isRunning() || now_ms - told.data >= TELL_MS) {
    told.data = now_ms;
    element.dataset.valence = at.valence.toFixed(4);
    element.dataset.arousal = at.arousal.toFixed(4);
    element.dataset.time = time_s.toFixed(3);
    element.dataset.confident = at.confident;
  }
  if (!isRunning() || now_ms - told.label > LABEL_MS) {
    told.label = now_ms;
    const percent = (x) => Math.round(x * 100);
    element.setAttribute(
      "aria-label",
      `Emotion plane: ${moodWord(at)}, valence ${percent(at.valence)} %, arousal ${percent(at.arousal)} %`,
    );
  }
}

/**
 * @param compact leaves out the names of the axes, for the side panel
 * @param asks whether a tap says how it feels to the listener
 */
export function EmotionPlane({ compact = false, asks = true }) {
  const song = useStore(player, (state) => state.song);
  const taps = useTaps(asks ? song?.id : 0);
  const { curve, state } = useCurve(song?.id);
  const still = useStill();
  const [box, size] = useSize();
  const canvas = useRef(null);
  const scene = useRef(null);
  const drawn_ms = useRef(-Infinity);
  const told = useRef({ data: -Infinity, label: -Infinity });

  useEffect(() => {
    if (!size.width) return;
    scene.current = { pen: prepareCanvas(canvas.current, size), ground: paintStill(size) };
    redraw();
  }, [size]);
  useEffect(() => {
    told.current.label = -Infinity;
    const element = box.current;
    if (!curve)
      for (const name of ["valence", "arousal", "time", "confident"]) delete element.dataset[name];
    redraw();
  }, [curve, box]);

  useEffect(redraw, [taps]);

  useFrame((position_s, now_ms) => {
    if (!scene.current) return;
    // Beside a page the plane is small, and the page has other things to do.
    if (compact && isRunning() && now_ms - drawn_ms.current < COMPACT_MS) return;
    drawn_ms.current = now_ms;
    const { pen, ground: backdrop } = scene.current;
    const { width, height } = size;
    pen.clearRect(0, 0, width, height);
    pen.drawImage(backdrop, 0, 0, width, height);
    if (!curve) return;
    const toX = (valence) => valence * width;
    const toY = (arousal) => (1 - arousal) * height;
    const at = sample(curve, position_s);
    const colour = at.confident ? colourOf(at.valence, at.arousal) : NEUTRAL;
    drawTrail(pen, curve, position_s, toX, toY);
    drawInterval(pen, at, colour, toX, toY);
    drawFelt(pen, taps, position_s, toX, toY);
    if (curve.heard && at.confident) drawHeard(pen, sample(curve.heard, position_s), at, toX, toY);
    drawDot(pen, at, colour, toX, toY, still ? 0 : Math.sin(now_ms / 400) * at.arousal);
    tell(box.current, at, position_s, now_ms, told.current);
  });

  return (
    <figure className={compact ? "em-plane em-compact" : "em-plane"}>
      <div className="em-plane-frame">
        <div ref={box} className="em-plane-box" role="img" data-emotion-plane data-state={state} aria-label="Emotion plane">
          <canvas ref={canvas} />
        </div>
        <span aria-hidden="true">
          <b className="em-corner em-angry">angry</b>
          <b className="em-corner em-happy">happy</b>
          <b className="em-corner em-sad">sad</b>
          <b className="em-corner em-calm">calm</b>
          {!compact && (
            <>
              <i className="em-axis em-axis-up">energetic</i>
              <i className="em-axis em-axis-down">quiet</i>
              <i className="em-axis em-axis-left">unpleasant</i>
              <i className="em-axis em-axis-right">pleasant</i>
            </>
          )}
        </span>
        {asks && <FeelPad />}
      </div>
      {asks && <FeelLine />}
    </figure>
  );
}
