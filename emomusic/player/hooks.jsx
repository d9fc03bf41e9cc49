// Small hooks which the player's parts share.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { onFrame } from "./clock.js";
import { position } from "./engine.js";

/** Call `paint(position_s, now_ms)` for each frame; the newest `paint` is the one that is called. */
export function useFrame(paint) {
  const ref = useRef(paint);
  ref.current = paint;
  // Ends with the commit that takes the element away, so that nothing is drawn on what is gone.
  useLayoutEffect(() => onFrame((now_ms) => ref.current(position(), now_ms)), []);
}

const AWAY_MS = 20_000;

/**
 * Who is here, by what the server tells: a server that was started anew tells first of nobody and
 * then of the person, who was here all the while. Logging out loads the page.
 * @param userId as told, 0 for nobody
 */
export function usePerson(userId) {
  const [kept, setKept] = useState(userId);
  useEffect(() => {
    if (userId > 0) {
      setKept(userId);
      return undefined;
    }
    const timer = setTimeout(() => setKept(0), AWAY_MS);
    return () => clearTimeout(timer);
  }, [userId]);
  return userId > 0 ? userId : kept;
}

/** Whether a media query holds. */
export function useMedia(query) {
  const [holds, setHolds] = useState(false);
  useEffect(() => {
    const media = window.matchMedia(query);
    const read = () => setHolds(media.matches);
    read();
    media.addEventListener("change", read);
    return () => media.removeEventListener("change", read);
  }, [query]);
  return holds;
}

export const useStill = () => useMedia("(prefers-reduced-motion: reduce)");

/**
 * Size of an element in CSS pixels: `{width, height}`, zero until it is known.
 * @returns [ref, size]
 */
export function useSize() {
  const ref = useRef(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry.contentRect;
      setSize({ width: Math.round(width), height: Math.round(height) });
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

/** Give a canvas the pixels of the screen; returns its pen, scaled to CSS pixels. */
export function prepareCanvas(canvas, { width, height }) {
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}
