// The keys of the player. They are never taken from a field, nor from a control that uses them.
import * as engine from "./engine.js";
import { openFeeling } from "./feel.js";
import { toggleLike } from "./likes.js";
import { togglePanel } from "./panel.js";

const SEEK_S = 5;
const LEVEL_STEP = 0.05;

/** What the help shows, in its order. */
export const KEYS = [
  ["Space", "Play or pause"],
  ["← →", "Back or forward 5 seconds"],
  ["Shift + ← →", "Previous or next song"],
  ["↑ ↓", "Louder or quieter"],
  ["M", "Mute"],
  ["L", "Like the song that plays"],
  ["S", "Shuffle"],
  ["R", "Repeat"],
  ["Q", "Queue"],
  ["F", "Say how it feels to you"],
  ["/ or Ctrl + K", "Search"],
  ["?", "This help"],
];

const TYPING = "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])";
const PRESSED = "button, summary, [role=button], [role=menuitem], [role=tab], [role=checkbox], [role=switch], input";
const ARROWED = "[role=slider], [role=menu], [role=tablist], [role=listbox], [role=radiogroup], [role=grid], input";

const likeCurrent = () => {
  const { song } = engine.player.get();
  if (song) toggleLike(song);
};

const nudge = (step) => engine.setLevel(engine.player.get().level + step);

function actionOf(event, target, { search, help }) {
  const { key, shiftKey } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === "k") return search;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (key === "/") return search;
  if (key === "?") return help;
  if (key.startsWith("Arrow")) {
    if (target?.closest(ARROWED)) return null;
    if (key === "ArrowLeft") return shiftKey ? engine.previous : () => engine.seekBy(-SEEK_S);
    if (key === "ArrowRight") return shiftKey ? engine.next : () => engine.seekBy(SEEK_S);
    if (shiftKey) return null;
    return () => nudge(key === "ArrowUp" ? LEVEL_STEP : -LEVEL_STEP);
  }
  if (key === " ") return target?.closest(PRESSED) ? null : engine.toggle;
  const letters = {
    m: engine.toggleMute,
    l: likeCurrent,
    s: engine.toggleShuffle,
    r: engine.cycleRepeat,
    f: () => engine.player.get().song && openFeeling(),
    q: () => togglePanel("queue"),
  };
  return shiftKey ? null : (letters[key.toLowerCase()] ?? null);
}

/**
 * Listen to the keyboard.
 * @param around {search, help}: what the page does for those two.
 * @returns a function that ends it.
 */
export function attachKeys(around) {
  const onKey = (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.defaultPrevented || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (target?.closest(TYPING) && !control) return;
    if (target?.closest("dialog[open]") || !engine.player.get().user) return;
    const act = actionOf(event, target, around);
    if (!act) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
