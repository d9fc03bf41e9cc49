// An explanation in the browser: how its numbers are written and drawn.
import { clockText } from "./format.js";

export const AXES = ["valence", "arousal"];

const LEAST_SCALE = 0.01;
const SIGN_FROM = 0.25;
const TICK_EVERY = 3;

/** A value of the plane with two digits: .62 */
export const hundredths = (value) => value.toFixed(2).replace(/^0/, "");

/** A push as people read it: "+.06", "−.12", or "0" for less than half of .01. */
export function signed(push) {
  if (!Math.round(Math.abs(push) * 100)) return "0";
  return `${push > 0 ? "+" : "−"}${hundredths(Math.abs(push))}`;
}

/** A push in hundredths with one digit, for the table: "+0.6", "−1.2", "0". */
export function inHundredths(push) {
  const shown = (Math.abs(push) * 100).toFixed(1);
  if (shown === "0.0") return "0";
  return `${push > 0 ? "+" : "−"}${shown}`;
}

/** A moment on the grid of half seconds: "1:03", "1:03.5". */
export const momentText = (at_s) => `${clockText(at_s)}${at_s % 1 >= 0.5 ? ".5" : ""}`;

/** The push of the strongest colour; at least so much that nothing does not look like something. */
export const scaleOf = (cells) => Math.max(LEAST_SCALE, ...cells.flat().map(Math.abs));

/** That push in thousandths, for the legend: .018 */
export const scaleText = (scale) => scale.toFixed(3).replace(/^0/, "");

/** How a cell looks: how strong 0..1, which way, and the sign it carries if it is strong enough. */
export function look(push, scale) {
  const share = Math.min(1, Math.abs(push) / scale);
  const up = push > 0;
  return { share, up, sign: share < SIGN_FROM ? "" : up ? "+" : "−" };
}

/** Rows of the picture from the top: high bands first, the harmony last. */
export function rowsOf({ bands }, cells) {
  const rows = bands.map((band, index) => ({ band, index, cells: cells[index] }));
  return [...rows.slice(0, -1).reverse(), ...rows.slice(-1)];
}

/** Where a moment lies between the first and the last edge, 0..1; every stretch is as wide. */
export function placeOf({ edges_s }, at_s) {
  const count = edges_s.length - 1;
  let index = 0;
  while (index < count - 1 && at_s >= edges_s[index + 1]) index += 1;
  const part = (at_s - edges_s[index]) / (edges_s[index + 1] - edges_s[index]);
  return Math.min(1, Math.max(0, (index + part) / count));
}

/** Edges that carry their time under the picture, with their place 0..1. */
export function ticksOf({ edges_s }) {
  const count = edges_s.length - 1;
  return edges_s
    .map((edge_s, index) => ({ edge_s, place: index / count, index }))
    .filter(({ index }) => index % TICK_EVERY === 0);
}
