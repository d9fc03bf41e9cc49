// Keeps the sound of this tab with its room: starts it at the second the server says, and corrects
// what drifts. A sound is heard only while it is in its place: a start is made in silence, brought to
// the right second there, and heard from then on. The player keeps the last it was told when the
// line is down.
import * as engine from "$/public/external/emomusic/player/engine.js";
import * as following from "$/public/external/emomusic/player/follow.js";
import { APART_S, correction, hurry, JUMP_S, median, positionAt } from "./drift.js";
import { localNow } from "./time_source.js";

const WATCH_MS = 250;
const LAND_MS = 500;
const POLL_MS = 80;
const MEASURED = 3;
const MOST_LAG_S = 0.25;
const SETTLE_EACH_MS = 20;
const IN_PLACE_S = 0.025;
const IN_PLACE_TIMES = 3;
const MOST_SILENCE_MS = 3000;
const HEARD_AT_LEAST_MS = 5000;

let room = null;
let source = null;
let transport = "";
let pending = null;
let watch = null;
let settling = null;
let measured = [];
let rate = 1;
let heard_ms = 0;
let lag_s = following.startLatency_s(); // how much later than asked for this browser sounds
let learns = false;

const entryOf = ({ key, song }) => ({ key, song });

/** The room's queue as the player shows one. */
const queueOf = (view) => ({
  ...engine.player.get().queue,
  played: [],
  current: view.playing ? entryOf(view.playing) : null,
  upcoming: view.queue.map(entryOf),
  natural: null,
  shuffle: false,
  repeat: "off",
  source: `room:${view.id}`,
});

const isSounding = () => engine.player.get().queue.current?.key === room.playing?.key && engine.player.get().song?.id === room.playing?.song.id;

function setRate(next) {
  if (Math.abs(next - rate) < 0.0005 && (next === 1) === (rate === 1)) return;
  rate = next;
  following.setRate(rate);
}

function stop() {
  clearTimeout(pending);
  clearInterval(settling);
  pending = null;
  settling = null;
  measured = [];
}

/** Do something when it is a time at the server, earlier by as long as a start takes. */
function when(server_ms, act) {
  clearTimeout(pending);
  const wait_ms = source.toLocal(server_ms) - localNow() - lag_s * 1000;
  pending = setTimeout(() => {
    pending = null;
    act();
  }, Math.max(0, wait_ms));
}

/** How far the sound is ahead of the room, or null while that can't be told. */
function ahead_s() {
  const audio = engine.audio();
  if (audio.ended || audio.paused || audio.seeking || audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return null;
  return audio.currentTime - positionAt(room, source.now());
}

/** Bring a sound that is not heard to its place, quickly, and let it be heard there. */
function settle() {
  stop();
  const from_s = engine.audio().currentTime;
  const began_ms = localNow();
  let good = 0;
  settling = setInterval(() => {
    const drift_s = ahead_s();
    if (drift_s === null || engine.audio().currentTime === from_s) return;
    if (learns) {
      learns = false;
      lag_s = Math.min(Math.max(lag_s - drift_s / 2, 0), MOST_LAG_S);
    }
    if (Math.abs(drift_s) > JUMP_S) {
      land();
      return;
    }
    good = Math.abs(drift_s) <= IN_PLACE_S ? good + 1 : 0;
    if (good >= IN_PLACE_TIMES || localNow() - began_ms > MOST_SILENCE_MS) beHeard();
    else setRate(good ? 1 : hurry(drift_s));
  }, SETTLE_EACH_MS);
}

function beHeard() {
  stop();
  setRate(1);
  following.hear();
  heard_ms = localNow();
}

function landed() {
  rate = 1;
  learns = true;
  settle();
}

/** Sound what was cued, or wait until it can and begin a little later in the song. */
function goOrWait() {
  if (following.isReady()) {
    following.go();
    landed();
    return;
  }
  pending = setTimeout(() => {
    if (following.isReady()) land();
    else goOrWait();
  }, POLL_MS);
}

/** Come into the song where it is by now. */
function land() {
  const at_ms = Math.max(room.at_ms, source.now() + LAND_MS);
  const position_s = positionAt(room, at_ms);
  if (position_s >= room.playing.song.duration_s) return;
  stop();
  following.cue(queueOf(room), position_s);
  when(at_ms, goOrWait);
}

/** Follow what the server says about what plays. */
export function apply(view) {
  const before = room;
  room = view;
  const said = `${view.playing?.key} ${view.is_on} ${view.position_s} ${view.at_ms}`;
  if (said === transport) {
    if (before && (!view.playing || isSounding())) following.showQueue(queueOf(view));
    return;
  }
  transport = said;
  stop();
  if (!view.playing) {
    following.silence(queueOf(view));
    return;
  }
  if (!view.is_on) {
    following.holdAt(queueOf(view), view.position_s);
    return;
  }
  if (source.now() >= view.at_ms) land();
  else if (isSounding() || view.position_s > 0) {
    following.cue(queueOf(view), view.position_s);
    when(view.at_ms, goOrWait);
  } else {
    following.prepare(view.playing.song);
    when(view.at_ms, () => {
      following.takeOver(queueOf(room));
      landed();
    });
  }
}

function look() {
  if (!room?.playing || !room.is_on || pending || !isSounding()) return;
  const audio = engine.audio();
  if (audio.paused && !audio.ended && !audio.seeking && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) {
    if (!waitsForTap()) land();
    return;
  }
  if (settling) return;
  const off_s = ahead_s();
  if (off_s === null) {
    measured = [];
    return;
  }
  measured = [...measured, off_s].slice(-MEASURED);
  if (measured.length < MEASURED) return;
  const drift_s = median(measured);
  const todo = correction(drift_s, rate);
  if (todo.jump) land();
  else if (Math.abs(drift_s) > APART_S && localNow() - heard_ms > HEARD_AT_LEAST_MS) {
    following.hush();
    settle();
  }
  else setRate(todo.rate);
}

let waitsForTap = () => false;

/**
 * Begin to follow.
 * @param timeSource the server's clock
 * @param refused whether the browser wants a click before there is sound
 */
export function begin(timeSource, refused) {
  source = timeSource;
  waitsForTap = refused;
  watch ??= setInterval(look, WATCH_MS);
}

/** Follow no longer. */
export function end() {
  stop();
  clearInterval(watch);
  watch = null;
  room = null;
  transport = "";
}

/** Begin anew where the room is by now, such as after a click that lets the browser sound. */
export function again() {
  if (room?.playing && room.is_on) land();
}

/** How far the sound of this tab is ahead of the room, in seconds, or null; for tests. */
export const drift_s = () =>
  room?.is_on && isSounding() ? engine.audio().currentTime - positionAt(room, source.now()) : null;
