// Which model hears, how many songs wait for it and how many it has heard: asked now and then
// while a page is in view.
import { call } from "./api.js";
import { createStore } from "./store.js";

const QUIET_MS = 30_000;
const BUSY_MS = 5_000;
const AFTER_A_CHANGE_MS = 60_000;

/** `{model, waiting, heard}`; the model is empty until it is known. */
export const ears = createStore({ model: "", waiting: 0, heard: 0 });

let followers = 0;
let timer = null;
let busy = false;
let changed_ms = -Infinity;

// What another model heard is queued a little after it is known that there is another one.
const isBusy = () => ears.get().waiting > 0 || Date.now() < changed_ms + AFTER_A_CHANGE_MS;

function later() {
  clearTimeout(timer);
  timer = null;
  if (followers) timer = setTimeout(ask, isBusy() ? BUSY_MS : QUIET_MS);
}

async function ask() {
  clearTimeout(timer);
  if (busy) return;
  if (document.visibilityState !== "visible") return later();
  busy = true;
  try {
    const { body } = await call("/api/model");
    const { model, waiting, heard } = ears.get();
    if (model && body.model !== model) changed_ms = Date.now();
    if (body.model !== model || body.waiting !== waiting || body.heard !== heard) ears.set(body);
  } catch {
    // It is asked again; until then pages show what they have.
  } finally {
    busy = false;
  }
  later();
}

function onVisible() {
  if (followers && document.visibilityState === "visible") ask();
}

/** Ask now and then while somebody looks; call the result when nobody does. */
export function follow() {
  followers += 1;
  if (followers === 1) {
    document.addEventListener("visibilitychange", onVisible);
    if (!timer) ask();
  }
  return () => {
    followers -= 1;
    if (followers) return;
    document.removeEventListener("visibilitychange", onVisible);
    clearTimeout(timer);
    timer = null;
  };
}

/** Whether what a model heard waits for another one; not before it is known which one hears. */
export const isOutdated = (model) => Boolean(model && ears.get().model && model !== ears.get().model);
