// What the player tells of what sounds.
import { beforeEach, describe, expect, test } from "bun:test";
import { createPlays } from "../../emomusic/player/plays.js";

const SONG = { song_id: 7, key: 1, source: "album:3" };
let told, now, count, plays;

beforeEach(() => {
  told = [];
  now = 1_000_000;
  count = 0;
  plays = createPlays({ tell: (event) => told.push(event), uuid: () => `play ${(count += 1)}`, now: () => now });
});

const kinds = () => told.map(({ kind }) => kind);
const stretches = () => told.map(({ heard_from_s, heard_to_s }) => [heard_from_s, heard_to_s]);
const heard = () => told.reduce((sum, one) => sum + one.heard_to_s - one.heard_from_s, 0);

describe("a play", () => {
  test("tells what was heard between its events", () => {
    plays.goes(SONG, 0);
    plays.beats(15);
    plays.stops(20.5);
    plays.goes(SONG, 20.5);
    plays.seeks(30, 100);
    plays.ends(120);
    expect(kinds()).toEqual(["start", "heartbeat", "pause", "resume", "seek", "end"]);
    expect(stretches()).toEqual([[0, 0], [0, 15], [15, 20.5], [20.5, 20.5], [20.5, 30], [100, 120]]);
    expect(told[4].position_s).toBe(100);
    expect(new Set(told.map(({ play_id }) => play_id)).size).toBe(1);
    expect(told[0]).toEqual({ kind: "start", play_id: "play 1", song_id: 7, position_s: 0, heard_from_s: 0, heard_to_s: 0, started_at_ms: now, offset_ms: 0, source: "album:3" });
  });

  test("is over after its end and after a skip", () => {
    plays.goes(SONG, 0);
    plays.ends(200);
    plays.seeks(200, 0);
    plays.stops(0);
    plays.skips(0);
    plays.goes(SONG, 0);
    plays.skips(9);
    plays.goes(SONG, 0);
    expect(kinds()).toEqual(["start", "end", "start", "skip", "start"]);
    expect(told.map(({ play_id }) => play_id)).toEqual(["play 1", "play 1", "play 2", "play 2", "play 3"]);
  });

  test("is another one where the song stands in the queue again", () => {
    plays.goes(SONG, 0);
    plays.skips(5);
    plays.goes({ ...SONG, key: 2 }, 0);
    expect(kinds()).toEqual(["start", "skip", "start"]);
  });

  test("begins once, however often it is said to sound", () => {
    plays.goes(SONG, 0);
    plays.goes(SONG, 3);
    plays.stops(8);
    expect(stretches()).toEqual([[0, 0], [0, 8]]);
  });

  test("that is paused does not hear what is sought, nor is skipped", () => {
    plays.goes(SONG, 0);
    plays.stops(10);
    plays.seeks(10, 50);
    plays.skips(50);
    plays.goes(SONG, 50);
    plays.stops(51);
    expect(kinds()).toEqual(["start", "pause", "seek", "resume", "pause"]);
    expect(heard()).toBe(11);
  });

  test("that stands still tells nothing", () => {
    plays.goes(SONG, 4);
    plays.beats(4);
    plays.beats(4.01);
    expect(kinds()).toEqual(["start"]);
  });

  test("is taken up after a reload, but not a day later", () => {
    plays.goes(SONG, 0);
    plays.stops(12);
    const kept = JSON.parse(JSON.stringify(plays.keep()));
    plays.take(kept);
    now += 86_399_999;
    plays.goes({ ...SONG, key: 9 }, 12);
    plays.stops(13);
    plays.take(kept);
    now += 1;
    plays.goes({ ...SONG, key: 9 }, 12);
    expect(kinds()).toEqual(["start", "pause", "resume", "pause", "start"]);
    expect(plays.keep().play_id).toBe("play 2");
    plays.ends(200);
    expect(plays.keep()).toBe(null);
  });
});

describe("silence", () => {
  test("of a muted player is not heard", () => {
    plays.goes(SONG, 0);
    plays.mute(true, 10);
    plays.beats(20);
    plays.mute(false, 30);
    plays.stops(35);
    expect(stretches()).toEqual([[0, 0], [0, 10], [30, 35]]);
    plays.mute(true, 35);
    plays.goes({ ...SONG, key: 5 }, 0);
    plays.ends(200);
    expect(heard()).toBe(15);
  });

  test("while a room is brought in step is not heard", () => {
    plays.hush(true, 0);
    plays.goes(SONG, 2);
    plays.hush(false, 2.5);
    plays.hush(true, 9);
    plays.hush(true, 9.5);
    plays.goes(SONG, 12);
    plays.hush(false, 12);
    plays.ends(20);
    expect(stretches()).toEqual([[2, 2], [2.5, 9], [12, 20]]);
  });
});
