// Promises of the map's pure JavaScript.
import { describe, expect, test } from "bun:test";
import { home, kept, panned, seenBy, toPlane, toX, toY, WHOLE, zoomed } from "../../../emomusic/components/emotion_map/camera.js";
import { cellsOf, CELLS, runsOf, sorted } from "../../../emomusic/components/emotion_map/cells.js";
import { contour, densityOf, peakOf, SIDE } from "../../../emomusic/components/emotion_map/density.js";
import { fewer, held, moved, rectangle, sized } from "../../../emomusic/components/emotion_map/geometry.js";
import { ahead, around, maskOf, nearest, NO_FILTER, sum, yearsOf } from "../../../emomusic/components/emotion_map/points.js";

const SIZE = { width: 800, height: 600 };

function library(...songs) {
  const column = (Kind, name) => Kind.from(songs, (song) => song[name] ?? 0);
  return {
    count: songs.length,
    valence: column(Float32Array, "v"),
    arousal: column(Float32Array, "a"),
    genre: column(Uint16Array, "genre"),
    year: column(Uint16Array, "year"),
    liked: column(Uint8Array, "liked"),
    genres: ["", "Jazz"],
  };
}

const all = (points) => maskOf(points, NO_FILTER);

describe("what is seen", () => {
  test("a pixel and its place are one another's", () => {
    const view = kept({ v: 0.4, a: 0.6, zoom: 3 });
    const [v, a] = toPlane(view, SIZE, 123, 456);
    expect(toX(view, SIZE, v)).toBeCloseTo(123, 6);
    expect(toY(view, SIZE, a)).toBeCloseTo(456, 6);
  });

  test("valence is to the right and arousal up", () => {
    expect(toX(WHOLE, SIZE, 1)).toBeGreaterThan(toX(WHOLE, SIZE, 0));
    expect(toY(WHOLE, SIZE, 1)).toBeLessThan(toY(WHOLE, SIZE, 0));
  });

  test("what is under the mouse stays there when one zooms", () => {
    const before = toPlane(WHOLE, SIZE, 300, 250);
    const near = zoomed(WHOLE, SIZE, 4, 300, 250);
    expect(near.zoom).toBe(4);
    expect(toPlane(near, SIZE, 300, 250)[0]).toBeCloseTo(before[0], 6);
    expect(toPlane(near, SIZE, 300, 250)[1]).toBeCloseTo(before[1], 6);
  });

  test("nobody gets lost beyond the plane", () => {
    const far = panned(kept({ v: 0.5, a: 0.5, zoom: 8 }), SIZE, -1e5, 1e5);
    const [left, low, right, high] = seenBy(far);
    expect([right, high]).toEqual([1, 1]);
    expect(left).toBeLessThan(1);
    expect(low).toBeLessThan(1);
    expect(zoomed(WHOLE, SIZE, 1e9).zoom).toBe(64);
  });

  test("a library in a corner is what one sees first", () => {
    const view = home(library({ v: 0.7, a: 0.7 }, { v: 0.9, a: 0.9 }));
    const [left, low, right, high] = seenBy(view);
    expect(left < 0.7 && right > 0.9 && low < 0.7 && high > 0.9).toBe(true);
    expect(view.zoom).toBeGreaterThan(1.5);
    expect(home(library())).toBe(WHOLE);
  });

  test("holds the path of a journey too", () => {
    const songs = library({ v: 0.7, a: 0.7 }, { v: 0.9, a: 0.9 });
    const view = home(songs, [[0.2, 0.3], [0.8, 0.8]]);
    expect(seenBy(view)[0]).toBeLessThan(0.2);
    // Above the buttons and the strip at the foot of the map.
    expect(toY(view, SIZE, 0.3)).toBeLessThan(0.8 * SIZE.height);
  });
});

describe("songs", () => {
  const points = library({ v: 0.2, a: 0.2, genre: 1, year: 1990 }, { v: 0.25, a: 0.2, liked: 1 }, { v: 0.8, a: 0.8, year: 2000 });

  test("are filtered by genre, years and likes", () => {
    const held = (filter) => [...maskOf(points, { ...NO_FILTER, ...filter })];
    expect(held({})).toEqual([1, 1, 1]);
    expect(held({ genre: "Jazz" })).toEqual([1, 0, 0]);
    expect(held({ genre: "Polka" })).toEqual([0, 0, 0]);
    expect(held({ years: [0, 1995] })).toEqual([1, 0, 0]);
    expect(held({ liked: true })).toEqual([0, 1, 0]);
    expect(sum(all(points))).toBe(3);
  });

  test("have years where some are known", () => {
    expect(yearsOf(points)).toEqual([1990, 2000]);
    expect(yearsOf(library({}))).toBe(null);
  });

  test("are found where one points, and only near by", () => {
    expect(nearest(points, all(points), 0.24, 0.2, 800, 600, 20)).toBe(1);
    expect(nearest(points, Uint8Array.of(1, 0, 1), 0.24, 0.2, 800, 600, 40)).toBe(0);
    expect(nearest(points, all(points), 0.5, 0.5, 800, 600, 20)).toBe(-1);
  });

  test("are gone through in a direction", () => {
    expect(ahead(points, all(points), 0.2, 0.2, [1, 0], 0.01)).toBe(1);
    expect(ahead(points, all(points), 0.25, 0.2, [0, 1], 0.01)).toBe(2);
    expect(ahead(points, all(points), 0.2, 0.2, [-1, 0], 0.01)).toBe(-1);
  });

  test("are listed by how near they are", () => {
    expect(around(points, all(points), 0.26, 0.2, 2)).toEqual([1, 0]);
    const many = library(...Array.from({ length: 900 }, (_, i) => ({ v: (i % 30) / 30, a: Math.floor(i / 30) / 30 })));
    const near = around(many, all(many), 0.5, 0.5, 5);
    expect(near[0]).toBe(15 * 30 + 15);
    expect(near.length).toBe(5);
  });
});

describe("regions", () => {
  const points = library({ v: 0.1, a: 0.1 }, { v: 0.5, a: 0.5 }, { v: 1, a: 1 });

  test("hold what is inside, the edges of the plane too", () => {
    expect([...held(points, all(points), rectangle([0.4, 0.4], [1.2, 1.2]))]).toEqual([0, 1, 1]);
    expect([...held(points, Uint8Array.of(1, 0, 1), rectangle([0, 0], [1, 1]))]).toEqual([1, 0, 1]);
  });

  test("keep their corners where they are on the edge", () => {
    const two = library({ v: 0.6, a: 0.5 }, { v: 0.5, a: 0.6 });
    expect([...held(two, all(two), [[0, 0], [1, 0], [1, 1]])]).toEqual([1, 0]);
  });

  test("are moved and sized, and stay on the plane", () => {
    const frame = rectangle([0.4, 0.4], [0.6, 0.6]);
    expect(moved(frame, 0.1, 0)[0][0]).toBeCloseTo(0.5, 6);
    expect(moved(frame, 9, 0)[1][0]).toBe(1);
    expect(moved(frame, 9, 0)[0][0]).toBeCloseTo(0.8, 6);
    expect(sized(frame, 0.05, 0)[1][0] - sized(frame, 0.05, 0)[0][0]).toBeCloseTo(0.3, 6);
    expect(sized(frame, -9, 0)[1][0] - sized(frame, -9, 0)[0][0]).toBeCloseTo(0.01, 6);
  });

  test("drawn by hand keep their shape with few corners", () => {
    const circle = Array.from({ length: 400 }, (_, i) => [0.5 + 0.3 * Math.cos(i / 63.7), 0.5 + 0.3 * Math.sin(i / 63.7)]);
    const corners = fewer(circle, 60);
    expect(corners.length).toBeLessThanOrEqual(60);
    expect(Math.max(...corners.map(([v, a]) => Math.abs(Math.hypot(v - 0.5, a - 0.5) - 0.3)))).toBeLessThan(1e-6);
    expect(fewer(circle, 12).length).toBeLessThanOrEqual(12);
    expect(fewer([[0, 0], [0.5, 0.5], [1, 1]], 12)).toEqual([[0, 0], [1, 1]]);
  });
});

describe("density", () => {
  test("is highest where most songs are, and leaves out what is filtered", () => {
    const points = library(...Array(50).fill({ v: 0.75, a: 0.25 }), { v: 0.1, a: 0.9 });
    const cells = densityOf(points, all(points));
    const at = (v, a) => cells[Math.floor(a * SIDE) * SIDE + Math.floor(v * SIDE)];
    expect(at(0.75, 0.25)).toBe(255);
    expect(at(0.1, 0.9)).toBeGreaterThan(0);
    expect(at(0.1, 0.9)).toBeLessThan(at(0.75, 0.25));
    expect(at(0.5, 0.5)).toBe(0);
    expect(Math.max(...densityOf(points, new Uint8Array(51)))).toBe(0);
  });

  test("has lines of equal height round its top, closed along the edge of the plane", () => {
    const cells = Array.from({ length: 10 }, (_, y) => Array.from({ length: 10 }, (_, x) => (x === 9 && y === 0 ? 1 : 0)));
    const lines = contour(cells, 0.5);
    expect(peakOf(cells)).toEqual([0.95, 0.05]);
    expect(lines.length).toBeGreaterThan(4);
    for (const [v, a] of lines) {
      expect(v).toBeGreaterThan(0.85);
      expect(a).toBeLessThan(0.15);
    }
    const ends = new Map();
    for (const [v1, a1, v2, a2] of lines) for (const end of [`${v1.toFixed(5)} ${a1.toFixed(5)}`, `${v2.toFixed(5)} ${a2.toFixed(5)}`]) ends.set(end, (ends.get(end) ?? 0) + 1);
    expect([...ends.values()].every((n) => n % 2 === 0)).toBe(true);
    expect(contour(cells, 2)).toEqual([]);
  });
});

describe("cells", () => {
  const points = library(...Array.from({ length: 1024 }, (_, i) => ({ v: (i % 32) / 32, a: Math.floor(i / 32) / 32 })));
  const cells = cellsOf(points);
  const drawn = (area, share) => runsOf(cells, area, share).flatMap(([first, number]) => [...cells.order.slice(first, first + number)]);

  test("hold every song once", () => {
    expect([...cells.order].sort((i, j) => i - j)).toEqual(Array.from({ length: 1024 }, (_, i) => i));
    expect(drawn([0, 0, 1, 1], 1).length).toBe(1024);
    expect(sorted(points.valence, cells.order)[0]).toBe(0);
  });

  test("are drawn where one looks", () => {
    const seen = drawn([0.5, 0.5, 0.56, 0.56], 1);
    expect(seen).toContain(16 * 32 + 16);
    expect(seen.length).toBeLessThan(20);
  });

  test("give an even part of a crowd", () => {
    const part = drawn([0, 0, 1, 1], 0.25);
    expect(part.length).toBe(CELLS * CELLS);
    expect(new Set(part).size).toBe(CELLS * CELLS);
  });
});
