// The full player of a phone.
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { IconButton, LikeButton, Transport } from "./controls.jsx";
import { Cover } from "./cover.jsx";
import { player } from "./engine.js";
import * as Icons from "./icons.jsx";
import { openPanel } from "./panel.js";
import { SeekBar, TimeLabel } from "./seek_bar.jsx";
import { EmotionSentence } from "./sentence.jsx";
import { SongLine } from "./song_line.jsx";
import { useStore } from "./store.js";

function Body({ song, onClose }) {
  return (
    <div className="em-sheet-body">
      <header>
        <IconButton icon={Icons.Down} label="Close the player" size={26} onClick={onClose} />
        <span className="em-quiet">{song.album}</span>
        <IconButton icon={Icons.Queue} label="Queue" size={22} onClick={() => { onClose(); openPanel("queue"); }} />
      </header>
      <div className="em-sheet-cover">
        <Cover cover={song.cover} title={song.album} size={360} eager />
      </div>
      <div className="em-sheet-song">
        <SongLine song={song} onClick={onClose} />
        <LikeButton song={song} size={24} />
      </div>
      <SeekBar tall />
      <div className="em-sheet-times"><TimeLabel /><TimeLabel whole /></div>
      <Transport big />
      <Link className="em-sheet-emotion" to="/now-playing" onClick={onClose}>
        <Icons.Plane size={20} />
        <EmotionSentence quiet />
      </Link>
    </div>
  );
}

export function PlayerSheet({ open, onClose }) {
  const ref = useRef(null);
  const song = useStore(player, (state) => state.song);
  useEffect(() => {
    if (open && !ref.current.open) ref.current.showModal();
    if (!open && ref.current.open) ref.current.close();
  }, [open]);
  return (
    <dialog ref={ref} className="em-sheet" aria-label="Player" onClose={onClose}>
      {open && song && <Body song={song} onClose={onClose} />}
    </dialog>
  );
}
