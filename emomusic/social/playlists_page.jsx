// All playlists: one's own, those one is in, and those that are for everybody.
import { useEffect, useId, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Dialog } from "./chat_dialog.jsx";
import { List } from "./icons.jsx";
import * as live from "./live.js";
import { PlaylistCards } from "./playlist_cards.jsx";
import { sendFile } from "./playlist_facts.jsx";
import { FreshReport } from "./playlist_report.jsx";
import { create, mine, refreshMine } from "./playlists.js";
import "./playlists.css";

function Shelf({ title, cards }) {
  if (!cards.length) return null;
  return (
    <section className="section" aria-label={title}>
      <header><h2>{title}</h2></header>
      <PlaylistCards cards={cards} />
    </section>
  );
}

function NewDialog({ onClose }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState("");
  const [wrong, setWrong] = useState("");
  const id = useId();
  const submit = async (event) => {
    event.preventDefault();
    try {
      navigate(`/playlist/${await create(title)}`);
    } catch (error) {
      setWrong(error.message);
    }
  };
  return (
    <Dialog title="New playlist" onClose={onClose}>
      <form className="ch-finder" onSubmit={submit}>
        <label htmlFor={id}>Name</label>
        <span className="pl-new-row">
          <input id={id} value={title} maxLength={200} required autoFocus placeholder="Sunday evening" autoComplete="off" dir="auto" onChange={(event) => setTitle(event.target.value)} />
          <button type="submit" className="button">Create</button>
        </span>
        {wrong && <p className="wrong" role="alert">{wrong}</p>}
      </form>
    </Dialog>
  );
}

function ImportButton() {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [report, setReport] = useState(null);
  const choose = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    setBusy(true);
    setWrong("");
    try {
      setReport(await sendFile(`/api/playlists?name=${encodeURIComponent(file.name)}`, "POST", file));
      refreshMine();
    } catch (error) {
      setWrong(error.message);
    }
    setBusy(false);
  };
  return (
    <>
      <input ref={input} type="file" hidden accept=".m3u,.m3u8,.xspf,.jspf,.json,audio/x-mpegurl,application/xspf+xml" onChange={choose} aria-label="File of a playlist" />
      <button type="button" className="button plain" disabled={busy} onClick={() => input.current.click()}>{busy ? "Importing…" : "Import a file"}</button>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      {report && <FreshReport report={report} onClose={() => setReport(null)} />}
    </>
  );
}

/** The page of all playlists; `children` are further ways to begin one. */
export function PlaylistsPage({ children }) {
  const { cards, error } = useStore(mine);
  const [others, setOthers] = useState([]);
  const [making, setMaking] = useState(false);
  useEffect(() => {
    let current = true;
    live.call("playlist.everybodys").then((found) => current && setOthers(found), () => {});
    return () => { current = false; };
  }, [cards]);
  const own = cards?.filter(({ right }) => right === "own") ?? [];
  const joined = cards?.filter(({ right }) => right !== "own") ?? [];
  return (
    <>
      <div className="actions">
        <button type="button" className="button" onClick={() => setMaking(true)}>New playlist</button>
        {children}
        <ImportButton />
      </div>
      {making && <NewDialog onClose={() => setMaking(false)} />}
      {!cards && (error ? <p className="wrong" role="alert">{error}</p> : <div aria-busy="true" aria-label="Playlists"><div className="skeleton row" /><div className="skeleton row" /></div>)}
      {cards && own.length + joined.length + others.length === 0 && (
        <div className="empty">
          <List size={40} />
          <strong>No playlists yet</strong>
          <p>Make one, import a file, or choose “Add to playlist…” in the menu of any song.</p>
        </div>
      )}
      <Shelf title="Yours" cards={own} />
      <Shelf title="Shared with you" cards={joined} />
      <Shelf title="From everybody here" cards={others} />
    </>
  );
}
