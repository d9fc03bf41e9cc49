// A new smart playlist: ready-made rules to begin with, the editor, and a name to keep it under.
import { useId, useState } from "react";
import { useNavigate } from "react-router";
import { call } from "$/public/external/emomusic/player/api.js";
import { useForm } from "./asking.js";
import { Found, RuleFields, SaveBar, useFoundBy, useRules } from "./editor.jsx";

const EMPTY = '{"match": "all", "rules": []}';

function Examples({ examples, chosen, onChoose }) {
  return (
    <section className="rule-examples" aria-label="Examples">
      <h2>Begin with</h2>
      <ul>
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" aria-pressed={chosen === example.title} onClick={() => onChoose(example)}>
              <strong>{example.title}</strong>
              <span>{example.words}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NewRules({ form, genres }) {
  const state = useRules(EMPTY, form, genres);
  const answer = useFoundBy(state);
  const [title, setTitle] = useState("");
  const [chosen, setChosen] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const id = useId();

  function choose(example) {
    if (!title || title === chosen) setTitle(example.title);
    setChosen(example.title);
    state.put(JSON.parse(example.rules));
  }

  async function save(event) {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      const { body } = await call("/api/playlists/smart", { method: "POST", body: { title, rules: state.written } });
      navigate(`/playlist/${body.id}`);
    } catch (error) {
      setWrong(error.message);
      setBusy(false);
    }
  }

  return (
    <form className="rule-editor" onSubmit={save}>
      <Examples examples={form.examples} chosen={chosen} onChoose={choose} />
      <section aria-label="Rules">
        <h2>Rules</h2>
        <RuleFields state={state} form={form} />
      </section>
      <Found answer={answer} />
      <SaveBar answer={answer} wrong={wrong}>
        <label htmlFor={id} className="visually-hidden">Name</label>
        <input id={id} className="rule-text rule-name" value={title} required maxLength={200} autoComplete="off" placeholder="Name of the playlist"
          onChange={(event) => setTitle(event.target.value)} />
        <button type="submit" className="button" disabled={busy}><span>Save<span className="rule-long"> playlist</span></span></button>
      </SaveBar>
    </form>
  );
}

/** The page's content. */
export function NewSmartPlaylist() {
  const { form, genres, wrong } = useForm();
  return (
    <div className="new-smart">
      <h1 className="page-title">New smart playlist</h1>
      <p className="muted">Say what its songs have in common. It fills itself, today and whenever music comes.</p>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      {form && <NewRules form={form} genres={genres} />}
    </div>
  );
}
