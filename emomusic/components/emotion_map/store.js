// What the map shows and what people do with it. The camera and the song that is pointed at change
// with every frame, so they are stores of their own.
import { address, call, CallFailed } from "$/public/external/emomusic/player/api.js";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { watchLikes } from "$/public/external/emomusic/player/likes.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import { travel } from "$/public/external/emomusic/player/travel.js";
import { WHOLE, home, seenBy, showing } from "./camera.js";
import { boundsOf, fewer, held, MOST_CORNERS, moved, rectangle, sized } from "./geometry.js";
import { around, decode, indexOf, isOpen, maskOf, NO_FILTER, sum } from "./points.js";

export const MOST_STOPS = 12;
const MOST_PLAYED = 500;
const AROUND = 50;

export const MODES = ["explore", "rectangle", "lasso", "path"];

const EMPTY = Object.freeze({
  points: null,
  error: "",
  mode: "explore",
  filter: NO_FILTER,
  mask: new Uint8Array(0),
  shown: 0,
  region: null,
  inside: null, // mask of the region, or null
  count: 0,
  path: [],
  tastes: null,
  overlays: [],
});

export const map = createStore(EMPTY);
export const camera = createStore(WHOLE);

const NOWHERE = Object.freeze({ hover: -1, chosen: -1, cursor: null });

/**
 * What is pointed at: the songs, by index or -1, under the mouse and chosen by a click or a key;
 * and the keyboard's place where it puts down a path, or null.
 */
export const pointer = createStore(NOWHERE);

/** Fetch the library; what was filtered and drawn before is kept within a visit. */
export async function load() {
  try {
    const response = await fetch(address("/api/map"), { credentials: "include" });
    if (!response.ok) throw new CallFailed("The map can't be fetched just now. Try again in a moment.", response.status);
    const points = decode(await response.arrayBuffer());
    const first = !map.get().points;
    pointer.set(NOWHERE);
    map.update({ points, error: "" });
    refilter();
    if (first) goHome();
  } catch (error) {
    map.update({ error: error instanceof CallFailed ? error.message : "The map can't be fetched. Check the connection and try again." });
  }
}

let opened = null; // the camera as the map chose it

function goHome() {
  opened = home(map.get().points, travel.get()?.points);
  camera.set(opened);
}

function refilter() {
  const { points, filter, region } = map.get();
  const mask = maskOf(points, filter);
  map.update({ mask, shown: isOpen(filter) ? points.count : sum(mask) });
  setRegion(region);
}

/** Follow what is liked on this page or beside it; call the result when the map is left. */
export const followLikes = () =>
  watchLikes((changed) => {
    const { points } = map.get();
    if (!points) return;
    for (const [id, liked] of changed) {
      const index = indexOf(points, id);
      if (index >= 0) points.liked[index] = liked ? 1 : 0;
    }
    refilter();
  });

export function setFilter(part) {
  map.update({ filter: { ...map.get().filter, ...part } });
  pointer.set(NOWHERE);
  refilter();
}

export const setMode = (mode) => {
  map.update({ mode });
  pointer.set(NOWHERE);
};

// ---- a region ---------------------------------------------------------------------------------

export function setRegion(region) {
  const { points, mask } = map.get();
  if (!region || !points) {
    map.update({ region: null, inside: null, count: 0 });
    return;
  }
  const inside = held(points, mask, region);
  map.update({ region, inside, count: sum(inside) });
}

/** Finish a region that was drawn by hand. */
export const closeRegion = (line) => setRegion(line.length < 3 ? null : fewer(line, MOST_CORNERS));

/** A frame in the middle of what is seen, for the keyboard. */
function frame() {
  const [left, low, right, high] = seenBy(camera.get());
  const [v, a] = [(left + right) / 2, (low + high) / 2];
  const [wide, tall] = [(right - left) * 0.15, (high - low) * 0.15];
  return rectangle([v - wide, a - tall], [v + wide, a + tall]);
}

/** Move or size the region by a step along the axes; without one, a frame comes first. */
export function nudgeRegion([dv, da], sizes) {
  const { region } = map.get();
  if (!region) {
    setRegion(frame());
    return;
  }
  const next = sizes ? sized(region, dv, da) : moved(region, dv, da);
  setRegion(next);
  const [left, low, right, high] = boundsOf(next);
  camera.set(showing(camera.get(), [(left + right) / 2, (low + high) / 2]));
}

/** What the server is asked about a region, or about all that is seen. */
export function question(points) {
  const { filter } = map.get();
  return { points, genre: filter.genre, years: filter.years, liked: filter.liked };
}

/** The songs of a region: a part of them, and how many they are. */
export async function songsOf(points, offset, limit) {
  const { body } = await call("/api/map/region", { method: "POST", body: { ...question(points), offset, limit } });
  return body;
}

/** Play a region from its middle outwards. */
export async function playRegion() {
  const { region } = map.get();
  try {
    const { songs, total } = await songsOf(region, 0, MOST_PLAYED);
    if (!songs.length) say("There is no song in this region.");
    else engine.playAll(songs, "map");
    if (total > songs.length) say(`The ${songs.length} songs in the middle of the region play; it holds ${total}.`);
  } catch (error) {
    say(error.message);
  }
}

// ---- songs ------------------------------------------------------------------------------------

const known = new Map(); // song id → SongView or a promise of it
const KEPT = 800;

/** Songs by their ids, as far as there are such; each is asked for once. */
export async function songsByIds(ids) {
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length) {
    const asked = call(`/api/songs?ids=${missing.join(",")}`).then(({ body }) => new Map(body.songs.map((song) => [song.id, song])));
    for (const id of missing) known.set(id, asked.then((found) => found.get(id) ?? null));
    asked.catch(() => missing.forEach((id) => known.delete(id)));
    while (known.size > KEPT) known.delete(known.keys().next().value);
  }
  const songs = await Promise.all(ids.map((id) => known.get(id)));
  return songs.filter(Boolean);
}

/** A song of the map by its index; those round it come with it, for they may be pointed at next. */
export async function songAt(index) {
  const { points, mask } = map.get();
  const id = points.ids[index];
  if (!known.has(id)) {
    const near = around(points, mask, points.valence[index], points.arousal[index], 24);
    await songsByIds([id, ...near.map((i) => points.ids[i]).filter((other) => other !== id)]);
  }
  return (await songsByIds([id]))[0] ?? null;
}

/** Play a song, and on through those that are nearest to it. */
export async function playFrom(index) {
  const { points, mask } = map.get();
  const near = around(points, mask, points.valence[index], points.arousal[index], AROUND);
  const ids = [points.ids[index], ...near.filter((i) => i !== index).map((i) => points.ids[i])];
  try {
    const songs = await songsByIds(ids);
    if (songs.length) engine.playSongs(songs, 0, "map");
  } catch (error) {
    say(error.message);
  }
}

const FEW_SEEN = 28;
const NAMED_AFTER_MS = 250;

/** Titles of the songs in view, where they are few: index → title. */
export const titles = createStore(new Map());
let naming = null;

function fewSeen() {
  const { points, mask } = map.get();
  const [left, low, right, high] = seenBy(camera.get());
  const found = [];
  for (let i = 0; points && i < points.count; i++) {
    if (!mask[i] || points.valence[i] < left || points.valence[i] > right || points.arousal[i] < low || points.arousal[i] > high) continue;
    if (found.length === FEW_SEEN) return [];
    found.push(i);
  }
  return found;
}

async function name() {
  const seen = fewSeen();
  const { points } = map.get();
  if (!seen.length) {
    if (titles.get().size) titles.set(new Map());
    return;
  }
  const songs = await songsByIds(seen.map((i) => points.ids[i])).catch(() => []);
  if (map.get().points === points) titles.set(new Map(songs.map((song) => [indexOf(points, song.id), song.title])));
}

/** Name the songs when the map has come to rest; call the result when the map is left. */
export function followTitles() {
  const soon = () => {
    clearTimeout(naming);
    naming = setTimeout(name, NAMED_AFTER_MS);
  };
  soon();
  const endings = [camera.subscribe(soon), map.subscribe(soon)];
  return () => {
    clearTimeout(naming);
    endings.forEach((end) => end());
  };
}

// ---- a path -----------------------------------------------------------------------------------

export function addStop(point) {
  const { path } = map.get();
  if (path.length >= MOST_STOPS) say(`A path has at most ${MOST_STOPS} points.`);
  else map.update({ path: [...path, point] });
}

export const removeStop = () => map.update({ path: map.get().path.slice(0, -1) });
export const setPath = (path) => map.update({ path });

// A drawing that is travelled goes with the journey it became: when that ends, or leads elsewhere.
let travelled = null;
travel.subscribe((now) => {
  if (travelled && travelled !== now?.points && map.get().path === travelled) setPath([]);
  const begins = now && now.points !== travelled;
  travelled = now?.points ?? null;
  // While nobody has moved the map, it shows the whole path.
  if (begins && opened && camera.get() === opened) goHome();
});

// ---- overlays ---------------------------------------------------------------------------------

/** Lay somebody's listening over the map, or take it away; `id` 0 is oneself. */
export function toggleOverlay(id) {
  const { overlays } = map.get();
  map.update({ overlays: overlays.includes(id) ? overlays.filter((one) => one !== id) : [...overlays, id] });
}

export async function loadTastes() {
  if (map.get().tastes) return;
  try {
    const { body } = await call("/api/map/tastes");
    map.update({ tastes: body });
  } catch (error) {
    say(error.message);
  }
}
