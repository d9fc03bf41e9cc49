// What happens to edits of a playlist that was closed before they were sent.
import { describe, expect, test } from "bun:test";
import { keep, kept, sendLeft, waiting } from "../../emomusic/social/list_outbox.js";

function tab(entries = {}) {
  const map = new Map(Object.entries(entries));
  return {
    getItem: (name) => map.get(name) ?? null,
    setItem: (name, text) => map.set(name, text),
    removeItem: (name) => map.delete(name),
    key: (i) => [...map.keys()][i] ?? null,
    get length() {
      return map.size;
    },
  };
}

const edits = (...keys) => keys.map((key) => ({ key, edit: { kind: "remove", keys: [key] } }));

function left(storage, how = {}) {
  const sent = [];
  const send = async (id, { key }) => {
    sent.push(`${id}${key}`);
    if (how.fails?.(key, sent.length)) throw how.fails(key, sent.length);
  };
  const work = { storage, user: 7, isOpen: () => false, send, refused: () => false, ...how };
  return sendLeft(work).then(() => sent);
}

describe("edits that wait", () => {
  test("are each person's own, and gone when none is left", () => {
    const storage = tab({ other: "x", "emomusic:70:playlist:1:unsent": "[1]", "emomusic:7:playlist:9:unsent": "broken" });
    keep(storage, 7, 3, edits("a"));
    expect(waiting(storage, 7)).toEqual([3]);
    expect(kept(storage, 7, 3)).toEqual(edits("a"));
    expect(kept(storage, 8, 3)).toEqual([]);
    keep(storage, 7, 3, []);
    expect(waiting(storage, 7)).toEqual([]);
  });

  test("of closed lists are sent in their order and forgotten", async () => {
    const storage = tab();
    keep(storage, 7, 3, edits("a", "b"));
    keep(storage, 7, 4, edits("c"));
    expect(await left(storage)).toEqual(["3a", "3b", "4c"]);
    expect(waiting(storage, 7)).toEqual([]);
  });

  test("stay where nothing can be sent, and are sent again where it may have been in vain", async () => {
    const storage = tab();
    keep(storage, 7, 3, edits("a", "b"));
    expect(await left(storage, { fails: () => new Error("away"), refused: () => null })).toEqual(["3a"]);
    expect(kept(storage, 7, 3)).toEqual(edits("a", "b"));
    const fails = (_, times) => times === 1 && new Error("too much at once");
    expect(await left(storage, { fails, refused: () => true })).toEqual(["3a", "3a", "3b"]);
  });

  test("that are refused are given up, and the next are sent", async () => {
    const storage = tab();
    keep(storage, 7, 3, edits("a", "b"));
    expect(await left(storage, { fails: (key) => key === "a" && new Error("no") })).toEqual(["3a", "3b"]);
    expect(waiting(storage, 7)).toEqual([]);
  });

  test("are left to the list that is open, also when it was opened meanwhile", async () => {
    const storage = tab();
    keep(storage, 7, 3, edits("a", "b"));
    expect(await left(storage, { isOpen: () => true })).toEqual([]);
    let opened = false;
    const fails = () => {
      opened = true;
      return false;
    };
    expect(await left(storage, { fails, isOpen: () => opened })).toEqual(["3a"]);
    expect(kept(storage, 7, 3)).toEqual(edits("a", "b"));
  });
});
