// Why a moment sounds the way it does: asked for once, kept while the panel is open.
import { call } from "./api.js";
import { createStore } from "./store.js";

const CLOSED = Object.freeze({ open: false, song: null, at_s: 0, state: "closed", found: null, error: "" });

/** What the panel shows: `{open, song, at_s, state: loading | ready | failed, found, error}`. */
export const why = createStore(CLOSED);

/** Ask the server about a moment of a song; an answer that nobody waits for any more is dropped. */
export async function askWhy(song, at_s) {
  const asked = { open: true, song, at_s, state: "loading", found: null, error: "" };
  why.set(asked);
  let answer;
  try {
    const { body } = await call(`/api/songs/${song.id}/explanation?at_s=${Math.max(0, at_s).toFixed(2)}`);
    answer = { ...asked, state: "ready", at_s: body.at_s, found: body };
  } catch (error) {
    answer = { ...asked, state: "failed", error: error.message };
  }
  if (why.get() === asked) why.set(answer);
}

export const closeWhy = () => why.set(CLOSED);
