// The seek bar: the waveform of the song in the colours of its emotion.
import { useEffect, useRef } from "react";
import { moodWord, sample } from "./curve.js";
import { useCurve } from "./curves.js";
import { player, redraw } from "./engine.js";
import { clockText } from "./format.js";
import { prepareCanvas, useFrame, useSize } from "./hooks.jsx";
import { NEUTRAL, colourOf } from "./palette.js";
import { useStore } from "./store.js";
import { useTimeSlider } from "./time_slider.jsx";

const BAR_PX = 3;
const GAP_PX = 1;
const LEAST = 0.1;

/** Height 0..1 and colour of each bar. */
function bars(curve, count) {
  const { peaks, duration_s } = curve;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i / count) * peaks.length);
    const to = Math.max(from + 1, Math.floor(((i + 1) / count) * peaks.length));
    let peak = 0;
    for (let k = from; k < to && k < peaks.length; k++) peak = Math.max(peak, peaks[k]);
    const { valence, arousal, confident } = sample(curve, ((i + 0.5) / count) * duration_s);
    return { peak: Math.max(LEAST, peak), colour: confident ? colourOf(valence, arousal) : NEUTRAL };
  });
}

/** Paint the whole bar on a canvas of its own, so that a frame only copies two parts of it. */
function paintWave(curve, size, alpha) {
  const canvas = document.createElement("canvas");
  const pen = prepareCanvas(canvas, size);
  pen.globalAlpha = alpha;
  if (!curve) {
    pen.fillStyle = NEUTRAL;
    pen.beginPath();
    pen.roundRect(0, size.height / 2 - 2, size.width, 4, 2);
    pen.fill();
    return canvas;
  }
  const count = Math.max(1, Math.floor(size.width / (BAR_PX + GAP_PX)));
  const step = size.width / count;
  bars(curve, count).forEach(({ peak, colour }, i) => {
    const tall = peak * size.height;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.roundRect(i * step, (size.height - tall) / 2, step - GAP_PX, tall, 1.5);
    pen.fill();
  });
  return canvas;
}

/** What stands over the bar while the server still listens to the song. */
export function waitingText({ state, ahead, progress, error }) {
  if (state === "failed") return error;
  if (state === "running") return `Listening… ${Math.round((progress ?? 0) * 100)} %`;
  if (state === "queued")
    return ahead > 0 ? `Listening… ${ahead} ${ahead === 1 ? "song" : "songs"} ahead` : "Listening soon…";
  return "";
}

export function SeekBar({ tall = false }) {
  const song = useStore(player, (state) => state.song);
  const duration_s = useStore(player, (state) => state.duration_s);
  const { curve } = useCurve(song?.id);
  const [box, size] = useSize();
  const canvas = useRef(null);
  const tip = useRef(null);
  const waves = useRef(null);
  const drawn = useRef(-1);
  const guest = useStore(player, (state) => state.following === "guest");
  const disabled = !song || guest;
  const { props, dragged, timeAt } = useTimeSlider({ label: "Seek", duration_s, curve, disabled });

  useEffect(() => {
    if (!size.width || !canvas.current) return;
    prepareCanvas(canvas.current, size);
    waves.current = { rest: paintWave(curve, size, 0.38), done: paintWave(curve, size, 1) };
    drawn.current = -1;
    redraw();
  }, [curve, size]);

  useFrame((position_s) => {
    if (!waves.current || !canvas.current) return;
    const time_s = dragged.current ?? position_s;
    const { width, height } = canvas.current;
    const edge = duration_s > 0 ? Math.round(Math.min(1, time_s / duration_s) * width) : 0;
    if (edge === drawn.current) return;
    drawn.current = edge;
    const pen = canvas.current.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    const { rest, done } = waves.current;
    if (edge < width) pen.drawImage(rest, edge, 0, width - edge, height, edge, 0, width - edge, height);
    if (edge > 0) pen.drawImage(done, 0, 0, edge, height, 0, 0, edge, height);
    const thumb = Math.max(2, Math.round((2 * width) / size.width));
    pen.fillStyle = "#fff";
    if (!disabled) pen.fillRect(Math.min(edge, width - thumb), 0, thumb, height);
  });

  const hover = (event) => {
    props.onPointerMove(event);
    if (disabled || !tip.current) return;
    const time_s = timeAt(event);
    const word = curve ? ` · ${moodWord(sample(curve, time_s))}` : "";
    tip.current.textContent = clockText(time_s) + word;
    tip.current.style.left = `${(time_s / Math.max(duration_s, 0.001)) * 100}%`;
  };

  return (
    <div {...props} className={tall ? "em-seek em-seek-tall" : "em-seek"} onPointerMove={hover} data-ready={curve ? "true" : "false"}>
      <span ref={box} className="em-seek-wave"><canvas ref={canvas} /></span>
      <span ref={tip} className="em-tip" aria-hidden="true" />
    </div>
  );
}

/** Time so far, or the whole; written once a second without React. */
export function TimeLabel({ whole = false }) {
  const duration_s = useStore(player, (state) => state.duration_s);
  const ref = useRef(null);
  useFrame((position_s) => {
    const text = clockText(position_s);
    if (!whole && ref.current && ref.current.textContent !== text) ref.current.textContent = text;
  });
  return (
    <span ref={ref} className="em-time">
      {whole ? clockText(duration_s) : null}
    </span>
  );
}
