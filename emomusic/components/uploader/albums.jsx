// What waits to be added: albums with their fields and covers, and the songs in them.
import { useEffect, useId, useRef, useState } from "react";
import { Cover } from "$/public/external/emomusic/player/cover.jsx";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { cancel, fill, setCover, takeIn } from "./engine.js";
import { songs } from "./words.js";

const PICTURES = "image/jpeg,image/png,image/webp,image/gif,image/bmp";
const SHOWN = 300;

const ORDER = ["disc", "track"];

function grouped(ready) {
  const groups = new Map();
  for (const item of ready) {
    const key = `${item.form.album_artist}\n${item.form.album}`.toLowerCase();
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(item);
  }
  for (const group of groups.values())
    group.sort((a, b) => {
      for (const name of ORDER) {
        const difference = (a.form[name] ?? 9999) - (b.form[name] ?? 9999);
        if (difference) return difference;
      }
      return a.name.localeCompare(b.name, undefined, { numeric: true });
    });
  return [...groups.values()];
}

/** The value that all of them share, or undefined. */
function shared(items, name) {
  const values = new Set(items.map((item) => JSON.stringify(item.form[name] ?? null)));
  return values.size === 1 ? items[0].form[name] : undefined;
}

const asText = (value) => (Array.isArray(value) ? value.join("; ") : String(value ?? ""));

function asValue(name, text) {
  if (name === "artists") return text.split(";").map((part) => part.trim()).filter(Boolean);
  if (name === "track" || name === "disc" || name === "year") return text.trim() ? Number(text) : null;
  return text;
}

/** A field of one file or of many, kept when it is left or Enter is pressed. */
function Field({ items, name, label, bare = false, numeric = false, hint = "", className = "" }) {
  const value = shared(items, name);
  const text = value === undefined ? "" : asText(value);
  const [draft, setDraft] = useState(text);
  const id = useId();
  useEffect(() => setDraft(text), [text]);
  async function keep() {
    if (draft === text) return;
    if (!(await fill(items.map((item) => item.key), { [name]: asValue(name, draft) }))) setDraft(text);
  }
  return (
    <div className={`up-field ${className}`}>
      <label htmlFor={id} className={bare ? "visually-hidden" : undefined}>{label}</label>
      <input
        id={id} value={draft} data-field={name} autoComplete="off" spellCheck={false}
        placeholder={value === undefined ? "several" : hint}
        inputMode={numeric ? "numeric" : undefined}
        pattern={numeric ? "[0-9]*" : undefined}
        maxLength={numeric ? 4 : 500}
        onChange={(event) => setDraft(numeric ? event.target.value.replace(/\D/g, "") : event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </div>
  );
}

/** A cover on which a picture can be dropped, or chosen. */
function CoverDrop({ items, label, size }) {
  const input = useRef(null);
  const [over, setOver] = useState(false);
  const cover = shared(items, "cover");
  const keys = items.map((item) => item.key);
  return (
    <>
      <button
        type="button" className="up-cover" data-over={over} aria-label={label} title={label}
        onClick={() => input.current.click()}
        onDragOver={(event) => event.preventDefault()}
        onDragEnter={() => setOver(true)}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          setOver(false);
          const file = event.dataTransfer.files[0];
          if (!file?.type.startsWith("image/")) return;
          event.preventDefault();
          event.nativeEvent.taken = true;
          setCover(keys, file);
        }}
      >
        <Cover cover={cover || ""} title={asText(items[0].form.album)} size={size} />
        <span className="up-cover-hint" aria-hidden="true">{cover ? "Change" : "Add cover"}</span>
      </button>
      <input
        ref={input} type="file" accept={PICTURES} hidden aria-label={label}
        onChange={(event) => {
          if (event.target.files[0]) setCover(keys, event.target.files[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}

function SongForm({ item }) {
  const one = [item];
  const of = `of ${item.name}`;
  return (
    <li className="up-song" data-name={item.name}>
      <CoverDrop items={one} label={`Cover of ${item.form.title}`} size={40} />
      <Field items={one} name="disc" label={`Disc ${of}`} hint="disc" bare numeric className="number" />
      <Field items={one} name="track" label={`Track ${of}`} hint="no." bare numeric className="number" />
      <Field items={one} name="title" label={`Title ${of}`} bare />
      <Field items={one} name="artists" label={`Artists ${of}`} bare />
      <button type="button" className="em-icon" aria-label={`Throw ${item.name} away`} title="Throw away" onClick={() => cancel(item.key)}>
        <Icons.Close size={18} />
      </button>
      {item.sentence && <p className="up-remark">{item.sentence}</p>}
    </li>
  );
}

function AlbumForm({ group }) {
  return (
    <article className="up-album" aria-label={`${group[0].form.album}, ${songs(group.length)}`}>
      <div className="up-album-head">
        <CoverDrop items={group} label={`Cover of the album ${group[0].form.album}`} size={132} />
        <div className="up-fields">
          <Field items={group} name="album" label="Album" className="wide" />
          <Field items={group} name="album_artist" label="Album artist" className="wide" />
          <Field items={group} name="year" label="Year" numeric />
          <Field items={group} name="genre" label="Genre" />
        </div>
      </div>
      <div className="up-columns" aria-hidden="true">
        <span /><span>Disc</span><span>Track</span><span>Title</span><span>Artists, separated by ;</span><span />
      </div>
      <ul className="up-songs">{group.map((item) => <SongForm key={item.key} item={item} />)}</ul>
      <div className="up-album-foot">
        <button type="button" className="button plain" onClick={() => takeIn(group.map((item) => item.key))}>
          Add {songs(group.length)} of this album
        </button>
      </div>
    </article>
  );
}

/** Fields for all files at once, whatever album they are of. */
function ForAll({ ready }) {
  return (
    <details className="up-all">
      <summary>Set fields for all {songs(ready.length)}</summary>
      <div className="up-fields">
        <Field items={ready} name="album" label="Album" className="wide" />
        <Field items={ready} name="album_artist" label="Album artist" className="wide" />
        <Field items={ready} name="artists" label="Artists, separated by ;" className="wide" />
        <Field items={ready} name="disc" label="Disc" numeric />
        <Field items={ready} name="year" label="Year" numeric />
        <Field items={ready} name="genre" label="Genre" />
        <CoverDrop items={ready} label="Cover for all" size={72} />
      </div>
    </details>
  );
}

export function Albums({ ready }) {
  const [busy, setBusy] = useState(false);
  const groups = grouped(ready.slice(0, SHOWN));
  async function addAll() {
    setBusy(true);
    await takeIn(ready.map((item) => item.key));
    setBusy(false);
  }
  return (
    <section aria-labelledby="up-ready">
      <header className="up-head sticky">
        <h2 id="up-ready">Ready to be added</h2>
        <button type="button" className="button" disabled={busy} onClick={addAll}>
          {busy ? "Adding…" : `Add ${ready.length === 1 ? "this song" : `all ${songs(ready.length)}`}`}
        </button>
      </header>
      {ready.length > 1 && <ForAll ready={ready} />}
      {groups.map((group) => <AlbumForm key={group[0].key} group={group} />)}
      {ready.length > SHOWN && <p className="muted up-more">The other {songs(ready.length - SHOWN)} are shown once these are added.</p>}
    </section>
  );
}
