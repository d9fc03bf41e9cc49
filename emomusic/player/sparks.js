// Sparklines of rows whose song had not been analysed when the page was made: asked for together.
import { useEffect, useMemo } from "react";
import { call } from "./api.js";
import { createStore, useStore } from "./store.js";

const POLL_MS = 4000;
const FIRST_MS = 400;
const BATCH = 200;

const found = createStore(new Map()); // song id → {spark, valence, arousal, mood}
const wanted = new Map(); // song id → number of rows that wait for it
let timer = null;

async function ask() {
  timer = null;
  const ids = [...wanted.keys()].slice(0, BATCH);
  if (!ids.length) return;
  if (document.visibilityState === "visible") {
    try {
      const { body } = await call(`/api/sparks?ids=${ids.join(",")}`);
      const fresh = new Map(found.get());
      for (const view of body.sparks)
        if (view.spark) {
          fresh.set(view.song_id, view);
          wanted.delete(view.song_id);
        }
      if (fresh.size > found.get().size) found.set(fresh);
    } catch {
      // Rows can wait: a sparkline is asked for again with the next batch.
    }
  }
  if (wanted.size) timer ??= setTimeout(ask, POLL_MS);
}

function want(id) {
  wanted.set(id, (wanted.get(id) ?? 0) + 1);
  timer ??= setTimeout(ask, FIRST_MS);
  return () => {
    const left = (wanted.get(id) ?? 1) - 1;
    if (left > 0) wanted.set(id, left);
    else wanted.delete(id);
  };
}

/** Emotion of a row: what came with the song, or what has been found out since. */
export function useEmotion(song) {
  const late = useStore(found, (map) => map.get(song.id));
  const pending = !song.spark && !late && !song.missing;
  useEffect(() => (pending ? want(song.id) : undefined), [pending, song.id]);
  return useMemo(() => (song.spark ? song : (late ?? song)), [song, late]);
}
