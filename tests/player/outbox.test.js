// What becomes of events between the player and the server.
import { beforeEach, describe, expect, test } from "bun:test";
import { createOutbox } from "../../emomusic/player/outbox.js";

const ANN = 1;
const BEN = 2;
let storage, now, posted, whose, beacons, corrected, answer;

/** A Storage as browsers have it. */
function makeStorage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    key: (i) => [...kept.keys()][i],
    get length() {
      return kept.size;
    },
  };
}

/** A tab: its outbox, and its timer, which runs when it is told to. */
function makeTab() {
  const tab = { due: null };
  tab.outbox = createOutbox({
    post: async (body) => {
      whose.push(body.listener_id);
      posted.push(body.events.map(({ event_id }) => event_id));
      return answer(body.events);
    },
    beacon: (body) => beacons.push(body.events.map(({ event_id }) => event_id)),
    storage,
    onClock: (play_id, offset_ms) => corrected.push([play_id, offset_ms]),
    now: () => now,
    later: (act, ms) => (tab.due = { act, ms }),
    cancel: () => (tab.due = null),
  });
  tab.outbox.begin(ANN);
  return tab;
}

async function wait(tab) {
  const { act } = tab.due;
  tab.due = null;
  act();
  await tab.outbox.flush();
}

const event = (event_id) => ({ event_id, play_id: "p", at_ms: now, started_at_ms: now - 1000 });
const fail = (status) => () => {
  throw Object.assign(new Error("no"), { status });
};
const taken = () => ({ refused: [], now_ms: now });

beforeEach(() => {
  storage = makeStorage();
  now = 1_800_000_000_000;
  posted = [];
  whose = [];
  beacons = [];
  corrected = [];
  answer = taken;
});

describe("an event", () => {
  test("is told soon, with what else waits, and then forgotten", async () => {
    const tab = makeTab();
    tab.outbox.add(event("a"), 0);
    tab.outbox.add(event("b"), 0);
    expect(tab.due.ms).toBe(5000);
    expect(storage.length).toBe(2);
    await wait(tab);
    await tab.outbox.flush();
    expect(posted).toEqual([["a", "b"]]);
    expect(storage.length).toBe(0);
  });

  test("is told again with the same id until the server answers, ever more seldom", async () => {
    const tab = makeTab();
    answer = fail(0);
    tab.outbox.add(event("a"), 0);
    const pauses = [];
    for (let i = 0; i < 7; i++) {
      await wait(tab);
      pauses.push(tab.due.ms);
    }
    expect(pauses).toEqual([5000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000]);
    answer = taken;
    await wait(tab);
    expect(posted).toEqual(Array(8).fill(["a"]));
    expect(storage.length).toBe(0);
    expect(tab.due).toBe(null);
  });

  test("that is refused is dropped", async () => {
    const tab = makeTab();
    answer = () => ({ refused: [{ event_id: "a", why: "The song is not that long." }], now_ms: now });
    tab.outbox.add(event("a"), 0);
    await wait(tab);
    await tab.outbox.flush();
    expect(posted).toEqual([["a"]]);
    expect(storage.length).toBe(0);
  });

  test("that is not understood at all is dropped, and one told too fast is not", async () => {
    const tab = makeTab();
    answer = fail(422);
    tab.outbox.add(event("a"), 0);
    await wait(tab);
    expect(storage.length).toBe(0);
    answer = fail(429);
    tab.outbox.add(event("b"), 0);
    await wait(tab);
    expect(storage.length).toBe(1);
  });

  test("outlives a crash of its tab", async () => {
    makeTab().outbox.add(event("a"), 0);
    const next = makeTab();
    expect(next.due.ms).toBe(0);
    await wait(next);
    expect(posted).toEqual([["a"]]);
    expect(storage.length).toBe(0);
  });

  test("of a tab that is gone is told by another one, in its order", async () => {
    const tab = makeTab();
    const other = makeTab();
    other.outbox.add(event("a"), 0);
    now += 59_999;
    tab.outbox.look();
    expect(tab.due).toBe(null);
    now += 1;
    tab.outbox.add(event("b"), 0);
    tab.outbox.look();
    tab.outbox.look();
    await wait(tab);
    expect(posted).toEqual([["a", "b"]]);
  });

  test("is told by a page that goes, and kept until there is an answer", async () => {
    const tab = makeTab();
    tab.outbox.add(event("a"), 0);
    tab.outbox.leave();
    expect(beacons).toEqual([["a"]]);
    await wait(makeTab());
    expect(posted).toEqual([["a"]]);
    expect(storage.length).toBe(0);
  });

  test("of one person is not told by another", async () => {
    const tab = makeTab();
    tab.outbox.add(event("a"), 0);
    tab.outbox.begin(BEN);
    await tab.outbox.flush();
    tab.outbox.leave();
    expect([posted, beacons]).toEqual([[], []]);
    tab.outbox.begin(0);
    tab.outbox.add(event("x"), 0);
    expect(storage.length).toBe(1);
    tab.outbox.begin(ANN);
    await wait(tab);
    expect(posted).toEqual([["a"]]);
  });

  test("goes on waiting when its person comes and goes while it is told", async () => {
    const tab = makeTab();
    tab.outbox.add(event("a"), 0);
    const told = tab.outbox.flush();
    tab.outbox.begin(BEN);
    tab.outbox.add(event("b"), 0);
    await told;
    await tab.outbox.flush();
    expect(posted).toEqual([["a"], ["b"]]);
    expect(whose).toEqual([ANN, BEN]);
    expect(storage.length).toBe(0);
  });
});

describe("many events", () => {
  test("are told in parts that a browser sends for a page that goes", async () => {
    const tab = makeTab();
    for (let i = 0; i < 250; i++) tab.outbox.add(event(`e${i}`), 0);
    await wait(tab);
    while (tab.due) await wait(tab);
    expect(posted.map((ids) => ids.length)).toEqual([100, 100, 50]);
  });

  test("are bounded: the oldest are given up", () => {
    const tab = makeTab();
    for (let i = 0; i < 1010; i++) tab.outbox.add(event(`e${i}`), 0);
    expect(storage.length).toBe(1000);
    expect(storage.getItem("emomusic:1:told:e9")).toBe(null);
    expect(storage.getItem("emomusic:1:told:e10")).not.toBe(null);
  });

  test("are told from memory where the browser keeps nothing", async () => {
    storage = { get length() { throw new Error("closed"); }, getItem: null, setItem: null, removeItem: null, key: null };
    const tab = makeTab();
    tab.outbox.add(event("a"), 0);
    await wait(tab);
    expect(posted).toEqual([["a"]]);
  });
});

describe("a browser whose clock is an hour ahead", () => {
  const HOUR_MS = 3_600_000;

  test("tells its refused events once more by the server's clock", async () => {
    const tab = makeTab();
    const server_ms = now;
    now += HOUR_MS;
    answer = (events) => ({ refused: events.filter(({ at_ms }) => at_ms > server_ms).map(({ event_id }) => ({ event_id })), now_ms: server_ms });
    tab.outbox.add(event("a"), tab.outbox.offset_ms());
    await wait(tab);
    expect(corrected).toEqual([["p", -HOUR_MS]]);
    expect(JSON.parse(storage.getItem("emomusic:1:told:a")).event).toEqual({ event_id: "a", play_id: "p", at_ms: server_ms, started_at_ms: server_ms - 1000 });
    await wait(tab);
    expect(posted).toEqual([["a"], ["a"]]);
    expect(storage.length).toBe(1); // only the clock, for the next visit
    expect(makeTab().outbox.offset_ms()).toBe(-HOUR_MS);
  });

  test("gives up what is refused by the right clock too", async () => {
    const tab = makeTab();
    answer = () => ({ refused: [{ event_id: "a" }], now_ms: now - HOUR_MS });
    tab.outbox.add(event("a"), 0);
    await wait(tab);
    await wait(tab);
    expect(posted).toEqual([["a"], ["a"]]);
    expect(tab.due).toBe(null);
  });
});

describe("what is not told any more", () => {
  test("is known to nobody where it was never sent", async () => {
    const tab = makeTab();
    tab.outbox.add(event("a"), 0);
    tab.outbox.add(event("b"), 0);
    expect(tab.outbox.waiting().map(({ event_id }) => event_id)).toEqual(["a", "b"]);
    expect(tab.outbox.drop("a")).toBe(true);
    await tab.outbox.flush();
    expect(posted).toEqual([["b"]]);
    expect(storage.length).toBe(0);
  });

  test("may be known to the server where it was sent without an answer, or by a tab before", async () => {
    const tab = makeTab();
    answer = fail(0);
    tab.outbox.add(event("a"), 0);
    tab.outbox.add(event("b"), 0);
    await tab.outbox.flush();
    expect(tab.outbox.drop("a")).toBe(false);
    const later = makeTab();
    expect(later.outbox.drop("b")).toBe(false);
    expect(storage.length).toBe(0);
  });
});

describe("an outbox of another shelf", () => {
  test("keeps its events by themselves, and their times alone where they have no play", async () => {
    const told = [];
    const other = createOutbox({
      shelf: "felt",
      post: async ({ events }) => {
        told.push(...events);
        return told.length === 1 ? { refused: [{ event_id: "x", why: "" }], now_ms: now + 60_000 } : { refused: [], now_ms: now };
      },
      storage, now: () => now, later: () => {}, cancel: () => {},
    });
    other.begin(ANN);
    other.add({ event_id: "x", at_ms: now }, 0);
    expect(storage.key(0)).toBe("emomusic:1:felt:x");
    makeTab();
    expect(posted).toEqual([]);
    await other.flush();
    await other.flush();
    expect(told).toEqual([{ event_id: "x", at_ms: now }, { event_id: "x", at_ms: now + 60_000 }]);
  });
});
