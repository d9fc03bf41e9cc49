// The buttons over the map: what the mouse does, how near one looks, and what is laid over it.
import { useEffect, useRef, useState } from "react";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import * as Icons from "./icons.jsx";
import { panBy, seeWhole, zoomBy, ZOOM_STEP } from "./keys.js";
import { byPointing, choosePointing } from "./preview.js";
import { loadTastes, map, MODES, setMode, toggleOverlay } from "./store.js";

const TOOLS = {
  explore: { icon: Icons.Explore, label: "Explore", title: "Point at songs, move the map" },
  rectangle: { icon: Icons.Frame, label: "Frame", title: "Drag a frame round songs" },
  lasso: { icon: Icons.Lasso, label: "Lasso", title: "Draw freely round songs" },
  path: { icon: Icons.Path, label: "Path", title: "Draw a path to travel" },
};

export function Modes() {
  const mode = useStore(map, (state) => state.mode);
  return (
    <div className="mp-modes" role="group" aria-label="Tool">
      {MODES.map((name) => {
        const { icon: Icon, label, title } = TOOLS[name];
        return (
          <button key={name} type="button" aria-pressed={mode === name} title={title} onClick={() => setMode(name)}>
            <Icon />
            <span>{label}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Nearer, farther, the whole; and a step to each side. */
export function Lens({ size }) {
  const by = (act, ...given) => () => act(size.current(), ...given);
  return (
    <div className="mp-lens" role="group" aria-label="View of the map">
      <div className="mp-pan">
        <IconButton icon={Icons.Up} label="Move up" size={16} onClick={by(panBy, [0, 1])} />
        <IconButton icon={Icons.Left} label="Move left" size={16} onClick={by(panBy, [-1, 0])} />
        <IconButton icon={Icons.Whole} label="Show the whole map" size={16} onClick={seeWhole} />
        <IconButton icon={Icons.Right} label="Move right" size={16} onClick={by(panBy, [1, 0])} />
        <IconButton icon={Icons.Down} label="Move down" size={16} onClick={by(panBy, [0, -1])} />
      </div>
      <div className="mp-zoom">
        <IconButton icon={Icons.Plus} label="Zoom in" size={18} onClick={by(zoomBy, ZOOM_STEP)} />
        <IconButton icon={Icons.Minus} label="Zoom out" size={18} onClick={by(zoomBy, 1 / ZOOM_STEP)} />
      </div>
    </div>
  );
}

export function HearSwitch() {
  const on = useStore(byPointing);
  return (
    <button type="button" className="mp-pill" aria-pressed={on} title="While nothing plays, a song is heard at its most typical moment when you point at it" onClick={() => choosePointing(!on)}>
      <Icons.Ear />
      <span>Hear by pointing</span>
    </button>
  );
}

function Choice({ id, name, plane, dash }) {
  const on = useStore(map, ({ overlays }) => overlays.includes(id));
  return (
    <label className="mp-choice">
      <input type="checkbox" checked={on} disabled={!plane.cells} onChange={() => toggleOverlay(id)} />
      <span>
        {name}
        {!plane.cells && <small>not enough listening yet</small>}
      </span>
      {on && <svg width="34" height="4" aria-hidden="true"><line x1="0" y1="2" x2="34" y2="2" stroke="#fff" strokeWidth="2" strokeDasharray={dash} /></svg>}
    </label>
  );
}

const DASHES = ["", "7 5", "2 5", "12 4 2 4"];

/** Whose listening lies over the map: one's own, and that of friends who agreed. */
export function Listeners() {
  const [open, setOpen] = useState(false);
  const tastes = useStore(map, (state) => state.tastes);
  const overlays = useStore(map, (state) => state.overlays);
  const ref = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    loadTastes();
    const outside = (event) => !ref.current.contains(event.target) && setOpen(false);
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, [open]);
  const onKeyDown = (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    setOpen(false);
    ref.current.querySelector("button").focus();
  };
  const dashOf = (id) => DASHES[Math.max(0, overlays.indexOf(id)) % DASHES.length];
  return (
    <div ref={ref} className="mp-listeners" onKeyDown={onKeyDown}>
      <button type="button" className="mp-pill" aria-expanded={open} aria-pressed={overlays.length > 0} onClick={() => setOpen(!open)}>
        <Icons.People />
        <span>Who listens where</span>
      </button>
      {open && (
        <div className="mp-drop" role="group" aria-label="Who listens where">
          {!tastes && <p className="muted">Looking…</p>}
          {tastes && (
            <>
              <Choice id={0} name="Me, in the last year" plane={tastes.mine} dash={dashOf(0)} />
              {tastes.friends.map((friend) => <Choice key={friend.id} id={friend.id} name={friend.name} plane={friend} dash={dashOf(friend.id)} />)}
              {!tastes.friends.length && <p className="muted">Friends appear here when you both let your taste be compared, under My listening.</p>}
            </>
          )}
        </div>
      )}
    </div>
  );
}
