// What a radio remembers of its listener, as pure functions: what played, what was skipped early and
// what was heard to its end.

const MOST_RECENT = 400;
const MOST_LEARNT = 40;
const SKIPPED_BEFORE = 0.5;
const HEARD_FROM = 0.9;

/** A radio that has just begun. */
export const begin = (seed, name) => ({ seed, name, recent: [], skipped: [], heard: [] });

const add = (ids, more, most) => [...ids.filter((id) => !more.includes(id)), ...more].slice(-most);

/** Songs were given, and are not to come again soon. */
export const gave = (radio, songs) => ({ ...radio, recent: add(radio.recent, songs.map(({ id }) => id), MOST_RECENT) });

/** Songs that were given did not come to be heard: they may come later. */
export function tookBack(radio, songs) {
  const back = new Set(songs.map(({ id }) => id));
  return { ...radio, recent: radio.recent.filter((id) => !back.has(id)) };
}

/** What leaving a song says: "skipped", "heard", or nothing where it was left half-way. */
export function verdict({ part, ended }) {
  if (ended || part >= HEARD_FROM) return "heard";
  return part < SKIPPED_BEFORE ? "skipped" : null;
}

/** A song was skipped or heard; the last word on a song counts. */
export function learn(radio, song_id, what) {
  const without = (ids) => ids.filter((id) => id !== song_id);
  const learnt = { skipped: without(radio.skipped), heard: without(radio.heard) };
  return { ...radio, ...learnt, [what]: add(learnt[what], [song_id], MOST_LEARNT) };
}

/** How alike two songs are, 0 for not at all: the same artist, or the same genre and feeling. */
function alike(one, other) {
  const artists = new Set(one.artists.map(({ id }) => id));
  if (other.artists.some(({ id }) => artists.has(id))) return 2;
  const apart = Math.hypot((one.valence ?? 0.5) - (other.valence ?? 0.5), (one.arousal ?? 0.5) - (other.arousal ?? 0.5));
  return (one.genre && one.genre === other.genre ? 0.5 : 0) + Math.max(0, 0.5 - apart);
}

/** Which of the songs that wait is least like one that was skipped. */
export function leastAlike(skipped, songs) {
  return songs.reduce((best, song) => (alike(skipped, song) < alike(skipped, best) ? song : best));
}
