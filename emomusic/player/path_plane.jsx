// A small plane with a path on it: songs as its steps, and marks to move by pointer or keyboard.
import { useEffect, useRef } from "react";
import { clamp } from "./format.js";
import { colourOf } from "./palette.js";
import { moved, placeText } from "./path.js";
import { ground } from "./plane.jsx";
import "./ways.css";

const KEY_STEP = 0.05;
const FINE_STEP = 0.01;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const x = ([valence]) => 100 * valence;
const y = ([, arousal]) => 100 - 100 * arousal;

function pointAt(event, box) {
  const { left, top, width, height } = box.getBoundingClientRect();
  return [clamp((event.clientX - left) / width, 0, 1), clamp(1 - (event.clientY - top) / height, 0, 1)];
}

/** A mark is a slider with two directions; `onDone` is called when the hand or the key lets go. */
function Mark({ label, short, point, box, onMove, onDone }) {
  const held = useRef(null);
  const move = (to) => {
    held.current = to;
    onMove(to);
  };
  const done = () => {
    if (held.current) onDone?.(held.current);
    held.current = null;
  };
  const onKeyDown = (event) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? FINE_STEP : KEY_STEP;
    move(moved(held.current ?? point, way.map((part) => part * step)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className="em-mark"
      aria-label={label}
      aria-roledescription="mark on the plane"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * point[0])}
      aria-valuetext={placeText(point)}
      style={{ left: `${x(point)}%`, top: `${y(point)}%`, "--dot": colourOf(...point) }}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => KEYS[event.key] && done()}
      onBlur={done}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = point;
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && move(pointAt(event, box.current))}
      onPointerUp={done}
      onPointerCancel={done}
    >
      <span aria-hidden="true">{short}</span>
    </div>
  );
}

/**
 * @param label what the picture shows, for a screen reader
 * @param path points to draw a line through
 * @param steps songs on it: `{key, point, state}`, state is "gone", "now" or "coming"
 * @param marks `{label, short, point, onMove, onDone}`; a press beside them moves the nearest one
 */
export function PathPlane({ label, path, steps = [], marks = [] }) {
  const box = useRef(null);
  const canvas = useRef(null);
  useEffect(() => {
    const painted = ground();
    canvas.current.width = painted.width;
    canvas.current.height = painted.height;
    canvas.current.getContext("2d").drawImage(painted, 0, 0);
  }, []);
  const line = (points) => points.map((point) => `${x(point)},${y(point)}`).join(" ");
  const onPointerDown = (event) => {
    if (!marks.length || event.target.closest(".em-mark")) return;
    const to = pointAt(event, box.current);
    const far = ({ point }) => Math.hypot(point[0] - to[0], point[1] - to[1]);
    const nearest = marks.reduce((best, mark) => (far(mark) < far(best) ? mark : best));
    nearest.onMove(to);
    nearest.onDone?.(to);
  };
  return (
    <div ref={box} className="em-path-plane" onPointerDown={onPointerDown}>
      <canvas ref={canvas} aria-hidden="true" />
      <svg viewBox="0 0 100 100" role="img" aria-label={label}>
        <path className="em-path-axes" d="M50 0V100M0 50H100" />
        <polyline className="em-path-wish" points={line(path)} />
        <polyline className="em-path-songs" points={line(steps.map(({ point }) => point))} />
        {steps.map(({ key, point, state }) => (
          <circle
            key={key}
            className={`em-step em-step-${state}`}
            cx={x(point)}
            cy={y(point)}
            r={state === "now" ? 3.4 : 2}
            fill={state === "gone" ? "none" : colourOf(...point)}
          />
        ))}
      </svg>
      <span aria-hidden="true">
        <b className="em-angry">angry</b>
        <b className="em-happy">happy</b>
        <b className="em-sad">sad</b>
        <b className="em-calm">calm</b>
      </span>
      {marks.map((mark) => <Mark key={mark.label} box={box} {...mark} />)}
    </div>
  );
}
