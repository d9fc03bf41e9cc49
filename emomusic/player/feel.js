// Whether the listener is about to say how it feels by keyboard, and what they said last.
import { openPanel } from "./panel.js";
import { createStore } from "./store.js";

const CLOSED = Object.freeze({ open: false, last: null });

/** `{open, last}`: whether the cursor is on the plane; the last tap, while it can be undone. */
export const feeling = createStore(CLOSED);

let planes = 0;

/** A plane is on the page; call the result when it goes. */
export function addPlane() {
  planes += 1;
  return () => {
    planes -= 1;
    if (!planes) feeling.set(CLOSED);
  };
}

/** Put the cursor on the plane; where the page has none, open the panel that has. */
export function openFeeling() {
  if (!planes) openPanel("emotion");
  feeling.set({ open: true, last: null });
}

export const closeFeeling = () => feeling.update({ open: false });
