// A field of light behind the cover: its hue is the emotion, its speed and size the arousal.
import { useEffect, useRef } from "react";
import { sample } from "./curve.js";
import { useCurve } from "./curves.js";
import { player, redraw } from "./engine.js";
import { useFrame, useStill } from "./hooks.jsx";
import { rgbOf } from "./palette.js";
import { useStore } from "./store.js";

// Drawn this small and made large by the browser: soft, and next to free.
const WIDE = 64;
const TALL = 40;
const UNSURE = { valence: 0.5, arousal: 0.3, confident: false };
const GREY = [154, 150, 163];

const LIGHTS = [
  { x: 0.3, y: 0.36, dx: 0.16, dy: 0.12, turn: 1.0, phase: 0.0, dv: 0.0, da: 0.0, size: 0.62 },
  { x: 0.72, y: 0.3, dx: 0.14, dy: 0.16, turn: -0.8, phase: 2.1, dv: 0.14, da: -0.06, size: 0.5 },
  { x: 0.62, y: 0.74, dx: 0.2, dy: 0.1, turn: 0.6, phase: 4.0, dv: -0.14, da: 0.08, size: 0.56 },
  { x: 0.24, y: 0.76, dx: 0.12, dy: 0.12, turn: -1.2, phase: 5.2, dv: 0.05, da: 0.16, size: 0.42 },
];

function paint(pen, { valence, arousal, confident }, phase) {
  pen.globalCompositeOperation = "source-over";
  pen.clearRect(0, 0, WIDE, TALL);
  pen.globalCompositeOperation = "lighter";
  for (const light of LIGHTS) {
    const angle = phase * light.turn + light.phase;
    const x = (light.x + Math.cos(angle) * light.dx) * WIDE;
    const y = (light.y + Math.sin(angle * 1.3) * light.dy) * TALL;
    const radius = light.size * (0.7 + 0.6 * arousal) * TALL;
    const [r, g, b] = confident ? rgbOf(valence + light.dv, arousal + light.da) : GREY;
    const glow = pen.createRadialGradient(x, y, 0, x, y, radius);
    glow.addColorStop(0, `rgb(${r} ${g} ${b} / ${0.34 + 0.2 * arousal})`);
    glow.addColorStop(1, `rgb(${r} ${g} ${b} / 0)`);
    pen.fillStyle = glow;
    pen.fillRect(0, 0, WIDE, TALL);
  }
}

export function LightField() {
  const song = useStore(player, (state) => state.song);
  const { curve } = useCurve(song?.id);
  const still = useStill();
  const canvas = useRef(null);
  const motion = useRef({ phase: 0, at_ms: 0, now: UNSURE });

  useEffect(() => {
    motion.current.drawn = null;
    redraw();
  }, [curve, still]);

  useFrame((position_s, now_ms) => {
    const state = motion.current;
    const pen = canvas.current?.getContext("2d");
    if (!pen) return;
    if (still) {
      // Without motion the light is that of the song as a whole, painted once.
      if (state.drawn === song?.id) return;
      state.drawn = song?.id;
      const whole = curve && curve.overall.mood !== "unsure";
      paint(pen, whole ? { ...curve.overall, confident: true } : UNSURE, 0);
      return;
    }
    const step_s = Math.min(0.1, Math.max(0, (now_ms - state.at_ms) / 1000));
    const target = curve ? sample(curve, position_s) : UNSURE;
    const near = 1 - Math.exp(-step_s / 0.8);
    const ease = (name) => state.now[name] + (target[name] - state.now[name]) * near;
    state.now = { valence: ease("valence"), arousal: ease("arousal"), confident: target.confident };
    state.phase += step_s * (0.12 + 1.1 * state.now.arousal);
    state.at_ms = now_ms;
    paint(pen, state.now, state.phase);
  });

  return <canvas ref={canvas} className="em-light" width={WIDE} height={TALL} aria-hidden="true" data-light-field />;
}
