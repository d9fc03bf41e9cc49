// What the listener feels: taps on the plane, told through an outbox, and the calibration that
// the server makes of them. Curves follow it (curves.js).
import { call } from "./api.js";
import { PLAIN } from "./calibration.js";
import { uuid } from "./uuid.js";
import { recallCalibration, rememberCalibration, isCalibrationOf } from "./memory.js";
import { say } from "./notice.js";
import { createOutbox } from "./outbox.js";
import { player } from "./state.js";
import { createStore } from "./store.js";

const PATH = "/api/feelings";
const LOOK_MS = 60_000;
const NO_TAPS = Object.freeze([]);

/** How what this listener sees is corrected. */
export const calibration = createStore(PLAIN);

/** Taps by song id, each by its second; a song that was not asked for has none here. */
export const felt = createStore(new Map());

let user = 0;
const asked = new Map(); // song id → the question that is on its way
const gone = new Set(); // ids of taps that were taken back here

const outbox = createOutbox({
  shelf: "felt",
  post: async (body) => {
    const answer = await call(PATH, { method: "POST", body, keepalive: true });
    take(body.listener_id, answer.body);
    return answer.body;
  },
  storage: typeof localStorage === "undefined" ? null : localStorage,
});

function setCalibration(whose, value) {
  if (whose !== user || !value) return;
  calibration.set(value);
  rememberCalibration(user, value);
}

function take(whose, { calibration: value, refused }) {
  setCalibration(whose, value);
  if (whose !== user) return;
  for (const { event_id, why } of refused) {
    hide(event_id);
    say(`What you felt was not kept. ${why}`);
  }
}

const bySecond = (one, other) => one.at_s - other.at_s;
const put = (song_id, taps) => felt.set(new Map(felt.get()).set(song_id, taps));

function show(tap) {
  gone.delete(tap.tap_id);
  put(tap.song_id, [...tapsOf(tap.song_id), tap].sort(bySecond));
}

function hide(tap_id) {
  for (const [song_id, taps] of felt.get())
    if (taps.some((tap) => tap.tap_id === tap_id)) put(song_id, taps.filter((tap) => tap.tap_id !== tap_id));
}

/** What is known of one's taps in a song. */
export const tapsOf = (song_id) => felt.get().get(song_id) ?? NO_TAPS;

const asEvent = ({ tap_id, song_id, at_s, valence, arousal, at_ms }) => ({ event_id: tap_id, at_ms, song_id, at_s, valence, arousal });
const asTap = ({ event_id, ...event }) => ({ tap_id: event_id, ...event });

function tell(tap) {
  outbox.add(asEvent(tap), outbox.offset_ms());
  return outbox.flush();
}

/**
 * Tell what is felt at a second of a song.
 * @param place {valence, arousal}, 0..1
 * @returns the tap, which `takeBack` takes back
 */
export function feel(song_id, at_s, { valence, arousal }) {
  const round = (x, by) => Math.round(x * by) / by;
  const tap = {
    tap_id: uuid(),
    song_id,
    at_s: round(Math.max(0, at_s), 100),
    valence: round(valence, 1000),
    arousal: round(arousal, 1000),
    at_ms: Date.now() + outbox.offset_ms(),
  };
  show(tap);
  tell(tap);
  return tap;
}

/** Tell a tap once more that was taken back: it is the same one again. */
export function putBack(tap) {
  const again = { at_ms: Date.parse(tap.felt_at ?? "") || Date.now(), ...tap };
  show(again);
  return tell(again);
}

/**
 * Take a tap back.
 * @returns whether it is gone; if not, it says why
 */
export async function takeBack(tap) {
  hide(tap.tap_id);
  gone.add(tap.tap_id);
  if (outbox.drop(tap.tap_id)) return true;
  await outbox.flush(); // it may be on its way
  try {
    const { body } = await call(`${PATH}/${tap.tap_id}`, { method: "DELETE" });
    setCalibration(user, body.calibration);
    return true;
  } catch (error) {
    putBack(tap);
    say(`It could not be taken back. ${error.message}`);
    return false;
  }
}

/** What the server has, and with it what is on its way there and back. */
function merged(song_id, taps) {
  const waiting = outbox.waiting().filter((event) => event.song_id === song_id).map(asTap);
  const made = tapsOf(song_id).filter((tap) => "at_ms" in tap);
  const each = new Map([...made, ...waiting, ...taps].map((tap) => [tap.tap_id, tap]));
  return [...each.values()].filter((tap) => !gone.has(tap.tap_id)).sort(bySecond);
}

async function ask(song_id) {
  const whose = user;
  try {
    const { body } = await call(`/api/songs/${song_id}/feelings`);
    if (whose === user) put(song_id, merged(song_id, body.taps));
  } catch {
    // Without an answer the page shows the curve alone; the next look asks again.
  }
  asked.delete(song_id);
}

/** Ask for one's taps in a song; several parts of a page that ask at once ask once. */
export function loadTaps(song_id) {
  if (user && !asked.has(song_id)) asked.set(song_id, ask(song_id));
}

/**
 * Turn the correction on or off (`is_on`), or begin it afresh (`afresh`).
 * @throws {CallFailed} with a sentence
 */
export async function chooseCalibration(choice) {
  const whose = user;
  const { body } = await call("/api/calibration", { method: "PUT", body: choice });
  setCalibration(whose, body);
}

function begin(whose) {
  user = whose;
  asked.clear();
  gone.clear();
  felt.set(new Map());
  calibration.set((whose && recallCalibration(whose)) || PLAIN);
  outbox.begin(whose);
  if (!whose) return;
  call("/api/calibration")
    .then(({ body }) => setCalibration(whose, body))
    .catch(() => {}); // What the browser remembers holds until the server says more.
}

player.subscribe((state) => state.user !== user && begin(state.user));

if (typeof window !== "undefined") {
  setInterval(outbox.look, LOOK_MS);
  window.addEventListener("online", outbox.retry);
  // Another tab told or took back something.
  window.addEventListener("storage", ({ key }) => {
    if (user && isCalibrationOf(user, key)) calibration.set(recallCalibration(user) ?? PLAIN);
  });
}
