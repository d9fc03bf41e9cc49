// A person as a round with their initials, and a dot that says whether they are here.
import { fraction, initials } from "$/public/external/emomusic/player/format.js";

export const STATUS_WORDS = { online: "here", idle: "away", offline: "offline" };

/** `status` is left out where it is not known or nobody's business. */
export function Avatar({ name, status, size = 36 }) {
  const hue = Math.round(fraction(name) * 360);
  return (
    <span className="pp-avatar" style={{ width: size, height: size, background: `hsl(${hue} 24% 28%)`, fontSize: size * 0.38 }} aria-hidden="true">
      {initials(name) || "?"}
      {status && <span className="pp-dot" data-status={status} />}
    </span>
  );
}
