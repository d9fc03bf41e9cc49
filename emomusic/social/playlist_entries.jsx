// The songs of a playlist: to play, and to order by dragging or by keyboard.
import { useEffect, useMemo, useRef, useState } from "react";
import { Grip } from "$/public/external/emomusic/player/icons.jsx";
import { Head, ROW_PX, Row, usePlay, useWindow } from "$/public/external/emomusic/player/song_list.jsx";
import { clamp } from "$/public/external/emomusic/player/format.js";
import { moveTo } from "./list_edits.js";
import { edit, remove } from "./playlists.js";

const EDGE_PX = 60;
const SCROLL_PX = 12;
const SHOW = { album: true, cover: true };

/** Where the entry at an index is drawn while the one at `from` is on its way to `to`. */
function placeOf(index, from, to) {
  if (index === from) return to;
  if (from < index && index <= to) return index - 1;
  return to <= index && index < from ? index + 1 : index;
}

function scroller(node) {
  for (let at = node?.parentElement; at; at = at.parentElement)
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return document.scrollingElement;
}

/** Dragging with a pointer: the row follows it, the others make room, the list scrolls at its edges. */
function useDrag(body, count, lifted, setLifted, put) {
  const pointer = useRef(null);
  const latest = useRef(lifted);
  latest.current = lifted;
  const follow = () => {
    const { top } = body.current.getBoundingClientRect();
    const y = pointer.current.y - top - ROW_PX / 2;
    latest.current = { key: pointer.current.key, to: clamp(Math.round(y / ROW_PX), 0, count - 1), y: clamp(y, 0, (count - 1) * ROW_PX), by: "pointer" };
    setLifted(latest.current);
  };
  useEffect(() => {
    if (lifted?.by !== "pointer") return undefined;
    const region = scroller(body.current);
    const timer = setInterval(() => {
      const box = region.getBoundingClientRect();
      const { y } = pointer.current;
      const step = y < box.top + EDGE_PX ? -SCROLL_PX : y > box.bottom - EDGE_PX ? SCROLL_PX : 0;
      if (!step) return;
      region.scrollTop += step;
      follow();
    }, 16);
    return () => clearInterval(timer);
  }, [lifted?.by, count]);
  const end = (keep) => {
    if (!pointer.current) return;
    pointer.current = null;
    const at = latest.current;
    setLifted(null);
    if (keep && at?.by === "pointer") put(at);
  };
  return (key) => ({
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pointer.current = { key, y: event.clientY, from: event.clientY };
    },
    onPointerMove: (event) => {
      if (pointer.current?.key !== key) return;
      pointer.current.y = event.clientY;
      if (latest.current?.by === "pointer" || Math.abs(event.clientY - pointer.current.from) > 4) follow();
    },
    onPointerUp: () => end(true),
    onPointerCancel: () => end(false),
    onLostPointerCapture: () => end(false),
  });
}

function MoveGrip({ song, index, count, lifted, onKey, onLeave, drag }) {
  const words = lifted ? `${song.title}, place ${index + 1} of ${count}` : `Move ${song.title}, place ${index + 1} of ${count}`;
  return (
    <span role="cell" className="pl-cell-grip">
      <button type="button" className="em-icon pl-grip" aria-label={words} title="Drag, or press Space and the arrow keys" aria-pressed={lifted} onKeyDown={onKey} onBlur={onLeave} {...drag}>
        <Grip size={18} />
      </button>
    </span>
  );
}

/**
 * @param entries as they are shown
 * @param source what they are, such as "playlist:3"
 * @param label of the table
 * @param mayEdit whether they can be moved and taken out
 * @param nameOf says who added an entry, or nothing
 */
export function PlaylistEntries({ entries, source, label, mayEdit, nameOf }) {
  const [lifted, setLifted] = useState(null);
  const [told, setTold] = useState("");
  const count = entries.length;
  const [body, [from, to]] = useWindow(count);
  const songs = useMemo(() => entries.map(({ song }) => song), [entries]);
  const play = usePlay(songs, source, 0);
  const held = lifted ? entries.findIndex(({ key }) => key === lifted.key) : -1;

  const put = (at) => {
    const index = entries.findIndex(({ key }) => key === at.key);
    const what = moveTo(entries, index, at.to);
    edit(what);
    if (what) setTold(`${entries[index].song.title} is at place ${at.to + 1} of ${count}.`);
  };
  const grip = useDrag(body, count, lifted, setLifted, put);

  const show = (key) =>
    requestAnimationFrame(() => body.current?.querySelector(`[data-entry="${key}"]`)?.scrollIntoView({ block: "nearest" }));
  const onKey = (entry, index) => (event) => {
    const mine = lifted?.by === "keys" && lifted.key === entry.key;
    const step = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 }[event.key];
    const { title } = entry.song;
    if (event.key === " " || event.key === "Enter") {
      setLifted(mine ? null : { key: entry.key, to: index, by: "keys" });
      if (mine) put(lifted);
      else setTold(`${title} is lifted. Move it with the arrow keys, put it down with Space, or keep its place with Escape.`);
    } else if (mine && event.key === "Escape") {
      setLifted(null);
      setTold(`${title} stays where it was.`);
    } else if (step !== undefined && (mine || (event.altKey && event.key.startsWith("Arrow")))) {
      const next = clamp(step, 0, count - 1);
      if (mine) {
        setLifted({ ...lifted, to: next });
        setTold(`Place ${next + 1} of ${count}.`);
      } else put({ key: entry.key, to: next });
      show(entry.key);
    } else if (event.key === "Delete") {
      remove([entry.key]);
      setTold(`${title} is taken out.`);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // The rows stay in their order while one is moved: a browser lets go of what is taken elsewhere.
  const rows = [];
  for (let i = 0; i < count; i++) {
    const place = held < 0 ? i : placeOf(i, held, lifted.to);
    if ((place < from || place >= to) && i !== held) continue;
    const entry = entries[i];
    const attributes = {
      "data-entry": entry.key,
      "data-held": i === held || undefined,
      style: { top: i === held && lifted.by === "pointer" ? lifted.y : place * ROW_PX },
    };
    const lead = mayEdit && (
      <MoveGrip song={entry.song} index={place} count={count} lifted={i === held} onKey={onKey(entry, place)} onLeave={() => lifted?.by === "keys" && i === held && setLifted(null)} drag={grip(entry.key)} />
    );
    const more = mayEdit ? [["Remove from this playlist", () => remove([entry.key])]] : undefined;
    rows.push(
      <Row key={entry.key} song={entry.song} index={i} number={place + 1} show={SHOW} onPlay={play} lead={lead} note={nameOf?.(entry)} more={more} attributes={attributes} />,
    );
  }
  return (
    <div className={lifted ? "em-list pl-lifting" : "em-list"}>
      <div role="table" aria-label={label} aria-rowcount={count + 1} className={mayEdit ? "em-table pl-ordered" : "em-table"}>
        <Head show={SHOW} lead={mayEdit && <span role="columnheader" className="pl-cell-grip"><span className="em-hidden">Order</span></span>} />
        <div ref={body} role="rowgroup" className="em-rows" style={{ height: count * ROW_PX }}>
          {rows}
        </div>
      </div>
      <p className="em-hidden" role="status" aria-live="assertive">{told}</p>
    </div>
  );
}
