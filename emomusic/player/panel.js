// Which tab of the right panel is open, if any; kept by the browser.
import { createStore } from "./store.js";

const KEY = "emomusic:panel";
const CLOSED = "closed";
const WIDE = "(min-width: 1280px)";
export const TABS = ["emotion", "queue"];

export const panel = createStore(null);

/** Open a tab, or close the panel where it is that tab that is open. */
export function togglePanel(tab) {
  openPanel(panel.get() === tab ? null : tab);
}

export function openPanel(tab) {
  panel.set(tab);
  localStorage.setItem(KEY, tab ?? CLOSED);
}

/** Open what was open at the last visit, where the window has room for it. */
export function restorePanel() {
  const kept = localStorage.getItem(KEY);
  const tab = TABS.includes(kept) ? kept : TABS[0];
  panel.set(kept !== CLOSED && window.matchMedia(WIDE).matches ? tab : null);
}
