// The curves of songs: fetched once, kept for a while, waited for while the server listens.
import { useEffect } from "react";
import { call } from "./api.js";
import { decode } from "./curve.js";
import { createStore, useStore } from "./store.js";

const KEPT = 40;
const POLL_MS = 1500;
const RETRY_MS = 10_000;

const NONE = Object.freeze({ state: "none", curve: null, progress: 0, ahead: 0, error: "" });

const entries = new Map(); // song id → {store, watchers, timer}

function entryOf(id) {
  let entry = entries.get(id);
  if (entry) entries.delete(id);
  else entry = { store: createStore({ ...NONE, state: "loading" }), watchers: 0, timer: null, busy: false };
  entries.set(id, entry);
  for (const [old, { watchers }] of entries) {
    if (entries.size <= KEPT) break;
    if (!watchers && old !== id) entries.delete(old);
  }
  return entry;
}

const settled = ({ state }) => state === "ready" || state === "failed";

async function refresh(id, entry) {
  if (entry.busy || settled(entry.store.get())) return;
  entry.busy = true;
  let wait = POLL_MS;
  try {
    const { status, body } = await call(`/api/songs/${id}/emotion`);
    if (status === 202)
      entry.store.set({ ...NONE, state: body.state, ahead: body.ahead ?? 0, progress: body.progress ?? 0 });
    else if (body.state === "failed") entry.store.set({ ...NONE, state: "failed", error: body.error });
    else entry.store.set({ ...NONE, state: "ready", curve: decode(body) });
  } catch (error) {
    if (error.status >= 400 && error.status < 500)
      entry.store.set({ ...NONE, state: "failed", error: error.message });
    else wait = RETRY_MS;
  } finally {
    entry.busy = false;
  }
  if (!settled(entry.store.get()) && entry.watchers)
    entry.timer = setTimeout(() => refresh(id, entry), wait);
}

/** Keep a song's curve coming while somebody looks; call the result when nobody does. */
export function watch(id) {
  const entry = entryOf(id);
  entry.watchers += 1;
  clearTimeout(entry.timer);
  refresh(id, entry);
  return () => {
    entry.watchers -= 1;
    if (!entry.watchers) clearTimeout(entry.timer);
  };
}

/** The curve of a song as far as it is known; never asks the server. */
export const known = (id) => entries.get(id)?.store.get() ?? NONE;

const nothing = createStore(NONE);

/** The curve of a song in a component: `{state, curve, progress, ahead, error}`. */
export function useCurve(id) {
  useEffect(() => (id ? watch(id) : undefined), [id]);
  const store = id ? entryOf(id).store : nothing;
  return useStore(store);
}

/** Forget everything, when another person signs in. */
export const forget = () => entries.clear();
