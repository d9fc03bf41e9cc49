// What the play queue promises.
import { describe, expect, test } from "bun:test";
import * as Q from "../../emomusic/player/queue.js";

const song = (id, more = {}) => ({ id, title: `Song ${id}`, artists: [], album_id: 1, spark: "x", ...more });
const songs = (count) => Array.from({ length: count }, (_, i) => song(i + 1));
const ids = (entries) => entries.map((entry) => entry.song.id);
const playing = (queue) => queue.current?.song.id;
// A die that always falls the same way, so that a shuffle is a known order.
const loaded = () => 0;

const listOf = (count, index = 0, settings = {}) => Q.playList({ ...Q.EMPTY, ...settings }, songs(count), index, "album:1", loaded);

/** Play on until the music ends, or for `most` songs. */
function heard(queue, most = 50) {
  const out = [];
  for (let now = queue; now && out.length < most; now = Q.next(now, { ended: true, random: loaded })) out.push(playing(now));
  return out;
}

describe("a source", () => {
  test("is that of the list, but for what somebody put in by hand", () => {
    const queue = Q.addToQueue(Q.playNext(listOf(2), [song(8)]), [song(9)]);
    const sources = [];
    for (let now = queue; now; now = Q.next(now)) sources.push([playing(now), Q.sourceOf(now)]);
    expect(sources).toEqual([[1, "album:1"], [8, "queue"], [2, "album:1"], [9, "queue"]]);
    const kept = Q.unpack(JSON.parse(JSON.stringify(Q.pack(Q.next(queue)))));
    expect([playing(kept), Q.sourceOf(kept), Q.sourceOf(Q.next(kept))]).toEqual([8, "queue", "album:1"]);
  });
});

describe("a list", () => {
  test("plays from the song that was chosen to its end", () => {
    const queue = listOf(4, 1);
    expect(ids(queue.played)).toEqual([1]);
    expect(heard(queue)).toEqual([2, 3, 4]);
  });

  test("goes on from its beginning when all repeats", () => {
    expect(heard(listOf(3, 2, { repeat: "all" }), 5)).toEqual([3, 1, 2, 3, 1]);
  });

  test("stays on one song when that repeats, until a person asks for the next", () => {
    const queue = listOf(3, 0, { repeat: "one" });
    expect(heard(queue, 3)).toEqual([1, 1, 1]);
    expect(playing(Q.next(queue))).toBe(2);
  });

  test("ends after its last song", () => {
    expect(Q.next(listOf(2, 1))).toBeNull();
    expect(Q.peekNext(listOf(2, 1))).toBeNull();
  });

  test("that is longer than a queue keeps the songs round the chosen one", () => {
    const queue = listOf(Q.MAX_SONGS + 500, 3000);
    expect(Q.playingOrder(queue).length).toBe(Q.MAX_SONGS);
    expect(playing(queue)).toBe(3001);
  });

  test("that arrives later goes round the song that plays, without touching it", () => {
    const part = Q.playList(Q.EMPTY, songs(3), 1, "library");
    const whole = Q.extendList(part, songs(6));
    expect(whole.current.key).toBe(part.current.key);
    expect(ids(Q.playingOrder(whole))).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe("shuffle", () => {
  test("plays each song once, the chosen one first", () => {
    const order = heard(Q.playList({ ...Q.EMPTY, shuffle: true }, songs(20), 7, "album:1"));
    expect(order[0]).toBe(8);
    expect([...order].sort((a, b) => a - b)).toEqual(songs(20).map((one) => one.id));
  });

  test("turned off goes on from the current song in the list's own order", () => {
    const shuffled = Q.next(listOf(5, 2, { shuffle: true }));
    const plain = Q.setShuffle(shuffled, false);
    expect(playing(plain)).toBe(playing(shuffled));
    expect(ids(Q.playingOrder(plain))).toEqual([1, 2, 3, 4, 5]);
  });

  test("turned on keeps the current song and draws from all others", () => {
    const queue = Q.setShuffle(listOf(6, 3), true);
    expect(playing(queue)).toBe(4);
    expect(ids(queue.upcoming).sort()).toEqual([1, 2, 3, 5, 6]);
  });

  test("does not begin a new round with the song that has just ended", () => {
    const last = { ...listOf(2, 0, { shuffle: true, repeat: "all" }) };
    const order = heard(last, 40);
    for (let i = 1; i < order.length; i++) expect(order[i]).not.toBe(order[i - 1]);
  });
});

describe("previous", () => {
  test("restarts a song that has played for more than three seconds", () => {
    const queue = listOf(3, 1);
    expect(Q.previous(queue, 3.1)).toBe(queue);
  });

  test("goes back before that, and next returns", () => {
    const back = Q.previous(listOf(3, 1), 2.9);
    expect(playing(back)).toBe(1);
    expect(playing(Q.next(back))).toBe(2);
  });

  test("restarts the first song", () => {
    const queue = listOf(3, 0);
    expect(Q.previous(queue, 0)).toBe(queue);
  });
});

describe("people's own order", () => {
  test("play next comes first, add to queue comes last", () => {
    const queue = Q.addToQueue(Q.playNext(listOf(3), [song(10), song(11)]), [song(20)]);
    expect(ids(queue.upcoming)).toEqual([10, 11, 2, 3, 20]);
  });

  test("what was added under shuffle survives turning it off, behind the song it was added after", () => {
    const queue = Q.setShuffle(Q.playNext(listOf(3, 1, { shuffle: true }), [song(10)]), false);
    expect(ids(Q.playingOrder(queue))).toEqual([1, 2, 10, 3]);
  });

  test("an entry moves, also when its song is there twice", () => {
    const queue = Q.addToQueue(listOf(3), [song(2)]);
    const twin = queue.upcoming[2];
    const moved = Q.move(queue, twin.key, 0);
    expect(ids(moved.upcoming)).toEqual([2, 2, 3]);
    expect(moved.upcoming[0]).toBe(twin);
  });

  test("an entry is removed, the current one never", () => {
    const queue = listOf(3);
    expect(ids(Q.remove(queue, queue.upcoming[0].key).upcoming)).toEqual([3]);
    expect(Q.remove(queue, queue.current.key)).toBe(queue);
  });

  test("clear empties what comes and leaves what plays, and shuffle brings nothing back", () => {
    const queue = Q.setShuffle(Q.clear(listOf(4, 1, { shuffle: true })), false);
    expect(playing(queue)).toBe(2);
    expect(queue.upcoming).toEqual([]);
  });

  test("a jump counts the songs between as played", () => {
    const queue = listOf(4);
    const there = Q.jump(queue, queue.upcoming[1].key);
    expect([ids(there.played), playing(there), ids(there.upcoming)]).toEqual([[1, 2], 3, [4]]);
  });

  test("songs added to an empty queue begin one", () => {
    expect(playing(Q.addToQueue(Q.EMPTY, songs(2)))).toBe(1);
  });
});

describe("album gain", () => {
  test("is for a queue of one album only", () => {
    expect(Q.isOneAlbum(listOf(3))).toBe(true);
    expect(Q.isOneAlbum(Q.addToQueue(listOf(3), [song(9, { album_id: 2 })]))).toBe(false);
    expect(Q.isOneAlbum(listOf(1))).toBe(false);
  });
});

describe("a reload", () => {
  test("gives the same order back, shuffled or not", () => {
    for (const shuffle of [false, true]) {
      const queue = Q.next(Q.playList({ ...Q.EMPTY, shuffle, repeat: "all" }, songs(8), 3, "liked"));
      const back = Q.unpack(JSON.parse(JSON.stringify(Q.pack(queue))));
      expect(ids(Q.playingOrder(back))).toEqual(ids(Q.playingOrder(queue)));
      expect(ids(Q.naturalOrder(back))).toEqual(ids(Q.naturalOrder(queue)));
      expect([playing(back), back.shuffle, back.repeat, back.source]).toEqual([playing(queue), shuffle, "all", "liked"]);
    }
  });

  test("of rubbish gives an empty queue", () => {
    for (const rubbish of [null, {}, { songs: "x" }, { songs: [], current: 9 }]) expect(Q.unpack(rubbish).current).toBeNull();
  });
});

describe("songs that are chosen anew", () => {
  test("come after what plays and after what somebody put in by hand", () => {
    const queue = Q.next(Q.addToQueue(listOf(4), [song(9)]));
    const anew = Q.chooseAnew(queue, [song(21), song(22)]);
    expect(anew.current).toBe(queue.current);
    expect(ids(anew.played)).toEqual([1]);
    expect(ids(anew.upcoming)).toEqual([9, 21, 22]);
    expect(anew.upcoming.map((entry) => Q.sourceOf({ ...anew, current: entry }))).toEqual(["queue", "album:1", "album:1"]);
    expect(new Set(Q.playingOrder(anew).map(({ key }) => key)).size).toBe(5);
  });

  test("stand in the list that a shuffled queue goes back to", () => {
    const anew = Q.chooseAnew(listOf(4, 0, { shuffle: true }), [song(21), song(22)]);
    expect(ids(Q.naturalOrder(anew))).toEqual([1, 21, 22]);
  });

  test("are nothing to a queue that is empty", () => {
    expect(Q.chooseAnew(Q.EMPTY, [song(1)])).toBe(Q.EMPTY);
  });
});

describe("a queue in order", () => {
  test("is neither shuffled nor repeating", () => {
    const queue = Q.inOrder(listOf(3, 0, { shuffle: true, repeat: "all" }));
    expect([queue.shuffle, queue.repeat, ids(Q.playingOrder(queue))]).toEqual([false, "off", [1, 2, 3]]);
  });
});

describe("music without an end", () => {
  test("goes on at the end of the queue, and forgets what was played long ago", () => {
    const late = Q.jump(listOf(6), 5);
    const longer = Q.goOnWith(Q.forgetOld(late, 2), [song(21)]);
    expect([ids(longer.played), playing(longer), ids(longer.upcoming)]).toEqual([[3, 4], 5, [6, 21]]);
    expect(Q.forgetOld(late, 9)).toBe(late);
    expect(Q.goOnWith(Q.EMPTY, [song(1)])).toBe(Q.EMPTY);
  });

  test("follows the song that plays, which stays what it was played from", () => {
    const before = listOf(4, 1, { shuffle: true, repeat: "one" });
    const after = Q.leadInto(before, [song(21), song(22)], "radio:moment:2@3");
    expect([playing(after), ids(after.upcoming), after.shuffle, after.repeat]).toEqual([2, [21, 22], false, "off"]);
    expect(after.current.key).toBe(before.current.key);
    expect([Q.sourceOf(after), Q.sourceOf(Q.next(after))]).toEqual(["album:1", "radio:moment:2@3"]);
  });
});
