// Moving an entry of a list to another place, by a pointer or by keys, until it is put down.
import { useEffect, useRef, useState } from "react";
import { clamp } from "$/public/external/emomusic/player/format.js";
import { ROW_PX } from "$/public/external/emomusic/player/song_list.jsx";
import { moveTo } from "./list_edits.js";
import { edit, remove } from "./playlists.js";

const EDGE_PX = 60;
const SCROLL_PX = 12;
const LIFTED = "is lifted. Move it with the arrow keys, put it down with Space, or keep its place with Escape.";

/** Where the entry at an index is drawn while the one at `from` is on its way to `to`. */
export function placeOf(index, from, to) {
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
      if (!pointer.current) return;
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

const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/**
 * What moves the entries of a list.
 * @param body ref of the element of the rows
 * @param chosen keys of entries that are chosen: one of them takes the others along
 * @returns `lifted` {key, to, by, y} while one is on its way; `told`, what a screen reader says;
 *   `drag(key)`, `keys(entry, place)` and `away(key)`, the handlers of a grip
 */
export function useMoving(body, entries, chosen) {
  const [lifted, setLifted] = useState(null);
  const [told, setTold] = useState("");
  const count = entries.length;
  const row = (key, rest = "") => body.current?.querySelector(`[data-entry="${key}"]${rest}`);

  const put = (at) => {
    const index = entries.findIndex(({ key }) => key === at.key);
    const what = moveTo(entries, index, at.to, chosen);
    edit(what);
    if (what?.keys.length > 1) setTold(`${what.keys.length} songs are moved.`);
    else if (what) setTold(`${entries[index].song.title} is at place ${at.to + 1} of ${count}.`);
  };
  const takeOut = ({ key, song }, place) => {
    const next = entries[place + 1] ?? entries[place - 1];
    remove([key]);
    setTold(`${song.title} is taken out.`);
    if (next) requestAnimationFrame(() => row(next.key, " .pl-grip")?.focus());
  };
  const lift = ({ key, song }, place) => {
    setLifted({ key, to: place, by: "keys" });
    setTold(`${song.title} ${LIFTED}`);
  };
  const putDown = () => {
    setLifted(null);
    put(lifted);
  };
  const keep = ({ song }) => {
    setLifted(null);
    setTold(`${song.title} stays where it was.`);
  };
  const step = ({ key }, to, held) => {
    if (held) {
      setLifted({ ...lifted, to });
      setTold(`Place ${to + 1} of ${count}.`);
    } else put({ key, to });
    requestAnimationFrame(() => row(key)?.scrollIntoView({ block: "nearest" }));
  };
  const keys = (entry, place) => (event) => {
    const held = lifted?.by === "keys" && lifted.key === entry.key;
    const way = STEPS[event.key];
    if (event.key === " " || event.key === "Enter") (held ? putDown : lift)(entry, place);
    else if (held && event.key === "Escape") keep(entry);
    else if (way && (held || (event.altKey && Math.abs(way) === 1))) step(entry, clamp(place + way, 0, count - 1), held);
    else if (event.key === "Delete") takeOut(entry, place);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const away = (key) => () => lifted?.by === "keys" && lifted.key === key && setLifted(null);
  return { lifted, told, keys, away, drag: useDrag(body, count, lifted, setLifted, put) };
}
