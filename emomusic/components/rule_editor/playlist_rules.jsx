// The rules of a playlist that is there: what they say, and for its owner the editor.
import { useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { open, read } from "$/public/external/emomusic/social/playlists.js";
import { useForm, useFound } from "./asking.js";
import { Found, RuleFields, SaveBar, useFoundBy, useRules } from "./editor.jsx";

function Editing({ form, genres, playlistId, rules, onDone }) {
  const state = useRules(rules, form, genres);
  const answer = useFoundBy(state);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  async function save(event) {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      await call(`/api/playlists/${playlistId}/rules`, { method: "PUT", body: { rules: state.written } });
      say("The rules are saved");
      await read();
      onDone();
    } catch (error) {
      setWrong(error.message);
      setBusy(false);
    }
  }

  return (
    <form className="rule-editor" onSubmit={save} aria-label="Edit the rules">
      <RuleFields state={state} form={form} />
      <Found answer={answer} source={`playlist:${playlistId}`} />
      <SaveBar answer={answer} wrong={wrong}>
        <button type="submit" className="button" disabled={busy}>Save rules</button>
        <button type="button" className="button plain" onClick={onDone}>Cancel</button>
      </SaveBar>
    </form>
  );
}

/** The rules of the playlist that is open; for its owner with the editor. */
export function PlaylistRules() {
  const detail = useStore(open, (state) => state.detail);
  const [editing, setEditing] = useState(false);
  const { form, genres, wrong } = useForm();
  const rules = detail?.rules;
  const { found } = useFound(editing || !rules ? null : JSON.parse(rules));
  if (!rules) return null;
  const mine = detail.card.right === "own";
  if (editing && form)
    return (
      <section className="playlist-rules" aria-label="Rules">
        <Editing form={form} genres={genres} playlistId={detail.card.id} rules={rules} onDone={() => setEditing(false)} />
      </section>
    );
  return (
    <section className="playlist-rules" aria-label="Rules">
      <div className="rule-said">
        <p>{found ? found.words : "…"}</p>
        {mine && <button type="button" className="chip" disabled={!form} onClick={() => setEditing(true)}>Edit rules</button>}
      </div>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
    </section>
  );
}
