// How an explanation is written and drawn.
import { describe, expect, test } from "bun:test";
import {
  hundredths, inHundredths, look, momentText, placeOf, rowsOf, scaleOf, scaleText, signed, ticksOf,
} from "../../emomusic/player/explanation.js";

const bands = ["bass", "middle", "treble", "harmony"].map((name) => ({ name, hertz: "" }));

/** Four bands by four seconds, of which one cell pushes. */
function foundOf({ push = 0.05, edges_s = [8, 9, 10, 11, 12] } = {}) {
  const cells = bands.map(() => Array(edges_s.length - 1).fill(0));
  cells[1][2] = push;
  const none = { cells: cells.map((row) => row.map(() => 0)) };
  return { bands, edges_s, valence: none, arousal: { cells } };
}

describe("numbers", () => {
  test("of the plane have two digits", () => {
    expect([0.62, 1, 0, 0.005].map(hundredths)).toEqual([".62", "1.00", ".00", ".01"]);
  });

  test("carry their sign, and nothing is nothing", () => {
    expect([0.06, -0.123, 0.004, -0.004, 1].map(signed)).toEqual(["+.06", "−.12", "0", "0", "+1.00"]);
    expect([0.006, -0.0123, 0.0004, -0.0004].map(inHundredths)).toEqual(["+0.6", "−1.2", "0", "0"]);
    expect(scaleText(0.0182)).toBe(".018");
  });

  test("of time say the half second", () => {
    expect([0, 63.5, 63, 3723.5].map(momentText)).toEqual(["0:00", "1:03.5", "1:03", "1:02:03.5"]);
  });
});

describe("the picture", () => {
  test("has the high bands on top and the harmony last", () => {
    const { cells } = foundOf().arousal;
    const rows = rowsOf(foundOf(), cells);
    expect(rows.map(({ band }) => band.name)).toEqual(["treble", "middle", "bass", "harmony"]);
    expect(rows[1].cells).toEqual([0, 0, 0.05, 0]);
    expect(rows.map(({ index }) => index)).toEqual([2, 1, 0, 3]);
  });

  test("has a scale of its strongest cell, and does not blow up what is nothing", () => {
    expect(scaleOf(foundOf({ push: -0.05 }).arousal.cells)).toBe(0.05);
    expect(scaleOf(foundOf({ push: 0.0001 }).arousal.cells)).toBe(0.01);
  });

  test("says by a sign what a colour says", () => {
    expect(look(0.05, 0.05)).toEqual({ share: 1, up: true, sign: "+" });
    expect(look(-0.025, 0.05)).toEqual({ share: 0.5, up: false, sign: "−" });
    expect(look(0.005, 0.05).sign).toBe("");
    expect(look(9, 0.05).share).toBe(1);
  });

  test("marks the moment where it is", () => {
    expect(placeOf(foundOf(), 8)).toBe(0);
    expect(placeOf(foundOf(), 10)).toBe(0.5);
    expect(placeOf(foundOf(), 12)).toBe(1);
    expect(placeOf(foundOf(), 99)).toBe(1);
    // the last stretch of a song is shorter, and as wide as the others
    expect(placeOf(foundOf({ edges_s: [8, 9, 10, 11, 11.5] }), 11.25)).toBe(0.875);
  });

  test("has a time under each third edge", () => {
    expect(ticksOf(foundOf()).map(({ edge_s, place }) => [edge_s, place])).toEqual([[8, 0], [11, 0.75]]);
  });
});
