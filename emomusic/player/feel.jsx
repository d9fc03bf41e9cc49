// "How does it feel to you?": a tap on the plane, or a cursor moved by the arrow keys.
import { useEffect, useRef, useState } from "react";
import { sample } from "./curve.js";
import { useCurve } from "./curves.js";
import { player, position } from "./engine.js";
import { addPlane, closeFeeling, feeling, openFeeling } from "./feel.js";
import { feel, loadTaps, takeBack, felt } from "./feelings.js";
import { clamp, clockText } from "./format.js";
import { colourOf } from "./palette.js";
import { useStore } from "./store.js";
import "./feel.css";

const STEP = 0.05;
const FINE_STEP = 0.01;
const NEAR = 0.06;
const NO_TAPS = Object.freeze([]);

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/** One's taps in a song, asked for once a song is looked at. */
export function useTaps(song_id) {
  useEffect(() => {
    if (song_id) loadTaps(song_id);
  }, [song_id]);
  return useStore(felt, (map) => map.get(song_id) ?? NO_TAPS);
}

/** A place of the plane in a word: "happy", "between angry and happy", "in the middle". */
export function placeWord({ valence, arousal }) {
  const across = Math.abs(valence - 0.5) >= NEAR;
  const up = Math.abs(arousal - 0.5) >= NEAR;
  if (!across && !up) return "in the middle";
  const [left, right] = arousal >= 0.5 ? ["angry", "happy"] : ["sad", "calm"];
  if (!across) return `between ${left} and ${right}`;
  if (!up) return valence > 0.5 ? "between calm and happy" : "between sad and angry";
  return valence > 0.5 ? right : left;
}

const percent = (x) => `${Math.round(x * 100)} %`;
const along = (x) => `${(100 * x).toFixed(2)}%`;
const valueText = (place) => `${placeWord(place)}, valence ${percent(place.valence)}, arousal ${percent(place.arousal)}`;

function tellNow(place) {
  const { song } = player.get();
  if (song) feeling.set({ open: false, last: feel(song.id, position(), place) });
}

/** Where the cursor begins: at what is shown now. */
function start(curve) {
  const { valence, arousal } = sample(curve, position());
  return { valence: Math.round(valence / STEP) * STEP, arousal: Math.round(arousal / STEP) * STEP };
}

/** Lies over the plane and takes taps; it has a cursor while one feels by keyboard. */
export function FeelPad() {
  const song = useStore(player, (state) => state.song);
  const { curve } = useCurve(song?.id);
  const { open } = useStore(feeling);
  const [place, setPlace] = useState(null);
  const pad = useRef(null);
  const shown = open && Boolean(curve);

  useEffect(addPlane, []);
  useEffect(() => {
    setPlace(shown ? start(curve) : null);
    // Only when the cursor appears: a curve that is corrected meanwhile does not move it.
  }, [shown]);
  useEffect(() => {
    if (shown && place) pad.current?.focus();
  }, [shown, Boolean(place)]);

  if (!curve) return null;

  const onKeyDown = (event) => {
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const by = event.shiftKey ? FINE_STEP : STEP;
      setPlace({ valence: clamp(place.valence + by * arrow[0], 0, 1), arousal: clamp(place.arousal + by * arrow[1], 0, 1) });
    } else if (event.key === "Enter" || event.key === " ") tellNow(place);
    else if (event.key === "Escape") closeFeeling();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    tellNow({
      valence: clamp((event.clientX - left) / width, 0, 1),
      arousal: clamp(1 - (event.clientY - top) / height, 0, 1),
    });
  };
  const cursor = place && { left: along(place.valence), bottom: along(place.arousal), background: colourOf(place.valence, place.arousal) };
  return (
    <div
      ref={pad}
      className={place ? "em-feel-pad em-feel-open" : "em-feel-pad"}
      data-feel-pad
      {...(place
        ? {
            role: "slider",
            tabIndex: 0,
            "aria-label": "How it feels: left and right for valence, up and down for arousal, Enter to tell",
            "aria-valuemin": 0,
            "aria-valuemax": 100,
            "aria-valuenow": Math.round(place.valence * 100),
            "aria-valuetext": valueText(place),
          }
        : { "aria-hidden": true, title: "How does it feel to you? Tap where it feels so now." })}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {place && <span className="em-feel-cursor" style={cursor} />}
    </div>
  );
}

function Ask() {
  return (
    <button type="button" className="em-feel-button" aria-keyshortcuts="F" onClick={openFeeling}>
      How does it feel to you?
    </button>
  );
}

/** The line below the plane: the question, how to answer by keys, and the answer with its undo. */
export function FeelLine() {
  const song = useStore(player, (state) => state.song);
  const { curve } = useCurve(song?.id);
  const { open, last } = useStore(feeling);
  const taps = useTaps(song?.id);
  const line = useRef(null);
  const wasOpen = useRef(false);
  const mine = last && last.song_id === song?.id ? last : null;

  // The button that had the focus is gone once it was pressed, and so is the cursor.
  useEffect(() => {
    const { activeElement, body } = document;
    const isLost = activeElement === body || activeElement?.matches("[data-feel-pad]");
    if (!open && wasOpen.current && isLost) line.current?.querySelector("button")?.focus({ preventScroll: true });
    wasOpen.current = open;
  }, [open]);

  if (!curve) return null;
  const undo = () => {
    feeling.update({ last: null });
    takeBack(mine);
  };
  return (
    <figcaption ref={line} className="em-feel-line" data-felt-here={taps.length}>
      {open ? (
        <>
          <span><kbd>←</kbd> <kbd>→</kbd> <kbd>↑</kbd> <kbd>↓</kbd> move, <kbd>Enter</kbd> tells</span>
          <button type="button" className="em-text-button" onClick={closeFeeling}>Leave it</button>
        </>
      ) : (
        <Ask />
      )}
      <span role="status" className="em-feel-said">
        {!open && mine && `Felt ${placeWord(mine)} at ${clockText(mine.at_s)}`}
      </span>
      {!open && mine && (
        <button type="button" className="em-text-button" onClick={undo} aria-label={`Undo what you felt at ${clockText(mine.at_s)}`}>
          Undo
        </button>
      )}
    </figcaption>
  );
}

/** One's taps over a chart of time: a diamond for valence and one for arousal at each second. */
export function FeltMarks({ song_id, duration_s }) {
  const taps = useTaps(song_id);
  if (!taps.length || !duration_s) return null;
  return (
    <span className="em-felt-marks" aria-hidden="true" data-felt-marks={taps.length}>
      {taps.map(({ tap_id, at_s, valence, arousal }) => (
        <span key={tap_id} style={{ left: along(at_s / duration_s) }}>
          <i className="em-felt-valence" style={{ bottom: along(valence) }} />
          <i className="em-felt-arousal" style={{ bottom: along(arousal) }} />
        </span>
      ))}
    </span>
  );
}
