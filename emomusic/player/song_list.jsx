// A list of songs. Only the rows that are near the window exist, so that a list may be as long
// as a library.
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { keysOf } from "./choice.js";
import { ChoiceBar, ChoiceBox, ChooseButton, useChoice } from "./choice.jsx";
import { IconButton, LikeButton } from "./controls.jsx";
import { Cover } from "./cover.jsx";
import * as engine from "./engine.js";
import { clockText } from "./format.js";
import { MixedNote } from "./heard_by.jsx";
import * as Icons from "./icons.jsx";
import { SongMenu } from "./menu.jsx";
import { say } from "./notice.js";
import { Artists } from "./song_line.jsx";
import { isWhole, songsOf } from "./sources.js";
import { Spark } from "./spark.jsx";
import { useEmotion } from "./sparks.js";
import { useStore } from "./store.js";

export const ROW_PX = 56;
const SPARE_ROWS = 8;
const FIRST_ROWS = 30;

/** First and last row that are near the window; follows any scrolling region round the list. */
export function useWindow(count) {
  const ref = useRef(null);
  const [range, setRange] = useState([0, Math.min(count, FIRST_ROWS)]);
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      if (!ref.current) return;
      const { top } = ref.current.getBoundingClientRect();
      const from = Math.max(0, Math.floor(-top / ROW_PX) - SPARE_ROWS);
      const to = Math.min(count, Math.ceil((window.innerHeight - top) / ROW_PX) + SPARE_ROWS);
      setRange((old) => (old[0] === from && old[1] === to ? old : [from, Math.max(from, to)]));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    document.addEventListener("scroll", soon, { capture: true, passive: true });
    window.addEventListener("resize", soon);
    // What stands above the list may grow or vanish without any scrolling.
    const around = new ResizeObserver(soon);
    for (let node = ref.current; node; node = node.parentElement) around.observe(node);
    return () => {
      cancelAnimationFrame(frame);
      around.disconnect();
      document.removeEventListener("scroll", soon, { capture: true });
      window.removeEventListener("resize", soon);
    };
  }, [count]);
  return [ref, range];
}

const WARM_MS = 40;

/** Begins to load a song when the pointer rests on its row, and at the latest when it presses. */
function useWarm(song) {
  const timer = useRef(null);
  return {
    onPointerEnter: (event) => {
      if (event.pointerType === "mouse") timer.current = setTimeout(engine.warm, WARM_MS, song);
    },
    onPointerLeave: () => clearTimeout(timer.current),
    onPointerDown: (event) => event.pointerType === "mouse" && engine.warm(song),
  };
}

function PlayCell({ song, number, current, playing, onPlay }) {
  const label = current && playing ? `Pause ${song.title}` : `Play ${song.title}`;
  return (
    <span role="cell" className="em-cell-number">
      {current && playing ? (
        <span className="em-bars" aria-hidden="true"><i /><i /><i /></span>
      ) : (
        <span className="em-number" aria-hidden="true">{number}</span>
      )}
      <IconButton
        icon={current && playing ? Icons.Pause : Icons.Play}
        label={label}
        size={18}
        disabled={song.missing}
        onClick={onPlay}
      />
    </span>
  );
}

/**
 * A row. `lead` comes before its cells, `note` after its artists, and `more` are further entries of
 * its menu, as pairs of a name and what it does; `attributes` are those of the row's element.
 * `rowKey` names it in the choice of the list, whose handlers are `choose`; `choosing` says whether
 * rows are being chosen, `chosen` whether this one is.
 */
export const Row = memo(function Row({ song, index, number, show, onPlay, rowKey, choose, choosing, chosen, lead = null, note = "", more, attributes }) {
  const current = useStore(engine.player, (state) => state.song?.id === song.id);
  const playing = useStore(engine.player, (state) => state.playing && state.song?.id === song.id);
  const emotion = useEmotion(song);
  const near = useWarm(song);
  const play = () => (current ? engine.toggle() : onPlay(index));
  const onDoubleClick = (event) => {
    if (!choosing && !song.missing && !event.target.closest("a, button")) onPlay(index);
  };
  // A finger has no double click: it plays by touching the row, and finds the pages in the menu.
  // While rows are chosen, a click anywhere on one is about that.
  const onClickCapture = (event) => {
    const is_touch = event.nativeEvent.pointerType === "touch";
    if (!(choosing || is_touch) || event.target.closest("button, label")) return;
    event.preventDefault();
    event.stopPropagation();
    if (choosing) choose.click(rowKey, event);
    else if (!song.missing) play();
  };
  const onClick = (event) => {
    if (!event.target.closest("a, button, label")) choose.click(rowKey, event);
  };
  const onMouseDown = (event) => {
    if (event.shiftKey && !event.target.closest("a, button, label")) event.preventDefault(); // selects no text
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="em-row"
      data-song={song.id}
      data-current={current}
      data-missing={song.missing}
      data-row={rowKey}
      data-chosen={chosen}
      style={{ top: index * ROW_PX }}
      onDoubleClick={onDoubleClick}
      onClickCapture={onClickCapture}
      onClick={onClick}
      onMouseDown={onMouseDown}
      {...near}
      {...attributes}
    >
      {lead}
      {choosing ? (
        <ChoiceBox song={song} rowKey={rowKey} chosen={chosen} choose={choose} />
      ) : (
        <PlayCell song={song} number={number} current={current} playing={playing} onPlay={play} />
      )}
      <span role="cell" className="em-cell-song">
        {show.cover && (
          <Cover cover={song.cover} title={song.album} size={40} valence={emotion.valence} arousal={emotion.arousal} />
        )}
        <span className="em-line">
          <Link className="em-title" to={`/song/${song.id}`}>{song.title}</Link>
          <span className="em-artists">
            {song.missing ? <em>The file is missing</em> : <Artists song={song} />}
            {note && <span className="em-note">{note}</span>}
          </span>
        </span>
      </span>
      {show.album && (
        <span role="cell" className="em-cell-album">
          <Link to={`/album/${song.album_id}`}>{song.album}</Link>
        </span>
      )}
      <span role="cell" className="em-cell-spark">
        <Spark spark={emotion.spark} mood={emotion.mood} by={emotion.by} />
      </span>
      <span role="cell" className="em-cell-like"><LikeButton song={song} /></span>
      <span role="cell" className="em-cell-time">{clockText(song.duration_s)}</span>
      <span role="cell" className="em-cell-menu"><SongMenu song={song} first={more} last={[["Choose songs", () => choose.begin(rowKey)]]} /></span>
    </div>
  );
});

export function Head({ show, choice, choose, lead = null }) {
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className="em-row em-row-head">
        {lead}
        <span role="columnheader" className="em-cell-number">#</span>
        <span role="columnheader" className="em-cell-song">Title</span>
        {show.album && <span role="columnheader" className="em-cell-album">Album</span>}
        <span role="columnheader" className="em-cell-spark">Emotion</span>
        <span role="columnheader" className="em-cell-like"><span className="em-hidden">Liked</span></span>
        <span role="columnheader" className="em-cell-time">
          <span className="em-hidden">Length</span>
          <Icons.Clock size={16} />
        </span>
        <span role="columnheader" className="em-cell-menu">
          <span className="em-hidden">More</span>
          <ChooseButton choice={choice} choose={choose} />
        </span>
      </div>
    </div>
  );
}

/** Play from a row; where the page holds only a part of the list, the rest follows. */
export function usePlay(songs, source, total) {
  const latest = useRef(null);
  latest.current = { songs, source, total };
  return useCallback((index) => {
    const list = latest.current;
    engine.playSongs(list.songs, index, list.source);
    if (list.total > list.songs.length && isWhole(list.source))
      songsOf(list.source)
        .then((all) => engine.extend(all, list.source))
        .catch((error) => say(error.message));
  }, []);
}

/**
 * @param songs SongViews, as far as the page has them
 * @param source what the list is, such as "album:3"
 * @param total how long the whole list is, where the page has only a part of it
 * @param onMore asks for more songs; called with the number of those that are there
 */
export function SongList({ songs = [], source = "", total = 0, onMore, showAlbum = true, showCover = true, showTrack = false, label = "Songs" }) {
  const count = Math.max(songs.length, onMore ? total : 0);
  const [body, [from, to]] = useWindow(count);
  const asked = useRef(-1);
  const play = usePlay(songs, source, total);
  const order = useMemo(() => keysOf(songs), [songs]);
  const { choice, choose } = useChoice(order, body);
  const chosen = choice.on ? songs.filter((_, i) => choice.keys.has(order[i])) : [];
  const show = useRef(null);
  if (show.current?.album !== showAlbum || show.current?.cover !== showCover)
    show.current = { album: showAlbum, cover: showCover };

  useEffect(() => {
    if (!onMore || to <= songs.length || songs.length >= total || asked.current === songs.length) return;
    asked.current = songs.length;
    onMore(songs.length);
  }, [to, songs.length, total, onMore]);

  const rows = [];
  for (let i = from; i < Math.min(to, count); i++) {
    const song = songs[i];
    rows.push(
      song ? (
        <Row key={`${i}-${song.id}`} song={song} index={i} number={showTrack ? (song.track ?? i + 1) : i + 1} show={show.current} onPlay={play} rowKey={order[i]} choose={choose} choosing={choice.on} chosen={choice.keys.has(order[i])} />
      ) : (
        <div key={i} role="row" aria-rowindex={i + 2} className="em-row em-row-waiting" style={{ top: i * ROW_PX }}>
          <span role="cell"><span className="em-hidden">Loading</span></span>
        </div>
      ),
    );
  }
  return (
    <div className={choice.on ? "em-list em-choosing" : "em-list"}>
      <MixedNote songs={songs} />
      <div role="table" aria-label={label} aria-rowcount={count + 1} className={showAlbum ? "em-table" : "em-table em-no-album"}>
        <Head show={show.current} choice={choice} choose={choose} />
        <div ref={body} role="rowgroup" className="em-rows" style={{ height: count * ROW_PX }} onKeyDown={choose.onKeyDown}>
          {rows}
        </div>
      </div>
      <ChoiceBar choice={choice} choose={choose} songs={chosen} total={songs.length < total ? 0 : songs.length} />
    </div>
  );
}
