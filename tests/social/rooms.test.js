// What the clock of a room and the correction of drift promise.
import { describe, expect, test } from "bun:test";
import { CLOSE_S, correction, hurry, median, MOST_RATE, positionAt } from "../../emomusic/social/drift.js";
import { best, createTimeSource, measure } from "../../emomusic/social/time_source.js";

describe("the server's time", () => {
  test("is exact where both ways take as long", () => {
    expect(measure(1000, 51_020, 1040)).toEqual({ offset_ms: 50_000, round_trip_ms: 40 });
  });

  test("is wrong by half the round trip at most, however the line holds one way up", () => {
    const truth = 5000;
    for (const there of [0, 1, 10, 30])
      for (const back of [0, 2, 25, 60]) {
        const { offset_ms, round_trip_ms } = measure(100, 100 + there + truth, 100 + there + back);
        expect(Math.abs(offset_ms - truth)).toBeLessThanOrEqual(round_trip_ms / 2);
      }
  });

  test("comes from the question that was back soonest", () => {
    const asked = [measure(0, 1090, 100), measure(0, 1004, 8), measure(0, 1000, 50)];
    expect(best(asked)).toEqual({ offset_ms: 1000, round_trip_ms: 8 });
    expect(best([])).toBeNull();
  });

  test("passes over questions that fail, and keeps what it knew when all do", async () => {
    let at = 0;
    let down = false;
    let asked = 0;
    const source = createTimeSource(async () => {
      asked += 1;
      if (down || asked === 2) throw new Error("away");
      at += 10;
      return at - 5 + 700;
    }, () => at);
    expect(source.isSet()).toBe(false);
    expect(await source.set(4)).toBe(true);
    expect(source.now()).toBe(at + 700);
    expect(source.toLocal(1000)).toBe(300);
    down = true;
    expect(await source.set(3)).toBe(true);
    expect(source.now()).toBe(at + 700);
  });
});

describe("a drift", () => {
  test("that nobody hears is left alone", () => {
    expect(correction(CLOSE_S)).toEqual({ jump: false, rate: 1 });
    expect(correction(-CLOSE_S)).toEqual({ jump: false, rate: 1 });
  });

  test("is corrected by speed: slower when ahead, faster when behind, by 3 % at most", () => {
    expect(correction(0.04).rate).toBeCloseTo(0.98, 10);
    expect(correction(-0.04).rate).toBeCloseTo(1.02, 10);
    expect(correction(0.9).rate).toBeCloseTo(1 - MOST_RATE, 10);
    expect(correction(-0.9).rate).toBeCloseTo(1 + MOST_RATE, 10);
  });

  test("of more than a second is a jump", () => {
    expect(correction(1.01)).toEqual({ jump: true, rate: 1 });
    expect(correction(-30)).toEqual({ jump: true, rate: 1 });
  });

  test("is corrected until it is gone, not only until it is small", () => {
    expect(correction(0.008).rate).toBe(1);
    expect(correction(0.008, 0.99).rate).toBeLessThan(1);
    expect(correction(0.004, 0.99).rate).toBe(1);
  });

  test("of a fifth of a second is gone within ten seconds, and does not come back", () => {
    let drift = 0.2;
    let rate = 1;
    for (let t = 0; t < 10; t += 0.25) {
      rate = correction(drift, rate).rate;
      drift += (rate - 1) * 0.25;
    }
    expect(Math.abs(drift)).toBeLessThanOrEqual(CLOSE_S);
    expect(rate).toBe(1);
  });

  test("of a sound that nobody hears is gone within a second, at half to twice the speed", () => {
    for (const first_s of [0.3, -0.3, 0.1, -0.02]) {
      let drift = first_s;
      for (let t = 0; t < 1; t += 0.02) {
        const rate = hurry(drift);
        expect(rate).toBeGreaterThanOrEqual(0.5);
        expect(rate).toBeLessThanOrEqual(2);
        drift += (rate - 1) * 0.02;
      }
      expect(Math.abs(drift)).toBeLessThan(0.04);
    }
  });

  test("is the middle of what was measured", () => {
    expect(median([0.01, 0.5, 0.012])).toBe(0.012);
    expect(median([1, 3])).toBe(2);
  });
});

describe("the second of a room", () => {
  const room = { is_on: true, position_s: 30, at_ms: 10_000 };
  test("moves with the server's time from its start on", () => {
    expect(positionAt(room, 9_600)).toBe(30);
    expect(positionAt(room, 12_500)).toBe(32.5);
  });
  test("stands while the room is paused", () => {
    expect(positionAt({ ...room, is_on: false }, 99_000)).toBe(30);
  });
});
