// Says which model a curve is from, and tells a page when songs were heard anew.
import { useEffect, useMemo, useRef } from "react";
import { Link } from "react-router";
import { useCurve } from "./curves.js";
import { ears } from "./ears.js";
import { againText, mixedText } from "./heard_by.js";
import { useModels } from "./sparks.js";
import { useStore } from "./store.js";

const LEAST_MS = 10_000;

/**
 * Which model heard a song, and which one will again, with the way to the page about it.
 * @param songId the song
 * @param fact for a list of facts, where "heard by" stands before it
 */
export function HeardBy({ songId, fact = false }) {
  const { curve, again } = useCurve(songId);
  const later = againText(again);
  if (!curve) return fact ? <span>not heard yet</span> : null;
  return (
    <span className={fact ? "em-heard-by" : "em-heard-by em-quiet"} data-heard-by={curve.model}>
      <Link to="/model" aria-label={`heard by ${curve.model}: about this model`}>
        {fact ? curve.model : `heard by ${curve.model}`}
      </Link>
      {later && `; ${later}`}
      {curve.heard && <>; <Link to="/feelings">corrected by what you felt</Link></>}
    </span>
  );
}

/** A line over a list whose songs were not all heard by the model that hears now. */
export function MixedNote({ songs }) {
  const models = useModels(songs);
  const { model, waiting } = useStore(ears);
  const text = useMemo(() => mixedText(models, model, waiting), [models, model, waiting]);
  if (!text) return null;
  return <p className="em-mixed em-quiet"><Link to="/model">{text}</Link></p>;
}

/**
 * Tells a page that songs were heard since it was made; draws nothing.
 * @param onReheard called now and then, while songs are being heard
 */
export function Reheard({ onReheard }) {
  const { model, waiting, heard } = useStore(ears);
  const seen = useRef("");
  const told_ms = useRef(0);
  const timer = useRef(null);
  const latest = useRef(onReheard);
  latest.current = onReheard;
  useEffect(() => {
    if (!model) return;
    const before = seen.current;
    seen.current = `${model} ${waiting} ${heard}`;
    if (!before || before === seen.current) return;
    timer.current ??= setTimeout(() => {
      timer.current = null;
      told_ms.current = Date.now();
      latest.current?.();
    }, Math.max(0, told_ms.current + LEAST_MS - Date.now()));
  }, [model, waiting, heard]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return null;
}
