// What people felt: one's own taps, where listeners and the model disagree, and the correction.
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { call } from "$/public/external/emomusic/player/api.js";
import { calibrationWords, corrects } from "$/public/external/emomusic/player/calibration.js";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { placeWord } from "$/public/external/emomusic/player/feel.jsx";
import { calibration, chooseCalibration, putBack, takeBack } from "$/public/external/emomusic/player/feelings.js";
import { artistsText, clockText } from "$/public/external/emomusic/player/format.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { LocalTime } from "$/public/external/emomusic/components/local/reader.jsx";

const SIDE = 56;
const BEFORE_S = 3; // one hears how it comes to a moment

const ORDERS = [
  ["newest", "Newest"],
  ["furthest", "Furthest from the model"],
];

function play(song, at_s) {
  engine.playSongs([song], 0, `song:${song.id}`);
  if (at_s > BEFORE_S) engine.seek(at_s - BEFORE_S);
}

/** The plane, small: a ring where the model hears it, a diamond where it is felt. */
function TinyPlane({ valence, arousal, heard_valence: heardValence, heard_arousal: heardArousal }) {
  const x = (value) => 4 + value * (SIDE - 8);
  const y = (value) => SIDE - x(value);
  const known = heardValence !== null;
  return (
    <svg className="felt-plane" width={SIDE} height={SIDE} aria-hidden="true">
      <path d={`M${SIDE / 2} 0V${SIDE}M0 ${SIDE / 2}H${SIDE}`} stroke="#4a4a4a" />
      {known && <path d={`M${x(heardValence)} ${y(heardArousal)}L${x(valence)} ${y(arousal)}`} stroke="#fff" strokeDasharray="2 2" />}
      {known && <circle cx={x(heardValence)} cy={y(heardArousal)} r="3.5" fill="#121212" stroke="#fff" strokeWidth="1.5" />}
      <rect x="-4" y="-4" width="8" height="8" transform={`translate(${x(valence)} ${y(arousal)}) rotate(45)`}
        fill={colourOf(valence, arousal)} stroke="#fff" strokeWidth="1.5" />
    </svg>
  );
}

function Row({ song, at_s, place, words, children }) {
  const moment = at_s > 0 ? ` at ${clockText(at_s)}` : "";
  return (
    <li>
      <button type="button" className="felt-play" disabled={song.missing} onClick={() => play(song, at_s)} aria-label={`Play ${song.title}${moment && ` from shortly before ${clockText(at_s)}`}`}>
        <Cover cover={song.cover} title={song.album} size={56} />
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M8 5v14l11-7z" fill="currentColor" /></svg>
      </button>
      <TinyPlane {...place} />
      <span className="felt-words">
        <span>
          <strong><Link to={`/song/${song.id}`}>{song.title}</Link></strong>
          <span className="muted"> {artistsText(song)}</span>
        </span>
        <span>{words}</span>
      </span>
      <span className="felt-much">{children}</span>
    </li>
  );
}

/**
 * Moments or songs that several people feel otherwise than the model hears them.
 * @param rows as services/felt/disagreement.py says
 * @param label what the list is, for a screen reader
 * @param timed whether each is a moment of its song
 */
export function Disagreements({ rows, label, timed = false }) {
  return (
    <ol className="felt-list" aria-label={label} data-disagreements={rows.length}>
      {rows.map((row) => (
        <Row key={`${row.song.id} ${row.at_s}`} song={row.song} at_s={row.at_s} place={row} words={`${placeWord(row)}; ${row.words} than the model hears it`}>
          {timed && <span>{clockText(row.at_s)}</span>}
          <span>{row.people} people</span>
        </Row>
      ))}
    </ol>
  );
}

function Tap({ tap, song, onDelete }) {
  const beside = tap.words ? `${tap.words}${tap.words === "about the same" ? " as" : " than"} the model hears it` : "the model was not sure here";
  return (
    <Row song={song} at_s={tap.at_s} place={tap} words={`${placeWord(tap)}; ${beside}`}>
      <span>{clockText(tap.at_s)}</span>
      <span className="muted"><LocalTime iso={tap.felt_at} day /></span>
      <button type="button" className="em-text-button" onClick={onDelete} aria-label={`Delete what you felt in ${song.title} at ${clockText(tap.at_s)}`}>Delete</button>
    </Row>
  );
}

/** All one's own taps, to hear again and to delete. */
export function MyTaps() {
  const [order, setOrder] = useState("newest");
  const [found, setFound] = useState(null);
  const [gone, setGone] = useState(null);
  const [wrong, setWrong] = useState("");
  const user = useStore(engine.player, (state) => state.user);

  const load = async (offset, kept) => {
    try {
      const { body } = await call(`/api/feelings?order=${order}&offset=${offset}`);
      setFound({ total: body.total, taps: [...kept.taps, ...body.taps], songs: [...kept.songs, ...body.songs] });
      setWrong("");
    } catch (error) {
      setWrong(error.message);
    }
  };
  useEffect(() => {
    if (user) load(0, { taps: [], songs: [] });
  }, [user, order]);

  const remove = async (tap) => {
    const before = found;
    setFound({ ...found, total: found.total - 1, taps: found.taps.filter((one) => one !== tap) });
    if (await takeBack(tap)) setGone(tap);
    else setFound(before);
  };
  const restore = async () => {
    setGone(null);
    await putBack(gone);
    load(0, { taps: [], songs: [] });
  };

  if (wrong) return <p className="mine-note" role="alert">{wrong}</p>;
  if (!found) return <div className="skeleton row" aria-hidden="true" />;
  const songs = new Map(found.songs.map((song) => [song.id, song]));
  return (
    <>
      {found.total > 1 && (
        <div className="chips" role="group" aria-label="Order">
          {ORDERS.map(([name, label]) => (
            <button key={name} type="button" className="chip" aria-pressed={order === name} onClick={() => setOrder(name)}>{label}</button>
          ))}
        </div>
      )}
      <p role="status" className="felt-gone" hidden={!gone}>
        {gone && <>Deleted what you felt at {clockText(gone.at_s)}. <button type="button" className="em-text-button" onClick={restore}>Put it back</button></>}
      </p>
      {found.total === 0 ? (
        <p className="muted felt-none">
          Nothing yet. While a song plays, tap the plane of emotion where it feels to you, or press F
          and use the arrow keys. <Link to="/now-playing">Open the plane</Link>
        </p>
      ) : (
        <ol className="felt-list" aria-label="What you felt" data-my-taps={found.total}>
          {found.taps.map((tap) => songs.has(tap.song_id) && (
            <Tap key={tap.tap_id} tap={tap} song={songs.get(tap.song_id)} onDelete={() => remove(tap)} />
          ))}
        </ol>
      )}
      {found.taps.length < found.total && (
        <button type="button" className="button plain" onClick={() => load(found.taps.length, found)}>Show more</button>
      )}
    </>
  );
}

const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** How what one sees is corrected; to turn off, and to begin afresh. */
export function CalibrationSettings() {
  const now = useStore(calibration);
  const choose = (choice) => chooseCalibration(choice).catch((error) => say(error.message));
  const basis = `${counted(now.taps, "tap")} in ${counted(now.songs, "song")}`;
  const words = calibrationWords(now);
  return (
    <div className="felt-calibration" data-calibration={corrects(now)}>
      <label className="pp-switch">
        <input type="checkbox" role="switch" checked={now.is_on} onChange={(event) => choose({ is_on: event.target.checked })} />
        <span>
          <strong>Show me the curves as I feel them</strong>
          <span className="muted">
            What you felt moves the curves and the dot that you see: a little after one tap, more with
            every song. What others see, the map and the radio stay as the model hears.
          </span>
        </span>
      </label>
      <p role="status" data-calibration-words>
        {!now.is_on && now.taps > 0 && `Turned off; it would rest on ${basis}.`}
        {corrects(now) && `By ${basis}. ${words || "You feel it about as the model hears it"}.`}
        {!now.taps && (now.since ? "Begun afresh; nothing was felt since." : "Nothing was felt yet, so nothing is corrected.")}
      </p>
      {now.since ? (
        <button type="button" className="chip" onClick={() => choose({ afresh: false })}>Count what I felt before too</button>
      ) : (
        now.taps > 0 && <button type="button" className="chip" onClick={() => choose({ afresh: true })}>Begin afresh</button>
      )}
    </div>
  );
}
