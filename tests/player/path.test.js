// What paths over the plane promise.
import { describe, expect, test } from "bun:test";
import { cutAt, moved, pathAhead, placeText, placeWord } from "../../emomusic/player/path.js";

describe("a point", () => {
  test("stays on the plane when it is moved", () => {
    expect(moved([0.5, 0.95], [-0.15, 0.15])).toEqual([0.35, 1]);
  });

  test("has the word of its corner, or of its border", () => {
    const words = [[0.8, 0.8], [0.2, 0.8], [0.2, 0.2], [0.8, 0.2], [0.5, 0.5], [0.5, 0.9], [0.5, 0.1], [0.9, 0.5], [0.1, 0.5]];
    expect(words.map(placeWord)).toEqual(["happy", "angry", "sad", "calm", "neutral", "lively", "quiet", "bright", "dark"]);
    expect(placeText([0.25, 0.7])).toBe("angry: valence 25 %, arousal 70 %");
  });
});

describe("what is ahead of a path", () => {
  const drawn = [[0, 0], [0.5, 0], [1, 0]];
  test("begins here, ends elsewhere, and keeps the turns that are still to come", () => {
    expect(pathAhead(drawn, 0.25, [0.2, 0.1], [1, 0.5])).toEqual([[0.2, 0.1], [0.5, 0], [1, 0.5]]);
    expect(pathAhead(drawn, 0.75, [0.7, 0.1], [1, 0.5])).toEqual([[0.7, 0.1], [1, 0.5]]);
  });
});

describe("a path that is cut in two", () => {
  const drawn = [[0, 0], [0.5, 0], [0.5, 0.5]];
  test("has the place where it is cut in both parts", () => {
    expect(cutAt(drawn, 0.25)).toEqual([[[0, 0], [0.25, 0]], [[0.25, 0], [0.5, 0], [0.5, 0.5]]]);
    expect(cutAt(drawn, 0.75)).toEqual([[[0, 0], [0.5, 0], [0.5, 0.25]], [[0.5, 0.25], [0.5, 0.5]]]);
  });

  test("is all ahead at its beginning and all behind at its end", () => {
    expect(cutAt(drawn, 0)).toEqual([[[0, 0], [0, 0]], drawn]);
    expect(cutAt(drawn, 1)).toEqual([drawn, [[0.5, 0.5], [0.5, 0.5]]]);
  });

  test("may be a single point", () => {
    expect(cutAt([[0.2, 0.3]], 0.5)).toEqual([[[0.2, 0.3]], [[0.2, 0.3]]]);
  });
});
