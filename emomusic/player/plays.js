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
 * @param offset_ms by how much the server's clock is ahead; a play keeps to the one it began by
 * @param now the browser's time in milliseconds
 */
export function createPlays({ tell, uuid, offset_ms = () => 0, now = Date.now }) {
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
    const { over, key, ...own } = play;
    tell({ kind, position_s: round(position_s), heard_from_s: round(begin_s), heard_to_s: round(heard_to_s), ...own });
  }

  const isSame = (song_id, key) =>
    play && !play.over && play.song_id === song_id && (play.key ?? key) === key && now() + play.offset_ms - play.started_at_ms < LONGEST_PLAY_MS;

  function begin(song_id, key, source) {
    const by_ms = offset_ms();
    return { play_id: uuid(), song_id, key, source, started_at_ms: now() + by_ms, offset_ms: by_ms, over: false };
  }

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
      else play = begin(song_id, key, source ?? "");
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
    /** A play's clock turned out wrong, and nothing of it has been taken yet. */
    correct(play_id, right_ms) {
      if (play?.play_id !== play_id) return;
      play.started_at_ms += right_ms - play.offset_ms;
      play.offset_ms = right_ms;
    },
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
