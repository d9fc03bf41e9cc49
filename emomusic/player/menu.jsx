// A menu of things to do with a song. It hangs on the body, so that no list cuts it off.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useNavigate } from "react-router";
import { IconButton } from "./controls.jsx";
import * as engine from "./engine.js";
import { More } from "./icons.jsx";

const EDGE_PX = 8;

function place(node, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const below = box.bottom + height + EDGE_PX < window.innerHeight;
  const left = Math.max(EDGE_PX, Math.min(box.right - width, window.innerWidth - width - EDGE_PX));
  node.style.left = `${left}px`;
  node.style.top = `${Math.max(EDGE_PX, below ? box.bottom + 4 : box.top - height - 4)}px`;
}

function Popup({ song, anchor, onClose }) {
  const ref = useRef(null);
  const items = entriesOf(song, useNavigate());
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    place(ref.current, anchor);
    ref.current.querySelector("[role=menuitem]")?.focus();
  }, [anchor]);
  useEffect(() => {
    const outside = (event) => {
      if (!ref.current?.contains(event.target) && !anchor.contains(event.target)) close.current(false);
    };
    const away = () => close.current(false);
    document.addEventListener("pointerdown", outside, true);
    window.addEventListener("resize", away);
    document.addEventListener("scroll", away, true);
    return () => {
      document.removeEventListener("pointerdown", outside, true);
      window.removeEventListener("resize", away);
      document.removeEventListener("scroll", away, true);
    };
  }, [anchor]);

  const onKeyDown = (event) => {
    const all = [...ref.current.querySelectorAll("[role=menuitem]")];
    const at = all.indexOf(document.activeElement);
    const to = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (to !== undefined) all[to].focus();
    else if (event.key === "Escape" || event.key === "Tab") onClose(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return createPortal(
    <div ref={ref} className="em-menu" role="menu" aria-label={song.title} onKeyDown={onKeyDown}>
      {items.map(([name, act]) => (
        <button key={name} type="button" role="menuitem" tabIndex={-1} onClick={() => { onClose(true); act(); }}>
          {name}
        </button>
      ))}
    </div>,
    document.body,
  );
}

function entriesOf(song, navigate) {
  const play = [
    ["Play next", () => engine.playNext([song])],
    ["Add to queue", () => engine.addToQueue([song])],
  ];
  return [
    ...(song.missing ? [] : play),
    ["Go to song", () => navigate(`/song/${song.id}`)],
    ["Go to album", () => navigate(`/album/${song.album_id}`)],
    ...song.artists.map((artist) => [
      song.artists.length > 1 ? `Go to ${artist.name}` : "Go to artist",
      () => navigate(`/artist/${artist.id}`),
    ]),
  ];
}

/** The three dots of a song. */
export function SongMenu({ song }) {
  const [anchor, setAnchor] = useState(null);
  const open = (event) => setAnchor(anchor ? null : event.currentTarget);
  const close = (focus) => {
    if (focus) anchor.focus();
    setAnchor(null);
  };
  return (
    <>
      <IconButton icon={More} label={`More for ${song.title}`} aria-haspopup="menu" aria-expanded={Boolean(anchor)} onClick={open} />
      {anchor && <Popup song={song} anchor={anchor} onClose={close} />}
    </>
  );
}
