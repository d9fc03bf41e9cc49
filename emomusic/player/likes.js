// Likes: shown at once, told to the server by the player bar's event handler.
import { createStore, useStore } from "./store.js";

const changed = createStore(new Map()); // song id → liked, since the page came
let tell = null;

/** The handler that tells the server; the player bar sets it. */
export const setHandler = (handler) => {
  tell = handler;
};

export const isLiked = (song) => changed.get().get(song.id) ?? song.liked;

export function toggleLike(song) {
  const liked = !isLiked(song);
  changed.set(new Map(changed.get()).set(song.id, liked));
  tell?.(song.id, liked);
}

/** Hear of likes: the listener is given all that changed since the page came, song id → liked. */
export const watchLikes = (listener) => changed.subscribe(listener);

export const useLiked = (song) => useStore(changed, (map) => map.get(song?.id) ?? song?.liked ?? false);

export const forgetLikes = () => changed.set(new Map());
