// Sparklines of rows whose song had not been heard, or not by the model that hears now, when the
// page was made: asked for together.
import { useEffect, useMemo } from "react";
import { call } from "./api.js";
import { ears } from "./ears.js";
import { createStore, useStore } from "./store.js";

const POLL_MS = 4000;
const IDLE_MS = 10_000;
const FIRST_MS = 400;
const BATCH = 200;

const found = createStore(new Map()); // song id → {spark, valence, arousal, mood, model}
const wanted = new Map(); // song id → number of rows that wait for it
const unheard = new Set(); // those among them that have none at all
let timer = null;

async function ask() {
  timer = null;
  const ids = [...wanted.keys()].slice(0, BATCH);
  if (!ids.length) return;
  if (document.visibilityState === "visible") {
    try {
      const { body } = await call(`/api/sparks?ids=${ids.join(",")}`);
      const fresh = new Map(found.get());
      let changed = false;
      for (const view of body.sparks) {
        if (!view.spark) continue;
        unheard.delete(view.song_id);
        if (isUpToDate(view, ears.get().model)) wanted.delete(view.song_id);
        const before = fresh.get(view.song_id);
        if (before?.spark === view.spark && before.model === view.model) continue;
        fresh.set(view.song_id, view);
        changed = true;
      }
      if (changed) found.set(fresh);
    } catch {
      // Rows can wait: a sparkline is asked for again with the next batch.
    }
  }
  // A sparkline of another model may stay as it is, if its song can't be heard again.
  if (wanted.size) timer ??= setTimeout(ask, unheard.size || ears.get().waiting ? POLL_MS : IDLE_MS);
}

function want(id, isUnheard) {
  wanted.set(id, (wanted.get(id) ?? 0) + 1);
  if (isUnheard) unheard.add(id);
  timer ??= setTimeout(ask, FIRST_MS);
  return () => {
    const left = (wanted.get(id) ?? 1) - 1;
    if (left > 0) wanted.set(id, left);
    else {
      wanted.delete(id);
      unheard.delete(id);
    }
  };
}

/** Whether a view is of the model that hears now, as far as that is known. */
const isUpToDate = (view, model) => Boolean(view?.spark) && (!model || view.model === model);

/** The newer of what came with a song and what has been found out since. */
function newer(song, late, model) {
  if (isUpToDate(song, model) || !late) return song;
  return isUpToDate(late, model) || !song.spark ? late : song;
}

/**
 * Emotion of a row: what came with the song, or what has been found out since. `by` names the
 * model where it is another one than hears now.
 */
export function useEmotion(song) {
  const late = useStore(found, (map) => map.get(song.id));
  const { model } = useStore(ears);
  const shown = newer(song, late, model);
  const outdated = Boolean(shown.spark) && !isUpToDate(shown, model);
  const isUnheard = !shown.spark;
  const pending = !song.missing && (isUnheard || outdated);
  useEffect(() => (pending ? want(song.id, isUnheard) : undefined), [pending, isUnheard, song.id]);
  return useMemo(() => ({ ...shown, by: outdated ? (shown.model ?? "") : "" }), [shown, outdated]);
}

/** Which model each song of a list was heard by, empty where none did. */
export function useModels(songs) {
  const map = useStore(found);
  const { model } = useStore(ears);
  return useMemo(
    () => songs.map((song) => newer(song, map.get(song.id), model)).map((view) => (view.spark && view.model) || ""),
    [songs, map, model],
  );
}
