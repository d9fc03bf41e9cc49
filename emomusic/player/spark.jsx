// The small picture of a song's emotion over time: its height is arousal, its colour the emotion.
import { memo, useEffect, useRef } from "react";
import { bytes } from "./curve.js";
import { colourOf } from "./palette.js";

/** Values 0..1 of a sparkline: all of valence, then all of arousal. */
export function decodeSpark(spark) {
  const data = bytes(spark);
  const count = data.length >> 1;
  const unit = (part) => Array.from(part, (x) => x / 255);
  return { valence: unit(data.subarray(0, count)), arousal: unit(data.subarray(count, 2 * count)) };
}

function draw(canvas, spark) {
  const { valence, arousal } = decodeSpark(spark);
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (!width || !valence.length) return;
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const step = width / valence.length;
  const bar = Math.max(1, step * 0.62);
  const least = 2 * ratio;
  for (let i = 0; i < valence.length; i++) {
    pen.fillStyle = colourOf(valence[i], arousal[i]);
    const tall = least + arousal[i] * (height - least);
    pen.beginPath();
    pen.roundRect(i * step + (step - bar) / 2, height - tall, bar, tall, bar / 2);
    pen.fill();
  }
}

/** The sparkline of a song, or a quiet line while it has not been listened to. */
export const Spark = memo(function Spark({ spark = "", mood = "" }) {
  const ref = useRef(null);
  useEffect(() => {
    if (spark && ref.current) draw(ref.current, spark);
  }, [spark]);
  if (!spark) return <span className="em-spark em-spark-none" role="img" aria-label="not heard yet" />;
  const word = mood && mood !== "unsure" ? mood : "not sure";
  return <canvas ref={ref} className="em-spark" role="img" aria-label={`emotion: ${word}`} />;
});
