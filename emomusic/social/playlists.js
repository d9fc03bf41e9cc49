// Playlists: those of whoever is here, and the one that is open, with its edits. An edit shows at
// once; it is sent in its turn, again after a cut line, and under the same key, so that it is made
// once. What others do arrives as changes, each the next version; a gap means to read anew.
import { call as fetchJson } from "$/public/external/emomusic/player/api.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import { uuid } from "$/public/external/emomusic/player/uuid.js";
import { applyChange, applyEdit } from "./list_edits.js";
import * as outbox from "./list_outbox.js";
import * as live from "./live.js";

const AGAIN_MS = 400;
const MOST_AT_ONCE = 500;
const MOST_ASKED = 200;

/** The person's own playlists and those they are in; `cards` is null until they are known. */
export const mine = createStore({ cards: null, error: "" });

/**
 * The playlist that is open: `detail` as the server has it, `entries` as they are shown, `unsent`
 * edits that wait, `lost` where there is none to see, `error` where it can't be read now.
 */
export const open = createStore(closed(0));

function closed(id) {
  return { id, detail: null, confirmed: [], entries: [], unsent: [], undoable: null, lost: false, error: "" };
}

let user = 0;
let looked = 0; // the playlist whose page is shown
let sending = null; // the promise of those that wait, while they are sent
let reading = null; // the promise of the open playlist, while it is read
let readAgain = false;

const keepUnsent = () => outbox.keep(sessionStorage, user, open.get().id, open.get().unsent);
const soon = () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS));

const shown = (confirmed, unsent) => unsent.reduce((entries, { edit }) => applyEdit(entries, edit), confirmed);

/** Change what is known of the open playlist, and what is shown with it. */
function set(part) {
  const next = { ...open.get(), ...part };
  open.set({ ...next, entries: shown(next.confirmed, next.unsent) });
}

// ---- lists of playlists -------------------------------------------------------------------------

/** Ask for the person's playlists anew. */
export async function refreshMine() {
  try {
    mine.set({ cards: await live.call("playlist.mine"), error: "" });
  } catch (error) {
    if (!mine.get().cards) mine.update({ error: error.message });
  }
}

let mineTimer = null;
function refreshMineSoon() {
  clearTimeout(mineTimer);
  mineTimer = setTimeout(refreshMine, AGAIN_MS);
}

/** Make a playlist; returns its id. */
export async function create(title, songs = [], description = "") {
  const song_ids = songs.map(({ id }) => id);
  const id = await live.call("playlist.create", { title, description, song_ids });
  await refreshMine();
  return id;
}

/** Put songs at the end of a playlist that need not be open. */
export async function addTo(card, songs) {
  for (let at = 0; at < songs.length; at += MOST_AT_ONCE) {
    const song_ids = songs.slice(at, at + MOST_AT_ONCE).map(({ id }) => id);
    await live.call("playlist.add", { playlist_id: card.id, edit_key: uuid(), song_ids });
  }
  say(songs.length === 1 ? `“${songs[0].title}” is in ${card.title}.` : `${songs.length} songs are in ${card.title}.`);
}

/** Ask the server for something that concerns a playlist, and say its sentence where it refuses. */
export async function ask(name, body) {
  try {
    return { result: await live.call(`playlist.${name}`, body) };
  } catch (error) {
    say(error.message);
    return null;
  }
}

// ---- the open playlist --------------------------------------------------------------------------

/** Open a playlist, and follow it until another is opened or `leave` is called. */
export function enter(id) {
  looked = id;
  begin();
}

/** Begin with the playlist that is looked at, as soon as it is known who looks. */
function begin() {
  if (!user || !looked || open.get().id === looked) return;
  open.set(closed(looked));
  set({ unsent: outbox.kept(sessionStorage, user, looked) });
  read();
}

/** Close what is open. */
export function leave() {
  looked = 0;
  if (!open.get().id) return;
  open.set(closed(0));
  live.call("playlist.close").catch(() => {});
  Promise.resolve(sending).then(send);
}

async function fetchDetail(id) {
  await live.call("playlist.open", { playlist_id: id });
  return (await fetchJson(`/api/playlists/${id}`)).body;
}

async function readOnce() {
  const { id } = open.get();
  if (!id) return;
  let part;
  try {
    const detail = await fetchDetail(id);
    part = { detail, confirmed: detail.entries, undoable: detail.last_edit, error: "", lost: false };
  } catch (error) {
    if (error.status === 404 || error.status === 403) part = { detail: null, confirmed: [], lost: true };
    else part = { error: error.message };
  }
  if (open.get().id === id) set(part);
  else readAgain = true;
}

async function readAll() {
  while (readAgain) {
    readAgain = false;
    await readOnce();
  }
}

/** Read the open playlist anew; asked for while it is read, it is read once more after that. */
export function read() {
  readAgain = true;
  reading ??= readAll().finally(() => {
    reading = null;
    send();
  });
  return reading;
}

/** Take what the server told; the promise of a reading where that is needed to know the list. */
function take(change) {
  const { id, detail, confirmed } = open.get();
  if (change.playlist_id !== id) return null;
  if (reading || !detail || change.is_anew || change.version > detail.version + 1) return read();
  if (change.version > detail.version) {
    set({ detail: { ...detail, version: change.version }, confirmed: applyChange(confirmed, change) });
    markLikes(change.put.filter(({ added_by }) => added_by !== user).map(({ song }) => song.id));
  }
  return null;
}

/** What is told to all says nothing of anybody's likes; ask for those of the person who is here. */
async function markLikes(ids) {
  if (!ids.length) return;
  try {
    const { body } = await fetchJson(`/api/songs?ids=${ids.slice(0, MOST_ASKED).join(",")}`);
    const liked = new Map(body.songs.map((song) => [song.id, song.liked]));
    const marked = (entry) => (liked.has(entry.song.id) ? { ...entry, song: { ...entry.song, liked: liked.get(entry.song.id) } } : entry);
    set({ confirmed: open.get().confirmed.map(marked) });
  } catch {
    // The hearts are as they were told; reading the list anew sets them right.
  }
}

/** Make an edit: shown now, sent in its turn. */
export function edit(what) {
  if (!what) return;
  set({ unsent: [...open.get().unsent, { key: uuid(), edit: what }] });
  keepUnsent();
  send();
}

function drop(key) {
  set({ unsent: open.get().unsent.filter((one) => one.key !== key) });
  keepUnsent();
}

function bodyOf(id, { key, edit: { kind, entries, keys, spot } }) {
  const body = { playlist_id: id, edit_key: key };
  if (kind === "insert") return { ...body, entries: entries.map((one) => ({ key: one.key, song_id: one.song.id })), spot };
  return kind === "move" ? { ...body, keys, spot } : { ...body, keys };
}

async function sendFirst(id, first) {
  const done = await live.call(`playlist.${first.edit.kind}`, bodyOf(id, first));
  if (open.get().id !== id) return;
  // Where the list must be read to show what was done, the edit is shown until it is.
  await (done.change.changed ? take(done.change) : read());
  drop(first.key);
  set({ undoable: done.last_edit });
}

/** What the server refuses is taken back and said; when it is too much at once, it waits. */
async function refused(id, first, error) {
  // Nobody knows whether it arrived where the line is up and no answer came: it is told again.
  if (error.status === 429 || error.status === 0) return soon();
  if (open.get().id !== id) return;
  drop(first.key);
  say(error.message);
  read();
}

async function sendAll() {
  while (open.get().unsent.length && open.get().detail && live.connected.get()) {
    const { id, unsent: [first] } = open.get();
    try {
      await sendFirst(id, first);
    } catch (error) {
      await refused(id, first, error);
    }
  }
}

/** Send what waits of lists that were closed before it was sent. */
const sendLeft = () =>
  outbox.sendLeft({
    storage: sessionStorage,
    user,
    isOpen: (id) => open.get().id === id,
    send: (id, one) => live.call(`playlist.${one.edit.kind}`, bodyOf(id, one)),
    refused: async (error) => {
      if (!live.connected.get()) return null;
      if (error.status === 429 || error.status === 0) return soon().then(() => true);
      say(error.message);
      return false;
    },
  });

/** Send what waits, one edit after the other; after a cut line the next connection goes on. */
function send() {
  sending ??= sendAll()
    .then(() => live.connected.get() && sendLeft())
    .finally(() => {
      sending = null;
    });
  return sending;
}

/** Put songs at the end of the open playlist. */
export function insert(songs) {
  const now = new Date().toISOString();
  const entries = songs.map((song) => ({ key: uuid(), song, place: 0, added_by: user, added_at: now }));
  edit({ kind: "insert", entries, spot: { at_end: true } });
}

/** Take entries out of the open playlist. */
export const remove = (keys) => edit({ kind: "remove", keys });

/** Undo one's own last edit; one that was not sent yet is not sent. */
export async function undo() {
  await sending;
  const { id, unsent, undoable } = open.get();
  if (unsent.length) {
    drop(unsent.at(-1).key);
    return;
  }
  if (!undoable) return;
  const done = await ask("undo", { playlist_id: id, edit_key: undoable.key });
  if (!done || open.get().id !== id) return;
  take(done.result.change);
  set({ undoable: done.result.last_edit });
}

/** Keep it all up to date while a person is signed in; call the result to end that. */
export function followPlaylists(userId) {
  user = userId;
  const ends = [
    live.on("playlist.edited", (change) => {
      take(change);
      refreshMineSoon();
    }),
    live.on("playlist.changed", ({ id }) => {
      if (id === open.get().id) read();
      refreshMineSoon();
    }),
    live.onReconnect(() => {
      refreshMine();
      read();
    }),
  ];
  refreshMine().then(send);
  begin();
  window.emomusic = { ...window.emomusic, playlists: { mine, open } };
  return () => {
    ends.forEach((end) => end());
    mine.set({ cards: null, error: "" });
    open.set(closed(0));
    user = 0;
  };
}
