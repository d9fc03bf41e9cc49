// What edits do to a list of entries, here before the server says so: the same as
// emomusic/services/playlists does. Pure, for tests. Entries are {key, place, song, ...} in order.

const byPlace = (a, b) => a.place - b.place;

function indexOf(entries, spot) {
  if (spot.at_end) return entries.length;
  if (!spot.after) return 0;
  const at = entries.findIndex(({ key }) => key === spot.after);
  if (at >= 0) return at + 1;
  if (spot.near === null || spot.near === undefined) return entries.length;
  const beyond = entries.findIndex(({ place }) => place > spot.near);
  return beyond < 0 ? entries.length : beyond;
}

function putIn(entries, fresh, spot) {
  const at = indexOf(entries, spot);
  // A guess at the places, until the server tells them, so that later edits find their way.
  const low = entries[at - 1]?.place ?? (entries[at]?.place ?? 0) - fresh.length - 1;
  const high = entries[at]?.place ?? low + fresh.length + 1;
  const placed = fresh.map((entry, i) => ({ ...entry, place: low + ((high - low) * (i + 1)) / (fresh.length + 1) }));
  return [...entries.slice(0, at), ...placed, ...entries.slice(at)];
}

/**
 * The list as it is after an edit.
 * @param edit {kind: "insert", entries, spot} | {kind: "move", keys, spot} | {kind: "remove", keys};
 *   the entries of an insert have their song
 */
export function applyEdit(entries, edit) {
  if (edit.kind === "insert") {
    const known = new Set(entries.map(({ key }) => key));
    return putIn(entries, edit.entries.filter(({ key }) => !known.has(key)), edit.spot);
  }
  const chosen = new Set(edit.keys);
  const rest = entries.filter(({ key }) => !chosen.has(key));
  if (edit.kind === "remove") return rest;
  if (chosen.has(edit.spot.after)) return entries;
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const moved = edit.keys.map((key) => byKey.get(key)).filter(Boolean);
  return moved.length ? putIn(rest, moved, edit.spot) : entries;
}

/** The list as it is after a change that the server told; songs that are known keep what is known. */
export function applyChange(entries, change) {
  const gone = new Set([...change.gone, ...change.put.map(({ key }) => key)]);
  const known = new Map(entries.map((entry) => [entry.key, entry]));
  const put = change.put.map((entry) => ({ ...entry, song: known.get(entry.key)?.song ?? entry.song }));
  return [...entries.filter(({ key }) => !gone.has(key)), ...put].sort(byPlace);
}

/** The spot right after the entry at an index of a list; -1 is the beginning. */
export function spotAfter(entries, index) {
  const entry = entries[index];
  return entry ? { after: entry.key, near: entry.place } : { after: null };
}

const sameOrder = (one, other) => one.every(({ key }, index) => key === other[index].key);

/**
 * The edit that moves the entry at an index to another, or null where nothing changes.
 * @param together keys of entries that go with it, in the order of the list, where it is one of them
 */
export function moveTo(entries, from, to, together = new Set()) {
  if (from < 0) return null;
  const moved = together.has(entries[from].key) ? together : new Set([entries[from].key]);
  const rest = entries.filter((_, index) => index !== from);
  let before = Math.max(0, Math.min(entries.length - 1, to)) - 1;
  while (before >= 0 && moved.has(rest[before].key)) before -= 1;
  return moveAll(entries, moved, spotAfter(rest, before));
}

/** The edit that moves entries, in the order of the list, to a spot, or null where nothing changes. */
export function moveAll(entries, moved, spot) {
  const keys = entries.map(({ key }) => key).filter((key) => moved.has(key));
  const edit = { kind: "move", keys, spot };
  return keys.length && !sameOrder(entries, applyEdit(entries, edit)) ? edit : null;
}
