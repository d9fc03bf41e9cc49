// How loud an <audio> element has to be set.
import { clamp } from "./format.js";

/** Position 0..1 of a slider as amplitude: a cube is near to how loudness is heard. */
export const amplitude = (level) => clamp(level, 0, 1) ** 3;

/**
 * ReplayGain as a factor of amplitude, never above what would clip.
 * Album gain where the queue is one album, so that its quiet songs stay quieter than its loud ones.
 */
export function gainFactor(song, oneAlbum) {
  const gain_db = (oneAlbum ? song.album_gain_db : null) ?? song.gain_db;
  if (gain_db === null || gain_db === undefined) return 1;
  const ceiling = song.peak > 0 ? 1 / song.peak : 1;
  return Math.min(10 ** (gain_db / 20), ceiling);
}

/** Volume of the element, 0..1; an element can't amplify. */
export const elementVolume = (level, song, oneAlbum) =>
  clamp(amplitude(level) * (song ? gainFactor(song, oneAlbum) : 1), 0, 1);
