// What an edit does to a list before the server says so.
import { describe, expect, test } from "bun:test";
import { applyChange, applyEdit, moveAll, moveTo, spotAfter } from "../../emomusic/social/list_edits.js";

const entry = (key, place) => ({ key, place, song: { id: key } });
const list = (...keys) => keys.map((key, i) => entry(key, i * 1024));
const keys = (entries) => entries.map(({ key }) => key).join("");
const rising = (entries) => entries.every(({ place }, i) => i === 0 || place > entries[i - 1].place);

describe("an edit", () => {
  test("puts entries after another, at the beginning and at the end", () => {
    const fresh = [entry("x", 0), entry("y", 0)];
    const insert = (spot) => applyEdit(list("a", "b", "c"), { kind: "insert", entries: fresh, spot });
    expect(keys(insert({ after: "a", near: 0 }))).toBe("axybc");
    expect(keys(insert({ after: null }))).toBe("xyabc");
    expect(keys(insert({ at_end: true }))).toBe("abcxy");
    for (const spot of [{ after: "a" }, { after: null }, { at_end: true }]) expect(rising(insert(spot))).toBe(true);
    expect(keys(applyEdit([], { kind: "insert", entries: fresh, spot: { at_end: true } }))).toBe("xy");
  });

  test("lands where an entry stood that is gone, and at the end where nobody knows", () => {
    const insert = (spot) => applyEdit(list("a", "b", "c"), { kind: "insert", entries: [entry("x", 0)], spot });
    expect(keys(insert({ after: "gone", near: 1500 }))).toBe("abxc");
    expect(keys(insert({ after: "gone", near: -1 }))).toBe("xabc");
    expect(keys(insert({ after: "gone" }))).toBe("abcx");
  });

  test("that was made already changes nothing more", () => {
    const edit = { kind: "insert", entries: [entry("x", 0)], spot: { after: "a" } };
    const once = applyEdit(list("a", "b"), edit);
    expect(applyEdit(once, edit)).toEqual(once);
    expect(keys(applyEdit(list("a", "b"), { kind: "remove", keys: ["gone"] }))).toBe("ab");
    expect(keys(applyEdit(list("a", "b"), { kind: "move", keys: ["gone"], spot: { after: null } }))).toBe("ab");
  });

  test("moves several in the order told, and nothing after itself", () => {
    const move = (moved, spot) => keys(applyEdit(list("a", "b", "c", "d"), { kind: "move", keys: moved, spot }));
    expect(move(["d", "a"], { after: "b" })).toBe("bdac");
    expect(move(["a"], { after: "a" })).toBe("abcd");
  });
});

describe("moving to a place", () => {
  test("is told as the entry before it", () => {
    const entries = list("a", "b", "c", "d");
    for (let from = 0; from < 4; from++)
      for (let to = 0; to < 4; to++) {
        const edit = moveTo(entries, from, to);
        if (from === to) expect(edit).toBeNull();
        else {
          const after = applyEdit(entries, edit);
          expect(after[to].key).toBe(entries[from].key);
          expect(after).toHaveLength(4);
          expect(rising(after)).toBe(true);
        }
      }
  });

  test("beyond the ends is to the ends", () => {
    const entries = list("a", "b", "c");
    expect(keys(applyEdit(entries, moveTo(entries, 0, 9)))).toBe("bca");
    expect(keys(applyEdit(entries, moveTo(entries, 2, -9)))).toBe("cab");
    expect(spotAfter(entries, -1)).toEqual({ after: null });
  });
});

describe("moving chosen entries together", () => {
  const entries = list("a", "b", "c", "d", "e", "f");
  const chosen = new Set(["e", "b", "d"]);
  const moved = (from, to) => keys(applyEdit(entries, moveTo(entries, from, to, chosen)));

  test("takes them along in the order of the list", () => {
    expect(moved(3, 0)).toBe("bdeacf");
    expect(moved(1, 5)).toBe("acfbde");
    expect(moved(3, 2)).toBe("abdecf");
    expect(moved(4, 2)).toBe("abdecf");
  });

  test("leaves them where another is moved", () => {
    expect(moved(0, 5)).toBe("bcdefa");
  });

  test("to the ends keeps their order, and what changes nothing is no edit", () => {
    expect(keys(applyEdit(entries, moveAll(entries, chosen, { after: null })))).toBe("bdeacf");
    expect(keys(applyEdit(entries, moveAll(entries, chosen, { at_end: true })))).toBe("acfbde");
    expect(moveAll(entries, new Set(["a", "b"]), { after: null })).toBeNull();
    expect(moveAll(entries, new Set(["f"]), { at_end: true })).toBeNull();
    expect(moveAll(entries, new Set(), { at_end: true })).toBeNull();
  });
});

describe("a change that the server told", () => {
  test("puts, moves and takes out, and keeps what is known of a song", () => {
    const entries = list("a", "b", "c");
    entries[2].song.liked = true;
    const change = { put: [{ ...entry("c", -1024), song: { id: "c", liked: false } }, entry("x", 512)], gone: ["b"] };
    const after = applyChange(entries, change);
    expect(keys(after)).toBe("cax");
    expect(after[0].song.liked).toBe(true);
  });

  test("with the edit that made it still to be shown gives the same list once", () => {
    const entries = list("a", "b");
    const edit = { kind: "insert", entries: [entry("x", 0)], spot: { after: "a" } };
    const told = applyChange(entries, { put: [entry("x", 512)], gone: [] });
    expect(keys(applyEdit(told, edit))).toBe("axb");
  });
});
