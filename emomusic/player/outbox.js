// Events that wait to be told. Each is kept in the browser until the server has answered for it,
// under a key of its own: several tabs keep theirs side by side, any tab may tell those of a tab
// that is gone, and an event that is told twice bears the same id.

const FLUSH_MS = 5000;
const STRANGE_MS = 60_000; // an event that waits for longer is no other tab's business any more
const FIRST_PAUSE_MS = 5000;
const MOST_PAUSE_MS = 120_000;
const WRONG_CLOCK_MS = 30_000;
const BATCH = 100; // stays below what a browser lets a closing page send
const KEPT = 1000;
const CLOCK = "emomusic:clock";
const NOT_UNDERSTOOD = [400, 413, 422];

const byTime = (one, other) => one.event.at_ms - other.event.at_ms;

/** An event as it would have been told by the right clock. */
function shifted(event, by_ms) {
  const { started_at_ms } = event;
  return { ...event, at_ms: event.at_ms + by_ms, ...(started_at_ms === undefined ? {} : { started_at_ms: started_at_ms + by_ms }) };
}

/**
 * @param shelf names what is kept in the browser: outboxes of other things have other shelves
 * @param post sends {listener_id, events} and resolves with the server's answer, or throws an error with a status
 * @param beacon sends the same from a page that goes; for `leave`
 * @param storage a Storage, such as localStorage
 * @param onClock takes (play_id, offset_ms) where the clock of a play turned out wrong
 */
export function createOutbox({ shelf = "told", post, beacon, storage, onClock = () => {}, now = Date.now, later = setTimeout, cancel = clearTimeout }) {
  const prefixOf = (whose) => `emomusic:${whose}:${shelf}:`;
  let user = 0;
  let waiting = []; // {event, offset_ms}, of this tab and of tabs that are gone
  const fresh = new Set(); // ids of events that were never sent by anybody
  let telling = null;
  let timer = null;
  let pause_ms = 0;
  let offset_ms = Number(read(CLOCK)) || 0;

  function read(key) {
    try {
      return storage.getItem(key);
    } catch {
      return null;
    }
  }

  function write(key, value) {
    try {
      if (value === null) storage.removeItem(key);
      else storage.setItem(key, value);
    } catch {
      // The browser's store is full or closed: what waits is in the memory of this tab alone.
    }
  }

  const keep = (record) => write(prefixOf(user) + record.event.event_id, JSON.stringify(record));

  function stored(whose) {
    const found = [];
    try {
      for (let i = 0; i < storage.length; i++) {
        const key = storage.key(i);
        if (key.startsWith(prefixOf(whose))) found.push(JSON.parse(storage.getItem(key)));
      }
    } catch {
      return [];
    }
    return found.filter((record) => record?.event);
  }

  /** Take up what other tabs left behind. */
  function adopt(older_ms) {
    const mine = new Set(waiting.map(({ event }) => event.event_id));
    const left = stored(user).filter(({ event, offset_ms: by_ms }) => now() - (event.at_ms - by_ms) >= older_ms && !mine.has(event.event_id));
    waiting = [...waiting, ...left].sort(byTime);
    while (waiting.length > KEPT) write(prefixOf(user) + waiting.shift().event.event_id, null);
  }

  function soon(ms) {
    if (timer !== null && ms >= FLUSH_MS) return;
    cancel(timer);
    timer = later(() => {
      timer = null;
      flush();
    }, ms);
  }

  /** What the server's clock says; a browser's may be wrong by hours. */
  function setClock(now_ms) {
    const by_ms = now_ms - now();
    if (Math.abs(by_ms - offset_ms) < WRONG_CLOCK_MS) return;
    offset_ms = by_ms;
    write(CLOCK, String(offset_ms));
  }

  /** An event that was refused because of a wrong clock is told once more, by the right one. */
  function corrected({ event, offset_ms: told_ms }) {
    const by_ms = offset_ms - told_ms;
    if (Math.abs(by_ms) < WRONG_CLOCK_MS) return null;
    onClock(event.play_id, offset_ms);
    return { event: shifted(event, by_ms), offset_ms };
  }

  function settle(whose, batch, { refused = [], now_ms = null } = {}) {
    if (now_ms !== null) setClock(now_ms);
    const no = new Set(refused.map(({ event_id }) => event_id));
    const done = new Set(batch);
    const again = batch.filter(({ event }) => no.has(event.event_id)).map(corrected).filter(Boolean);
    for (const { event } of batch) write(prefixOf(whose) + event.event_id, null);
    if (whose !== user) return;
    waiting = [...waiting.filter((record) => !done.has(record)), ...again].sort(byTime);
    again.forEach(keep);
  }

  async function tell() {
    const whose = user;
    const batch = waiting.slice(0, BATCH);
    for (const { event } of batch) fresh.delete(event.event_id);
    try {
      settle(whose, batch, await post({ listener_id: whose, events: batch.map(({ event }) => event) }));
      pause_ms = 0;
    } catch (error) {
      if (NOT_UNDERSTOOD.includes(error.status)) settle(whose, batch);
      else pause_ms = Math.min(MOST_PAUSE_MS, pause_ms * 2 || FIRST_PAUSE_MS);
    }
    telling = null;
    if (user && waiting.length) soon(pause_ms);
  }

  /** Tell what waits now; resolves when the server has answered, or could not. */
  function flush() {
    cancel(timer);
    timer = null;
    if (user && waiting.length) telling ??= tell();
    return telling ?? Promise.resolve();
  }

  return {
    flush,
    /** By how much the server's clock is ahead of the browser's, as far as that matters. */
    offset_ms: () => offset_ms,
    /** Tell for a person from now on; 0 for nobody. What waits for another one stays kept. */
    begin(whose) {
      cancel(timer);
      timer = null;
      pause_ms = 0;
      user = whose;
      waiting = [];
      fresh.clear();
      if (!user) return;
      adopt(0);
      if (waiting.length) soon(0);
    },
    add(event, by_ms) {
      if (!user) return;
      const record = { event, offset_ms: by_ms };
      waiting.push(record);
      fresh.add(event.event_id);
      keep(record);
      if (waiting.length > KEPT) write(prefixOf(user) + waiting.shift().event.event_id, null);
      if (!pause_ms) soon(FLUSH_MS);
    },
    /** What waits to be told. */
    waiting: () => waiting.map(({ event }) => event),
    /** Tell an event no more; returns whether the server can't know of it. */
    drop(event_id) {
      waiting = waiting.filter(({ event }) => event.event_id !== event_id);
      write(prefixOf(user) + event_id, null);
      return fresh.delete(event_id);
    },
    /** Look for what tabs that are gone left behind. */
    look() {
      if (!user) return;
      adopt(STRANGE_MS);
      if (waiting.length && !pause_ms) soon(FLUSH_MS);
    },
    /** The line is there again. */
    retry() {
      pause_ms = 0;
      flush();
    },
    /** The page goes: tell without waiting for an answer, and keep it all for the next visit. */
    leave() {
      const batch = waiting.slice(0, BATCH).map(({ event }) => event);
      if (user && batch.length) beacon({ listener_id: user, events: batch });
    },
  };
}
