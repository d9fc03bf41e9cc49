// How far the journey that plays has come: for the queue, and for the map.
import { journey, SOURCE, stepsOf } from "./journeys.js";
import { cutAt, placeWord } from "./path.js";
import { player } from "./state.js";
import { createStore } from "./store.js";

const stateOf = (index, reached) => (index < reached ? "gone" : index === reached ? "now" : "coming");

function travelOf(now, queue) {
  const { entries, reached } = stepsOf(queue);
  const last = now.song_ids.length - 1;
  const at = now.song_ids.lastIndexOf(entries[reached]?.song.id);
  const [behind, ahead] = cutAt(now.points, (at - now.begins) / Math.max(1, last - now.begins));
  const steps = entries.map(({ key, song }, index) => ({ key, song, point: [song.valence, song.arousal], state: stateOf(index, reached) }));
  return {
    points: now.points,
    behind,
    ahead,
    steps: steps.filter(({ point }) => point[0] !== null),
    song: entries[reached]?.song ?? null,
    number: reached + 1,
    count: entries.length,
    words: now.words,
  };
}

/**
 * The journey that plays, or null where none does: `points` of its path, of which `behind` and
 * `ahead` are the parts before and after where we are; its songs as `steps`, `{key, song, point,
 * state}`, state is "gone", "now" or "coming"; the `song` that is reached, `number` of `count`; and
 * the `words` that the choice was told with.
 */
export const travel = createStore(null);

/** Where a path leads, in words. */
export const wayText = (points) => `From ${placeWord(points[0])} to ${placeWord(points.at(-1))}`;

let seen = [];
function look() {
  const { queue, following } = player.get();
  const now = journey.get();
  if (seen[0] === now && seen[1] === queue && seen[2] === following) return;
  seen = [now, queue, following];
  const plays = now && queue.current && queue.source === SOURCE && !following;
  travel.set(plays ? travelOf(now, queue) : null);
}
player.subscribe(look);
journey.subscribe(look);
