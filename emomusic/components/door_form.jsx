// The form at the door: log-in and sign-up. The server sets the cookie; then the page is loaded anew,
// so that the websocket is opened by somebody.
import { useId, useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";

export function DoorForm({ mode, invitation = "" }) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useId();
  const isNew = mode === "sign-up";

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: form.get("name"), password: form.get("password") };
    if (isNew && invitation) body.invitation = invitation;
    setBusy(true);
    setWrong("");
    try {
      await call(`/api/${mode}`, { method: "POST", body });
      window.location.assign("/");
    } catch (error) {
      setWrong(error.message);
      setBusy(false);
    }
  }

  return (
    <form className="form" onSubmit={submit} noValidate={false}>
      <div className="field">
        <label htmlFor={`${id}-name`}>Name</label>
        <input id={`${id}-name`} name="name" autoComplete="username" autoCapitalize="none"
          spellCheck={false} required minLength={2} maxLength={32} autoFocus />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>Password</label>
        <input id={`${id}-password`} name="password" type="password" required
          minLength={isNew ? 8 : 1} maxLength={256}
          autoComplete={isNew ? "new-password" : "current-password"}
          aria-describedby={isNew ? `${id}-hint` : undefined} />
        {isNew && <span id={`${id}-hint`} className="hint">At least eight characters.</span>}
      </div>
      <p className="wrong" role="alert" hidden={!wrong}>{wrong}</p>
      <button className="button" type="submit" disabled={busy}>
        {isNew ? "Create account" : "Log in"}
      </button>
    </form>
  );
}

export function LogOutButton({ children, className }) {
  async function leave() {
    try {
      await call("/api/log-out", { method: "POST" });
    } finally {
      window.location.assign("/log-in");
    }
  }
  return <button type="button" className={className} onClick={leave}>{children}</button>;
}
