// Hearing a song at its most typical moment, beside the player: in an element of its own, without a
// word to the queue. Where music plays it steps back meanwhile, and comes back as it was.
import { isForeign, mediaAddress } from "$/public/external/emomusic/player/api.js";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { elementVolume } from "$/public/external/emomusic/player/loudness.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import { STRETCHES } from "./points.js";

const LENGTH_S = 12;
const FADE_MS = 350;
const TICK_MS = 25;
const DUCKED = 0.12;
const KEY = "emomusic.map.preview";

/** What is heard: `{song_id, state: "" | "loading" | "playing" | "refused"}`. */
export const preview = createStore({ song_id: 0, state: "" });

/** Whether pointing at a song is enough; kept in this browser, off by default where fingers point. */
export const byPointing = createStore(false);

export function recallChoice() {
  const kept = window.localStorage.getItem(KEY);
  const mouse = window.matchMedia("(hover: hover) and (pointer: fine)").matches;
  byPointing.set(kept === null ? mouse : kept === "on");
}

export function choosePointing(on) {
  byPointing.set(on);
  window.localStorage.setItem(KEY, on ? "on" : "off");
  if (!on) stop();
}

let sound = null;
let run = null; // {song_id, asked, fade, end}

const volumeOf = (song) => (engine.player.get().muted ? 0 : elementVolume(engine.player.get().level, song, false));

/** Change a number step by step; returns the timer. */
function ramp(from, to, each, done) {
  const began = performance.now();
  const timer = setInterval(() => {
    const part = Math.min(1, (performance.now() - began) / FADE_MS);
    each(from + (to - from) * part);
    if (part < 1) return;
    clearInterval(timer);
    done?.();
  }, TICK_MS);
  return timer;
}

let duckTimer = null;
let ducked = 1;

function duckTo(share) {
  clearInterval(duckTimer);
  duckTimer = ramp(ducked, share, (part) => {
    ducked = part;
    engine.duck(part);
  });
}

function silence() {
  if (!sound) return;
  sound.pause();
  sound.removeAttribute("src");
  sound.load();
}

/** End what is heard; the music comes forward again. */
export function stop() {
  if (!run) return;
  clearInterval(run.fade);
  clearTimeout(run.end);
  run = null;
  silence();
  preview.set({ song_id: 0, state: "" });
  if (ducked < 1) duckTo(1);
}

function fadeOut(mine) {
  if (run !== mine) return;
  mine.fade = ramp(sound.volume, 0, (volume) => { sound.volume = volume; }, () => run === mine && stop());
}

/**
 * Hear a song from its most typical moment.
 * @param song a SongView
 * @param moment which of the 24 stretches of the song
 * @param asked whether somebody pressed for it; otherwise it is heard only where nothing plays
 */
export function start(song, moment, asked) {
  if (run?.song_id === song.id || song.missing) return;
  if (!asked && engine.player.get().playing) return;
  stop();
  sound ??= new Audio();
  if (isForeign()) sound.crossOrigin = "use-credentials";
  const mine = { song_id: song.id, asked, fade: null, end: null };
  run = mine;
  preview.set({ song_id: song.id, state: "loading" });
  sound.volume = 0;
  sound.src = mediaAddress(song);
  const latest = Math.max(0, song.duration_s - LENGTH_S);
  sound.currentTime = Math.min((moment / STRETCHES) * song.duration_s, latest);
  if (engine.player.get().playing) duckTo(DUCKED);
  sound.play().then(
    () => {
      if (run !== mine) return;
      preview.set({ song_id: song.id, state: "playing" });
      mine.fade = ramp(0, volumeOf(song), (volume) => { sound.volume = volume; });
      mine.end = setTimeout(fadeOut, LENGTH_S * 1000, mine);
    },
    (error) => {
      if (run !== mine) return;
      stop();
      // Before the first click of a visit a browser lets nothing sound by itself.
      if (error.name === "NotAllowedError") preview.set({ song_id: song.id, state: "refused" });
    },
  );
}

/** End what is heard only because somebody pointed at it. */
export const unpoint = () => run && !run.asked && stop();

/** Hear a song, or no longer. */
export const toggle = (song, moment) => (run?.song_id === song.id ? stop() : start(song, moment, true));

/** The element, for tests. */
export const previewSound = () => sound;

/** What begins to play while a preview is heard ends it; call the result when the map is left. */
export function attend() {
  let before = engine.player.get().playing;
  const ended = engine.player.subscribe(({ playing }) => {
    if (playing && !before) stop();
    before = playing;
  });
  window.addEventListener("pagehide", stop);
  return () => {
    ended();
    window.removeEventListener("pagehide", stop);
    stop();
  };
}
