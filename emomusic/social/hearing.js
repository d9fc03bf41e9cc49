// Tells the server what this tab plays, and whether anybody sits before it.
import * as engine from "$/public/external/emomusic/player/engine.js";
import * as live from "./live.js";

const LOOK_MS = 1000;
const BEAT_MS = 20_000;
const JUMP_S = 2;
const IDLE_AFTER_MS = 5 * 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];

/** Begin to tell; call the result to end that. */
export function tellHearing({ idle_after_ms = IDLE_AFTER_MS } = {}) {
  let told = { song_id: null, playing: false, position_s: 0, at_ms: -Infinity };
  let seen_ms = performance.now();
  let idle = false;

  const expected_s = (now_ms) => told.position_s + (told.playing ? (now_ms - told.at_ms) / 1000 : 0);

  const look = () => {
    if (!live.connected.get()) return;
    const { song, playing } = engine.player.get();
    const now_ms = performance.now();
    const song_id = song?.id ?? null;
    const position_s = song ? engine.position() : 0;
    const same = song_id === told.song_id && playing === told.playing;
    const jumped = song && Math.abs(position_s - expected_s(now_ms)) > JUMP_S;
    const due = playing && now_ms - told.at_ms > BEAT_MS;
    if (!same || jumped || due) {
      told = { song_id, playing, position_s, at_ms: now_ms };
      live.call("people.hearing", { song_id, position_s, playing }).catch(() => {
        told = { ...told, song_id: undefined }; // told again at the next look
      });
    }
    const away = !playing && now_ms - seen_ms > idle_after_ms;
    if (away !== idle) {
      idle = away;
      live.call("people.idle", { is_idle: idle }).catch(() => { idle = !away; });
    }
  };

  const awake = () => {
    seen_ms = performance.now();
    if (idle) look();
  };
  const again = () => {
    told = { ...told, song_id: undefined };
    idle = false;
    look();
  };
  const timer = setInterval(look, LOOK_MS);
  const ends = [engine.player.subscribe(look), live.connected.subscribe((open) => open && again())];
  for (const sign of SIGNS) window.addEventListener(sign, awake, { passive: true });
  look();
  return () => {
    clearInterval(timer);
    ends.forEach((end) => end());
    for (const sign of SIGNS) window.removeEventListener(sign, awake);
  };
}
