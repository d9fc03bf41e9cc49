// Which rows are chosen after which click and key.
import { describe, expect, test } from "bun:test";
import { all, clicked, extend, keysOf, NONE, sentenceOf, stillThere, toggle } from "../../emomusic/player/choice.js";

const ORDER = ["a", "b", "c", "d", "e"];
const keys = (choice) => [...choice.keys].sort().join("");
const click = (choice, key, held = "") => clicked(choice, ORDER, key, { shift: held.includes("S"), control: held.includes("C") });
const after = (...clicks) => clicks.reduce((choice, [key, held]) => click(choice, key, held), NONE);

describe("a click", () => {
  test("without a key chooses nothing, but a range begins there", () => {
    expect(after(["b"])).toEqual({ on: false, keys: new Set(), anchor: "b" });
    expect(keys(after(["b"], ["d", "S"]))).toBe("bcd");
    expect(keys(after(["d"], ["b", "S"]))).toBe("bcd");
  });

  test("with Ctrl chooses one or no longer, and then needs no key", () => {
    expect(keys(after(["b", "C"], ["d", "C"]))).toBe("bd");
    expect(keys(after(["b", "C"], ["d"], ["b"]))).toBe("d");
    expect(after(["b", "C"], ["b"])).toEqual({ on: true, keys: new Set(), anchor: "b" });
  });

  test("with Shift chooses a range from the same place again, with Ctrl beside the others", () => {
    expect(keys(after(["b"], ["e", "S"], ["c", "S"]))).toBe("bc");
    expect(keys(after(["a", "C"], ["c", "C"], ["e", "SC"]))).toBe("acde");
    expect(keys(after(["c", "S"]))).toBe("c");
  });
});

describe("a choice", () => {
  test("loses what has gone, and is the same where nothing has", () => {
    const choice = after(["b", "C"], ["d", "C"]);
    expect(stillThere(choice, ORDER)).toBe(choice);
    expect(keys(stillThere(choice, ["a", "d"]))).toBe("d");
    expect(stillThere(choice, ["a"])).toEqual({ on: true, keys: new Set(), anchor: "d" });
  });

  test("begins its range anew where its beginning has gone", () => {
    const choice = { on: true, keys: new Set(["a"]), anchor: "gone" };
    expect(extend(choice, ORDER, "c")).toEqual({ on: true, keys: new Set(["c"]), anchor: "c" });
    expect(extend(choice, ORDER, "nowhere")).toBe(choice);
  });

  test("is not changed in its place", () => {
    const choice = after(["b", "C"]);
    toggle(choice, "c");
    extend(choice, ORDER, "e");
    expect(keys(choice)).toBe("b");
    expect(keys(all(ORDER))).toBe("abcde");
    expect(NONE.keys.size).toBe(0);
  });
});

test("a song that is in a list twice has two keys", () => {
  expect(keysOf([{ id: 7 }, { id: 8 }, { id: 7 }, { id: 7 }])).toEqual(["7", "8", "7-2", "7-3"]);
});

test("it is told how many are chosen", () => {
  expect([0, 1, 3].map(sentenceOf)).toEqual(["No songs chosen", "1 song chosen", "3 songs chosen"]);
});
