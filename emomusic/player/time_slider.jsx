// A slider over the time of the song that plays, for the seek bar and the timeline.
import { useRef } from "react";
import { moodWord, sample } from "./curve.js";
import * as engine from "./engine.js";
import { clamp, clockText } from "./format.js";
import { useFrame } from "./hooks.jsx";

const STEP_S = 5;
const PAGE_S = 30;

const JUMPS = {
  ArrowLeft: (t) => t - STEP_S,
  ArrowDown: (t) => t - STEP_S,
  ArrowRight: (t) => t + STEP_S,
  ArrowUp: (t) => t + STEP_S,
  PageDown: (t) => t - PAGE_S,
  PageUp: (t) => t + PAGE_S,
  Home: () => 0,
  End: (_, duration_s) => duration_s,
};

/** "1:23 of 3:45, calm" */
export function valueText(curve, time_s, duration_s) {
  const words = `${clockText(time_s)} of ${clockText(duration_s)}`;
  return curve ? `${words}, ${moodWord(sample(curve, time_s))}` : words;
}

/**
 * What makes an element a slider over time.
 *
 * While a person drags, the music goes on and the slider shows where it would go.
 * @returns {{props, dragged}}: props for the element; `dragged.current` is the time under the
 *   pointer, or null.
 */
export function useTimeSlider({ label, duration_s, curve, disabled = false }) {
  const element = useRef(null);
  const dragged = useRef(null);
  const told = useRef(-1);

  const timeAt = (event) => {
    const box = element.current.getBoundingClientRect();
    return clamp((event.clientX - box.left) / box.width, 0, 1) * duration_s;
  };

  useFrame((position_s) => {
    const time_s = dragged.current ?? position_s;
    const second = Math.floor(time_s);
    const state = `${second} ${duration_s} ${Boolean(curve)}`;
    if (told.current === state || !element.current) return;
    told.current = state;
    element.current.setAttribute("aria-valuenow", second);
    element.current.setAttribute("aria-valuetext", valueText(curve, time_s, duration_s));
  });

  const drag = (event) => {
    dragged.current = timeAt(event);
    engine.redraw();
  };
  const props = {
    ref: element,
    role: "slider",
    tabIndex: disabled ? -1 : 0,
    "aria-label": label,
    "aria-valuemin": 0,
    "aria-valuemax": Math.floor(duration_s),
    "aria-disabled": disabled || undefined,
    onPointerDown: (event) => {
      if (disabled || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag(event);
    },
    onPointerMove: (event) => dragged.current !== null && drag(event),
    onPointerUp: (event) => {
      if (dragged.current === null) return;
      const time_s = timeAt(event);
      dragged.current = null;
      engine.seek(time_s);
    },
    onPointerCancel: () => {
      dragged.current = null;
      engine.redraw();
    },
    onKeyDown: (event) => {
      const jump = JUMPS[event.key];
      if (!jump || disabled || event.shiftKey) return;
      event.preventDefault();
      engine.seek(jump(engine.position(), duration_s));
    },
  };
  return { props, dragged, element, timeAt };
}
