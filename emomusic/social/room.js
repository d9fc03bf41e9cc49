// The room that this tab is in: what the server says of it, and what its people ask of the server.
import { follow, unfollow } from "$/public/external/emomusic/player/follow.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import { player } from "$/public/external/emomusic/player/state.js";
import * as live from "./live.js";
import * as sync from "./room_sync.js";
import { createTimeSource } from "./time_source.js";

const BEAT_MS = 15_000;
const SET_MS = 30_000;
const MOST_ADDED = 50;
const OVER = "The room has ended. Your own queue is back.";

/** `room` is what the server says, null outside; `refused` is whether a click is needed for sound. */
export const state = createStore({ room: null, refused: false });

const time = createTimeSource(() => live.call("room.clock", {}, { patience_ms: 3000 }));
const timers = [];
let kept = ""; // under which this tab keeps the room it is in, over a reload

export const isHost = () => state.get().room?.host_id === player.get().user;

/** Ask the server for something, and say its sentence where it refuses. */
export const ask = (name, body) =>
  live.call(`room.${name}`, body).catch((error) => {
    say(error.message);
  });

const hostOnly = (deed, act) => (...given) => {
  if (isHost()) act(...given);
  else say(`Only the host can ${deed}. You can vote for songs and add some.`);
};

const there = (songs) => songs.filter((song) => !song.missing).slice(0, MOST_ADDED);

/** Bring songs. */
export async function add(songs) {
  const fresh = there(songs);
  if (!fresh.length) return;
  const done = await ask("add", { song_ids: fresh.map(({ id }) => id) });
  if (done === undefined) return;
  say(fresh.length === 1 ? `“${fresh[0].title}” is in the room's queue.` : `${fresh.length} songs are in the room's queue.`);
}

/** Vote for a song, or take the vote back. */
export function toggleVote(key) {
  const entry = state.get().room?.queue.find((one) => one.key === key);
  if (entry) ask("vote", { key, wanted: !entry.votes.includes(player.get().user) });
}

const COMMANDS = {
  play: hostOnly("play and pause", () => ask("play")),
  pause: hostOnly("play and pause", () => ask("pause")),
  seek: hostOnly("seek", (position_s) => ask("seek", { position_s })),
  previous: hostOnly("go back", () => ask("seek", { position_s: 0 })),
  next: hostOnly("skip", () => {
    const { playing } = state.get().room;
    if (playing) ask("skip", { key: playing.key });
  }),
  jump: (key) => (isHost() ? ask("jump", { key }) : toggleVote(key)),
  playSongs: (songs, index = 0) => {
    if (!isHost()) add([songs[index]]);
    else {
      const song_ids = there(songs.slice(index)).map(({ id }) => id);
      if (song_ids.length) ask("add", { song_ids, at_once: true });
    }
  },
  add,
  radio: hostOnly("start a radio here", async (seed, name) => {
    if ((await ask("radio", { seed, name })) !== undefined) say("The radio plays for all, and fills the queue of the room.");
  }),
  journey: (songs) => {
    if (isHost()) COMMANDS.playSongs(songs);
    else add(songs);
  },
  move: (key, to) => ask("move", { key, to }),
  remove: (key) => ask("remove", { key }),
  clear: () => ask("clear"),
  order: () => say("A room has one order for all: what has more votes comes first."),
  refused: () => state.update({ refused: true }),
};

function take(view) {
  const known = state.get().room;
  if (known?.id === view.id && view.version < known.version) return;
  if (known?.id !== view.id) {
    sessionStorage.setItem(kept, view.id);
    beginTimers();
  }
  state.update({ room: view });
  follow(COMMANDS, isHost() ? "host" : "guest");
  sync.begin(time, () => state.get().refused);
  sync.apply(view);
}

function beginTimers() {
  timers.splice(0).forEach(clearInterval);
  timers.push(setInterval(beat, BEAT_MS), setInterval(() => time.set(), SET_MS));
}

/** Out of the room, as far as this tab goes. */
function quit(sentence = "") {
  timers.splice(0).forEach(clearInterval);
  sessionStorage.removeItem(kept);
  if (!state.get().room) return;
  sync.end();
  state.set({ room: null, refused: false });
  unfollow();
  if (sentence) say(sentence);
}

async function beat() {
  const { room } = state.get();
  if (!room || !live.connected.get()) return;
  try {
    const version = await live.call("room.here");
    if (version > (state.get().room?.version ?? Infinity)) await comeBack();
  } catch (error) {
    if (error.status !== 0) await comeBack();
  }
}

async function comeBack() {
  const { room } = state.get();
  if (!room) return;
  try {
    await time.set();
    const view = await live.call("room.enter", { room_id: room.id });
    if (state.get().room?.id === view.id) take(view);
  } catch (error) {
    // Without an answer the line is down: the song goes on, and the next connection tries again.
    if (error.status === 404 || error.status === 403) quit(OVER);
  }
}

/**
 * Enter a room.
 * @throws {CallFailed} with the server's sentence
 */
export async function enter(room_id) {
  await time.set();
  take(await live.call("room.enter", { room_id }));
}

/**
 * Make a room and enter it; returns its id.
 * @throws {CallFailed} with the server's sentence
 */
export async function create({ name, access, song_ids = [] }) {
  await time.set();
  const view = await live.call("room.create", { name, access, song_ids });
  take(view);
  return view.id;
}

/** Leave, and have one's own queue back. */
export async function leave() {
  quit();
  try {
    await live.call("room.leave");
  } catch {
    // The server sees by the silence of this tab that nobody is here.
  }
}

/** The click that a browser wants before there is sound. */
export function tap() {
  state.update({ refused: false });
  sync.again();
}

/** Be ready for rooms while a person is signed in; call the result to end that. */
export function followRooms(user) {
  kept = `emomusic:${user}:room`;
  const mine = (id) => state.get().room?.id === id;
  const ends = [
    live.on("room.state", (view) => mine(view.id) && take(view)),
    live.on("room.ended", ({ id }) => mine(id) && quit(OVER)),
    live.on("room.left", ({ id }) => mine(id) && quit()),
    live.onReconnect(comeBack),
  ];
  const last = sessionStorage.getItem(kept);
  if (last && !state.get().room)
    enter(last).catch((error) => {
      if (error.status !== 0) sessionStorage.removeItem(kept);
    });
  window.emomusic = { ...window.emomusic, room: { state, drift_s: sync.drift_s } };
  return () => {
    ends.forEach((end) => end());
    const id = sessionStorage.getItem(kept);
    quit();
    if (id) sessionStorage.setItem(kept, id);
  };
}
