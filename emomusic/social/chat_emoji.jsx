// The picker of emoji. Its data comes with the app; nothing is fetched from elsewhere.
import data from "emoji-picker-element-data/en/emojibase/data.json?url";
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const EDGE_PX = 8;
const WIDE_PX = 344;
const TALL_PX = 380;

/** What the reactions offer at once. */
export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🎧"];

function place(node, anchor) {
  const box = anchor.getBoundingClientRect();
  const left = Math.max(EDGE_PX, Math.min(box.right - WIDE_PX, window.innerWidth - WIDE_PX - EDGE_PX));
  const above = box.top - TALL_PX - EDGE_PX;
  const top = above > EDGE_PX ? above : Math.min(box.bottom + EDGE_PX, window.innerHeight - TALL_PX - EDGE_PX);
  node.style.left = `${left}px`;
  node.style.top = `${Math.max(EDGE_PX, top)}px`;
}

/**
 * A picker beside the button it hangs on.
 * @param onPick called with the emoji
 */
export function EmojiPicker({ anchor, onPick, onClose }) {
  const box = useRef(null);
  const [failed, setFailed] = useState(false);
  const latest = useRef(null);
  latest.current = { onPick, onClose };
  useEffect(() => {
    let here = true;
    place(box.current, anchor);
    import("emoji-picker-element/picker").then(
      ({ default: Picker }) => {
        if (!here) return;
        // With a version it asks no canvas which emoji the machine can draw.
        const picker = new Picker({ dataSource: data, emojiVersion: 15 });
        picker.classList.add("dark");
        picker.addEventListener("emoji-click", ({ detail }) => detail.unicode && latest.current.onPick(detail.unicode));
        box.current.replaceChildren(picker);
        setTimeout(() => picker.shadowRoot?.querySelector("input")?.focus(), 60);
      },
      () => here && setFailed(true),
    );
    const outside = (event) => {
      if (!box.current?.contains(event.target) && !anchor.contains(event.target)) latest.current.onClose();
    };
    const onKey = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      latest.current.onClose();
      anchor.focus();
    };
    document.addEventListener("pointerdown", outside, true);
    document.addEventListener("keydown", onKey, true);
    return () => {
      here = false;
      document.removeEventListener("pointerdown", outside, true);
      document.removeEventListener("keydown", onKey, true);
    };
  }, [anchor]);
  return createPortal(
    <div className="ch-emoji" role="dialog" aria-label="Choose an emoji">
      <div ref={box} className="ch-emoji-box">
        <p className="em-empty">{failed ? "The emoji can't be loaded now." : "Loading emoji…"}</p>
      </div>
    </div>,
    anchor.closest("dialog") ?? document.body,
  );
}
