// Deletes one's own account.
import { useId, useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";

/** A button, and then a form with the password, that delete one's own account. */
export function DeleteAccount() {
  const [sure, setSure] = useState(false);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useId();

  async function submit(event) {
    event.preventDefault();
    const password = new FormData(event.currentTarget).get("password");
    setBusy(true);
    setWrong("");
    try {
      await call("/api/account", { method: "DELETE", body: { password } });
      window.location.assign("/log-in");
    } catch (error) {
      setWrong(error.message);
      setBusy(false);
    }
  }

  if (!sure)
    return (
      <button type="button" className="button plain" onClick={() => setSure(true)}>
        Delete my account…
      </button>
    );
  return (
    <form className="form" onSubmit={submit}>
      <p className="muted">
        Your likes, queue, history and friends go for good. Messages in conversations with others
        stay, without your name. This can't be undone.
      </p>
      <div className="field">
        <label htmlFor={`${id}-password`}>Your password</label>
        <input id={`${id}-password`} name="password" type="password" required maxLength={256}
          autoComplete="current-password" autoFocus />
      </div>
      <p className="wrong" role="alert" hidden={!wrong}>{wrong}</p>
      <div className="desk-buttons">
        <button type="submit" className="button danger" disabled={busy}>Delete for good</button>
        <button type="button" className="button plain" onClick={() => setSure(false)}>Keep it</button>
      </div>
    </form>
  );
}
