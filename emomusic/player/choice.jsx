// Choosing several rows of a list of songs: by mouse, touch and keyboard, and what is done with them.
import { useEffect, useMemo, useRef, useState } from "react";
import { all, clicked, extend, NONE, sentenceOf, stillThere, toggle } from "./choice.js";
import { IconButton } from "./controls.jsx";
import * as engine from "./engine.js";
import { choiceTools } from "./extras.js";
import * as Icons from "./icons.jsx";
import { MenuButton } from "./menu.jsx";
import { say } from "./notice.js";
import { useStore } from "./store.js";
import "./choice.css";

const STEPS = { ArrowUp: -1, ArrowDown: 1 };
const ELSEWHERE = "dialog, [role=menu], input:not([type=checkbox]), textarea, select, [contenteditable]";

/** The handlers of rows, made once: `get()` is {choice, order, body, onDelete} as they are now. */
function handlers(get, set) {
  const box = (key) => get().body.current?.querySelector(`[data-row="${key}"] [data-box]`);
  const look = (key) => requestAnimationFrame(() => box(key)?.focus());
  const end = () => {
    const { body } = get();
    const inside = body.current?.parentElement?.parentElement?.contains(document.activeElement);
    const row = document.activeElement?.closest("[data-row]") ?? body.current?.querySelector("[data-row]");
    set(NONE);
    if (inside) requestAnimationFrame(() => row?.querySelector("button")?.focus());
  };
  const step = (key, way, shift) => {
    const { choice, order } = get();
    const to = order[order.indexOf(key) + way];
    if (to === undefined) return;
    if (shift) set(extend(choice.anchor === null || !choice.on ? { ...choice, anchor: key } : choice, order, to));
    look(to);
  };
  const onKeyDown = (event) => {
    const key = event.target.closest?.("[data-row]")?.dataset.row;
    if (!key || event.defaultPrevented || event.altKey) return;
    const { choice, order, onDelete } = get();
    const control = event.ctrlKey || event.metaKey;
    const onBox = event.target.matches("[data-box]");
    const way = control ? 0 : STEPS[event.key];
    if (way && (event.shiftKey || onBox)) step(key, way, event.shiftKey);
    else if (control && choice.on && event.key.toLowerCase() === "a") set(all(order));
    else if (onBox && event.key === "Delete" && choice.keys.size && onDelete) onDelete();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    end,
    onKeyDown,
    all: () => set(all(get().order)),
    click: (key, event) => {
      const held = { shift: event.shiftKey, control: event.ctrlKey || event.metaKey };
      set(clicked(get().choice, get().order, key, held));
    },
    tick: (key, shift) => {
      const { choice, order } = get();
      set(shift ? extend(choice, order, key, true) : toggle(choice, key));
    },
    begin: (key) => {
      set(key === undefined ? { ...NONE, on: true } : toggle(get().choice, key));
      look(key ?? get().order[0]);
    },
  };
}

/**
 * The choice of a list.
 * @param order the keys of its rows, the same array as long as they are the same
 * @param body ref of the element of the rows
 * @param onDelete what the key Delete does with the chosen rows, if anything
 * @returns `choice`, and the handlers `choose`, which stay the same
 */
export function useChoice(order, body, onDelete) {
  const [made, set] = useState(NONE);
  const choice = useMemo(() => stillThere(made, order), [made, order]);
  const latest = useRef(null);
  latest.current = { choice, order, body, onDelete };
  const choose = useMemo(() => handlers(() => latest.current, set), []);
  // What has gone is not chosen again when somebody puts it back.
  useEffect(() => {
    if (choice !== made) set(choice);
  }, [choice, made]);
  useEffect(() => {
    if (!choice.on) return undefined;
    const onKey = (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest?.(ELSEWHERE)) choose.end();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [choice.on]);
  return { choice, choose };
}

/** The box of a row, in place of its number. */
export function ChoiceBox({ song, rowKey, chosen, choose }) {
  return (
    <span role="cell" className="em-cell-number em-cell-box">
      <label>
        <input type="checkbox" data-box checked={chosen} aria-label={`Choose ${song.title}`} onChange={(event) => choose.tick(rowKey, event.nativeEvent.shiftKey)} />
      </label>
    </span>
  );
}

/** The button in the head of a list that begins and ends choosing. */
export function ChooseButton({ choice, choose }) {
  return (
    <IconButton icon={Icons.Choose} label="Choose songs" size={18} aria-pressed={choice.on} className={choice.on ? "em-choose em-chosen" : "em-choose"} onClick={() => (choice.on ? choose.end() : choose.begin())} />
  );
}

/** What can be done with songs: triples of a name, what it does, and whether they stay chosen. */
function actsOf(songs, tools, more) {
  const there = songs.filter(({ missing }) => !missing);
  const withThem = (act) => () => (there.length ? act(there) : say("The files of these songs are missing."));
  return [
    ["Play", withThem((those) => engine.playSongs(those, 0, "other")), false],
    ...tools.map(({ label, act }) => [label, withThem(act), true]),
    ...more,
    ["Play next", withThem(engine.playNext), false],
    ["Add to queue", withThem(engine.addToQueue), false],
  ];
}

const NOTHING_MORE = [];
const SHOWN = 3;

/**
 * What is done with the chosen songs, at the foot of the list while there is one.
 * @param songs the chosen ones, in their order
 * @param total how many could be chosen; 0 where the page does not have them all
 * @param more further things to do, as triples of a name, what it does, and whether they stay chosen
 */
export function ChoiceBar({ choice, choose, songs, total, more = NOTHING_MORE }) {
  const tools = useStore(choiceTools);
  const said = <span className="em-hidden" role="status">{choice.on ? sentenceOf(songs.length) : ""}</span>;
  if (!choice.on) return said;
  const acts = actsOf(songs, tools, more).map(([name, act, stays]) => [name, () => { act(); if (!stays) choose.end(); }]);
  const any = songs.length > 0;
  return (
    <>
      {said}
      <div className="em-choice" role="region" aria-label="What to do with the chosen songs">
        <strong aria-hidden="true">{sentenceOf(songs.length)}</strong>
        <span className="em-choice-acts">
          {acts.slice(0, SHOWN).map(([name, act]) => <button key={name} type="button" className="chip" disabled={!any} onClick={act}>{name}</button>)}
        </span>
        <MenuButton items={acts.slice(1)} label="More to do with the chosen songs" disabled={!any} />
        {total > songs.length && <button type="button" className="chip quiet" onClick={choose.all}>Choose all</button>}
        <IconButton icon={Icons.Close} label="Choose none" size={18} onClick={choose.end} />
      </div>
    </>
  );
}
