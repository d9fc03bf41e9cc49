// How many songs lie where: the picture of a library that is too large for points; and the lines of
// equal height round what somebody listens to.

export const SIDE = 128;
const PASSES = 3;

/** Count songs in SIDE × SIDE cells, the lowest arousal first; blurred, and 0..1 by a logarithm. */
export function densityOf({ valence, arousal, count }, mask) {
  let cells = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < count; i++) {
    if (!mask[i]) continue;
    const x = Math.min(SIDE - 1, Math.floor(valence[i] * SIDE));
    const y = Math.min(SIDE - 1, Math.floor(arousal[i] * SIDE));
    cells[y * SIDE + x] += 1;
  }
  for (let pass = 0; pass < PASSES; pass++) cells = blurred(cells);
  let most = 0;
  for (const cell of cells) if (cell > most) most = cell;
  const out = new Uint8Array(SIDE * SIDE);
  if (!most) return out;
  const scale = 255 / Math.log1p(most * 4);
  for (let i = 0; i < out.length; i++) out[i] = Math.round(Math.log1p(cells[i] * 4) * scale);
  return out;
}

/** Spread each cell by 1, 2, 1 over its neighbours along both axes. */
function blurred(cells) {
  const across = new Float32Array(cells.length);
  const out = new Float32Array(cells.length);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const at = y * SIDE + x;
      const before = x ? cells[at - 1] : cells[at];
      const after = x < SIDE - 1 ? cells[at + 1] : cells[at];
      across[at] = (before + 2 * cells[at] + after) / 4;
    }
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const at = y * SIDE + x;
      const below = y ? across[at - SIDE] : across[at];
      const above = y < SIDE - 1 ? across[at + SIDE] : across[at];
      out[at] = (below + 2 * across[at] + above) / 4;
    }
  return out;
}

/** Weights of four neighbours, of a cubic B-spline: what goes through a grid without corners. */
const spline = (t) => [(1 - t) ** 3 / 6, (4 - 6 * t * t + 3 * t ** 3) / 6, (1 + 3 * t + 3 * t * t - 3 * t ** 3) / 6, t ** 3 / 6];

/** A smooth value between the middles of a grid's cells; 0 outside the plane. */
function heightAt(cells, v, a) {
  if (v < 0 || a < 0 || v > 1 || a > 1) return 0;
  const side = cells.length;
  const within = (k) => Math.min(Math.max(k, 0), side - 1);
  const [x, y] = [v * side - 0.5, a * side - 0.5];
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const across = spline(x - x0);
  const row = (k) => across.reduce((sum, weight, i) => sum + weight * cells[within(k)][within(x0 - 1 + i)], 0);
  return spline(y - y0).reduce((sum, weight, i) => sum + weight * row(y0 - 1 + i), 0);
}

const STEPS = 56;

/**
 * Lines of equal height (marching squares) through a grid of cells, arousal upwards in the first
 * index, each cell 0..1.
 * @returns a list of `[v1, a1, v2, a2]`
 */
export function contour(cells, level) {
  const at = (k) => k / STEPS;
  const lines = [];
  const heights = [];
  // One step beyond each edge is nothing, so that a line closes along the edge of the plane.
  for (let y = -1; y <= STEPS + 1; y++) {
    const row = [];
    for (let x = -1; x <= STEPS + 1; x++) row.push(heightAt(cells, at(x), at(y)));
    heights.push(row);
  }
  const unit = (x) => Math.min(Math.max(x, 0), 1);
  const cross = (x1, y1, h1, x2, y2, h2) => {
    const part = (level - h1) / (h2 - h1);
    return [unit(at(x1 + (x2 - x1) * part - 1)), unit(at(y1 + (y2 - y1) * part - 1))];
  };
  for (let y = 0; y < heights.length - 1; y++)
    for (let x = 0; x < heights[y].length - 1; x++) {
      const corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]].map(([cx, cy]) => [cx, cy, heights[cy][cx]]);
      const found = [];
      for (let k = 0; k < 4; k++) {
        const [one, other] = [corners[k], corners[(k + 1) % 4]];
        if (one[2] >= level !== other[2] >= level) found.push(cross(...one, ...other));
      }
      for (let k = 0; k + 1 < found.length; k += 2) lines.push([...found[k], ...found[k + 1]]);
    }
  return lines;
}

/** Where a grid is highest, as a place on the plane. */
export function peakOf(cells) {
  let best = [0, 0, -1];
  cells.forEach((row, y) => row.forEach((height, x) => height > best[2] && (best = [x, y, height])));
  return [(best[0] + 0.5) / cells.length, (best[1] + 0.5) / cells.length];
}
