// Which rows of a list are chosen. Pure, for tests. A choice is `{on, keys, anchor}`: whether rows
// are being chosen, the keys of those that are (a Set), and the key at which a range begins.

export const NONE = Object.freeze({ on: false, keys: new Set(), anchor: null });

/** Keys for songs of which one may be in a list twice. */
export function keysOf(songs) {
  const seen = new Map();
  return songs.map(({ id }) => {
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return times === 1 ? String(id) : `${id}-${times}`;
  });
}

/** A row is chosen, or no longer. */
export function toggle(choice, key) {
  const keys = new Set(choice.keys);
  if (!keys.delete(key)) keys.add(key);
  return { on: true, keys, anchor: key };
}

/** All rows from the anchor to one are chosen: in place of the others or, where `more`, beside them. */
export function extend(choice, order, key, more = false) {
  const to = order.indexOf(key);
  if (to < 0) return choice;
  const known = order.indexOf(choice.anchor);
  const from = known < 0 ? to : known;
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { on: true, keys: new Set(more ? [...choice.keys, ...range] : range), anchor: order[from] };
}

/** Every row is chosen. */
export const all = (order) => ({ on: true, keys: new Set(order), anchor: order[0] ?? null });

/** Without the rows that have gone; the same choice where none has. */
export function stillThere(choice, order) {
  if (!choice.keys.size) return choice;
  const there = new Set(order);
  const keys = new Set([...choice.keys].filter((key) => there.has(key)));
  return keys.size === choice.keys.size ? choice : { ...choice, keys };
}

/** What a click on a row does, by the keys that are held. */
export function clicked(choice, order, key, { shift, control }) {
  if (shift) return extend(choice, order, key, control);
  if (control || choice.on) return toggle(choice, key);
  return { ...choice, anchor: key };
}

/** Such as "3 songs chosen". */
export const sentenceOf = (count) => `${count || "No"} ${count === 1 ? "song" : "songs"} chosen`;
