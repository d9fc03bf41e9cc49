// The desk's page of uploads: where files are dropped, how far they are, their forms, what became of them.
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Albums } from "./albums.jsx";
import { add, cancel, clearDone, each, look, pause, resume, UNDERWAY, uploads, WAITING } from "./engine.js";
import { fromDrop, fromInput } from "./gather.js";
import { files, restText, sizeText, STATE_WORDS, totalOf } from "./words.js";
import "./uploads.css";

const SHOWN = 200;
const ACCEPT = "audio/*,.mp3,.flac,.ogg,.oga,.opus,.m4a,.aac,.wav";
const OPEN = new Set(["paused", "failed"]);

/** Files that are dragged over the page, wherever on it. */
function useDrop() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const carries = (event) => Array.from(event.dataTransfer?.types ?? []).includes("Files");
    const listeners = {
      dragenter: (event) => carries(event) && setOver(++depth > 0),
      dragleave: (event) => carries(event) && setOver((depth = Math.max(0, depth - 1)) > 0),
      dragover: (event) => carries(event) && event.preventDefault(),
      drop: async (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        depth = 0;
        setOver(false);
        // A picture that is dropped on a cover is that cover's own business.
        if (!event.taken) add(await fromDrop(event.dataTransfer));
      },
    };
    for (const [name, listener] of Object.entries(listeners)) window.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) window.removeEventListener(name, listener);
    };
  }, []);
  return over;
}

function Chooser({ label, folder = false }) {
  const input = useRef(null);
  return (
    <>
      <button type="button" className={folder ? "button plain" : "button"} onClick={() => input.current.click()}>{label}</button>
      <input
        ref={input} type="file" multiple hidden aria-label={label} data-folder={folder}
        accept={folder ? undefined : ACCEPT}
        {...(folder ? { webkitdirectory: "" } : {})}
        onChange={(event) => {
          add(fromInput(event.target));
          event.target.value = "";
        }}
      />
    </>
  );
}

function DropZone({ over, low, largest, used, quota }) {
  return (
    <section className={low ? "up-drop low" : "up-drop"} data-over={over} aria-label="Choose music">
      <span className="up-drop-icon" aria-hidden="true"><Icons.Note size={low ? 22 : 30} /></span>
      <div>
        <strong>{over ? "Let go to upload" : "Drop music or whole folders here"}</strong>
        <p>
          MP3, FLAC, Ogg, Opus, M4A, AAC and WAV{largest > 0 && `, up to ${sizeText(largest)} each`}.
          {quota > 0 && ` You have used ${sizeText(used)} of ${sizeText(quota)}.`}
        </p>
      </div>
      <div className="up-buttons">
        <Chooser label="Choose files" />
        <Chooser label="Choose a folder" folder />
      </div>
    </section>
  );
}

/** Bytes a second, smoothed over the last seconds. */
function useSpeed(sent) {
  const marks = useRef([]);
  const now = Date.now();
  const list = marks.current;
  if (!list.length || now - list.at(-1).now > 400) list.push({ now, sent });
  while (list.length > 2 && now - list[0].now > 8000) list.shift();
  const first = list[0];
  return now > first.now ? Math.max(0, (1000 * (sent - first.sent)) / (now - first.now)) : 0;
}

function Bar({ share, label }) {
  const percent = Math.floor(100 * Math.min(1, share));
  return (
    <span className="up-bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <span style={{ transform: `scaleX(${Math.min(1, share)})` }} />
    </span>
  );
}

function Total({ items }) {
  const { count, waiting, arrived, sent, size, percent, lost } = totalOf(items);
  const speed = useSpeed(sent);
  const has = (states) => items.some((item) => states.has(item.state));
  return (
    <section className="up-total" aria-label="All uploads">
      <div className="up-total-words">
        <strong>{lost ? "Waiting for the connection" : waiting ? `${arrived} of ${files(count)} sent` : `${files(count)}: ${arrived} sent`}</strong>
        <span className="muted tabular">
          {sizeText(sent)} of {sizeText(size)} · {percent} %{waiting > 0 && speed > 0 && !lost && ` · ${restText((size - sent) / speed)}`}
        </span>
      </div>
      <Bar share={size ? sent / size : 0} label="All uploads" />
      <div className="up-buttons">
        {has(WAITING) && <button type="button" className="chip" onClick={() => each(WAITING, pause)}>Pause all</button>}
        {has(OPEN) && <button type="button" className="chip" onClick={() => each(OPEN, resume)}>Go on with all</button>}
        <button type="button" className="chip" onClick={() => each(new Set([...UNDERWAY].filter((state) => state !== "checking")), cancel)}>Cancel all</button>
      </div>
    </section>
  );
}

function Transit({ item }) {
  const sendable = WAITING.has(item.state);
  const words = item.sentence || STATE_WORDS[item.state];
  return (
    <li className="up-row" data-state={item.state}>
      <div className="up-name">
        <strong title={item.name}>{item.name}</strong>
        <span>{[item.folder, sizeText(item.size)].filter(Boolean).join(" · ")}</span>
      </div>
      <div className="up-state">
        <Bar share={item.size ? item.sent / item.size : 0} label={`Progress of ${item.name}`} />
        <span className="up-words">
          {words}
          {item.state === "sending" && <span className="tabular"> {Math.floor((100 * item.sent) / item.size)} %</span>}
        </span>
      </div>
      <div className="up-acts">
        {sendable && <button type="button" className="chip quiet" aria-label={`Pause ${item.name}`} onClick={() => pause(item.key)}>Pause</button>}
        {item.file && OPEN.has(item.state) && (
          <button type="button" className="chip" aria-label={`${item.state === "failed" ? "Retry" : "Go on with"} ${item.name}`} onClick={() => resume(item.key)}>
            {item.state === "failed" ? "Retry" : "Go on"}
          </button>
        )}
        {item.state !== "checking" && (
          <button type="button" className="em-icon" aria-label={`Cancel ${item.name}`} title="Cancel" onClick={() => cancel(item.key)}>
            <Icons.Close size={18} />
          </button>
        )}
      </div>
    </li>
  );
}

const VERDICTS = { taken: "In the library", duplicate: "Here already", refused: "Refused" };

function Done({ item }) {
  return (
    <li className="up-row done" data-state={item.state}>
      <div className="up-name">
        <strong title={item.name}>{item.form?.title || item.name}</strong>
        {item.form && <span>{item.form.artists.join(", ")}</span>}
      </div>
      <div className="up-state">
        <span className="desk-badge" data-kind={item.state}>{VERDICTS[item.state]}</span>
        {item.sentence && <span className="up-words">{item.sentence}</span>}
      </div>
      <div className="up-acts">
        {item.songId && <Link className="chip" to={`/song/${item.songId}`}>Open<span className="visually-hidden"> {item.form?.title || "the song"}</span></Link>}
      </div>
    </li>
  );
}

function More({ count }) {
  return count > 0 ? <p className="muted up-more">and {files(count)} more</p> : null;
}

export function UploadDesk() {
  const { items, largest, used, quota, loaded, error } = useStore(uploads);
  const over = useDrop();
  useEffect(() => {
    look();
  }, []);
  const underway = items.filter((item) => UNDERWAY.has(item.state));
  const ready = items.filter((item) => item.state === "ready");
  const done = items.filter((item) => item.state in VERDICTS).reverse();
  return (
    <div className="up-desk">
      <DropZone over={over} low={items.length > 0} largest={largest} used={used} quota={quota} />
      {error && <p className="wrong" role="alert">{error}</p>}
      {!loaded && !error && <div className="skeleton row" aria-hidden="true" />}
      {underway.length > 0 && (
        <section aria-labelledby="up-underway">
          <h2 id="up-underway">On the way</h2>
          <Total items={items} />
          <ul className="up-rows">{underway.slice(0, SHOWN).map((item) => <Transit key={item.key} item={item} />)}</ul>
          <More count={underway.length - SHOWN} />
        </section>
      )}
      {ready.length > 0 && <Albums ready={ready} />}
      {done.length > 0 && (
        <section aria-labelledby="up-done">
          <header className="up-head">
            <h2 id="up-done">Done</h2>
            <button type="button" className="chip" onClick={clearDone}>Clear the list</button>
          </header>
          <ul className="up-rows">{done.slice(0, SHOWN).map((item) => <Done key={item.key} item={item} />)}</ul>
          <More count={done.length - SHOWN} />
        </section>
      )}
    </div>
  );
}
