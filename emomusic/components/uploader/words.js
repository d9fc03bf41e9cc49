// Sizes, times and states as people read them.
import { WAITING } from "./engine.js";

export function sizeText(bytes) {
  for (const [unit, name] of [[2 ** 30, "GB"], [2 ** 20, "MB"], [2 ** 10, "kB"]])
    if (bytes >= unit) return `${(bytes / unit).toLocaleString(undefined, { maximumFractionDigits: bytes / unit < 10 ? 1 : 0 })}\u00a0${name}`;
  return `${bytes}\u00a0bytes`;
}

export function restText(seconds) {
  if (!Number.isFinite(seconds) || seconds <= 0) return "";
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min left` : `${Math.floor(minutes / 60)} hr ${minutes % 60} min left`;
}

export const STATE_WORDS = {
  queued: "Waiting for its turn",
  hashing: "Looking whether it is here already",
  sending: "Sending",
  paused: "Paused",
  lost: "Connection lost; goes on by itself",
  failed: "Stopped",
  stopped: "Choose the same file again, and it goes on where it was",
  checking: "Being checked",
};

export const files = (count) => `${count.toLocaleString()} ${count === 1 ? "file" : "files"}`;
export const songs = (count) => `${count.toLocaleString()} ${count === 1 ? "song" : "songs"}`;

const COUNTED = new Set([...WAITING, "paused", "checking", "ready"]);

/** How far all is that is on the way or waits to be added. */
export function totalOf(items) {
  const counted = items.filter((item) => COUNTED.has(item.state));
  const waiting = counted.filter((item) => WAITING.has(item.state));
  const sent = counted.reduce((sum, item) => sum + item.sent, 0);
  const size = counted.reduce((sum, item) => sum + item.size, 0);
  return {
    count: counted.length,
    waiting: waiting.length,
    arrived: counted.filter((item) => item.state === "checking" || item.state === "ready").length,
    sent,
    size,
    percent: size ? Math.floor((100 * sent) / size) : 0,
    lost: waiting.length > 0 && waiting.every((item) => item.state === "lost"),
  };
}
