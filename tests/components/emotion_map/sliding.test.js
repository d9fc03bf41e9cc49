// Promises of how the map moves where painting is slow.
import { describe, expect, test } from "bun:test";
import { toX, toY } from "../../../emomusic/components/emotion_map/camera.js";
import { makeSliding, slideOf } from "../../../emomusic/components/emotion_map/sliding.js";

const SIZE = { width: 800, height: 600 };
const PAINTED = { v: 0.5, a: 0.5, zoom: 2 };
const NEAR = { v: 0.52, a: 0.47, zoom: 2.2 };

/** Paint some frames one after the other. */
function painted(gap_ms, frames) {
  const sliding = makeSliding(() => {});
  for (let i = 0; i < frames; i++) sliding.paint(PAINTED, i * gap_ms);
  return sliding;
}

describe("sliding", () => {
  test("what was painted for one view is brought to where it is in another", () => {
    const { x, y, scale } = slideOf(PAINTED, NEAR, SIZE);
    for (const [v, a] of [[0.5, 0.5], [0.3, 0.8]]) {
      expect(SIZE.width / 2 + (toX(PAINTED, SIZE, v) - SIZE.width / 2) * scale + x).toBeCloseTo(toX(NEAR, SIZE, v), 6);
      expect(SIZE.height / 2 + (toY(PAINTED, SIZE, a) - SIZE.height / 2) * scale + y).toBeCloseTo(toY(NEAR, SIZE, a), 6);
    }
  });

  test("a view that is painted is not painted again", () => {
    expect(painted(16, 2).transform(PAINTED, SIZE)).toBe("");
  });

  test("a quick machine paints each frame, a slow one slides", () => {
    expect(painted(16, 10).transform(NEAR, SIZE)).toBeNull();
    const slow = painted(60, 10);
    expect(slow.transform(NEAR, SIZE)).toMatch(/^translate\(.*px, .*px\) scale\(1\.1/);
    slow.end();
  });

  test("what would slide out of the picture, or lose its sharpness, is painted", () => {
    const slow = painted(60, 10);
    expect(slow.transform({ ...PAINTED, v: 0.8 }, SIZE)).toBeNull();
    expect(slow.transform({ ...PAINTED, zoom: 8 }, SIZE)).toBeNull();
  });

  test("when the map rests it is painted anew", async () => {
    const asked = Promise.withResolvers();
    const sliding = makeSliding(asked.resolve);
    for (let i = 0; i < 10; i++) sliding.paint(PAINTED, i * 60);
    expect(sliding.transform(NEAR, SIZE)).not.toBeNull();
    await asked.promise;
    expect(sliding.transform(NEAR, SIZE)).toBeNull();
  });

  test("nothing slides that was painted for other songs", () => {
    const slow = painted(60, 10);
    slow.forget();
    expect(slow.transform(PAINTED, SIZE)).toBeNull();
  });
});
