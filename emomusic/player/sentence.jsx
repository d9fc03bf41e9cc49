// The emotion of the moment in plain words, politely said.
import { useEffect, useRef, useState } from "react";
import { isRunning } from "./clock.js";
import { sentence } from "./curve.js";
import { useCurve } from "./curves.js";
import { player, redraw } from "./engine.js";
import { useFrame } from "./hooks.jsx";
import { waitingText } from "./seek_bar.jsx";
import { useStore } from "./store.js";

const EVERY_MS = 4000;

/** The words for now, renewed every few seconds. */
export function useSentence() {
  const song = useStore(player, (state) => state.song);
  const known = useCurve(song?.id);
  const [words, setWords] = useState("");
  const { curve } = known;
  const told_ms = useRef(-Infinity);
  useEffect(() => {
    told_ms.current = -Infinity;
    redraw();
  }, [curve]);
  useFrame((position_s, now_ms) => {
    if (!curve || (isRunning() && now_ms - told_ms.current < EVERY_MS)) return;
    told_ms.current = now_ms;
    setWords(sentence(curve, position_s));
  });
  if (!song) return "";
  return curve ? words : waitingText(known);
}

/** A line such as "calm, brightening"; `quiet` where another one speaks already. */
export function EmotionSentence({ quiet = false }) {
  const words = useSentence();
  return (
    <p className="em-sentence" aria-live={quiet ? undefined : "polite"} data-emotion-sentence>
      {words || "\u00a0"}
    </p>
  );
}
