// A curve is corrected by what its listener felt, and is the model's again where nothing was.
import { describe, expect, test } from "bun:test";
import { calibrationWords, correctCurve, corrected, PLAIN } from "../../emomusic/player/calibration.js";
import { sample, timeline } from "../../emomusic/player/curve.js";

const track = (...values) => Float32Array.from(values);

function curveOf(valence, arousal) {
  const level = (x) => track(...valence.map(() => x));
  return {
    hop_s: 0.5, duration_s: valence.length / 2, model: "ear-1",
    valence: track(...valence), arousal: track(...arousal),
    valence_low: track(...valence.map((x) => x - 0.1)), valence_high: track(...valence.map((x) => x + 0.1)),
    arousal_low: level(0.2), arousal_high: level(0.4),
    moods_happy: level(0.25), moods_angry: level(0.25), moods_sad: level(0.25), moods_calm: level(0.25),
    confident: new Uint8Array(valence.length).fill(1),
    overall: { valence: 0.5, arousal: 0.5, mood: "sad", moods: { happy: 0.25, angry: 0.25, sad: 0.25, calm: 0.25 }, confidence: 0.9 },
  };
}

const sadder = { ...PLAIN, valence: { offset: -0.2, slope: 0.5 }, arousal: { offset: 0.1, slope: 1 }, taps: 3, songs: 2 };
const numbers = (values) => [...values].map((x) => Math.round(x * 1000) / 1000);

describe("a correction", () => {
  test("moves and stretches round the middle, and stays on the plane", () => {
    expect(corrected({ offset: 0.1, slope: 1 }, 0.5)).toBeCloseTo(0.6);
    expect(corrected({ offset: 0, slope: 0.5 }, 0.9)).toBeCloseTo(0.7);
    expect(corrected({ offset: 0.4, slope: 1.8 }, 0.9)).toBe(1);
    expect(corrected({ offset: -0.4, slope: 1 }, 0.1)).toBe(0);
  });

  test("is none without taps, and where it is turned off", () => {
    const curve = curveOf([0.2, 0.8], [0.3, 0.3]);
    expect(correctCurve(curve, PLAIN)).toBe(curve);
    expect(correctCurve(curve, { ...sadder, is_on: false })).toBe(curve);
  });
});

describe("a corrected curve", () => {
  const curve = curveOf([0.5, 0.9], [0.3, 0.3]);
  const seen = correctCurve(curve, sadder);

  test("has its lines and bands moved, and the model's own beside it", () => {
    expect(numbers(seen.valence)).toEqual([0.3, 0.5]);
    expect(numbers(seen.arousal)).toEqual([0.4, 0.4]);
    expect(numbers(seen.valence_low)).toEqual([0.25, 0.45]);
    expect(numbers(seen.valence_high)).toEqual([0.35, 0.55]);
    expect(seen.heard).toBe(curve);
    expect(numbers(curve.valence)).toEqual([0.5, 0.9]);
  });

  test("has moods that moved along and still add up", () => {
    const { moods } = sample(seen, 0.25);
    const [happy, angry, sad, calm] = moods;
    expect(happy + angry + sad + calm).toBeCloseTo(1, 5);
    expect(sad + angry).toBeGreaterThan(0.9); // three times the log-odds of 0.3: 0.073
    expect(happy + calm).toBeCloseTo(0.073, 2);
    expect(angry).toBeGreaterThan(sad);
  });

  test("has a whole that moved along", () => {
    expect(seen.overall.valence).toBeCloseTo(0.3);
    expect(seen.overall.arousal).toBeCloseTo(0.6);
    expect(seen.overall.mood).toBe("angry");
    const unsure = correctCurve({ ...curve, overall: { ...curve.overall, mood: "unsure" } }, sadder);
    expect(unsure.overall.mood).toBe("unsure");
  });

  test("is drawn with what the model heard, which a curve as heard is not", () => {
    expect(timeline(seen)[0]).toMatchObject({ valence: 30, arousal: 40, heard_valence: 50, heard_arousal: 30 });
    expect("heard_valence" in timeline(curve)[0]).toBe(false);
  });
});

describe("words for it", () => {
  test("say what moves where, and nothing where nothing does", () => {
    expect(calibrationWords(sadder)).toBe(
      "Valence: 20 hundredths less pleasant, 50 % narrower round the middle; Arousal: 10 hundredths more energetic",
    );
    expect(calibrationWords(PLAIN)).toBe("");
    expect(calibrationWords({ ...sadder, is_on: false })).toBe("");
  });
});
