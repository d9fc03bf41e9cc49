// What stands round the Recharts timeline: its data, its playhead, and seeking in it.
import { useMemo, useRef } from "react";
import { timeline } from "./curve.js";
import { useCurve } from "./curves.js";
import { player } from "./engine.js";
import { FeltMarks, useTaps } from "./feel.jsx";
import { clockText } from "./format.js";
import { HeardBy } from "./heard_by.jsx";
import { useFrame } from "./hooks.jsx";
import { useStore } from "./store.js";
import { useTimeSlider } from "./time_slider.jsx";

const NO_ROWS = [];

/** Rows for the chart of the song that plays. */
export function useTimeline() {
  const song = useStore(player, (state) => state.song);
  const { curve } = useCurve(song?.id);
  return useMemo(() => (curve ? timeline(curve) : NO_ROWS), [curve]);
}

/** Length of the song that plays, for the axis of the chart. */
export const useDuration = () => useStore(player, (state) => state.duration_s);

/** Carries the chart; a playhead goes over it, and a click, a drag or the arrows seek. */
export function TimelineFrame({ children }) {
  const song = useStore(player, (state) => state.song);
  const duration_s = useDuration();
  const known = useCurve(song?.id);
  const taps = useTaps(song?.id);
  const head = useRef(null);
  const { props, dragged } = useTimeSlider({
    label: "Seek in the timeline",
    duration_s,
    curve: known.curve,
    disabled: !song,
  });
  useFrame((position_s) => {
    const time_s = dragged.current ?? position_s;
    const part = duration_s > 0 ? Math.min(1, time_s / duration_s) : 0;
    if (head.current) head.current.style.transform = `translateX(${(part * 100).toFixed(3)}%)`;
  });
  return (
    <section className="em-timeline" aria-label="Emotion over time">
      <div className="em-legend">
        <span className="em-key em-key-valence" aria-hidden="true">valence</span>
        <span className="em-key em-key-arousal" aria-hidden="true">arousal</span>
        {taps.length > 0 && <span className="em-key em-key-felt" aria-hidden="true">what you felt</span>}
        {known.curve?.heard && <span className="em-key em-key-heard" aria-hidden="true">what the model heard</span>}
        <span className="em-quiet" aria-hidden="true">bands: 80 % interval</span>
        <HeardBy songId={song?.id} />
      </div>
      <div {...props} className="em-timeline-plot" data-ready={known.state === "ready"}>
        <div className="em-timeline-chart" inert>{children}</div>
        <FeltMarks song_id={song?.id} duration_s={duration_s} />
        <span ref={head} className="em-playhead" aria-hidden="true"><i /></span>
      </div>
      <div className="em-timeline-times" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => <span key={part}>{clockText(part * duration_s)}</span>)}
      </div>
    </section>
  );
}
