// What curves, sparklines and loudness promise.
import { describe, expect, test } from "bun:test";
import { decode, decodeSpark, moodWord, sample, sentence, timeline } from "../../emomusic/player/curve.js";
import { clockText, initials } from "../../emomusic/player/format.js";
import { elementVolume, gainFactor } from "../../emomusic/player/loudness.js";
import { colourOf, NEUTRAL } from "../../emomusic/player/palette.js";

const base64 = (values) => btoa(String.fromCharCode(...values));
const plane = (values) => base64(values.map((x) => Math.round(x * 255)));

/** A curve as the server sends it; what is not given lies in the middle. */
function curveOf({ valence, arousal = valence.map(() => 0.2), confident = valence.map(() => 1), hop_s = 0.5, calm = 1 }) {
  const flat = (x) => plane(valence.map(() => x));
  return decode({
    version: 1, model: "ear-1", hop_s, duration_s: valence.length * hop_s, overall: {},
    valence: plane(valence), arousal: plane(arousal),
    valence_low: flat(0.1), valence_high: flat(0.9), arousal_low: flat(0), arousal_high: flat(1),
    moods_happy: flat(0), moods_angry: flat(0), moods_sad: flat(1 - calm), moods_calm: flat(calm),
    confident: base64(confident), peaks: plane([0, 0.5, 1]),
  });
}

describe("a sample", () => {
  const curve = curveOf({ valence: [0, 1, 0] });

  test("is the entry itself in the middle of its hop", () => {
    expect(sample(curve, 0.25).valence).toBe(0);
    expect(sample(curve, 0.75).valence).toBe(1);
  });

  test("lies on the straight line between two entries", () => {
    expect(sample(curve, 0.5).valence).toBeCloseTo(0.5, 6);
    expect(sample(curve, 0.6).valence).toBeCloseTo(0.7, 6);
  });

  test("holds the first and last entry beyond them", () => {
    expect(sample(curve, 0).valence).toBe(0);
    expect(sample(curve, 99).valence).toBe(0);
  });

  test("is sure where the nearest entry is", () => {
    const doubtful = curveOf({ valence: [0, 1, 0], confident: [0, 1, 1] });
    expect(sample(doubtful, 0.2).confident).toBe(false);
    expect(sample(doubtful, 0.8).confident).toBe(true);
  });
});

describe("words", () => {
  test("name the likeliest mood", () => {
    expect(moodWord(sample(curveOf({ valence: [0.5] }), 0))).toBe("calm");
  });

  test("say not sure rather than a made-up mood", () => {
    expect(sentence(curveOf({ valence: [0.9], confident: [0] }), 0)).toBe("not sure");
  });

  test("tell where it goes", () => {
    const ramp = (from, to) => Array.from({ length: 40 }, (_, i) => from + ((to - from) * i) / 39);
    expect(sentence(curveOf({ valence: ramp(0, 1) }), 10)).toBe("calm, brightening");
    expect(sentence(curveOf({ valence: ramp(1, 0) }), 10)).toBe("calm, darkening");
    const still = ramp(0.5, 0.5);
    expect(sentence(curveOf({ valence: still, arousal: ramp(0, 1) }), 10)).toBe("calm, building");
    expect(sentence(curveOf({ valence: still, arousal: ramp(1, 0) }), 10)).toBe("calm, settling");
    expect(sentence(curveOf({ valence: still }), 10)).toBe("calm");
  });
});

describe("the timeline", () => {
  test("has at most 240 rows, in order, within the song", () => {
    const rows = timeline(curveOf({ valence: Array(1000).fill(0.5) }));
    expect(rows.length).toBe(240);
    expect(rows[0].t).toBeGreaterThanOrEqual(0);
    expect(rows[239].t).toBeLessThanOrEqual(500);
    for (let i = 1; i < 240; i++) expect(rows[i].t).toBeGreaterThan(rows[i - 1].t);
  });

  test("has percents and bands where the model is sure, and a gap where not", () => {
    const rows = timeline(curveOf({ valence: [0.2, 0.2], confident: [1, 0] }));
    expect(rows[0].valence).toBe(20);
    expect(rows[0].valence_band).toEqual([10.2, 90.2]);
    expect(rows[1].valence).toBeNull();
    expect(rows[1].arousal_band).toBeNull();
  });
});

test("a sparkline is valence and arousal in turn, and null where not sure", () => {
  expect(decodeSpark(base64([255, 1, 0, 0, 128, 128]))).toEqual([
    { valence: 1, arousal: 0 }, null, { valence: 0.5, arousal: 0.5 },
  ]);
});

describe("loudness", () => {
  const loud = { gain_db: -6, album_gain_db: -3, peak: 0.5 };

  test("takes the album's gain for one album, the song's otherwise", () => {
    expect(gainFactor(loud, false)).toBeCloseTo(0.501, 3);
    expect(gainFactor(loud, true)).toBeCloseTo(0.708, 3);
    expect(gainFactor({ ...loud, album_gain_db: null }, true)).toBeCloseTo(0.501, 3);
  });

  test("never lifts a song into clipping", () => {
    expect(gainFactor({ gain_db: 12, album_gain_db: null, peak: 0.5 }, false)).toBe(2);
  });

  test("is what an element can be set to", () => {
    expect(elementVolume(1, { gain_db: 12, peak: 0.1 }, false)).toBe(1);
    expect(elementVolume(0, loud, false)).toBe(0);
    expect(elementVolume(0.5, { gain_db: null, peak: 1 }, false)).toBeCloseTo(0.125, 6);
  });
});

test("no emotion has the neutral colour", () => {
  expect(colourOf(null, null)).toBe(NEUTRAL);
});

test("times and initials read as people write them", () => {
  expect([clockText(83), clockText(3723), clockText(Number.NaN), clockText(-1)]).toEqual(["1:23", "1:02:03", "0:00", "0:00"]);
  expect([initials("amber rooms"), initials("(Élan) vital x"), initials("…")]).toEqual(["AR", "ÉV", ""]);
});
