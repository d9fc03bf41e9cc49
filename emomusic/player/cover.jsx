// Pictures: the cover of a song or album, and the dot of its emotion.
import { coverAddress } from "./api.js";
import { fraction, initials } from "./format.js";
import { colourOf } from "./palette.js";

const SIZES = [64, 300, 640];

/** A dot in the colour of an emotion; the name of the mood says the same in words. */
export function MoodDot({ valence, arousal, mood, size = 8, label = true }) {
  const known = valence !== null && valence !== undefined && mood !== "unsure";
  const text = known ? mood || "" : "not sure";
  return (
    <span
      className={known ? "em-dot" : "em-dot em-dot-unsure"}
      style={{ width: size, height: size, "--dot": known ? colourOf(valence, arousal) : undefined }}
      title={label && text ? text : undefined}
      aria-hidden={label && text ? undefined : true}
      role={label && text ? "img" : undefined}
      aria-label={label && text ? text : undefined}
    />
  );
}

/**
 * A cover that fills its box. `size` is the width it is shown at in CSS pixels, so that the
 * browser takes the right thumbnail. The title stands beside it, so the picture itself is mute.
 * Where the emotion is known, a dot of its colour sits in the corner.
 */
export function Cover({ cover, title = "", size = 300, valence, arousal, mood, eager = false }) {
  const hue = Math.round(fraction(title) * 360);
  const ground = `linear-gradient(140deg, hsl(${hue} 22% 34%), hsl(${(hue + 50) % 360} 26% 16%))`;
  return (
    <span className="em-cover">
      {cover ? (
        <img
          src={coverAddress(cover, 300)}
          srcSet={SIZES.map((width) => `${coverAddress(cover, width)} ${width}w`).join(", ")}
          sizes={`${size}px`}
          alt=""
          loading={eager ? "eager" : "lazy"}
          decoding="async"
          draggable={false}
        />
      ) : (
        <span className="em-cover-none" style={{ background: ground }} aria-hidden="true">
          <svg viewBox="0 0 100 100">
            <text x="50" y="52" textAnchor="middle" dominantBaseline="central">{initials(title)}</text>
          </svg>
        </span>
      )}
      {valence !== null && valence !== undefined && (
        <MoodDot valence={valence} arousal={arousal} mood={mood} size={10} label={Boolean(mood)} />
      )}
    </span>
  );
}
