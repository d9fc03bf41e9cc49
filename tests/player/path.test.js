// What paths over the plane promise.
import { describe, expect, test } from "bun:test";
import { moved, pathAhead, placeText, placeWord } from "../../emomusic/player/path.js";

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
