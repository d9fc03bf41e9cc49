// The <audio> elements. They live as long as the page: one is heard, one holds the next song, and
// one is warmed for a song that is about to be clicked. Going on is then only a play().
import { isForeign, mediaAddress } from "./api.js";

const LATENCY_FIRST_S = 0.03;
const LATENCY_MOST_S = 0.12;

const makeDeck = () => ({ sound: new Audio(), song_id: 0, hushed: false });
const all = typeof Audio === "undefined" ? [] : [makeDeck(), makeDeck(), makeDeck()];
const role = { active: all[0], next: all[1], warm: all[2] };

let latency_s = LATENCY_FIRST_S;
let asked_ms = 0;
let isMuted = false;
let full = 1; // of the volume
let share = 1;

/** The element that is heard. */
export const active = () => role.active?.sound;

/** How long a prepared song takes from play() to sound, as lately measured. */
export const startLatency_s = () => latency_s;

/** Whether a song is in the deck that is heard, and well. */
export const holds = (song) => role.active.song_id === song.id && !active().error;

/** Whether a song is in the deck of the next one, and can start at once. */
export const isReady = (song) =>
  role.next.song_id === song.id && role.next.sound.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;

/** Whether the song that is heard has come whole, so that the line is free for the next. */
export function isWhole(duration_s) {
  const { buffered } = active();
  return buffered.length > 0 && buffered.end(buffered.length - 1) >= duration_s - 1;
}

function assign(deck, song, preload) {
  if (isForeign()) deck.sound.crossOrigin = "use-credentials";
  deck.sound.preload = preload;
  deck.sound.src = mediaAddress(song);
  deck.song_id = song.id;
}

/**
 * Put a song into the deck that is heard.
 * @param overlap lets the song before run out by itself, where the next one begins in its last moment
 */
export function load(song, { preload, overlap }) {
  if (holds(song)) return;
  const other = ["next", "warm"].find((name) => role[name].song_id === song.id && !role[name].sound.error);
  if (!other) {
    assign(role.active, song, preload);
    return;
  }
  const before = role.active;
  role.active = role[other];
  role[other] = before;
  if (!overlap) before.sound.pause();
}

export function seek(time_s) {
  if (active().currentTime !== time_s) active().currentTime = time_s;
}

/** Sound. `refused` is called where the browser wants a click first. */
export function play(refused) {
  const deck = role.active;
  deck.sound.preload = "auto";
  asked_ms = deck.sound.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA ? performance.now() : 0;
  deck.sound.play().catch((error) => {
    // AbortError: another song was chosen meanwhile. Errors of the file come as an "error" event.
    if (deck === role.active && error.name === "NotAllowedError") refused();
  });
}

/** Play the song that is heard a little faster or slower; the pitch stays. */
export function setRate(rate) {
  for (const deck of all) {
    deck.sound.preservesPitch = true;
    deck.sound.playbackRate = deck === role.active ? rate : 1;
  }
}

/** Whether the song that is to be heard could sound at once. */
export const isActiveReady = () => !active().seeking && active().readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;

export const pause = () => all.forEach(({ sound }) => sound.pause());

export function setVolume(volume, muted) {
  isMuted = muted;
  full = volume;
  for (const { sound, hushed } of all) {
    sound.volume = volume * share;
    sound.muted = muted || hushed;
  }
}

/** Let the song that is heard move on in silence, or be heard again; what the person muted stays muted. */
export function hush(on) {
  for (const deck of all) {
    deck.hushed = on && deck === role.active;
    deck.sound.muted = isMuted || deck.hushed;
  }
}

/**
 * Let the music step back behind something else, or come forward again.
 * @param part 0..1 of its volume
 */
export function duck(part) {
  share = part;
  for (const { sound } of all) sound.volume = full * share;
}

/** Load the next song, so that it can start at once. */
export function prepare(song) {
  if (role.next.song_id !== song.id) assign(role.next, song, "auto");
}

/** Load a song that is about to be clicked. */
export function warm(song) {
  if (!all.some((deck) => deck.song_id === song.id)) assign(role.warm, song, "auto");
}

/** Stop everything and let go of it. */
export function empty() {
  for (const deck of all) {
    deck.song_id = 0;
    deck.sound.pause();
    deck.sound.removeAttribute("src");
    deck.sound.load();
  }
}

/** Hear of events of the deck that is heard. */
export function listen(names, handle) {
  for (const deck of all)
    for (const name of names)
      deck.sound.addEventListener(name, () => {
        const heard = deck === role.active && deck.song_id !== 0;
        if (name === "error") deck.song_id = 0;
        if (name === "playing" && heard && asked_ms) {
          const took_s = (performance.now() - asked_ms) / 1000;
          latency_s = Math.min(LATENCY_MOST_S, latency_s * 0.6 + took_s * 0.4);
          asked_ms = 0;
        }
        if (heard) handle(name);
      });
}
