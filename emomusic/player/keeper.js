// Keeps queue, position and volume: in the browser at once, and a copy at the server soon.
import { call } from "./api.js";
import { active } from "./decks.js";
import * as memory from "./memory.js";
import { player } from "./state.js";

const POSITION_MS = 5000;
const REMEMBER_MS = 250;
const TELL_MS = 2000;

let tellTimer = null;
let rememberTimer = null;
let held = false;

export function keepPosition() {
  const { user, song } = player.get();
  if (!held && user && song) memory.rememberPosition(user, song.id, active().currentTime);
}

function keepQueue() {
  clearTimeout(rememberTimer);
  rememberTimer = null;
  const { user, queue } = player.get();
  if (user) memory.rememberQueue(user, queue);
}

export function keepVolume() {
  const { user, level, muted } = player.get();
  if (user) memory.rememberVolume(user, level, muted);
}

function tellServer(keepalive) {
  clearTimeout(tellTimer);
  tellTimer = null;
  const { user, queue } = player.get();
  if (!user) return;
  const body = memory.forServer(queue, active().currentTime);
  // Nothing is lost when this fails: the browser holds the queue, the server a copy.
  call("/api/queue", { method: "PUT", body, keepalive }).catch(() => {});
}

/** Keep what plays and what comes, after it has changed. */
export function keep() {
  if (held || !player.get().user) return;
  keepPosition();
  rememberTimer ??= setTimeout(keepQueue, REMEMBER_MS);
  clearTimeout(tellTimer);
  tellTimer = setTimeout(tellServer, TELL_MS, false);
}

/** Keep what there is as it is, whatever the player does, until that ends. */
export function hold(on) {
  if (on && !held) {
    if (rememberTimer) keepQueue();
    keepPosition();
    if (tellTimer) tellServer(false);
  }
  held = on;
}

/** The page goes: write down what still waits. */
export function leave() {
  if (rememberTimer) keepQueue();
  keepPosition();
  if (tellTimer) tellServer(true);
}

/** Another person comes: what still waits is not theirs. */
export function drop() {
  clearTimeout(tellTimer);
  clearTimeout(rememberTimer);
  tellTimer = rememberTimer = null;
  held = false;
}

if (typeof window !== "undefined") setInterval(() => player.get().playing && keepPosition(), POSITION_MS);
