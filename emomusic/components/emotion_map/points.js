// The library as points: decoding what the server packed (services/discovery/map.py), filtering,
// and finding what is near.

const LEVELS = 65535;
const MAGIC = "EMM1";
export const STRETCHES = 24;

/** The running sum of the steps between ascending ids. */
function idsOf(steps) {
  const ids = new Uint32Array(steps.length);
  let id = 0;
  for (let i = 0; i < steps.length; i++) ids[i] = id += steps[i];
  return ids;
}

function unpackBits(bits, count) {
  const out = new Uint8Array(count);
  for (let i = 0; i < count; i++) out[i] = (bits[i >> 3] >> (i & 7)) & 1;
  return out;
}

/**
 * Decode the body of `GET /api/map`.
 * @returns columns of one entry a song: `ids`, `rawValence` and `rawArousal` 0..65535, `valence`
 * and `arousal` 0..1, `genre` (an index into `genres`), `year` (0 unknown), `moment` (of 24
 * stretches), `liked`; and the landmarks, `artists` and `words`.
 */
export function decode(buffer) {
  const text = new TextDecoder();
  if (text.decode(new Uint8Array(buffer, 0, 4)) !== MAGIC) throw new Error("This is no map.");
  const [count, headBytes] = new Uint32Array(buffer, 4, 2);
  const head = JSON.parse(text.decode(new Uint8Array(buffer, 12, headBytes)));
  let at = 12 + headBytes;
  const take = (Kind, length) => {
    const column = new Kind(buffer, at, length);
    at += column.byteLength;
    return column;
  };
  const ids = idsOf(take(Uint32Array, count));
  const rawValence = take(Uint16Array, count);
  const rawArousal = take(Uint16Array, count);
  const genre = take(Uint16Array, count);
  const year = take(Uint16Array, count);
  const moment = take(Uint8Array, count);
  const liked = unpackBits(take(Uint8Array, Math.ceil(count / 8)), count);
  const unit = (raw) => Float32Array.from(raw, (x) => x / LEVELS);
  return { ...head, count, ids, rawValence, rawArousal, valence: unit(rawValence), arousal: unit(rawArousal), genre, year, moment, liked };
}

/** First and last year that is known, or null. */
export function yearsOf({ year }) {
  let first = Infinity;
  let last = 0;
  for (const one of year) {
    if (!one) continue;
    if (one < first) first = one;
    if (one > last) last = one;
  }
  return last ? [first, last] : null;
}

export const NO_FILTER = Object.freeze({ genre: null, years: null, liked: false });

/** Whether a filter leaves everything in. */
export const isOpen = ({ genre, years, liked }) => genre === null && !years && !liked;

/**
 * Which songs a filter leaves.
 * @param filter `{genre: name or null, years: [from, to] or null, liked}`
 * @returns Uint8Array of 0 and 1
 */
export function maskOf(points, filter) {
  const { count, genre, year, liked, genres } = points;
  const wanted = filter.genre === null ? -1 : genres.indexOf(filter.genre);
  const mask = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (filter.genre !== null && genre[i] !== wanted) continue;
    if (filter.years && (year[i] < Math.max(1, filter.years[0]) || year[i] > filter.years[1])) continue;
    if (filter.liked && !liked[i]) continue;
    mask[i] = 1;
  }
  return mask;
}

export function sum(mask) {
  let total = 0;
  for (let i = 0; i < mask.length; i++) total += mask[i];
  return total;
}

/**
 * The song nearest to a place, as far as the eye measures.
 * @param wide, tall how long an axis is on the screen; `most` the greatest distance in that unit
 * @returns its index, or -1
 */
export function nearest(points, mask, v, a, wide, tall, most = Infinity) {
  const { valence, arousal, count } = points;
  let best = most * most;
  let found = -1;
  for (let i = 0; i < count; i++) {
    const dx = (valence[i] - v) * wide;
    const dy = (arousal[i] - a) * tall;
    const away = dx * dx + dy * dy;
    if (away < best && mask[i]) {
      best = away;
      found = i;
    }
  }
  return found;
}

/** The index of a song by its id, or -1; the ids ascend. */
export function indexOf({ ids, count }, id) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle] < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

/** Indices of the songs nearest to a place, the nearest first. */
export function around(points, mask, v, a, most) {
  const { valence, arousal, count } = points;
  const away = (i) => (valence[i] - v) ** 2 + (arousal[i] - a) ** 2;
  let all = [];
  for (let i = 0; i < count; i++) if (mask[i]) all.push(i);
  if (all.length > most * 8) {
    // Sorting a whole library for fifty songs takes long: those of a small circle are enough.
    for (let radius = 0.02; radius < 2; radius *= 2) {
      const close = all.filter((i) => away(i) <= radius * radius);
      if (close.length >= most) {
        all = close;
        break;
      }
    }
  }
  return all.sort((i, j) => away(i) - away(j)).slice(0, most);
}

/**
 * The next song in a direction: what is a little way off, and straight ahead before aside.
 * @param direction `[-1|0|1, -1|0|1]`, right and up
 * @param least how far off at least, as a share of the axes
 */
export function ahead(points, mask, v, a, [right, up], least) {
  const { valence, arousal, count } = points;
  let best = Infinity;
  let found = -1;
  for (let i = 0; i < count; i++) {
    if (!mask[i]) continue;
    const dx = valence[i] - v;
    const dy = arousal[i] - a;
    const along = dx * right + dy * up;
    const aside = Math.abs(dx * up - dy * right);
    if (along < least || aside > along * 1.5) continue;
    const cost = along + 2 * aside;
    if (cost < best) {
      best = cost;
      found = i;
    }
  }
  return found;
}
