// The emotion of the moment in plain words, politely said.
import { useEffect, useState } from "react";
import { sentence } from "./curve.js";
import { useCurve } from "./curves.js";
import { player, position } from "./engine.js";
import { waitingText } from "./seek_bar.jsx";
import { useStore } from "./store.js";

const EVERY_MS = 4000;

/** The words for now, renewed every few seconds. */
export function useSentence() {
  const song = useStore(player, (state) => state.song);
  const playing = useStore(player, (state) => state.playing);
  const known = useCurve(song?.id);
  const [words, setWords] = useState("");
  const { curve } = known;
  useEffect(() => {
    const tell = () => setWords(curve ? sentence(curve, position()) : "");
    tell();
    if (!curve || !playing) return undefined;
    const timer = setInterval(tell, EVERY_MS);
    return () => clearInterval(timer);
  }, [curve, playing]);
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
