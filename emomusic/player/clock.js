// One animation frame loop for everything that moves with the music. It runs only while music
// plays in a page that is seen; otherwise a single frame is drawn when something changed.
const painters = new Set();
let running = false;
let frame = 0;

function tick(now_ms) {
  frame = 0;
  for (const paint of painters) paint(now_ms);
  if (running) schedule();
}

function schedule() {
  if (!frame && painters.size && typeof requestAnimationFrame === "function")
    frame = requestAnimationFrame(tick);
}

/** Start or stop the loop. */
export function run(on) {
  running = on;
  if (on) schedule();
}

/** Whether the music moves; if not, each frame that is drawn may be the last for a while. */
export const isRunning = () => running;

/** Draw one frame soon. */
export const kick = schedule;

/** Call `paint(now_ms)` each frame; call the result to end that. */
export function onFrame(paint) {
  painters.add(paint);
  schedule();
  return () => painters.delete(paint);
}
