// Which model hears, and how many songs wait for it: asked now and then while a page is in view.
import { call } from "./api.js";
import { createStore } from "./store.js";

const QUIET_MS = 30_000;
const BUSY_MS = 5_000;

/** `{model, waiting}`; the model is empty until it is known. */
export const ears = createStore({ model: "", waiting: 0 });

let followers = 0;
let timer = null;
let busy = false;

function later() {
  clearTimeout(timer);
  timer = null;
  if (followers) timer = setTimeout(ask, ears.get().waiting ? BUSY_MS : QUIET_MS);
}

async function ask() {
  clearTimeout(timer);
  if (busy) return;
  if (document.visibilityState !== "visible") return later();
  busy = true;
  try {
    const { body } = await call("/api/model");
    const { model, waiting } = ears.get();
    if (body.model !== model || body.waiting !== waiting) ears.set(body);
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
