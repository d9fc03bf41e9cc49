// Radio: a queue that never ends. It is filled before it runs out, and what waits in it is chosen
// anew when a song is skipped.
import { call } from "./api.js";
import * as engine from "./engine.js";
import { leader } from "./leader.js";
import * as memory from "./memory.js";
import { say } from "./notice.js";
import { departure } from "./state.js";
import { createStore } from "./store.js";
import * as T from "./tuning.js";

const KEPT = "radio";
const AT_ONCE = 6;
const LEAST_AHEAD = 3;
const AGAIN_MS = 15_000;

/** The radio that was started last: see tuning.js; null where none was. */
export const radio = createStore(null);

const { player } = engine;
let busy = false;
let asked = 0;
let againTimer = null;
let quiet = false; // for a while after the server could not be asked

const sourceOf = (seed) => `radio:${seed}`;
const own = (entry) => !entry.source;
const waiting = (queue) => queue.upcoming.filter(own).map(({ song }) => song);

/** Whether a queue is that of the radio. */
export const isOn = (queue) => Boolean(radio.get() && queue.current) && queue.source === sourceOf(radio.get().seed);

function keep(next) {
  radio.set(next);
  memory.rememberWay(player.get().user, KEPT, next);
}

/** Ask for songs; null where another question has overtaken this one. */
async function ask(tuned, count = AT_ONCE) {
  asked += 1;
  const number = asked;
  const { seed, recent, skipped, heard } = tuned;
  busy = true;
  try {
    const { body } = await call("/api/radio", { method: "POST", body: { seed, recent, skipped, heard, count } });
    return number === asked ? body.songs : null;
  } finally {
    if (number === asked) busy = false;
  }
}

/**
 * Start a radio.
 * @param seed "song:3", "artist:7", "album:2", "mood:calm" or "moment:3@12.5"; a radio of a moment
 *   follows the song that plays, and every other one begins at once
 * @param name what it is called, such as the song's title
 */
export async function startRadio(seed, name = "") {
  if (leader()) {
    leader().radio(seed, name);
    return;
  }
  const fresh = T.begin(seed, name);
  const { song } = player.get();
  const follows = seed.startsWith("moment:") && Boolean(song);
  try {
    const begun = follows ? T.gave(fresh, [song]) : fresh;
    const songs = await ask(begun);
    if (!songs) return;
    keep(T.gave(begun, songs));
    if (follows) engine.leadInto(songs, sourceOf(seed));
    else engine.playInOrder(songs, sourceOf(seed));
    say(follows ? "What comes next is near to this moment." : `Radio${name && ` from “${name}”`} plays.`);
  } catch (error) {
    say(error.message);
  }
}

/** Start a radio from what is felt at this second of the song that plays. */
export function startRadioHere() {
  const { song } = player.get();
  if (song) startRadio(`moment:${song.id}@${engine.position().toFixed(1)}`, song.title);
}

/** Let the radio end with the songs that wait. */
export function endRadio() {
  asked += 1;
  busy = false;
  keep(null);
}

function tryAgainLater() {
  quiet = true;
  clearTimeout(againTimer);
  againTimer = setTimeout(() => {
    quiet = false;
    fill();
  }, AGAIN_MS);
}

async function fill() {
  const { queue, following } = player.get();
  if (busy || quiet || following || !isOn(queue) || waiting(queue).length >= LEAST_AHEAD) return;
  try {
    const songs = await ask(radio.get());
    if (!songs || !isOn(player.get().queue)) return;
    keep(T.gave(radio.get(), songs));
    engine.goOnWith(songs);
  } catch {
    tryAgainLater(); // What is in the queue plays on meanwhile.
  }
}

/** Choose all that waits anew, but for the song that comes right now. */
async function chooseAnew(coming) {
  const before = waiting(player.get().queue).filter(({ id }) => id !== coming?.id);
  try {
    const songs = await ask(T.tookBack(radio.get(), before));
    if (!songs || !isOn(player.get().queue)) return;
    keep(T.gave(T.tookBack(radio.get(), before), songs));
    engine.chooseAnew(songs);
  } catch {
    tryAgainLater(); // What was chosen before the skip stays.
  }
}

departure.subscribe((left) => {
  const { queue } = player.get();
  if (!isOn(queue) || !own(left.entry)) return;
  const what = T.verdict(left);
  if (!what) return;
  keep(T.learn(radio.get(), left.entry.song.id, what));
  if (what === "heard") return;
  // The next song sounds at once, so it is one that waits already: the one least like this one.
  const songs = waiting(queue);
  const coming = songs.length && own(queue.upcoming[0]) ? T.leastAlike(left.entry.song, songs) : null;
  if (coming) engine.moveEntry(queue.upcoming.find((entry) => own(entry) && entry.song.id === coming.id).key, 0);
  queueMicrotask(() => chooseAnew(coming));
});

let known = 0;
player.subscribe(({ user }) => {
  if (user !== known) {
    known = user;
    asked += 1;
    busy = quiet = false;
    clearTimeout(againTimer);
    radio.set(memory.recallWay(user, KEPT));
  }
  fill();
});
