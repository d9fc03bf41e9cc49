// Buttons of a connection to Spotify: it is begun and ended by plain calls, since the browser
// leaves the page for Spotify's own.
import { useState } from "react";
import { address, call } from "$/public/external/emomusic/player/api.js";

const CONNECTION = "/api/spotify/connection";

export function ConnectSpotify({ label = "Connect Spotify", className }) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  async function connect() {
    setBusy(true);
    setWrong("");
    try {
      const { body } = await call(CONNECTION, { method: "POST" });
      window.location.assign(body.url);
    } catch (error) {
      setWrong(error.message);
      setBusy(false);
    }
  }
  return (
    <div className="connect">
      <button type="button" className={className} disabled={busy} onClick={connect}>{label}</button>
      <p className="notice wrong" role="alert" hidden={!wrong}>{wrong}</p>
    </div>
  );
}

/** A button that asks once before it does what it says. */
export function AskFirst({ label, question, yes, onYes, className }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return <button type="button" className={className} onClick={() => setAsking(true)}>{label}</button>;
  return (
    <span className="ask-first" role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" className={className} autoFocus onClick={() => { setAsking(false); onYes?.(); }}>{yes}</button>
      <button type="button" className="chip order" onClick={() => setAsking(false)}>Keep</button>
    </span>
  );
}

export function DisconnectSpotify({ className, onDone }) {
  const [wrong, setWrong] = useState("");
  async function disconnect() {
    setWrong("");
    try {
      await call(CONNECTION, { method: "DELETE" });
      onDone?.();
    } catch (error) {
      setWrong(error.message);
    }
  }
  return (
    <>
      <AskFirst label="Disconnect" question="Disconnect and delete the tokens?" yes="Disconnect" className={className} onYes={disconnect} />
      <p className="notice wrong" role="alert" hidden={!wrong}>{wrong}</p>
    </>
  );
}

/** Downloads what was not found of an imported playlist. */
export function MissingFile({ importId, className }) {
  return <a className={className} href={address(`/api/spotify/imports/${importId}/missing.csv`)} download>Download as CSV</a>;
}
