// The small picture of a song's emotion over time: its height is arousal, its colour the emotion.
import { memo, useEffect, useRef } from "react";
import { decodeSpark } from "./curve.js";
import { NEUTRAL, colourOf } from "./palette.js";


// Always painted in one size, which the page scales: a row in a moving list asks for no layout.
const WIDE_PX = 120;
const TALL_PX = 28;

function draw(canvas, spark) {
  const points = decodeSpark(spark);
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(WIDE_PX * ratio);
  const height = Math.round(TALL_PX * ratio);
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const step = width / points.length;
  const bar = Math.max(1, step * 0.62);
  const least = 2 * ratio;
  points.forEach((point, i) => {
    pen.fillStyle = point ? colourOf(point.valence, point.arousal) : NEUTRAL;
    const tall = least + (point?.arousal ?? 0) * (height - least);
    pen.beginPath();
    pen.roundRect(i * step + (step - bar) / 2, height - tall, bar, tall, bar / 2);
    pen.fill();
  });
}

/**
 * The sparkline of a song, or a quiet line while it has not been listened to.
 * @param by names the model that heard it, where another one hears now
 */
export const Spark = memo(function Spark({ spark = "", mood = "", by = "" }) {
  const ref = useRef(null);
  useEffect(() => {
    if (spark && ref.current) draw(ref.current, spark);
  }, [spark]);
  if (!spark) return <span className="em-spark em-spark-none" role="img" aria-label="not heard yet" />;
  const word = mood && mood !== "unsure" ? mood : "not sure";
  const heard = by && `heard by ${by}`;
  const label = `emotion: ${word}${heard && `, ${heard}`}`;
  return <canvas ref={ref} className="em-spark" role="img" aria-label={label} title={heard || undefined} />;
});
