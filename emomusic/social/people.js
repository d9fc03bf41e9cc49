// Friends: who they are, who is here, what they hear. Kept up to date by what the server tells.
import { CallFailed } from "$/public/external/emomusic/player/api.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { createStore } from "$/public/external/emomusic/player/store.js";
import * as live from "./live.js";

/** `people` are friends and requests, each with `heard_ms`, when this page learnt of their activity. */
export const people = createStore({ loaded: false, error: "", people: [], blocked: [], appears_offline: false });

/** What friends played last, the newest first; null until it is known. */
export const feed = createStore(null);

const withTime = (person) => ({ ...person, heard_ms: performance.now() });

/** Ask for everything anew. */
export async function refresh() {
  try {
    const all = await live.call("people.all");
    people.set({ ...all, people: all.people.map(withTime), loaded: true, error: "" });
  } catch (error) {
    if (!people.get().loaded) people.update({ error: error.message });
  }
}

export async function refreshFeed() {
  try {
    feed.set(await live.call("people.feed"));
  } catch (error) {
    if (error.status !== 0 && feed.get() === null) feed.set([]);
  }
}

function merge(news) {
  const byId = new Map(news.map((one) => [one.id, one]));
  const state = people.get();
  people.update({
    people: state.people.map((person) => {
      const fresh = byId.get(person.id);
      return fresh && person.relation === "friend" ? withTime({ ...person, status: fresh.status, activity: fresh.activity }) : person;
    }),
  });
  const known = new Map(state.people.map((person) => [person.id, person]));
  const began = news.some(({ id, activity }) => activity && activity.song_id !== known.get(id)?.activity?.song_id);
  if (began) refreshFeedSoon();
}

let feedTimer = null;
function refreshFeedSoon() {
  clearTimeout(feedTimer);
  feedTimer = setTimeout(refreshFeed, 6500); // the player tells its plays in batches of 5 s
}

/** Keep it all up to date; call the result to end that. */
export function followPeople() {
  const again = () => {
    refresh();
    refreshFeed();
  };
  const ends = [
    live.on("people.presence", merge),
    live.on("people.changed", again),
    live.onReconnect(again),
  ];
  again();
  return () => {
    ends.forEach((end) => end());
    clearTimeout(feedTimer);
    people.set({ loaded: false, error: "", people: [], blocked: [], appears_offline: false });
    feed.set(null);
  };
}

/** Seconds into the song that a friend hears, now. */
export function positionOf(person) {
  const { activity, heard_ms } = person;
  const moved_s = activity.playing ? (performance.now() - heard_ms) / 1000 : 0;
  return Math.min(activity.position_s + moved_s, activity.duration_s);
}

/** Make a call that changes something about people, and say what went wrong. */
export async function change(name, body) {
  try {
    const result = await live.call(name, body);
    await refresh();
    return result;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    say(error.message);
    refresh();
    return null;
  }
}
