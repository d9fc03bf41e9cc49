// The curves of songs: fetched once, kept for a while, waited for while the server listens.
import { useEffect } from "react";
import { call } from "./api.js";
import { correctCurve } from "./calibration.js";
import { decode } from "./curve.js";
import { ears, isOutdated } from "./ears.js";
import { calibration } from "./feelings.js";
import { createStore, useStore } from "./store.js";

const KEPT = 40;
const POLL_MS = 1500;
const AGAIN_MS = 5000;
const RETRY_MS = 10_000;

const NONE = Object.freeze({ state: "none", curve: null, again: null, progress: 0, ahead: 0, error: "" });

const entries = new Map(); // song id → {store, watchers, timer, busy, content, heard}

function entryOf(id) {
  let entry = entries.get(id);
  if (entry) entries.delete(id);
  else entry = { store: createStore({ ...NONE, state: "loading" }), watchers: 0, timer: null, busy: false, content: "", heard: null };
  entries.set(id, entry);
  for (const [old, { watchers }] of entries) {
    if (entries.size <= KEPT) break;
    if (!watchers && old !== id) entries.delete(old);
  }
  return entry;
}

const settled = ({ state }) => state === "ready" || state === "failed";

/** Whether the server may have a newer curve than the one that is shown, or have it soon. */
const isBehind = ({ curve, again }) =>
  Boolean(curve) && (isOutdated(curve.model) || Boolean(again && again.state !== "failed"));

/** Show what the server sent; a curve that is shown already stays the same object. */
function show(entry, body) {
  const content = body.model + body.valence + body.arousal;
  const same = content === entry.content;
  if (!same) entry.heard = decode(body);
  const curve = same ? entry.store.get().curve : correctCurve(entry.heard, calibration.get());
  entry.content = content;
  entry.store.set({ ...NONE, state: "ready", curve, again: body.again ?? null });
}

// The listener felt something, or took it back: every curve is shown as they feel it.
calibration.subscribe((value) => {
  for (const { store, heard } of entries.values())
    if (heard && store.get().curve) store.update({ curve: correctCurve(heard, value) });
});

async function refresh(id, entry) {
  const before = entry.store.get();
  if (entry.busy || (settled(before) && !isBehind(before))) return;
  entry.busy = true;
  let wait = POLL_MS;
  try {
    const { status, body } = await call(`/api/songs/${id}/emotion`);
    if (status === 202)
      entry.store.set({ ...NONE, state: body.state, ahead: body.ahead ?? 0, progress: body.progress ?? 0 });
    else if (body.state === "failed") entry.store.set({ ...NONE, state: "failed", error: body.error });
    else show(entry, body);
  } catch (error) {
    if (!before.curve && error.status >= 400 && error.status < 500)
      entry.store.set({ ...NONE, state: "failed", error: error.message });
    else wait = RETRY_MS;
  } finally {
    entry.busy = false;
  }
  clearTimeout(entry.timer);
  const after = entry.store.get();
  if (!entry.watchers || (settled(after) && !isBehind(after))) return;
  entry.timer = setTimeout(() => refresh(id, entry), Math.max(wait, settled(after) ? AGAIN_MS : 0));
}

// Another model hears from now on: what is looked at is asked for again.
ears.subscribe(() => {
  for (const [id, entry] of entries) if (entry.watchers) refresh(id, entry);
});

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

/** The curve of a song in a component: `{state, curve, again, progress, ahead, error}`. */
export function useCurve(id) {
  useEffect(() => (id ? watch(id) : undefined), [id]);
  const store = id ? entryOf(id).store : nothing;
  return useStore(store);
}

/** Forget everything, when another person signs in. */
export const forget = () => entries.clear();
