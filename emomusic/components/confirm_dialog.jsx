// The dialog that asks for the password again, 15 minutes after it was last given.
import { useEffect, useId, useRef, useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";
import { offerToAsk } from "./confirm.js";

export function ConfirmDialog({ asking = false, onConfirmed, onLeft }) {
  const dialog = useRef(null);
  const waiting = useRef(null);
  const id = useId();
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  function show() {
    setWrong("");
    if (!dialog.current.open) dialog.current.showModal();
  }

  function done(confirmed) {
    const answer = waiting.current;
    waiting.current = null;
    dialog.current.close();
    if (answer) answer(confirmed);
    else if (confirmed) onConfirmed();
    else onLeft();
  }

  useEffect(() => {
    if (asking) show();
    else if (dialog.current.open && !waiting.current) dialog.current.close();
  }, [asking]);

  useEffect(
    () =>
      offerToAsk(
        () =>
          new Promise((resolve) => {
            waiting.current = resolve;
            show();
          }),
      ),
    [],
  );

  async function submit(event) {
    event.preventDefault();
    const form = event.currentTarget;
    setBusy(true);
    setWrong("");
    try {
      await call("/api/confirm", { method: "POST", body: { password: form.elements.password.value } });
      form.reset();
      done(true);
    } catch (error) {
      setWrong(error.message);
      form.elements.password.select();
    } finally {
      setBusy(false);
    }
  }

  return (
    <dialog ref={dialog} className="desk-dialog" aria-labelledby={`${id}-title`}
      onCancel={(event) => { event.preventDefault(); done(false); }}>
      <form className="form" onSubmit={submit}>
        <h2 id={`${id}-title`}>Your password, please</h2>
        <p className="muted">It was last given more than 15 minutes ago, and this can’t be taken back easily.</p>
        <div className="field">
          <label htmlFor={`${id}-password`}>Password</label>
          <input id={`${id}-password`} name="password" type="password" required maxLength={256}
            autoComplete="current-password" autoFocus />
        </div>
        <p className="wrong" role="alert" hidden={!wrong}>{wrong}</p>
        <div className="buttons">
          <button className="button plain" type="button" onClick={() => done(false)}>Cancel</button>
          <button className="button" type="submit" disabled={busy}>Go on</button>
        </div>
      </form>
    </dialog>
  );
}
