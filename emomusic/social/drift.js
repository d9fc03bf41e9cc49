// How to bring a sound that runs ahead or behind back to where it should be, unheard.

/** Within this nothing is done. */
export const CLOSE_S = 0.012;
/** A correction that has begun goes on until it is within this. */
export const EXACT_S = 0.004;
/** Beyond this the sound jumps. */
export const JUMP_S = 1;
/** The most by which the speed changes: 3 %, half a semitone if the pitch did not stay. */
export const MOST_RATE = 0.03;
/** Beyond this it is not heard until it is back in its place: two of whom one is a little less early
 * and the other as late are still within 150 ms of each other. */
export const APART_S = 0.07;
/** In how many seconds a drift would be gone, were the rate not limited. */
const TAKE_S = 2;
/** The same for a sound that nobody hears. */
const HURRY_S = 0.4;
/** The slowest and the fastest of a sound that nobody hears. */
const HURRY_RATES = [0.5, 2];

/**
 * What to do about a drift.
 * @param drift_s how far the sound is ahead (positive) or behind, in seconds
 * @param rate its speed now
 * @returns {{jump: boolean, rate: number}}
 */
export function correction(drift_s, rate = 1) {
  const off_s = Math.abs(drift_s);
  if (off_s > JUMP_S) return { jump: true, rate: 1 };
  if (off_s <= (rate === 1 ? CLOSE_S : EXACT_S)) return { jump: false, rate: 1 };
  const change = Math.min(Math.max(-drift_s / TAKE_S, -MOST_RATE), MOST_RATE);
  return { jump: false, rate: 1 + change };
}

/** The speed that brings a sound that nobody hears to its place. */
export const hurry = (drift_s) => Math.min(Math.max(1 - drift_s / HURRY_S, HURRY_RATES[0]), HURRY_RATES[1]);

/** The middle one of some numbers: one measurement that is off does not matter. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Where a room's song is at a time of the server's, in seconds. */
export function positionAt(room, now_ms) {
  if (!room.is_on) return room.position_s;
  return room.position_s + Math.max(0, now_ms - room.at_ms) / 1000;
}
