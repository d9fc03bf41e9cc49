// The songs sorted into cells of the plane, so that only those in view are drawn, and of a crowd
// only an even part.

export const CELLS = 16;

const cellOf = (v, a) => Math.min(CELLS - 1, Math.floor(a * CELLS)) * CELLS + Math.min(CELLS - 1, Math.floor(v * CELLS));

/**
 * Sort songs by their cell.
 * @returns `order`, the index of the song at each place; `starts`, the first place of each cell
 */
export function cellsOf({ valence, arousal, count }) {
  const starts = new Uint32Array(CELLS * CELLS + 1);
  for (let i = 0; i < count; i++) starts[cellOf(valence[i], arousal[i]) + 1] += 1;
  for (let k = 0; k < CELLS * CELLS; k++) starts[k + 1] += starts[k];
  const next = starts.slice();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[next[cellOf(valence[i], arousal[i])]++] = i;
  return { order, starts };
}

/** A column in the order of the cells. */
export function sorted(column, order) {
  const out = new column.constructor(order.length);
  for (let place = 0; place < order.length; place++) out[place] = column[order[place]];
  return out;
}

/**
 * What to draw of an area.
 * @param area `[left, low, right, high]`, 0..1
 * @param share 0..1, which part of each cell
 * @returns a list of `[first place, number]`
 */
export function runsOf({ starts }, [left, low, right, high], share) {
  const cell = (x) => Math.min(CELLS - 1, Math.max(0, Math.floor(x * CELLS)));
  const runs = [];
  for (let y = cell(low); y <= cell(high); y++) {
    if (share >= 1) {
      const [first, end] = [starts[y * CELLS + cell(left)], starts[y * CELLS + cell(right) + 1]];
      if (end > first) runs.push([first, end - first]);
      continue;
    }
    for (let x = cell(left); x <= cell(right); x++) {
      const [first, end] = [starts[y * CELLS + x], starts[y * CELLS + x + 1]];
      if (end > first) runs.push([first, Math.ceil((end - first) * share)]);
    }
  }
  return runs;
}
