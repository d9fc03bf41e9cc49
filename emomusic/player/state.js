// What the player shows. Only the engine changes it.
import { EMPTY } from "./queue.js";
import { createStore } from "./store.js";

/** A player with nothing in it. */
export const SILENT = Object.freeze({
  queue: EMPTY,
  song: null,
  playing: false,
  waiting: false,
  duration_s: 0,
  error: "",
  following: "", // "host" or "guest" of somebody who drives: see follow.js
});

export const player = createStore({ ...SILENT, user: 0, level: 0.8, muted: false });

/**
 * The song that was left last, told before another one starts: `{entry, part, ended}`. `part` is how
 * far it had come, 0..1, and `ended` that it ran out; otherwise a person asked for another one.
 */
export const departure = createStore(null);
