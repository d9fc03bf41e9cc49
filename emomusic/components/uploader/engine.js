// Sends files, a few at a time, on whatever page one is. The server knows how far each has come, so
// after a reload, or in another browser, the same file goes on where it was.
import { Upload } from "tus-js-client";
import { address, call, isForeign } from "$/public/external/emomusic/player/api.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import { sorted } from "./gather.js";
import { hashOf } from "./hashing.js";

const AT_ONCE = 3;
const PART_BYTES = 16 * 2 ** 20;
const RETRY_MS = [0, 500, 1000, 2000, 4000];
const LOST_AGAIN_MS = 3000;
const SILENCE_MS = 30000;
const WATCH_MS = 5000;
const DRAW_MS = 120;
const LOOK_MS = 1000;
const MOST_AT_ONCE = 400;

/**
 * What is on the way. An item's `state` is one of
 * queued, hashing, sending, paused, lost, failed: a file of this browser that is not yet there;
 * stopped: the server has a part, and the file must be chosen again;
 * checking, ready, taken, duplicate, refused: it is there.
 */
export const uploads = createStore({ items: [], used: 0, quota: 0, largest: 0, loaded: false, error: "" });

export const WAITING = new Set(["queued", "hashing", "sending", "lost"]);
export const UNDERWAY = new Set([...WAITING, "paused", "failed", "stopped", "checking"]);
const FROM_SERVER = { receiving: "stopped", arrived: "checking" };

const running = new Map(); // item key → tus Upload, or an empty object while it is hashed
const heard = new Map(); // item key → when bytes last went, in milliseconds since 1970
const folderCovers = new Map(); // folder → promise of a cover's name
let keys = 0;
let lookTimer = null;
let lostTimer = null;

const find = (key) => uploads.get().items.find((item) => item.key === key);

function change(key, part, quietly = false) {
  const items = uploads.get().items.map((item) => (item.key === key ? { ...item, ...part } : item));
  if (quietly) uploads.updateQuietly({ items }, DRAW_MS);
  else uploads.update({ items });
}

const drop = (key) => uploads.update({ items: uploads.get().items.filter((item) => item.key !== key) });

// ---- what comes in

const shown = (name) => name.normalize("NFC").replace(/\s+/g, " ").trim();
const isSame = (item, file) =>
  item.size === file.size &&
  item.modified === file.lastModified &&
  (shown(file.name) === item.name || shown(file.name).startsWith(item.name) || item.file?.name === file.name);

/** Take what was dropped or chosen; a file of which the server has a part goes on there. */
export function add(gathered) {
  const { music, covers, leftOut } = sorted(gathered);
  for (const [folder, picture] of covers) folderCovers.set(folder, sendCover(picture).catch(() => ""));
  const items = [...uploads.get().items];
  let known = 0;
  for (const { file, folder } of music) {
    const index = items.findIndex((item) => UNDERWAY.has(item.state) && isSame(item, file));
    const before = items[index];
    if (before && before.state !== "stopped" && before.state !== "failed") {
      known += 1;
    } else if (before) {
      items[index] = { ...before, file, state: "queued", sentence: "" };
    } else {
      items.push({
        key: `file-${++keys}`, id: "", file, folder, name: shown(file.name), size: file.size,
        modified: file.lastModified, state: "queued", sent: 0, sentence: "", songId: null, form: null,
      });
    }
  }
  uploads.update({ items });
  if (known) say(known === 1 ? "One of these files is on its way already." : `${known} of these files are on their way already.`);
  else if (!music.length) say("There is no music in what you dropped.");
  else if (leftOut) say(`${leftOut} ${leftOut === 1 ? "file that is" : "files that are"} no music stayed where they were.`);
  pump();
}

// ---- sending

function pump() {
  for (const item of uploads.get().items) {
    if (running.size >= AT_ONCE) break;
    if (item.state === "queued" && !running.has(item.key)) send(item.key);
  }
  if (!uploads.get().items.some((item) => item.state === "lost")) return;
  clearTimeout(lostTimer);
  lostTimer = setTimeout(goOn, LOST_AGAIN_MS);
}

/** Try again what was lost with the connection. */
function goOn() {
  clearTimeout(lostTimer);
  for (const item of uploads.get().items) if (item.state === "lost") change(item.key, { state: "queued" });
  pump();
}

async function send(key) {
  const turn = {};
  running.set(key, turn);
  const { id, file, folder, name } = find(key);
  let hash = "";
  if (!id) {
    change(key, { state: "hashing" });
    hash = await hashOf(file);
    if (running.get(key) !== turn) return;
  }
  if (find(key)?.state === "queued" || find(key)?.state === "hashing") change(key, { state: "sending" });
  const upload = new Upload(file, {
    endpoint: address("/api/uploads"),
    uploadUrl: id ? address(`/api/uploads/${id}`) : null,
    chunkSize: PART_BYTES,
    retryDelays: RETRY_MS,
    storeFingerprintForResuming: false,
    metadata: { filename: file.name || name, folder, modified: String(file.lastModified), hash },
    onBeforeRequest: (request) => {
      request.getUnderlyingObject().withCredentials = isForeign();
    },
    onShouldRetry: (error) => {
      const status = statusOf(error);
      return status === 0 || status >= 500 || status === 423 || (status === 409 && Boolean(find(key)?.id));
    },
    onUploadUrlAvailable: () => {
      change(key, { id: upload.url.split("/").pop() });
    },
    onProgress: (sent) => {
      heard.set(key, Date.now());
      change(key, { sent, state: "sending" }, true);
    },
    onSuccess: () => {
      ended(key, upload, { state: "checking", sent: file.size });
      look();
    },
    onError: async (error) => ended(key, upload, await outcomeOf(error, file)),
  });
  running.set(key, upload);
  heard.set(key, Date.now());
  upload.start();
}

/** A connection that died without a word is given up, and what it carried goes on over a new one. */
function watch() {
  for (const key of running.keys())
    if (find(key)?.state === "sending" && Date.now() - heard.get(key) > SILENCE_MS) lose(key);
}

function lose(key) {
  halt(key);
  change(key, { state: "lost", sentence: "" });
  pump();
}

function ended(key, upload, part) {
  if (running.get(key) !== upload) return;
  running.delete(key);
  change(key, part);
  pump();
}

const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;

function bodyOf(error) {
  try {
    return JSON.parse(error.originalResponse.getBody());
  } catch {
    return {};
  }
}

/** A browser reads a file while it sends it, and one that was changed meanwhile not at all. */
async function canRead(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

async function outcomeOf(error, file) {
  const status = statusOf(error);
  const body = bodyOf(error);
  if (status === 0 && !(await canRead(file)))
    return { state: "failed", file: null, sentence: "The file was changed or taken away. Choose it again." };
  if (status === 0 || status >= 500) return { state: "lost", sentence: body.error ?? "" };
  if (status === 401) return { state: "failed", sentence: "Your session has ended. Log in again, then try again." };
  if (body.known) return { state: "duplicate", sentence: body.error, songId: body.song_id };
  if (status === 422 || status === 413) return { state: "refused", sentence: body.error ?? "The server does not take it." };
  return { state: "failed", sentence: body.error ?? `The server could not take it (${status}).` };
}

function halt(key) {
  const upload = running.get(key);
  running.delete(key);
  upload?.abort?.();
}

export function pause(key) {
  halt(key);
  change(key, { state: "paused" });
  pump();
}

export function resume(key) {
  change(key, { state: "queued", sentence: "" });
  pump();
}

export async function cancel(key) {
  const item = find(key);
  halt(key);
  drop(key);
  pump();
  if (!item?.id) return;
  try {
    await Upload.terminate(address(`/api/uploads/${item.id}`), {
      retryDelays: RETRY_MS,
      onBeforeRequest: (request) => {
        request.getUnderlyingObject().withCredentials = isForeign();
      },
    });
  } catch (error) {
    if (statusOf(error) !== 404) say("It could not be cancelled at the server now; it will be thrown away there later.");
  }
}

export const each = (states, act) =>
  uploads.get().items.filter((item) => states.has(item.state)).forEach((item) => act(item.key));

// ---- what the server knows

/** Ask the server what it has, once, and again while it looks at something. */
export async function look() {
  clearTimeout(lookTimer);
  try {
    const { body } = await call("/api/uploads");
    take(body);
  } catch (error) {
    uploads.update({ error: error.message });
  }
  if (uploads.get().error || uploads.get().items.some((item) => item.state === "checking"))
    lookTimer = setTimeout(look, LOOK_MS);
}

function take(body) {
  const mine = new Map(uploads.get().items.filter((item) => item.id).map((item) => [item.id, item]));
  const theirs = new Map(body.uploads.map((one) => [one.id, one]));
  const kept = uploads.get().items.filter(
    (item) => !item.id || theirs.has(item.id) || running.has(item.key) || WAITING.has(item.state),
  );
  const items = kept.map((item) => (theirs.has(item.id) ? merged(item, theirs.get(item.id)) : item));
  for (const one of body.uploads) if (!mine.has(one.id) && !isAnnounced(items, one)) items.push(merged(null, one));
  uploads.update({
    items, used: body.used_bytes, quota: body.quota_bytes, largest: body.largest_bytes, loaded: true, error: "",
  });
  for (const item of items) if (item.state === "ready") coverFromFolder(item);
}

/** Whether it is a file of this page, announced over a connection that was lost with the answer. */
const isAnnounced = (items, one) =>
  one.state === "receiving" && one.received_bytes === 0 &&
  items.some((item) => item.file && item.size === one.size_bytes && item.modified === one.modified_ms && item.name.startsWith(one.name));

function merged(item, one) {
  const fresh = {
    key: one.id, id: one.id, file: null, name: one.name, folder: one.folder, size: one.size_bytes,
    modified: one.modified_ms, sent: one.received_bytes,
  };
  const state = FROM_SERVER[one.state] ?? one.state;
  if (item && one.state === "receiving") return item.file ? item : { ...item, sent: one.received_bytes };
  return {
    ...(item ?? fresh), name: one.name, state, sent: one.received_bytes, sentence: one.sentence,
    songId: one.song_id, form: one.form, file: null,
  };
}

/** A picture that lay beside the music is the cover of what has none. */
async function coverFromFolder(item) {
  if (item.form.cover || !folderCovers.has(item.folder) || item.asked) return;
  change(item.key, { asked: true });
  const cover = await folderCovers.get(item.folder);
  if (cover) await fill([item.key], { cover });
}

// ---- forms and covers

async function sendCover(file) {
  let response;
  try {
    response = await fetch(address("/api/uploads/cover"), { method: "POST", credentials: "include", body: file });
  } catch {
    throw new Error("The server can't be reached. Check the connection and try again.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The server could not take the picture (${response.status}).`);
  return body.cover;
}

const idsOf = (keys) => uploads.get().items.filter((item) => keys.includes(item.key)).map((item) => item.id);

function* portions(list) {
  for (let start = 0; start < list.length; start += MOST_AT_ONCE) yield list.slice(start, start + MOST_AT_ONCE);
}

/** Change fields of files; the page has them at once, and takes them back if the server does not. */
export async function fill(itemKeys, fields) {
  const before = new Map(itemKeys.map((key) => [key, find(key)?.form]));
  for (const key of itemKeys) change(key, { form: { ...find(key).form, ...fields } });
  try {
    for (const ids of portions(idsOf(itemKeys))) await call("/api/uploads/fill", { method: "POST", body: { ids, ...fields } });
    return true;
  } catch (error) {
    for (const [key, form] of before) change(key, { form });
    say(error.message);
    return false;
  }
}

export async function setCover(itemKeys, file) {
  try {
    await fill(itemKeys, { cover: await sendCover(file) });
  } catch (error) {
    say(error.message);
  }
}

/** Take files into the library. */
export async function takeIn(itemKeys) {
  let songs = 0;
  let wrong = "";
  try {
    for (const ids of portions(idsOf(itemKeys))) {
      const { body } = await call("/api/uploads/take", { method: "POST", body: { ids } });
      songs += body.outcomes.filter((one) => !one.error).length;
      wrong = body.outcomes.find((one) => one.error)?.error ?? wrong;
    }
    say(wrong || (songs === 1 ? "The song is in the library." : `${songs} songs are in the library.`));
  } catch (error) {
    say(error.message);
  }
  await look();
}

export async function clearDone() {
  const done = new Set(["taken", "duplicate", "refused"]);
  try {
    await call("/api/uploads/clear", { method: "POST" });
    uploads.update({ items: uploads.get().items.filter((item) => !done.has(item.state)) });
  } catch (error) {
    say(error.message);
  }
}

// ---- the browser

if (typeof window !== "undefined") {
  window.addEventListener("online", goOn);
  window.addEventListener("offline", () => [...running.keys()].forEach(lose));
  setInterval(watch, WATCH_MS);
  window.addEventListener("beforeunload", (event) => {
    if (running.size) event.preventDefault();
  });
}
