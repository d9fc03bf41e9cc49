// What was heard, told to the server in batches by the player bar's event handler.
import { createPlays } from "./plays.js";

const FLUSH_MS = 5000;
const BATCH = 50;
const KEPT = 500;

let waiting = [];
let timer = null;
let tell = null;

/** The handler that takes a list of events; the player bar sets it. */
export function setReporter(handler) {
  tell = handler;
  if (handler && waiting.length) timer ??= setTimeout(flush, FLUSH_MS);
}

/** Send what waits now; the sound never waits for it. */
export function flush() {
  clearTimeout(timer);
  timer = null;
  if (!tell || !waiting.length) return;
  const batch = waiting.slice(0, BATCH);
  waiting = waiting.slice(BATCH);
  tell(batch);
  if (waiting.length) timer = setTimeout(flush, 0);
}

/** Note an event of a play; see plays.js. */
function report(event) {
  const now = new Date();
  waiting.push({ event_id: uuid(), at_ms: now.getTime(), utc_offset_min: -now.getTimezoneOffset(), ...event });
  if (waiting.length > KEPT) waiting.shift();
  timer ??= setTimeout(flush, FLUSH_MS);
}

/** What sounds in this tab. */
export const plays = createPlays({ tell: report, uuid });

export function dropReports() {
  waiting = [];
}

// crypto.randomUUID is missing where the page came over plain HTTP from another machine.
function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
