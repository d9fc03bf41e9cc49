// The form of one thing or of many: only the fields that were touched are sent.
import { useId, useRef, useState } from "react";
import { address, CallFailed } from "$/public/external/emomusic/player/api.js";

/** Send a picture; returns the name under which it can be a cover. */
async function sendCover(file) {
  let answer;
  try {
    answer = await fetch(address("/api/uploads/cover"), {
      method: "POST", credentials: "include", body: file,
      headers: { "Content-Type": "application/octet-stream" },
    });
  } catch {
    throw new CallFailed("The server can't be reached. Check the connection and try again.", 0);
  }
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new CallFailed(body?.error ?? "The picture was not taken.", answer.status);
  return body.cover;
}

function CoverField({ cover, mixed, onChange }) {
  const input = useRef(null);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  async function take(file) {
    if (!file) return;
    setBusy(true);
    setWrong("");
    try {
      onChange(await sendCover(file));
    } catch (error) {
      setWrong(error.message);
    }
    setBusy(false);
  }

  return (
    <div className={`desk-cover${over ? " over" : ""}`}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]); }}>
      {cover
        ? <img src={address(`/covers/${cover}/300.webp`)} alt="The cover" width="88" height="88" />
        : <div className="none" aria-hidden="true">{mixed ? "various" : "no cover"}</div>}
      <div>
        <strong>Cover{!cover && <span className="visually-hidden">{mixed ? ": various" : ": none"}</span>}</strong>
        <p className="muted">Drop a picture here, or choose one.</p>
        <div className="desk-buttons">
          <button type="button" className="chip" disabled={busy} onClick={() => input.current.click()}>
            {busy ? "Sending…" : "Choose a picture"}
          </button>
          {(cover || mixed) && <button type="button" className="chip quiet" onClick={() => onChange("")}>No cover</button>}
        </div>
        <input ref={input} type="file" accept="image/*" className="visually-hidden" tabIndex={-1}
          aria-label="Picture of the cover" onChange={(event) => take(event.target.files[0])} />
        {wrong && <p className="wrong" role="alert">{wrong}</p>}
      </div>
    </div>
  );
}

function TextField({ field, value, onChange, onReset }) {
  const id = useId();
  const touched = value !== undefined;
  const shown = touched ? value : field.mixed ? "" : field.value;
  return (
    <div className={`field${touched ? " touched" : ""}`}>
      <label htmlFor={id}>{field.label}</label>
      <div className="line">
        <input id={id} name={field.name} value={shown} autoComplete="off" spellCheck={false}
          maxLength={2000} inputMode={field.numeric ? "numeric" : undefined}
          placeholder={field.mixed && !touched ? "various" : undefined}
          onChange={(event) => onChange(event.target.value)} />
        {field.mixed && !touched && field.optional &&
          <button type="button" className="chip quiet" onClick={() => onChange("")}>
            Empty<span className="visually-hidden"> {field.label} of all</span>
          </button>}
        {touched &&
          <button type="button" className="chip quiet" onClick={onReset}>
            Leave<span className="visually-hidden"> {field.label} as it is</span>
          </button>}
      </div>
      {field.mixed && touched && value === "" && <span className="hint">It will be empty in all of them.</span>}
      {field.hint && <span className="hint">{field.hint}</span>}
    </div>
  );
}

/** All fields, and what is done with them. */
export function EditForm({ fields = [], cover = "", coverMixed = false, withCover = false,
  withTags = false, wrong = "", action = "Save", onSave }) {
  const [changes, setChanges] = useState({});
  const [writeTags, setWriteTags] = useState(false);
  const set = (name, value) => setChanges((before) => ({ ...before, [name]: value }));
  const reset = (name) => setChanges(({ [name]: _, ...rest }) => rest);
  const nothing = Object.keys(changes).length === 0;

  function submit(event) {
    event.preventDefault();
    if (!nothing || writeTags) onSave(changes, writeTags);
  }

  return (
    <form className="form desk-edit" onSubmit={submit}>
      {withCover && <CoverField cover={changes.cover ?? cover} onChange={(name) => set("cover", name)}
        mixed={coverMixed && changes.cover === undefined} />}
      <div className="desk-fields">
        {fields.map((field) =>
          <TextField key={field.name} field={field} value={changes[field.name]}
            onChange={(value) => set(field.name, value)} onReset={() => reset(field.name)} />)}
      </div>
      {withTags &&
        <label className="desk-tick">
          <input type="checkbox" checked={writeTags} onChange={(event) => setWriteTags(event.target.checked)} />
          <span>Also write into the tags of the files</span>
        </label>}
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      <div className="buttons">
        <button type="submit" className="button" disabled={nothing && !writeTags}>{action}</button>
      </div>
    </form>
  );
}

/** Says what was done, and takes it back. */
export function UndoBar({ text = "", canUndo = false, onUndo, onLeave }) {
  return (
    <div className="desk-undo-place" role="status">
      {text &&
        <div className="desk-undo">
          <span>{text}</span>
          {canUndo && <button type="button" className="chip" onClick={() => onUndo()}>Undo</button>}
          <button type="button" className="desk-icon" aria-label="Dismiss" onClick={() => onLeave()}>
            <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none"
              stroke="currentColor" strokeWidth="2" strokeLinecap="round"><path d="M6 6l12 12M18 6L6 18" /></svg>
          </button>
        </div>}
    </div>
  );
}
