// The sound: what people do with it, and what it remembers. The audio elements are in decks.js.
// React reads `player`; nothing here waits for React or for the server.
import { call } from "./api.js";
import * as clock from "./clock.js";
import { forget } from "./curves.js";
import * as decks from "./decks.js";
import { clamp } from "./format.js";
import { keepForLater } from "./follow.js";
import * as keeper from "./keeper.js";
import { leader, setLeader } from "./leader.js";
import { forgetLikes } from "./likes.js";
import { elementVolume } from "./loudness.js";
import { attachButtons, showPosition, showSong } from "./media_session.js";
import * as memory from "./memory.js";
import { say } from "./notice.js";
import * as Q from "./queue.js";
import { flush, leave as leaveReports, plays, reportFor } from "./reports.js";
import { departure, player, SILENT } from "./state.js";

const HEARTBEAT_MS = 15_000;
const PRELOAD_BEFORE_END_S = 25;
const HAND_OVER_S = 0.8;
const DRAW_MS = 80;
const NEXT_AFTER_ERROR_MS = 1500;
const MOST_FAILURES = 5;
const PAST_KEPT = 200;

let failures = 0;
let goOnTimer = null;
let handOverTimer = null;

export { player };

/** The audio element that is heard. */
export const audio = decks.active;

/** Seconds into the song. */
export const position = () => decks.active()?.currentTime ?? 0;

// ---- from song to song --------------------------------------------------------------------------

const volumeOf = ({ level, song, queue }) => elementVolume(level, song, Q.isOneAlbum(queue));

function applyVolume() {
  const state = player.get();
  decks.setVolume(volumeOf(state), state.muted);
  plays.mute(state.muted || state.level === 0, position());
}

function stopTimers() {
  clearTimeout(goOnTimer);
  clearTimeout(handOverTimer);
  handOverTimer = null;
}

/** Make the queue's current song the one that is heard; for this file and follow.js. */
export function start(queue, { play, position_s = 0, preload = "auto", overlap = false, restored = false }) {
  stopTimers();
  const song = queue.current.song;
  decks.load(song, { preload, overlap });
  decks.seek(position_s);
  decks.setVolume(volumeOf({ ...player.get(), song, queue }), player.get().muted);
  if (play) resumeDeck();
  const { duration } = decks.active(); // not a number until the file's head has come
  const duration_s = duration > 0 && Number.isFinite(duration) ? duration : song.duration_s;
  // The page is drawn when the song sounds: drawing first would keep the sound waiting.
  player.updateQuietly({ queue, song, duration_s, error: "", playing: play, waiting: false }, DRAW_MS);
  clock.run(play);
  clock.kick();
  showSong(song);
  showPosition(play, position_s, duration_s);
  if (!restored) keeper.keep();
}

/** Sound the song of the deck; for this file and follow.js. */
export function resumeDeck() {
  decks.play(() => {
    const to = leader();
    if (to) to.refused();
    else player.update({ playing: false });
  });
}

/** Load what comes next, and shortly before the end let it take over without a gap. */
function prepareNext() {
  const { queue, song, duration_s } = player.get();
  const entry = Q.peekNext(queue, { ended: true });
  if (!entry || entry.song.id === song.id) return;
  const left_s = duration_s - position();
  if (decks.isWhole(duration_s) || left_s < PRELOAD_BEFORE_END_S) decks.prepare(entry.song);
  if (leader()) return;
  if (left_s < HAND_OVER_S && !handOverTimer && decks.isReady(entry.song))
    handOverTimer = setTimeout(handOver, Math.max(0, (left_s - decks.startLatency_s()) * 1000), entry.key);
}

function handOver(key) {
  handOverTimer = null;
  const { queue, duration_s, playing } = player.get();
  const near = duration_s - position() < HAND_OVER_S;
  if (playing && near && Q.peekNext(queue, { ended: true })?.key === key) ended({ overlap: true });
}

function tellDeparture(ran) {
  const { queue, duration_s } = player.get();
  const part = duration_s > 0 ? Math.min(1, position() / duration_s) : 0;
  departure.set({ entry: queue.current, part, ended: ran });
}

function ended({ overlap = false } = {}) {
  plays.ends(player.get().duration_s);
  if (leader()) return;
  tellDeparture(true);
  goOn({ ended: true, overlap });
}

function goOn({ ended: ranOut, overlap = false }) {
  const queue = Q.next(player.get().queue, { ended: ranOut });
  if (queue) {
    start(queue, { play: true, overlap });
    noteSound();
    return;
  }
  stopTimers();
  decks.pause();
  decks.seek(0);
  player.update({ playing: false });
  clock.run(false);
  clock.kick();
  keeper.keep();
}

function failed() {
  const { song, playing, queue } = player.get();
  failures += 1;
  const sentence = `“${song.title}” can't be played. Its file may be gone or damaged.`;
  player.update({ error: sentence, waiting: false });
  plays.stops(position());
  if (leader()) return;
  const more = playing && failures < Math.min(MOST_FAILURES, Q.playingOrder(queue).length);
  if (more && queue.repeat !== "one") goOnTimer = setTimeout(goOn, NEXT_AFTER_ERROR_MS, { ended: false });
  else player.update({ playing: false });
}

const HANDLERS = {
  playing: () => {
    failures = 0;
    player.update({ playing: true, waiting: false, error: "" });
    clock.run(true);
    showPosition(true, position(), player.get().duration_s);
    if (!leader()) noteSound(); // the system let it go on, if no person did
  },
  pause: () => {
    const { paused, ended: ran, error } = decks.active();
    if (leader() || !paused || ran || error) return;
    plays.stops(position()); // the system paused it, if no person did
    player.update({ playing: false, waiting: false });
    clock.run(false);
    showPosition(false, position(), player.get().duration_s);
  },
  waiting: () => player.update({ waiting: true }),
  canplay: () => player.update({ waiting: false }),
  seeked: () => {
    clock.kick();
    showPosition(player.get().playing, position(), player.get().duration_s);
  },
  durationchange: () => {
    const { duration } = decks.active();
    if (Number.isFinite(duration) && duration > 0) player.update({ duration_s: duration });
  },
  timeupdate: () => player.get().playing && prepareNext(),
  ended,
  error: failed,
};

decks.listen(Object.keys(HANDLERS), (name) => player.get().song && HANDLERS[name]());

// ---- what people do ---------------------------------------------------------------------------

/** What a person does, done by the leader where they follow one. */
const led = (name, act) => (...given) => (leader() ? leader()[name](...given) : act(...given));

/** Note that the song sounds from here on. */
export function noteSound() {
  const { song, queue } = player.get();
  if (song) plays.goes({ song_id: song.id, key: queue.current.key, source: Q.sourceOf(queue) }, position());
}

const leave = () => plays.skips(position());

/** Play a list from one of its songs; missing ones are left out. */
export const playSongs = led("playSongs", (songs, index = 0, source = "") => {
  const chosen = songs[index];
  const there = songs.filter((song) => !song.missing);
  if (!there.length) return;
  leave();
  failures = 0;
  const from = Math.max(0, there.indexOf(chosen));
  start(Q.playList(player.get().queue, there, from, source), { play: true });
  noteSound();
});

/** Play songs in the order given, whatever shuffle and repeat say. */
export function playInOrder(songs, source) {
  if (!leader()) player.updateQuietly({ queue: Q.inOrder(player.get().queue) }, DRAW_MS);
  playSongs(songs, 0, source);
}

/** Begin to load a song that is about to be clicked. */
export const warm = (song) => !song.missing && decks.warm(song);

/** Play a list from its first song, or from any where shuffle is on. */
export function playAll(songs, source = "") {
  const { shuffle } = player.get().queue;
  playSongs(songs, shuffle ? Math.floor(Math.random() * songs.length) : 0, source);
}

/** Give the queue the rest of the list it was started from. */
export function extend(songs, source) {
  const { queue } = player.get();
  if (queue.source === source) change(Q.extendList(queue, songs.filter((song) => !song.missing)));
}

export const resume = led("play", () => {
  const { song, queue } = player.get();
  if (!song) return;
  failures = 0;
  if (!decks.holds(song)) start(queue, { play: true, position_s: position() });
  else {
    resumeDeck();
    player.update({ playing: true });
    clock.run(true);
  }
  noteSound();
});

export const pause = led("pause", () => {
  stopTimers();
  if (!player.get().song) return;
  decks.pause();
  player.update({ playing: false });
  plays.stops(position());
  keeper.keep();
});

export const toggle = () => (player.get().playing ? pause() : resume());

export const next = led("next", () => {
  if (!player.get().song) return;
  leave();
  tellDeparture(false);
  goOn({ ended: false });
});

export const previous = led("previous", () => {
  const { queue, song, playing } = player.get();
  if (!song) return;
  const before = Q.previous(queue, position());
  if (before === queue) {
    seek(0);
    return;
  }
  leave();
  start(before, { play: playing });
  if (playing) noteSound();
});

export const seek = led("seek", (time_s) => {
  const { song, duration_s, playing } = player.get();
  if (!song) return;
  stopTimers();
  const left_s = position();
  decks.seek(clamp(time_s, 0, Math.max(0, duration_s - 0.05)));
  plays.seeks(left_s, position());
  clock.kick();
  showPosition(playing, position(), duration_s);
  keeper.keep();
});

export const seekBy = (step_s) => seek(position() + step_s);

export function setLevel(level) {
  player.update({ level: clamp(level, 0, 1), muted: false });
  applyVolume();
  keeper.keepVolume();
}

/** Let the music step back behind a preview, to a part 0..1 of its volume, and come back with 1. */
export const duck = decks.duck;

export function toggleMute() {
  player.update({ muted: !player.get().muted });
  applyVolume();
  keeper.keepVolume();
}

// ---- the queue --------------------------------------------------------------------------------

function change(queue) {
  const { song } = player.get();
  if (!song && queue.current) {
    start(queue, { play: false });
    return;
  }
  player.update({ queue });
  keeper.keep();
}

export const playNext = led("add", (songs) => {
  const fresh = songs.filter((song) => !song.missing);
  change(Q.playNext(player.get().queue, fresh));
  say(fresh.length === 1 ? `“${fresh[0].title}” plays next.` : `${fresh.length} songs play next.`);
});

export const addToQueue = led("add", (songs) => {
  const fresh = songs.filter((song) => !song.missing);
  change(Q.addToQueue(player.get().queue, fresh));
  say(fresh.length === 1 ? `“${fresh[0].title}” is in the queue.` : `${fresh.length} songs are in the queue.`);
});

// What leads the queue on by itself, such as a journey or a radio, does so while the sound goes on.
// While somebody follows another person, their queue is not theirs to lead.
const leading = (how) => (songs, ...more) => {
  if (!leader()) change(how(player.get().queue, songs.filter((song) => !song.missing), ...more));
};

/** Let other songs of the source that plays come next. */
export const chooseAnew = leading(Q.chooseAnew);

/** Let further songs of the source that plays come at the end; what is long past is forgotten. */
export const goOnWith = leading((queue, songs) => Q.goOnWith(Q.forgetOld(queue, PAST_KEPT), songs));

/** Let songs of another source follow the song that plays. */
export const leadInto = leading(Q.leadInto);

export const moveEntry = led("move", (key, to) => change(Q.move(player.get().queue, key, to)));
export const removeEntry = led("remove", (key) => change(Q.remove(player.get().queue, key)));
export const clearUpcoming = led("clear", () => change(Q.clear(player.get().queue)));
export const toggleShuffle = led("order", () =>
  change(Q.setShuffle(player.get().queue, !player.get().queue.shuffle)),
);
export const cycleRepeat = led("order", () =>
  change(Q.setRepeat(player.get().queue, Q.nextRepeat(player.get().queue.repeat))),
);

export const jumpTo = led("jump", (key) => {
  leave();
  tellDeparture(false);
  start(Q.jump(player.get().queue, key), { play: true });
  noteSound();
});

/** Tell all that was heard, before the person is signed out. */
export async function lastWords() {
  plays.stops(position());
  await flush(); // what may be on its way already
  await flush();
}

// ---- memory -----------------------------------------------------------------------------------

function silence() {
  stopTimers();
  plays.stops(position());
  setLeader(null);
  keeper.drop();
  decks.empty();
  clock.run(false);
  showSong(null);
}

/** Show a queue that was kept, paused; for this file and follow.js. */
export const restore = ({ queue, position_s }) => {
  if (queue.current) start(queue, { play: false, position_s, preload: "metadata", restored: true });
  else player.update({ queue });
};

/**
 * Become the player of a person; 0 is nobody. What another person played falls silent and is
 * not shown. The queue of the last visit comes back, paused.
 */
export function signIn(user) {
  if (player.get().user === user) return;
  if (player.get().user) {
    keeper.keepPosition();
    silence();
    forget();
    forgetLikes();
  }
  reportFor(user);
  plays.take(memory.recallPlay(user));
  player.set({ ...SILENT, user, ...memory.recallVolume(user) });
  if (!user) return;
  applyVolume();
  const kept = memory.recallQueue(user);
  if (kept) restore(kept);
  else
    call("/api/queue")
      .then(({ body }) => {
        const now = player.get();
        if (now.user !== user) return;
        if (leader()) keepForLater(memory.fromServer(body));
        else if (!now.song) restore(memory.fromServer(body));
      })
      .catch(() => {}); // A first visit without a queue begins with an empty one.
}

if (typeof window !== "undefined") {
  setInterval(() => plays.beats(position()), HEARTBEAT_MS);
  window.addEventListener("pagehide", () => {
    keeper.leave();
    plays.stops(position());
    memory.rememberPlay(player.get().user, plays.keep());
    leaveReports();
  });
  window.addEventListener("pageshow", ({ persisted }) => persisted && player.get().playing && noteSound());
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  attachButtons({
    play: resume,
    pause,
    stop: pause,
    previoustrack: previous,
    nexttrack: next,
    seekbackward: ({ seekOffset }) => seekBy(-(seekOffset ?? 10)),
    seekforward: ({ seekOffset }) => seekBy(seekOffset ?? 10),
    seekto: ({ seekTime }) => seek(seekTime),
  });
}

/** Draw one frame soon, while nothing moves by itself. */
export const redraw = clock.kick;
