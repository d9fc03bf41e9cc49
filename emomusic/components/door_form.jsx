// The form at the door: log-in, sign-up and a new password. The server sets the cookie; then the page is loaded anew,
// so that the websocket is opened by somebody.
import { useId, useState } from "react";
import { call } from "$/public/external/emomusic/player/api.js";
import { lastWords } from "$/public/external/emomusic/player/engine.js";

const BUTTONS = { "log-in": "Log in", "sign-up": "Create account", reset: "Set the password" };

export function DoorForm({ mode, invitation = "", token = "", name = "" }) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useId();
  const isNew = mode !== "log-in";
  const isReset = mode === "reset";

  async function submit(event) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { password: form.get("password") };
    if (isReset) body.token = token;
    else body.name = form.get("name");
    if (invitation) body.invitation = invitation;
    if (!isReset) body.next = new URLSearchParams(window.location.search).get("next") ?? "";
    setBusy(true);
    setWrong("");
    try {
      const { body: came } = await call(`/api/${mode}`, { method: "POST", body });
      window.location.assign(came.next); // The server believes a path of this place only.
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
          spellCheck={false} required minLength={2} maxLength={32} autoFocus={!isReset}
          readOnly={isReset} defaultValue={name || undefined} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-password`}>Password</label>
        <input id={`${id}-password`} name="password" type="password" required autoFocus={isReset}
          minLength={isNew ? 8 : 1} maxLength={256}
          autoComplete={isNew ? "new-password" : "current-password"}
          aria-describedby={isNew ? `${id}-hint` : undefined} />
        {isNew && <span id={`${id}-hint`} className="hint">At least eight characters.</span>}
      </div>
      <p className="wrong" role="alert" hidden={!wrong}>{wrong}</p>
      <button className="button" type="submit" disabled={busy}>
        {BUTTONS[mode]}
      </button>
    </form>
  );
}

export function LogOutButton({ children, className }) {
  async function leave() {
    try {
      await lastWords();
      await call("/api/log-out", { method: "POST" });
    } finally {
      window.location.assign("/log-in");
    }
  }
  return <button type="button" className={className} onClick={leave}>{children}</button>;
}
