// Pieces of the administrator's desk: a dialog, and a link that is shown once.
import { useEffect, useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { registerSongEntry } from "$/public/external/emomusic/player/extras.js";

/** A modal dialog that the server opens and closes. */
export function DeskDialog({ open = false, heading = "", onLeave, children }) {
  const dialog = useRef(null);
  const id = useId();
  useEffect(() => {
    if (open && !dialog.current.open) dialog.current.showModal();
    if (!open && dialog.current.open) dialog.current.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="desk-dialog" aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onLeave(); }}>
      <header>
        <h2 id={id}>{heading}</h2>
        <button type="button" className="desk-icon" aria-label="Close" onClick={() => onLeave()}>
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" fill="none"
            stroke="currentColor" strokeWidth="2" strokeLinecap="round">
            <path d="M6 6l12 12M18 6L6 18" />
          </svg>
        </button>
      </header>
      {open && children}
    </dialog>
  );
}

/** The whole address of a path of this place, to be copied and handed over. */
export function LinkToCopy({ path }) {
  const field = useRef(null);
  const [address, setAddress] = useState("");
  const [done, setDone] = useState(false);
  useEffect(() => {
    setAddress(window.location.origin + path);
    setDone(false);
  }, [path]);

  async function copy() {
    field.current.select();
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      document.execCommand("copy"); // without HTTPS there is no clipboard
    }
    setDone(true);
  }

  return (
    <div className="desk-link">
      <input ref={field} className="desk-input" readOnly value={address} aria-label="The link"
        onFocus={(event) => event.target.select()} />
      <button type="button" className="button" onClick={copy}>{done ? "Copied" : "Copy"}</button>
      <span className="visually-hidden" role="status">{done ? "The link is copied." : ""}</span>
    </div>
  );
}

/** A box that is ticked at once, and then is what the server says. */
export function RowBox({ checked = false, label, onToggle }) {
  const [on, setOn] = useState(checked);
  useEffect(() => setOn(checked), [checked]);
  function toggle() {
    setOn(!on);
    onToggle();
  }
  return <input type="checkbox" checked={on} aria-label={label} onChange={toggle} />;
}

/** A day of the reader's calendar; tells the moment at which it begins, or where `end`, is over. */
export function DayField({ label, end = false, onPick }) {
  function pick(event) {
    const [year, month, day] = event.target.value.split("-").map(Number);
    onPick(year ? new Date(year, month - 1, day + (end ? 1 : 0)).toISOString() : "");
  }
  return (
    <label className="desk-day">
      <span>{label}</span>
      <input type="date" className="desk-input" onChange={pick} />
    </label>
  );
}

/** Brings “Edit” into the menus of songs; draws nothing. */
export function SongEditing() {
  const navigate = useNavigate();
  useEffect(
    () => registerSongEntry("edit", "Edit", (song) => navigate(`/admin/songs?edit=${song.id}`)),
    [navigate],
  );
  return null;
}

/** Asks every few seconds how things are, while somebody looks. */
export function Ticker({ seconds = 3, onTick }) {
  const tick = useRef(onTick);
  tick.current = onTick;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") tick.current();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}

/** A length of time to come, such as “about 12 minutes”. */
export function TimeLeft({ seconds }) {
  if (seconds < 60) return <span>less than a minute</span>;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return <span>{`about ${minutes} minute${minutes === 1 ? "" : "s"}`}</span>;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return <span>{`about ${hours} hours`}</span>;
  return <span>{`about ${Math.round(hours / 24)} days`}</span>;
}
