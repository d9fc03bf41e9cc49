// What a radio remembers of its listener.
import { describe, expect, test } from "bun:test";
import * as T from "../../emomusic/player/tuning.js";

const song = (id, artist, genre, valence, arousal = 0.5) => ({ id, artists: [{ id: artist }], genre, valence, arousal });

describe("a radio", () => {
  test("remembers what it gave, the latest last, and takes back what was not heard", () => {
    const gave = T.gave(T.gave(T.begin("song:1", "One"), [{ id: 1 }, { id: 2 }, { id: 3 }]), [{ id: 1 }, { id: 4 }]);
    expect(gave.recent).toEqual([2, 3, 1, 4]);
    expect(T.tookBack(gave, [{ id: 3 }]).recent).toEqual([2, 1, 4]);
  });

  test("forgets what it gave long ago", () => {
    const many = Array.from({ length: 1000 }, (_, id) => ({ id }));
    const { recent } = T.gave(T.begin("song:1", ""), many);
    expect([recent.length, recent[0], recent.at(-1)]).toEqual([400, 600, 999]);
  });

  test("learns from an early skip and from an end, and nothing from what is left half-way", () => {
    expect(T.verdict({ part: 0.1, ended: false })).toBe("skipped");
    expect(T.verdict({ part: 0.6, ended: false })).toBeNull();
    expect(T.verdict({ part: 0.95, ended: false })).toBe("heard");
    expect(T.verdict({ part: 0.2, ended: true })).toBe("heard");
  });

  test("lets the last word on a song count", () => {
    const once = T.learn(T.learn(T.begin("song:1", ""), 7, "heard"), 8, "heard");
    const twice = T.learn(once, 7, "skipped");
    expect([twice.heard, twice.skipped]).toEqual([[8], [7]]);
  });
});

describe("after a skip", () => {
  test("another artist, another genre and another feeling come first", () => {
    const skipped = song(1, 1, "Rock", 0.2);
    const waiting = [song(2, 1, "Folk", 0.9), song(3, 2, "Rock", 0.2), song(4, 3, "Folk", 0.3), song(5, 4, "Folk", 0.8)];
    expect(T.leastAlike(skipped, waiting).id).toBe(5);
    expect(T.leastAlike(skipped, waiting.slice(0, 3)).id).toBe(4);
    expect(T.leastAlike(skipped, waiting.slice(0, 2)).id).toBe(3);
  });
});
