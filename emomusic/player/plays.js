// What really sounds, told as events of plays. A play is one playing-through of a song, from its
// start to its end or skip. Each event closes the stretch of the song that was heard since the
// event before it, so that the stretches of a play are the seconds that were heard.

const NOTHING_S = 0.02; // a stretch shorter than this is none
const LONGEST_PLAY_MS = 86_400_000; // what is taken up a day later begins anew

const round = (time_s) => Math.max(0, Math.round(time_s * 1000) / 1000);

/**
 * Watch what sounds.
 * @param tell takes each event, as services/playback_events.py says, but for its id and its time
 * @param uuid makes ids
 * @param now the time in milliseconds
 */
export function createPlays({ tell, uuid, now = Date.now }) {
  let play = null;
  let moves = false;
  let hushed = false;
  let muted = false;
  let from_s = null; // where the open stretch began; null while nothing is heard

  const open = (position_s) => {
    from_s = moves && !hushed && !muted ? position_s : null;
  };

  function event(kind, position_s, heard_to_s) {
    const begin_s = Math.min(from_s ?? heard_to_s, heard_to_s);
    if (kind === "heartbeat" && heard_to_s - begin_s < NOTHING_S) return;
    const { play_id, song_id, started_at_ms, source } = play;
    const stretch = { heard_from_s: round(begin_s), heard_to_s: round(heard_to_s) };
    tell({ kind, play_id, song_id, position_s: round(position_s), ...stretch, started_at_ms, source });
  }

  const isSame = (song_id, key) =>
    play && !play.over && play.song_id === song_id && (play.key ?? key) === key && now() - play.started_at_ms < LONGEST_PLAY_MS;

  function finish(kind, position_s) {
    if (!play || play.over) return;
    event(kind, position_s, position_s);
    play.over = true;
    moves = false;
    from_s = null;
  }

  /** Whether it is heard at all has changed. */
  function turn(change, position_s) {
    const was = from_s !== null;
    if (was) event("heartbeat", position_s, position_s);
    change();
    open(position_s);
  }

  return {
    /** A song sounds from here on: a new play, or the present one goes on. */
    goes({ song_id, key, source }, position_s) {
      const again = isSame(song_id, key);
      if (again && moves) return;
      if (again) play.key = key;
      else play = { play_id: uuid(), song_id, key, source: source ?? "", started_at_ms: now(), over: false };
      from_s = null;
      event(again ? "resume" : "start", position_s, position_s);
      moves = true;
      open(position_s);
    },
    stops(position_s) {
      if (!moves) return;
      event("pause", position_s, position_s);
      moves = false;
      from_s = null;
    },
    beats(position_s) {
      if (!moves) return;
      event("heartbeat", position_s, position_s);
      open(position_s);
    },
    seeks(left_s, position_s) {
      if (!play || play.over) return;
      event("seek", position_s, left_s);
      open(position_s);
    },
    skips: (position_s) => moves && finish("skip", position_s),
    ends: (duration_s) => finish("end", duration_s),
    /** It moves on in silence, or is heard again. */
    hush: (on, position_s) => turn(() => (hushed = on), position_s),
    /** The person does not want to hear it, or does again. */
    mute: (on, position_s) => on !== muted && turn(() => (muted = on), position_s),
    /** The present play, to be taken up after a reload; null where there is none. */
    keep: () => (play && !play.over ? { ...play, key: undefined } : null),
    /** Take a kept play up, or begin without any. */
    take(kept) {
      play = kept;
      moves = hushed = false;
      from_s = null;
    },
  };
}
