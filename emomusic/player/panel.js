// The tabs of the right panel, and which of them is open, if any; kept by the browser. Other parts
// of the page bring tabs and tools of the bar along, so that the player need not know them.
import { createStore } from "./store.js";

const KEY = "emomusic:panel";
const CLOSED = "closed";
const WIDE = "(min-width: 1280px)";

export const panel = createStore(null);

/** The tabs in their order: `{name, label, Component, place}`. */
export const tabs = createStore([]);

/** Further tools of the bar in their order: `{name, Component, place}`. */
export const tools = createStore([]);

const put = (store, entry) =>
  store.set([...store.get().filter(({ name }) => name !== entry.name), entry].sort((a, b) => a.place - b.place));

/** Add a tab to the panel; `place` orders the tabs, and the first is the one open by default. */
export const registerPanel = (name, label, Component, place = 100) => put(tabs, { name, label, Component, place });

/** Add a tool to the bar, before the volume. */
export const registerTool = (name, Component, place = 100) => put(tools, { name, Component, place });

/** Open a tab, or close the panel where it is that tab that is open. */
export function togglePanel(tab) {
  openPanel(panel.get() === tab ? null : tab);
}

export function openPanel(tab) {
  panel.set(tab);
  localStorage.setItem(KEY, tab ?? CLOSED);
}

let wide = null;

function fit() {
  const kept = localStorage.getItem(KEY);
  const names = tabs.get().map(({ name }) => name);
  const tab = names.includes(kept) ? kept : "emotion";
  panel.set(kept !== CLOSED && wide.matches ? tab : null);
}

/** Open what was open at the last visit, while the window has room for it beside the page. */
export function restorePanel() {
  if (!wide) {
    wide = window.matchMedia(WIDE);
    wide.addEventListener("change", fit);
  }
  fit();
}
