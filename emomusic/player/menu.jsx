// Menus, that of a song among them. A menu hangs on the body, so that no list cuts it off.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useNavigate } from "react-router";
import { IconButton } from "./controls.jsx";
import * as engine from "./engine.js";
import { songEntries } from "./extras.js";
import { More } from "./icons.jsx";
import { useStore } from "./store.js";

const EDGE_PX = 8;

function place(node, anchor) {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = node;
  const below = box.bottom + height + EDGE_PX < window.innerHeight;
  const left = Math.max(EDGE_PX, Math.min(box.right - width, window.innerWidth - width - EDGE_PX));
  node.style.left = `${left}px`;
  node.style.top = `${Math.max(EDGE_PX, below ? box.bottom + 4 : box.top - height - 4)}px`;
}

function Popup({ label, items, anchor, onClose }) {
  const ref = useRef(null);
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
    <div ref={ref} className="em-menu" role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {items.map(([name, act]) => (
        <button key={name} type="button" role="menuitem" tabIndex={-1} onClick={() => { onClose(true); act(); }}>
          {name}
        </button>
      ))}
    </div>,
    document.body,
  );
}

function entriesOf(song, navigate, more) {
  const play = [
    ["Play next", () => engine.playNext([song])],
    ["Add to queue", () => engine.addToQueue([song])],
  ];
  return [
    ...(song.missing ? [] : [...play, ...more.map(({ label, act }) => [label, () => act(song)])]),
    ["Go to song", () => navigate(`/song/${song.id}`)],
    ["Go to album", () => navigate(`/album/${song.album_id}`)],
    ...song.artists.map((artist) => [
      song.artists.length > 1 ? `Go to ${artist.name}` : "Go to artist",
      () => navigate(`/artist/${artist.id}`),
    ]),
  ];
}

/** A button that opens a menu; `items` are pairs of a name and what it does. */
export function MenuButton({ items, label, name = label, icon = More, ...rest }) {
  const [anchor, setAnchor] = useState(null);
  const open = (event) => setAnchor(anchor ? null : event.currentTarget);
  const close = (focus) => {
    if (focus) anchor.focus();
    setAnchor(null);
  };
  return (
    <>
      <IconButton icon={icon} label={label} aria-haspopup="menu" aria-expanded={Boolean(anchor)} onClick={open} {...rest} />
      {anchor && <Popup label={name} items={items} anchor={anchor} onClose={close} />}
    </>
  );
}

const NONE = [];

/** The three dots of a song; `first` and `last` are entries of the list that it is in. */
export function SongMenu({ song, first = NONE, last = NONE }) {
  const more = useStore(songEntries);
  const items = [...first, ...entriesOf(song, useNavigate(), more), ...last];
  return <MenuButton items={items} label={`More for ${song.title}`} name={song.title} />;
}
