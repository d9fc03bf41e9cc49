// The play queue, as pure functions over an immutable value.
//
// A queue has what was played, what plays, and what comes. With shuffle on it also keeps the
// `natural` order, so that turning shuffle off goes on from the current song in that order.
// Every entry has a key of its own, because one song may stand in a queue twice.
import { clamp } from "./format.js";

export const REPEAT = ["off", "all", "one"];
const RESTART_AFTER_S = 3;
export const MAX_SONGS = 5000;

export const EMPTY = Object.freeze({
  played: [],
  current: null,
  upcoming: [],
  natural: null,
  shuffle: false,
  repeat: "off",
  source: "",
  nextKey: 1,
});

const wrap = (songs, firstKey) => songs.map((song, i) => ({ key: firstKey + i, song }));

function shuffled(entries, random) {
  const out = entries.slice();
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/** What the current song was played from, such as "album:3". */
export const sourceOf = (queue) => queue.current?.source ?? queue.source;

/** All entries in the order of the list they came from. */
export function naturalOrder(queue) {
  if (queue.natural) return queue.natural;
  return queue.current ? [...queue.played, queue.current, ...queue.upcoming] : [];
}

/** All entries in playing order: played, current, upcoming. */
export function playingOrder(queue) {
  return queue.current ? [...queue.played, queue.current, ...queue.upcoming] : [];
}

function arrange(queue, natural, currentKey, random) {
  const at = Math.max(0, natural.findIndex((entry) => entry.key === currentKey));
  const current = natural[at] ?? null;
  if (!current) return { ...queue, ...EMPTY_ENTRIES };
  if (!queue.shuffle)
    return { ...queue, natural: null, played: natural.slice(0, at), current, upcoming: natural.slice(at + 1) };
  const others = natural.filter((entry) => entry !== current);
  return { ...queue, natural, played: [], current, upcoming: shuffled(others, random) };
}

const EMPTY_ENTRIES = { played: [], current: null, upcoming: [], natural: null };

/**
 * Replace the queue by a list and start at one of its songs.
 * With shuffle on the given song is first and each other follows once.
 */
export function playList(queue, songs, index = 0, source = "", random = Math.random) {
  const start = clamp(index, 0, Math.max(0, songs.length - 1));
  const from = songs.length > MAX_SONGS ? clamp(start - 100, 0, songs.length - MAX_SONGS) : 0;
  const entries = wrap(songs.slice(from, from + MAX_SONGS), queue.nextKey);
  const next = { ...queue, source, nextKey: queue.nextKey + entries.length };
  return arrange(next, entries, entries[start - from]?.key, random);
}

/** Put the whole list round the current song, when the rest of a long list has arrived. */
export function extendList(queue, songs, random = Math.random) {
  const at = songs.findIndex((song) => song.id === queue.current?.song.id);
  if (at < 0) return queue;
  const longer = playList(queue, songs, at, queue.source, random);
  const same = { ...longer.current, key: queue.current.key };
  const swap = (entry) => (entry === longer.current ? same : entry);
  return { ...longer, current: same, natural: longer.natural?.map(swap) ?? null };
}

/** What comes after the current song, without going there; null where the music ends. */
export function peekNext(queue, { ended = false } = {}) {
  if (!queue.current) return null;
  if (ended && queue.repeat === "one") return queue.current;
  if (queue.upcoming.length) return queue.upcoming[0];
  if (queue.repeat === "off") return null;
  return queue.shuffle ? null : naturalOrder(queue)[0];
}

/**
 * Go to the next song. `ended` tells a song that ran out from a person who asked: only the former
 * repeats one song. Returns null where the music ends.
 */
export function next(queue, { ended = false, random = Math.random } = {}) {
  if (!queue.current) return null;
  if (ended && queue.repeat === "one") return queue;
  if (queue.upcoming.length)
    return {
      ...queue,
      played: [...queue.played, queue.current],
      current: queue.upcoming[0],
      upcoming: queue.upcoming.slice(1),
    };
  if (queue.repeat === "off") return null;
  return newRound(queue, random);
}

function newRound(queue, random) {
  const all = naturalOrder(queue);
  if (!queue.shuffle) return { ...queue, played: [], current: all[0], upcoming: all.slice(1) };
  const order = shuffled(all, random);
  // The song that has just played is not the first of the next round.
  if (order.length > 1 && order[0] === queue.current) order.push(order.shift());
  return { ...queue, played: [], current: order[0], upcoming: order.slice(1) };
}

/** Go back, or restart the song (the same queue) when it has played for more than 3 s. */
export function previous(queue, position_s) {
  if (!queue.current || position_s > RESTART_AFTER_S || !queue.played.length) return queue;
  return {
    ...queue,
    played: queue.played.slice(0, -1),
    current: queue.played[queue.played.length - 1],
    upcoming: [queue.current, ...queue.upcoming],
  };
}

/** Go to an entry that comes; those skipped count as played. */
export function jump(queue, key) {
  const at = queue.upcoming.findIndex((entry) => entry.key === key);
  if (at < 0) return queue;
  return {
    ...queue,
    played: [...queue.played, queue.current, ...queue.upcoming.slice(0, at)],
    current: queue.upcoming[at],
    upcoming: queue.upcoming.slice(at + 1),
  };
}

function insert(queue, songs, last) {
  const room = MAX_SONGS - playingOrder(queue).length;
  // What somebody put in by hand is not of the list that plays.
  const entries = wrap(songs.slice(0, Math.max(0, room)), queue.nextKey).map((entry) => ({ ...entry, source: "queue" }));
  const grown = { ...queue, nextKey: queue.nextKey + entries.length };
  if (!queue.current) return arrange(grown, entries, entries[0]?.key, Math.random);
  grown.upcoming = last ? [...queue.upcoming, ...entries] : [...entries, ...queue.upcoming];
  if (queue.natural) {
    const at = last ? queue.natural.length : queue.natural.indexOf(queue.current) + 1;
    grown.natural = [...queue.natural.slice(0, at), ...entries, ...queue.natural.slice(at)];
  }
  return grown;
}

export const playNext = (queue, songs) => insert(queue, songs, false);
export const addToQueue = (queue, songs) => insert(queue, songs, true);

/** The queue in the order given: neither shuffled nor repeating. */
export const inOrder = (queue) => ({ ...setShuffle(queue, false), repeat: "off" });

const byHand = (entry) => Boolean(entry.source);

function withUpcoming(queue, kept, songs) {
  const entries = wrap(songs.slice(0, Math.max(0, MAX_SONGS - queue.played.length - kept.length - 1)), queue.nextKey);
  const upcoming = [...kept, ...entries];
  const stays = new Set([...queue.played, queue.current, ...kept]);
  const natural = queue.natural && [...queue.natural.filter((entry) => stays.has(entry)), ...entries];
  return { ...queue, upcoming, natural, nextKey: queue.nextKey + entries.length };
}

/** Add songs of the same source at the end. */
export const goOnWith = (queue, songs) => (queue.current ? withUpcoming(queue, queue.upcoming, songs) : queue);

/** Forget what was played long ago, so that music without an end fits into the queue. */
export function forgetOld(queue, most) {
  const played = queue.played.slice(-most);
  const gone = new Set(queue.played.slice(0, -most));
  return gone.size ? { ...queue, played, natural: queue.natural?.filter((entry) => !gone.has(entry)) ?? null } : queue;
}

/** Let the song that plays be followed by songs of another source; its own source stays. */
export function leadInto(queue, songs, source) {
  const current = { ...queue.current, source: sourceOf(queue) };
  const played = queue.played.map((entry) => ({ ...entry, source: sourceOf({ ...queue, current: entry }) }));
  return withUpcoming({ ...inOrder(queue), source, played, current }, [], songs);
}

/** Let other songs of the same source come; what plays and what somebody put in by hand stays. */
export const chooseAnew = (queue, songs) =>
  queue.current ? withUpcoming(queue, queue.upcoming.filter(byHand), songs) : queue;

/** Move an upcoming entry to another place among those that come. */
export function move(queue, key, to) {
  const from = queue.upcoming.findIndex((entry) => entry.key === key);
  if (from < 0) return queue;
  const upcoming = queue.upcoming.slice();
  const [entry] = upcoming.splice(from, 1);
  upcoming.splice(clamp(to, 0, upcoming.length), 0, entry);
  return { ...queue, upcoming };
}

/** Take an upcoming entry out. */
export function remove(queue, key) {
  const keep = (entry) => entry.key !== key;
  if (queue.current?.key === key) return queue;
  return { ...queue, upcoming: queue.upcoming.filter(keep), natural: queue.natural?.filter(keep) ?? null };
}

/** Empty what comes; the current song goes on. */
export function clear(queue) {
  const gone = new Set(queue.upcoming.map((entry) => entry.key));
  const natural = queue.natural?.filter((entry) => !gone.has(entry.key)) ?? null;
  return { ...queue, upcoming: [], natural };
}

export function setShuffle(queue, shuffle, random = Math.random) {
  if (shuffle === queue.shuffle) return queue;
  if (!queue.current) return { ...queue, shuffle };
  return arrange({ ...queue, shuffle }, naturalOrder(queue), queue.current.key, random);
}

export const setRepeat = (queue, repeat) => ({ ...queue, repeat });
export const nextRepeat = (repeat) => REPEAT[(REPEAT.indexOf(repeat) + 1) % REPEAT.length];

/** Whether all songs are of one album, so that the album's own gain keeps its dynamics. */
export function isOneAlbum(queue) {
  const album = queue.current?.song.album_id;
  const same = (entry) => entry.song.album_id === album;
  return queue.upcoming.length + queue.played.length > 0 && queue.played.every(same) && queue.upcoming.every(same);
}

/** The queue in the few words that the browser keeps. */
export function pack(queue) {
  const songs = naturalOrder(queue);
  const index = new Map(songs.map((entry, i) => [entry.key, i]));
  const order = queue.natural ? playingOrder(queue).map((entry) => index.get(entry.key)) : null;
  return {
    songs: songs.map(({ song }) => ({ ...song, spark: "" })),
    order,
    current: queue.natural ? queue.played.length : songs.indexOf(queue.current),
    shuffle: queue.shuffle,
    repeat: queue.repeat,
    source: queue.source,
    added: songs.flatMap((entry, i) => (entry.source ? [i] : [])),
  };
}

/** The queue of `pack`, or an empty one where that is not what was kept. */
export function unpack(kept) {
  if (!Array.isArray(kept?.songs)) return EMPTY;
  const added = new Set(Array.isArray(kept.added) ? kept.added : []);
  const songs = wrap(kept.songs, 1).map((entry, i) => (added.has(i) ? { ...entry, source: "queue" } : entry));
  const valid = Array.isArray(kept.order) && new Set(kept.order).size === songs.length
    && kept.order.every((i) => songs[i]);
  const order = valid ? kept.order.map((i) => songs[i]) : songs;
  const at = clamp(Math.trunc(kept.current) || 0, 0, Math.max(0, order.length - 1));
  return {
    ...EMPTY,
    played: order.slice(0, at),
    current: order[at] ?? null,
    upcoming: order.slice(at + 1),
    natural: kept.shuffle && songs.length ? songs : null,
    shuffle: Boolean(kept.shuffle),
    repeat: REPEAT.includes(kept.repeat) ? kept.repeat : "off",
    source: typeof kept.source === "string" ? kept.source : "",
    nextKey: songs.length + 1,
  };
}
