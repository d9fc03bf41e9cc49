// One playlist: what it is, its songs, and how it is shared and carried away.
import { Children, useEffect, useState } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { address } from "$/public/external/emomusic/player/api.js";
import { player } from "$/public/external/emomusic/player/engine.js";
import { lengthText } from "$/public/external/emomusic/player/format.js";
import { MenuButton } from "$/public/external/emomusic/player/menu.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { PlayButton } from "$/public/external/emomusic/player/play_button.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Dialog } from "./chat_dialog.jsx";
import { FindSongs } from "./find_songs.jsx";
import { List } from "./icons.jsx";
import * as live from "./live.js";
import { PlaylistCover } from "./playlist_cover.jsx";
import { PlaylistEntries } from "./playlist_entries.jsx";
import { FactsDialog } from "./playlist_facts.jsx";
import { ImportNotice } from "./playlist_report.jsx";
import { ShareDialog } from "./playlist_share.jsx";
import { ask, enter, insert, leave, open, undo } from "./playlists.js";
import "./playlists.css";

const FILES = [["M3U8", "m3u8"], ["XSPF", "xspf"], ["JSPF", "jspf"]];

function download(id, form) {
  const link = document.createElement("a");
  link.href = address(`/api/playlists/${id}/file.${form}`);
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

const kindOf = ({ is_smart, visibility, is_shared }) => {
  const who = visibility === "everyone" ? "for everybody" : is_shared ? "shared" : "private";
  return `${is_smart ? "Smart playlist" : "Playlist"} · ${who}`;
};

function Hero({ detail, entries }) {
  const { card } = detail;
  const duration_s = entries.reduce((sum, { song }) => sum + song.duration_s, 0);
  return (
    <header className="hero">
      <div className="art"><PlaylistCover card={card} size={216} /></div>
      <div className="words">
        <p className="kind">{kindOf(card)}</p>
        <h1 dir="auto">{card.title}</h1>
        {card.description && <p className="pl-description" dir="auto">{card.description}</p>}
        <p className="facts">
          <span>{detail.people.slice(0, 3).map(({ name }) => name).join(", ")}{detail.people.length > 3 && ` and ${detail.people.length - 3} more`}</span>
          <span>{entries.length} {entries.length === 1 ? "song" : "songs"}</span>
          {duration_s > 0 && <span>{lengthText(duration_s)}</span>}
        </p>
      </div>
    </header>
  );
}

function Deleting({ card, onClose }) {
  const navigate = useNavigate();
  const go = async () => {
    if (!(await ask("delete", { playlist_id: card.id }))) return;
    say(`“${card.title}” is deleted. Its songs stay in the library.`);
    navigate("/playlists");
  };
  return (
    <Dialog title="Delete this playlist?" onClose={onClose}>
      <p>“<bdi>{card.title}</bdi>” is gone for good then, for all who are in it. Its songs stay in the library.</p>
      <footer>
        <button type="button" className="button plain" onClick={onClose}>Keep it</button>
        <button type="button" className="button" onClick={go}>Delete</button>
      </footer>
    </Dialog>
  );
}

function Actions({ detail, entries, undoable, unsent }) {
  const [dialog, setDialog] = useState("");
  const navigate = useNavigate();
  const { card } = detail;
  const owns = card.right === "own";
  const close = () => setDialog("");
  const songs = entries.map(({ song }) => song).filter(({ missing }) => !missing);
  const items = [
    ...(owns ? [["Edit details", () => setDialog("facts")]] : []),
    ...FILES.map(([name, form]) => [`Export as ${name}`, () => download(card.id, form)]),
    ...(owns ? [["Delete", () => setDialog("delete")]] : []),
  ];
  return (
    <div className="actions">
      {songs.length > 0 && <PlayButton kind="playlist" sourceId={card.id} songs={songs} label={card.title} large />}
      <button type="button" className="button plain" onClick={() => setDialog("share")}>{owns ? "Share" : "People"}</button>
      {(undoable || unsent.length > 0) && (
        <button type="button" className="chip" onClick={undo} title="Ctrl + Z">Undo{undoable && !unsent.length && `: ${undoable.what}`}</button>
      )}
      <MenuButton items={items} label={`More for ${card.title}`} name={card.title} />
      {dialog === "share" && <ShareDialog detail={detail} onClose={close} onLeft={() => navigate("/playlists")} />}
      {dialog === "facts" && <FactsDialog card={card} onClose={close} />}
      {dialog === "delete" && <Deleting card={card} onClose={close} />}
    </div>
  );
}

/** Undo by Ctrl + Z, but not while somebody types. */
function useUndoKey(may) {
  useEffect(() => {
    if (!may) return undefined;
    const onKey = (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "z") return;
      if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
      event.preventDefault();
      undo();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [may]);
}

function Waiting({ unsent }) {
  const connected = useStore(live.connected);
  if (connected || !unsent.length) return null;
  return <p className="notice" role="status">The line is down. {unsent.length === 1 ? "Your last edit is" : `Your last ${unsent.length} edits are`} kept here and sent when it is back.</p>;
}

function Shown({ state, children }) {
  const { detail, entries, undoable, unsent } = state;
  const me = useStore(player, ({ user }) => user);
  const { card } = detail;
  const mayEdit = card.right !== "see" && !card.is_smart;
  useUndoKey(mayEdit);
  const names = new Map(detail.people.map(({ id, name }) => [id, name]));
  const nameOf = ({ added_by }) => (detail.people.length > 1 && added_by !== me && names.has(added_by) ? `added by ${names.get(added_by)}` : "");
  return (
    <>
      <Hero detail={detail} entries={entries} />
      <Actions detail={detail} entries={entries} undoable={mayEdit ? undoable : null} unsent={unsent} />
      <Waiting unsent={unsent} />
      <ImportNotice key={card.id} card={card} lacking={detail.lacking} />
      {card.is_smart && children}
      {entries.length > 0 && <PlaylistEntries entries={entries} source={`playlist:${card.id}`} label={card.title} mayEdit={mayEdit} nameOf={nameOf} />}
      {entries.length === 0 && (
        <div className="empty">
          <List size={40} />
          <strong>No songs yet</strong>
          <p>{mayEdit ? "Search below, or choose “Add to playlist…” in the menu of any song." : card.is_smart ? "No song of the library fits its rules." : "Its people have put nothing in."}</p>
        </div>
      )}
      {mayEdit && <div className="pl-find"><FindSongs label="Add songs" place="to this playlist" onAdd={(song) => insert([song])} /></div>}
    </>
  );
}

/** Comes in by a link; the address is that of the playlist then. */
function useJoin(key) {
  const navigate = useNavigate();
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    if (!key) return;
    live.call("playlist.join", { link_key: key }).then(
      (id) => navigate(`/playlist/${id}`, { replace: true }),
      (error) => setWrong(error.message),
    );
  }, [key]);
  return key ? wrong || "joining" : "";
}

/** The page of one playlist; which one stands in the address. `children` are for smart ones. */
export function PlaylistPage({ children }) {
  const { pathname } = useLocation();
  const [query] = useSearchParams();
  const joining = useJoin(query.get("join"));
  const state = useStore(open);
  const id = Number(pathname.split("/")[2]) || 0;
  useEffect(() => {
    if (joining || !id) return undefined;
    enter(id);
    return leave;
  }, [id, joining]);
  if (joining && joining !== "joining") return <Lost sentence={joining} />;
  if (state.id === id && state.lost) return <Lost sentence="It may have been deleted, or is not shared with you any more." />;
  if (state.id !== id || !state.detail)
    return state.error ? <Lost title="This playlist can't be read now" sentence={state.error} /> : <div aria-busy="true" aria-label="Playlist"><div className="skeleton row" /><div className="skeleton row" /></div>;
  return <Shown state={state}>{Children.count(children) > 0 && children}</Shown>;
}

function Lost({ title = "There is no such playlist", sentence }) {
  return (
    <div className="empty">
      <List size={40} />
      <strong>{title}</strong>
      <p>{sentence}</p>
    </div>
  );
}
