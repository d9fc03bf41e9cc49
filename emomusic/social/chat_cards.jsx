// Music in a message: a card that plays, a moment from its second on.
import { Link } from "react-router";
import { call } from "$/public/external/emomusic/player/api.js";
import { Cover, MoodDot } from "$/public/external/emomusic/player/cover.jsx";
import * as engine from "$/public/external/emomusic/player/engine.js";
import { artistsText, clockText } from "$/public/external/emomusic/player/format.js";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { colourOf } from "$/public/external/emomusic/player/palette.js";
import { songsOf } from "$/public/external/emomusic/player/sources.js";
import { createStore, useStore } from "$/public/external/emomusic/player/store.js";

const lastPlayed = createStore("");

const KINDS = { song: "Song", moment: "Moment", album: "Album", songs: "Playlist" };

async function songsOfCard(card) {
  if (card.kind === "album") return songsOf(`album:${card.id}`);
  const ids = card.kind === "songs" ? card.song_ids : [card.id];
  const { body } = await call(`/api/songs?ids=${ids.join(",")}`);
  return body.songs;
}

async function play(card, key) {
  try {
    const songs = (await songsOfCard(card)).filter((song) => !song.missing);
    if (!songs.length) {
      say(`“${card.title}” is not in the library any more.`);
      return;
    }
    const source = card.kind === "album" ? `album:${card.id}` : "friend";
    engine.playSongs(songs, 0, source);
    if (card.kind === "moment") engine.seek(card.at_s);
    lastPlayed.set(key);
  } catch (error) {
    say(error.message);
  }
}

function aboutOf(card) {
  const count = `${card.song_count} ${card.song_count === 1 ? "song" : "songs"}`;
  const minutes = `${Math.max(1, Math.round(card.duration_s / 60))} min`;
  if (card.kind === "moment") return card.by;
  if (card.kind === "song") return `${card.by} · ${clockText(card.duration_s)}`;
  return `${card.by} · ${count}, ${minutes}`;
}

const pathOf = (card) =>
  card.kind === "songs" ? null : card.kind === "album" ? `/album/${card.id}` : `/song/${card.id}`;

function Mood({ card }) {
  if (card.valence === null || card.valence === undefined) return null;
  const word = card.mood === "unsure" ? "not sure" : card.mood;
  if (card.kind !== "moment") return null;
  return (
    <span className="ch-card-mood">
      <MoodDot valence={card.valence} arousal={card.arousal} mood={card.mood} label={false} size={9} />
      {word || "not heard yet"}
    </span>
  );
}

/**
 * A card of a message.
 * @param cardKey tells this card from others with the same music
 */
export function MusicCard({ card, cardKey }) {
  const mine = useStore(lastPlayed, (key) => key === cardKey);
  const sounds = useStore(engine.player, (state) => state.playing);
  const songId = useStore(engine.player, (state) => state.song?.id ?? 0);
  const held = card.kind === "album" || card.kind === "songs" || songId === card.id;
  const current = mine && held && songId > 0;
  const playing = current && sounds;
  const kind = KINDS[card.kind];
  const at = card.kind === "moment" ? ` from ${clockText(card.at_s)}` : "";
  const verb = playing ? "Pause" : "Play";
  // A moment begins at its second each time; what is longer goes on where it was.
  const onPlay = () => (playing || (current && card.kind !== "moment") ? engine.toggle() : play(card, cardKey));
  const path = pathOf(card);
  const glow = card.valence === null || card.valence === undefined ? null : colourOf(card.valence, card.arousal);
  const title = <bdi>{card.title}</bdi>;
  return (
    <article className="ch-card" data-kind={card.kind} aria-label={`${kind}: ${card.title}${at}`} style={glow ? { "--glow": glow } : undefined}>
      <div className="ch-card-art"><Cover cover={card.cover} title={card.title} size={72} /></div>
      <div className="ch-card-words">
        <span className="ch-card-kind">{card.kind === "moment" ? `Moment · ${clockText(card.at_s)}` : kind}<Mood card={card} /></span>
        {path ? <Link className="ch-card-title" to={path}>{title}</Link> : <strong className="ch-card-title">{title}</strong>}
        <span className="ch-card-by" dir="auto">{aboutOf(card)}</span>
        {card.kind === "moment" && (
          <span className="ch-card-line" aria-hidden="true"><i style={{ left: `${Math.min(100, (100 * card.at_s) / Math.max(1, card.duration_s))}%` }} /></span>
        )}
      </div>
      <button type="button" className="em-round-play" aria-label={`${verb} ${card.title}${playing ? "" : at}`} title={`${verb}${playing ? "" : at}`} onClick={onPlay}>
        {playing ? <Icons.Pause size={20} /> : <Icons.Play size={20} />}
      </button>
    </article>
  );
}

const drawn = (kind, song, part = {}) => ({
  kind, id: song.id, title: song.title, by: artistsText(song), cover: song.cover, at_s: 0,
  valence: song.valence, arousal: song.arousal, mood: song.mood, song_ids: [], song_count: 1, duration_s: song.duration_s, ...part,
});

/** A card of a song to be sent: `{card, preview}`; the server fills in the rest. */
export const songCard = (song) => ({ card: { kind: "song", id: song.id }, preview: drawn("song", song) });

/** A card of a moment of a song. */
export function momentCard(song, at_s) {
  const at = Math.round(at_s * 10) / 10;
  const preview = drawn("moment", song, { at_s: at, valence: null, arousal: null, mood: "" });
  return { card: { kind: "moment", id: song.id, at_s: at }, preview };
}

/** A card of the album of a song. */
export const albumCard = (song) => ({
  card: { kind: "album", id: song.album_id },
  preview: drawn("album", song, { id: song.album_id, title: song.album, valence: null, arousal: null }),
});

/** A card of a list of songs, as it is now. */
export function listCard(songs, title) {
  const ids = songs.slice(0, 200).map((song) => song.id);
  const length_s = songs.reduce((sum, song) => sum + song.duration_s, 0);
  const preview = drawn("songs", songs[0], { id: 0, title, by: "", song_ids: ids, song_count: ids.length, duration_s: length_s, valence: null, arousal: null });
  return { card: { kind: "songs", song_ids: ids, title }, preview };
}
