// What sounds in this tab, told to the server: plays.js says what, outbox.js when.
import { address, call } from "./api.js";
import { createOutbox } from "./outbox.js";
import { createPlays } from "./plays.js";
import { uuid } from "./uuid.js";

const PATH = "/api/playback";
const LOOK_MS = 60_000;

const outbox = createOutbox({
  post: (body) => call(PATH, { method: "POST", body, keepalive: true }).then((answer) => answer.body),
  beacon: (body) => navigator.sendBeacon(address(PATH), new Blob([JSON.stringify(body)], { type: "application/json" })),
  storage: typeof localStorage === "undefined" ? null : localStorage,
  onClock: (play_id, offset_ms) => plays.correct(play_id, offset_ms),
});

/** What sounds in this tab. */
export const plays = createPlays({
  uuid,
  offset_ms: outbox.offset_ms,
  tell({ offset_ms, ...event }) {
    const now = new Date();
    const when = { at_ms: now.getTime() + offset_ms, utc_offset_min: -now.getTimezoneOffset() };
    outbox.add({ event_id: uuid(), ...event, ...when }, offset_ms);
  },
});

/** Tell for a person from now on; 0 for nobody. */
export const reportFor = (user) => outbox.begin(user);

/** Tell what waits now; resolves when the server has answered, or could not. */
export const flush = () => outbox.flush();

/** The page goes. */
export const leave = () => outbox.leave();

if (typeof window !== "undefined") {
  setInterval(outbox.look, LOOK_MS);
  window.addEventListener("online", outbox.retry);
}
