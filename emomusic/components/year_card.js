// Draws one card of a year in review on a canvas of 1080 by 1350 pixels, from what is local.
import { coverAddress, isForeign } from "$/public/external/emomusic/player/api.js";
import { colourOf, moodColour } from "$/public/external/emomusic/player/palette.js";

export const WIDTH_PX = 1080;
export const HEIGHT_PX = 1350;

const EDGE = 84;
const INSIDE = WIDTH_PX - 2 * EDGE;
const BODY_Y = 420;
const WHITE = "#ffffff";
const GREY = "#b3b3b3";
const DARK = "#1e1e1e";
const FAMILY = '"Inter Variable", Inter, system-ui, sans-serif';

const fontOf = (size, weight) => `${weight} ${size}px ${FAMILY}`;

/** Write a line, cut where it would be too long; returns its width. */
function write(pen, text, x, y, { size = 40, weight = 400, colour = WHITE, most = INSIDE, align = "left" } = {}) {
  pen.font = fontOf(size, weight);
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.textBaseline = "alphabetic";
  let shown = text;
  while (pen.measureText(shown).width > most && shown.length > 1) shown = `${shown.replace(/…$/, "").slice(0, -1).trimEnd()}…`;
  pen.fillText(shown, x, y);
  return pen.measureText(shown).width;
}

/** The largest size at which a text fits on one line. */
function sizeFor(pen, text, most, largest, weight) {
  pen.font = fontOf(largest, weight);
  return Math.floor(Math.min(largest, (largest * most) / pen.measureText(text).width));
}

function box(pen, x, y, width, height, radius, fill) {
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
  pen.fillStyle = fill;
  pen.fill();
}

function glow(pen, x, y, radius, colour) {
  const light = pen.createRadialGradient(x, y, 0, x, y, radius);
  light.addColorStop(0, `${colour}70`);
  light.addColorStop(1, `${colour}00`);
  pen.fillStyle = light;
  pen.fillRect(0, 0, WIDTH_PX, HEIGHT_PX);
}

function ground(pen, card) {
  pen.fillStyle = "#0c0c0c";
  pen.fillRect(0, 0, WIDTH_PX, HEIGHT_PX);
  const colour = moodColour(card.mood);
  glow(pen, 120, 60, 820, colour);
  glow(pen, WIDTH_PX, HEIGHT_PX * 0.9, 620, colour);
}

/** The product's mark and name, small, at the foot. */
function foot(pen, year) {
  const places = [["angry", 0, 0], ["happy", 1, 0], ["sad", 0, 1], ["calm", 1, 1]];
  for (const [mood, x, y] of places) box(pen, EDGE + 20 * x, HEIGHT_PX - 92 + 20 * y, 16, 16, 6, moodColour(mood));
  write(pen, "EmoMusic", EDGE + 56, HEIGHT_PX - 62, { size: 30, weight: 700 });
  write(pen, `${year}`, WIDTH_PX - EDGE, HEIGHT_PX - 62, { size: 30, weight: 500, colour: GREY, align: "right" });
}

async function picture(cover) {
  const image = new Image();
  if (isForeign()) image.crossOrigin = "use-credentials";
  image.src = coverAddress(cover, 300);
  try {
    await image.decode();
    return image;
  } catch {
    return null; // a cover that is gone costs its place, not the card
  }
}

function drawCover(pen, image, x, y, side) {
  pen.save();
  pen.beginPath();
  pen.roundRect(x, y, side, side, 14);
  pen.clip();
  if (image) pen.drawImage(image, x, y, side, side);
  else box(pen, x, y, side, side, 0, DARK);
  pen.restore();
}

async function drawList(pen, { card }) {
  const covers = await Promise.all(card.lines.map((line) => (line.cover ? picture(line.cover) : null)));
  const side = card.lines.length > 3 ? 140 : 220;
  const step = 1.22 * side;
  const top = 318;
  card.lines.forEach((line, at) => {
    const y = top + at * step;
    write(pen, `${at + 1}`, EDGE, y + side / 2 + 16, { size: 46, weight: 700, colour: GREY });
    drawCover(pen, covers[at], EDGE + 66, y, side);
    const x = EDGE + 66 + side + 36;
    const most = WIDTH_PX - EDGE - x;
    write(pen, line.text, x, y + side / 2 - 6, { size: 44, weight: 700, most });
    write(pen, line.detail, x, y + side / 2 + 42, { size: 30, colour: GREY, most });
  });
}

function drawPixels(pen, { card, pixels }) {
  card.lines.forEach((line, at) => {
    const x = EDGE + (at * INSIDE) / card.lines.length;
    const most = INSIDE / card.lines.length - 24;
    write(pen, line.text, x, BODY_Y + 60, { size: sizeFor(pen, line.text, most, 42, 700), weight: 700 });
    write(pen, line.detail, x, BODY_Y + 104, { size: 28, colour: GREY, most });
  });
  const top = 590;
  const [wide, high] = [INSIDE / 31, 46];
  for (const one of pixels)
    box(pen, EDGE + (one.number - 1) * wide, top + (one.month - 1) * high, wide - 4, high - 5, 5, one.colour || DARK);
  write(pen, "Each day in the colour of what I heard", EDGE, top + 12 * high + 48, { size: 28, colour: GREY });
}

function drawPlane(pen, { card, plane }) {
  const side = 600;
  const [left, top] = [EDGE, 440];
  const cell = side / plane.length;
  plane.forEach((row, arousal) =>
    row.forEach((part, valence) => {
      const x = left + valence * cell;
      const y = top + (plane.length - 1 - arousal) * cell;
      box(pen, x, y, cell - 5, cell - 5, 8, DARK);
      if (!part) return;
      pen.globalAlpha = 0.2 + 0.8 * part;
      box(pen, x, y, cell - 5, cell - 5, 8, colourOf((valence + 0.5) / plane.length, (arousal + 0.5) / plane.length));
      pen.globalAlpha = 1;
    }),
  );
  const words = { size: 28, colour: GREY };
  write(pen, "dark", left, top + side + 42, words);
  write(pen, "bright", left + side - 4, top + side + 42, { ...words, align: "right" });
  write(pen, "lively above, quiet below", left, top + side + 84, words);
  card.lines.forEach((line, at) => {
    const x = left + side + 48;
    const y = top + 60 + at * 150;
    box(pen, x, y - 42, 10, 88, 5, moodColour(line.detail));
    write(pen, line.text, x + 32, y, { size: 54, weight: 800, most: WIDTH_PX - EDGE - x - 32 });
    write(pen, line.detail, x + 32, y + 42, { size: 32, colour: GREY });
  });
}

function drawFacts(pen, { card }) {
  card.lines.forEach((line, at) => {
    const y = 400 + at * 208;
    write(pen, line.text, EDGE, y, { size: 76, weight: 800 });
    write(pen, line.detail, EDGE, y + 54, { size: 34, colour: GREY });
  });
}

const DRAWN = { pixels: drawPixels, list: drawList, plane: drawPlane, facts: drawFacts };

/**
 * Draw a card whole.
 * @param pen of a canvas of WIDTH_PX by HEIGHT_PX
 */
export async function drawCard(pen, all) {
  const { card, year } = all;
  await Promise.all([400, 700, 800].map((weight) => document.fonts.load(fontOf(40, weight))));
  ground(pen, card);
  const isHead = !card.lead;
  write(pen, card.title, EDGE, 168, { size: isHead ? sizeFor(pen, card.title, INSIDE, 72, 800) : 46, weight: isHead ? 800 : 600, colour: isHead ? WHITE : GREY });
  if (card.lead) write(pen, card.lead, EDGE, 318, { size: sizeFor(pen, card.lead, INSIDE, 140, 800), weight: 800 });
  await DRAWN[card.kind](pen, all);
  foot(pen, year);
}
