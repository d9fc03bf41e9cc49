// What the browser remembers of the player, for each person apart.
import { clamp } from "./format.js";
import { pack, playingOrder, unpack } from "./queue.js";

const key = (user, what) => `emomusic:${user}:${what}`;

function read(user, what, storage = () => localStorage) {
  try {
    return JSON.parse(storage().getItem(key(user, what)));
  } catch {
    return null;
  }
}

function write(user, what, value, storage = () => localStorage) {
  try {
    storage().setItem(key(user, what), JSON.stringify(value));
  } catch {
    // The browser's store is full or closed: the music goes on, a reload starts afresh.
  }
}

export const rememberQueue = (user, queue) => write(user, "queue", pack(queue));
export const rememberPosition = (user, song_id, position_s) => write(user, "position", { song_id, position_s });
export const rememberVolume = (user, level, muted) => write(user, "volume", { level, muted });

/** What leads the queue on, such as a journey, under its name; null forgets it. */
export const rememberWay = (user, name, way) => user && write(user, name, way);
export const recallWay = (user, name) => (user ? read(user, name) : null);

const CALIBRATION = "calibration";

/** How what a person sees is corrected, for the next visit; a browser tells its other tabs of it. */
export const rememberCalibration = (user, calibration) => write(user, CALIBRATION, calibration);
export const recallCalibration = (user) => read(user, CALIBRATION);
export const isCalibrationOf = (user, name) => name === key(user, CALIBRATION);

// A play belongs to its tab: what is open in two tabs is played twice.
const ofTab = () => sessionStorage;

export const rememberPlay = (user, play) => user && write(user, "play", play, ofTab);

/** The play that a reload broke off, once; null where there is none. */
export function recallPlay(user) {
  const play = user ? read(user, "play", ofTab) : null;
  if (play) rememberPlay(user, null);
  return play;
}

/** The queue of the last visit with the position in its song, or null where there was none. */
export function recallQueue(user) {
  const kept = read(user, "queue");
  if (!kept) return null;
  const queue = unpack(kept);
  const at = read(user, "position");
  const same = at && at.song_id === queue.current?.song.id;
  return { queue, position_s: same ? Math.max(0, Number(at.position_s) || 0) : 0 };
}

export function recallVolume(user) {
  const kept = read(user, "volume");
  return { level: clamp(Number(kept?.level ?? 0.8), 0, 1), muted: Boolean(kept?.muted) };
}

/** The queue as the server keeps it: ids in playing order. */
export const forServer = (queue, position_s) => ({
  song_ids: playingOrder(queue).map((entry) => entry.song.id),
  current: queue.played.length,
  position_s,
  shuffle: queue.shuffle,
  repeat: queue.repeat,
});

/** The queue of `GET /api/queue`. */
export const fromServer = (view) => ({ queue: unpack(view), position_s: view?.position_s ?? 0 });
