// Journeys: a queue whose songs follow a path over the plane. The path and how far it has been
// gone outlive a reload; where it leads can be changed while it plays.
import { call } from "./api.js";
import { decodeSpark } from "./curve.js";
import * as engine from "./engine.js";
import { leader } from "./leader.js";
import * as memory from "./memory.js";
import { say } from "./notice.js";
import { moved, pathAhead } from "./path.js";
import { departure } from "./state.js";
import { createStore } from "./store.js";

export const SOURCE = "journey";

const IN_A_ROOM = "They are in the queue of the room, where votes may change their order; so the journey can't be led elsewhere there.";
const KEPT = "journey";
const STEP = 0.15;
const FURTHER_SONGS = 5;

/** What people call moving the end of a journey. */
export const TURNS = {
  calmer: [0, -STEP],
  livelier: [0, STEP],
  brighter: [STEP, 0],
  darker: [-STEP, 0],
};

/**
 * The journey that plays, or null: `{points, song_ids, places, largest_step, words, begins}`;
 * `points` is the path from the song number `begins` on, and `places` is what each song was
 * chosen for.
 */
export const journey = createStore(null);

/** Whether songs are being chosen just now. */
export const choosing = createStore(false);

const { player } = engine;
let asked = 0;

function keep(found) {
  journey.set(found);
  memory.rememberWay(player.get().user, KEPT, found);
}

async function ask(body) {
  asked += 1;
  const number = asked;
  choosing.set(true);
  try {
    const answer = await call("/api/journeys", { method: "POST", body });
    return number === asked ? answer.body : null;
  } finally {
    if (number === asked) choosing.set(false);
  }
}

/**
 * Find a journey along a path, and play it.
 * @param points two or more pairs of valence and arousal
 * @param options how many `songs`, or `duration_s` seconds; the `largest_step` between two songs
 * @returns what was found, `{words}`, or null where another one was asked for meanwhile
 */
export async function startJourney(points, { songs = null, duration_s = null, largest_step = null } = {}) {
  const found = await ask({ points, songs, duration_s, largest_step });
  if (!found) return null;
  if (!found.songs.length) {
    say("There is nothing to play here yet.");
    return null;
  }
  if (leader()) {
    leader().journey(found.songs);
    return { words: `${found.words} ${IN_A_ROOM}` };
  }
  engine.playInOrder(found.songs, SOURCE);
  keep({
    points,
    begins: 0,
    song_ids: found.songs.map(({ id }) => id),
    places: found.places,
    largest_step,
    words: found.words,
  });
  return { words: found.words };
}

/** The entries of a queue that are of its source, in playing order, and which of them is reached. */
export function stepsOf(queue) {
  const own = (entry) => entry && !entry.source;
  const gone = [...queue.played, queue.current].filter(own);
  return { entries: [...gone, ...queue.upcoming.filter(own)], reached: gone.length - 1 };
}

/** Where a song leaves off: the last moment of its line that is known. */
function endOf(song, place) {
  const last = decodeSpark(song.spark).findLast(Boolean);
  if (last) return [last.valence, last.arousal];
  return song.valence === null ? place : [song.valence, song.arousal];
}

/** Lead the journey elsewhere: the songs that come are chosen anew, and the sound goes on. */
export async function leadTo(end) {
  const now = journey.get();
  const { entries, reached } = stepsOf(player.get().queue);
  const played = entries.slice(0, reached + 1).map(({ song }) => song);
  const at = played.length ? now.song_ids.lastIndexOf(played.at(-1).id) : -1;
  if (at < 0) return;
  const part = (at - now.begins) / Math.max(1, now.song_ids.length - 1 - now.begins);
  const points = pathAhead(now.points, part, endOf(played.at(-1), now.places[at]), end);
  try {
    const found = await ask({
      points,
      songs: now.song_ids.length - 1 - at || FURTHER_SONGS,
      largest_step: now.largest_step,
      from_song: played.at(-1).id,
      played: played.slice(0, -1).map(({ id }) => id),
    });
    if (!found) return;
    engine.chooseAnew(found.songs);
    keep({
      ...now,
      points,
      begins: at,
      song_ids: [...now.song_ids.slice(0, at + 1), ...found.songs.map(({ id }) => id)],
      places: [...now.places.slice(0, at + 1), ...found.places],
      words: found.words,
    });
  } catch (error) {
    say(error.message);
  }
}

/** Turn the journey: "calmer", "livelier", "brighter", "darker". */
export const turn = (way) => leadTo(moved(journey.get().points.at(-1), TURNS[way]));

// With its last song left, a journey is over.
departure.subscribe(() => {
  const { queue } = player.get();
  if (journey.get() && queue.source === SOURCE && !queue.upcoming.length && queue.repeat === "off") keep(null);
});

let known = 0;
player.subscribe(({ user }) => {
  if (user === known) return;
  known = user;
  asked += 1;
  choosing.set(false);
  journey.set(memory.recallWay(user, KEPT));
});
