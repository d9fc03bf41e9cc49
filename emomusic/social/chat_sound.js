// A soft sound for a message. It is made here and has nothing to do with the music's elements.
const CLAIM = "emomusic:last-ding";
const NOTES_HZ = [659.26, 987.77];
const LEVEL = 0.06;
const LENGTH_S = 0.28;

let context = null;

/** How often it sounded; tests read this. */
export const sounded = { times: 0 };

function ring() {
  const begin = context.currentTime + 0.01;
  NOTES_HZ.forEach((pitch_hz, i) => {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const at = begin + i * 0.09;
    tone.frequency.value = pitch_hz;
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(LEVEL, at + 0.012);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH_S);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + LENGTH_S);
  });
  sounded.times += 1;
}

/** Sound once for a message, in one of the tabs that are open. */
export async function ding(clientId) {
  try {
    if (localStorage.getItem(CLAIM) === clientId) return;
    localStorage.setItem(CLAIM, clientId);
  } catch {
    // Without the browser's store each tab sounds for itself.
  }
  context ??= new AudioContext();
  // A browser lets no page sound before somebody clicked into it.
  if (context.state === "suspended") await context.resume();
  if (context.state === "running") ring();
}
