// The buttons of keyboards, headsets and phones (W3C Media Session).
import { coverAddress } from "./api.js";
import { artistsText } from "./format.js";

const session = () => (typeof navigator === "undefined" ? null : navigator.mediaSession);

/** Let the machine's own buttons do what the player's do. */
export function attachButtons(actions) {
  for (const [name, act] of Object.entries(actions)) {
    try {
      session()?.setActionHandler(name, act);
    } catch {
      // A browser throws for an action that it doesn't know.
    }
  }
}

/** Show a song on the lock screen and in the machine's own player. */
export function showSong(song) {
  const media = session();
  if (!media || typeof MediaMetadata === "undefined") return;
  if (!song) {
    media.metadata = null;
    return;
  }
  const artwork = song.cover
    ? [300, 640].map((size) => ({
        src: new URL(coverAddress(song.cover, size), window.location.href).href,
        sizes: `${size}x${size}`,
        type: "image/webp",
      }))
    : [];
  media.metadata = new MediaMetadata({
    title: song.title,
    artist: artistsText(song),
    album: song.album,
    artwork,
  });
}

/** Tell where in the song the player is; the machine counts on from there by itself. */
export function showPosition(playing, position_s, duration_s) {
  const media = session();
  if (!media) return;
  media.playbackState = playing ? "playing" : "paused";
  if (duration_s > 0 && media.setPositionState)
    media.setPositionState({
      duration: duration_s,
      position: Math.min(Math.max(position_s, 0), duration_s),
      playbackRate: 1,
    });
}
