// Following: somebody else drives the transport, such as the host of a room to listen together.
// What people press goes to the leader; the leader moves the sound with the functions below. The
// person's own queue waits meanwhile and comes back as it was.
import * as clock from "./clock.js";
import * as decks from "./decks.js";
import * as engine from "./engine.js";
import * as keeper from "./keeper.js";
import { leader, setLeader } from "./leader.js";
import { showSong } from "./media_session.js";
import { EMPTY } from "./queue.js";
import { plays } from "./reports.js";
import { player, SILENT } from "./state.js";

const NEAR_END_S = 2;

let own = null;

/**
 * Let a leader drive.
 * @param commands what leader.js says
 * @param role "host" or "guest", for what the page shows
 */
export function follow(commands, role) {
  if (!leader()) {
    const { queue, song, playing } = player.get();
    own = { queue, position_s: song ? engine.position() : 0 };
    if (playing) engine.pause();
    keeper.hold(true);
  }
  setLeader(commands);
  player.update({ following: role });
}

/** Drive again oneself: one's own queue is back, paused where it was. */
export function unfollow() {
  if (!leader()) return;
  leaveSong();
  decks.setRate(1);
  decks.pause();
  hear();
  setLeader(null);
  const kept = own;
  own = null;
  player.update({ following: "" });
  if (kept?.queue.current) engine.restore(kept);
  else silence(kept?.queue ?? EMPTY);
  keeper.hold(false);
}

/** What was kept of a visit before came while somebody follows: it waits. */
export const keepForLater = (kept) => {
  if (!own?.queue.current) own = kept;
};

// ---- what the leader does ------------------------------------------------------------------------

/** Tell that the person leaves the song: heard to its end, or skipped. */
function leaveSong() {
  const { song, duration_s, playing } = player.get();
  if (!song || !playing) return;
  if (duration_s - engine.position() < NEAR_END_S) plays.ends(duration_s);
  else plays.skips(engine.position());
}

const isOther = (queue) => player.get().song?.id !== queue.current.song.id || player.get().queue.current?.key !== queue.current.key;

/** Show what comes, while the song stays. */
export const showQueue = (queue) => player.update({ queue });

/** Load a song that is to start soon. */
export const prepare = (song) => decks.prepare(song);

/** Hold a song at a second, ready for `go`. */
export function cue(queue, position_s) {
  if (isOther(queue)) leaveSong();
  plays.hush(true, engine.position()); // it is not heard again before `hear`
  decks.pause();
  decks.setRate(1);
  engine.start(queue, { play: false, position_s, restored: true });
}

/** Let what was cued move on; it is not heard before `hear`. */
export function go() {
  const begins = !player.get().playing;
  engine.resumeDeck();
  hush(); // after the browser was asked for sound: to silence it might say yes where it wants a click
  player.update({ playing: true, error: "" });
  clock.run(true);
  if (begins) engine.noteSound();
}

/** Let a prepared song take over at once, from its beginning; it is not heard before `hear`. */
export function takeOver(queue) {
  leaveSong();
  const runsOut = player.get().duration_s - engine.position() < NEAR_END_S;
  engine.start(queue, { play: true, overlap: runsOut, restored: true });
  hush();
  decks.setRate(1);
  engine.noteSound();
}

/** Let the song move on unheard. */
export function hush() {
  plays.hush(true, engine.position());
  decks.hush(true);
}

/** Let the song be heard. */
export function hear() {
  decks.hush(false);
  plays.hush(false, engine.position());
}

/** Stop at a second of the song. */
export function holdAt(queue, position_s) {
  const was = player.get().playing && !isOther(queue);
  if (was) plays.stops(engine.position());
  cue(queue, position_s);
}

/** There is nothing to hear. */
export function silence(queue = EMPTY) {
  plays.stops(engine.position());
  decks.empty();
  clock.run(false);
  showSong(null);
  const { user, level, muted, following } = player.get();
  player.set({ ...SILENT, user, level, muted, following, queue });
  clock.kick();
}

/** Go a little faster or slower; the pitch stays. */
export const setRate = (rate) => decks.setRate(rate);

/** Whether the song in the deck could sound at once. */
export const isReady = () => decks.isActiveReady();

/** How long a song that is ready takes from `go` to its sound, as lately measured. */
export const startLatency_s = decks.startLatency_s;
