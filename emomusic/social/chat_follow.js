// Keeps a scrolled list at its end for those who have not scrolled up themselves. What decides is
// what the person does, never where the list happens to be: while messages come faster than they
// are drawn, or a picture in one of them grows, the end is away without anybody having left it.
import { useCallback, useEffect, useRef, useState } from "react";

const NEAR_PX = 24;
const REST_MS = 300;
const CALM_MS = 1000;
const UP = new Set(["ArrowUp", "PageUp", "Home"]);
const DOWN = new Set(["ArrowDown", "PageDown", "End"]);

const gapOf = (box) => box.scrollHeight - box.clientHeight - box.scrollTop;
const edgeOf = (element) => element.getBoundingClientRect().top;
// Virtuoso hides its list while it tries where to begin, and scrolls as it likes meanwhile.
const isShown = (box) => getComputedStyle(box.firstElementChild.lastElementChild).visibility !== "hidden";

/** Which way a key scrolls: below 0 up, above 0 down, 0 for one that does not. */
function wayOf({ key, shiftKey, target }) {
  if (target.matches("textarea, input")) return 0;
  if (key === " ") return target.matches("button, a") ? 0 : shiftKey ? -1 : 1;
  return UP.has(key) ? -1 : DOWN.has(key) ? 1 : 0;
}

/**
 * Follow the end of a box that scrolls, until its person goes up, and from when they are back.
 *
 * @param box the element that scrolls, of Virtuoso; the list is the last child of its only child
 * @param onFollow called with whether the end is followed, when that changes
 * @returns `{toEnd, stop}`: `toEnd` goes to the end and follows it again
 */
export function followEnd(box, onFollow) {
  let following = true;
  let top = box.scrollTop;
  let whole = box.scrollHeight;
  let pinned_ms = performance.now();
  let resting = 0;
  let touched = 0;

  const tell = (is) => {
    if (is !== following) onFollow((following = is));
  };
  const pin = () => {
    if (following) {
      pinned_ms = performance.now();
      if (gapOf(box) > 0) box.scrollTop = box.scrollHeight;
    }
    top = box.scrollTop;
    whole = box.scrollHeight;
  };
  const settle = () => {
    const isCalm = box.scrollHeight === whole && performance.now() - pinned_ms > CALM_MS && isShown(box);
    // A touch of the wheel, or one that scrolled something within a message, left nothing.
    if (gapOf(box) <= NEAR_PX) tell(true);
    // Long after any change it was a person, by what tells nothing here: a screen reader, say.
    else if (isCalm) tell(false);
    // Else it was Virtuoso, which still finds out how high its messages are, or a glide.
    pin();
  };
  const rest = () => {
    clearTimeout(resting);
    resting = setTimeout(settle, REST_MS);
  };
  const goes = (way) => {
    if (way < 0 && box.scrollTop > 0) tell(false);
    if (way > 0) pinned_ms = performance.now();
    if (way) rest();
  };
  const onScroll = () => {
    if (box.scrollTop > top && gapOf(box) <= NEAR_PX) tell(true);
    top = box.scrollTop;
    rest();
  };
  // The browser scrolls to what gets the focus, before it tells of it or after.
  const onFocus = ({ target }) => target !== box && (gapOf(box) > NEAR_PX || edgeOf(target) < edgeOf(box)) && goes(-1);
  const onWheel = ({ deltaY, ctrlKey }) => goes(ctrlKey ? 0 : deltaY);
  const onKey = (event) => goes(wayOf(event));
  const onTouch = ({ touches: [finger] }) => { touched = finger.clientY; };
  const onDrag = ({ touches: [finger] }) => {
    goes(touched - finger.clientY);
    touched = finger.clientY;
  };
  // A press on the scrollbar is one on the box itself, beside its content.
  const onPress = ({ target, offsetX }) => target === box && offsetX >= box.clientWidth && goes(-1);

  const heard = { scroll: onScroll, focusin: onFocus, wheel: onWheel, keydown: onKey, touchstart: onTouch, touchmove: onDrag, pointerdown: onPress };
  for (const [name, hear] of Object.entries(heard)) box.addEventListener(name, hear, { passive: true });
  const sizes = new ResizeObserver(pin);
  for (const part of [box, ...box.firstElementChild.children]) sizes.observe(part);
  return {
    toEnd() {
      tell(true);
      pin();
    },
    stop() {
      clearTimeout(resting);
      sizes.disconnect();
      for (const [name, hear] of Object.entries(heard)) box.removeEventListener(name, hear);
    },
  };
}

/** `followEnd` for a component: `{following, toEnd, ref}`, the last for the box. */
export function useFollow() {
  const [following, setFollowing] = useState(true);
  const follower = useRef(null);
  const ref = useCallback((box) => {
    follower.current?.stop();
    follower.current = box ? followEnd(box, setFollowing) : null;
  }, []);
  useEffect(() => () => follower.current?.stop(), []);
  const toEnd = useCallback(() => follower.current?.toEnd(), []);
  return { following, toEnd, ref };
}
