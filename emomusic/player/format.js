// Numbers and names as people read them.

/** Seconds as a clock: 83 → "1:23", 3723 → "1:02:03". */
export function clockText(seconds) {
  const whole = Number.isFinite(seconds) && seconds > 0 ? Math.floor(seconds) : 0;
  const s = String(whole % 60).padStart(2, "0");
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
}

/** A length such as "42 min" or "1 hr 5 min". */
export function lengthText(seconds) {
  const minutes = Math.max(1, Math.round(seconds / 60));
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours} hr ${minutes % 60} min` : `${minutes} min`;
}

/** Names of a song's artists in one line. */
export const artistsText = (song) => song.artists.map((artist) => artist.name).join(", ");

/** Up to two initials for a picture that is not there. */
export function initials(text) {
  const words = text.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => Array.from(word.replace(/^[^\p{L}\p{N}]+/u, ""))[0].toUpperCase())
    .join("");
}

/** A stable number 0..1 of a text (FNV-1a), for colours that stay the same from visit to visit. */
export function fraction(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
}

export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
