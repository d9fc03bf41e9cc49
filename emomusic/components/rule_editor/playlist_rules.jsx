// The rules of a playlist that is there: what they say, and for its owner the editor.
import { useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";
import { say } from "$/public/external/emomusic/player/notice.js";
import { useForm, useFound } from "./asking.js";
import { Found, RuleFields, useFoundBy, useRules } from "./editor.jsx";

function Editing({ form, genres, playlistId, rules, onSaved, onLeave }) {
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
      onSaved?.(JSON.stringify(state.written));
    } catch (error) {
      setWrong(error.message);
    }
    setBusy(false);
  }

  return (
    <form className="rule-editor" onSubmit={save} aria-label="Edit the rules">
      <RuleFields state={state} form={form} />
      <Found answer={answer} source={`playlist:${playlistId}`} />
      <div className="rule-save">
        <button type="submit" className="button" disabled={busy}>Save rules</button>
        <button type="button" className="button plain" onClick={onLeave}>Leave as they were</button>
        {wrong && <p className="wrong" role="alert">{wrong}</p>}
      </div>
    </form>
  );
}

/**
 * @param playlistId which playlist
 * @param rules its rules, JSON
 * @param mine whether whoever looks may edit them
 * @param onSaved called with the JSON that was kept, for the page to show the songs anew
 */
export function PlaylistRules({ playlistId, rules, mine = false, onSaved }) {
  const [open, setOpen] = useState(false);
  const { form, genres, wrong } = useForm();
  const { found } = useFound(open ? null : JSON.parse(rules));
  return (
    <section className="playlist-rules" aria-label="Rules">
      {!open && (
        <div className="rule-said">
          <p>{found ? found.words : "…"}</p>
          {mine && <button type="button" className="chip" disabled={!form} onClick={() => setOpen(true)}>Edit rules</button>}
        </div>
      )}
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      {open && form && (
        <Editing form={form} genres={genres} playlistId={playlistId} rules={rules}
          onSaved={(kept) => { setOpen(false); onSaved?.(kept); }} onLeave={() => setOpen(false)} />
      )}
    </section>
  );
}
