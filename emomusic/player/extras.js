// What other parts of the page bring along for the player's menus and its emotion view, so that the
// player need not know them.
import { createStore } from "./store.js";

/** Further entries of a song's menu: `{name, label, act}`; `act` is given the song. */
export const songEntries = createStore([]);

/** Further buttons of the emotion view: `{name, Component}`; each is given the song. */
export const viewTools = createStore([]);

/** Further buttons over the queue: `{name, label, act}`; `act` is given the songs in playing order. */
export const queueTools = createStore([]);

/** Further things to do with chosen songs: `{name, label, act}`; `act` is given the songs. */
export const choiceTools = createStore([]);

const without = (store, name) => store.get().filter((entry) => entry.name !== name);

/** Adds an entry; returns what takes it away again. */
function put(store, entry) {
  store.set([...without(store, entry.name), entry]);
  return () => store.set(without(store, entry.name));
}

export const registerSongEntry = (name, label, act) => put(songEntries, { name, label, act });

export const registerViewTool = (name, Component) => put(viewTools, { name, Component });

export const registerQueueTool = (name, label, act) => put(queueTools, { name, label, act });

export const registerChoiceTool = (name, label, act) => put(choiceTools, { name, label, act });
