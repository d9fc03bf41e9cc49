// The name, the words and the picture of a playlist, to be changed by its owner.
import { useId, useRef, useState } from "react";
import { address, CallFailed } from "$/public/external/emomusic/player/api.js";
import { Dialog } from "./chat_dialog.jsx";
import { PlaylistCover } from "./playlist_cover.jsx";
import { ask } from "./playlists.js";
import * as live from "./live.js";

const PICTURES = "image/jpeg,image/png,image/webp,image/gif,image/bmp";
const UNREACHED = "The server can't be reached. Check the connection and try again.";

/** Send a file to a route as it is, and read its JSON. */
export async function sendFile(path, method, file) {
  let response;
  try {
    response = await fetch(address(path), { method, body: file, credentials: "include", headers: { "Content-Type": "application/octet-stream" } });
  } catch {
    throw new CallFailed(UNREACHED, 0);
  }
  const json = await response.json().catch(() => null);
  if (!response.ok) throw new CallFailed(json?.error ?? `The server could not do that (${response.status}).`, response.status);
  return json;
}

function Picture({ card, onWrong }) {
  const input = useRef(null);
  const choose = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file) return;
    onWrong("");
    try {
      await sendFile(`/api/playlists/${card.id}/cover`, "PUT", file);
    } catch (error) {
      onWrong(error.message);
    }
  };
  return (
    <div className="pl-picture">
      <span className="pl-art"><PlaylistCover card={card} size={140} /></span>
      <div className="pl-choices">
        <input ref={input} type="file" accept={PICTURES} hidden onChange={choose} aria-label="Picture" />
        <button type="button" className="chip" onClick={() => input.current.click()}>Choose a picture</button>
        {card.cover && <button type="button" className="chip order" onClick={() => ask("drop_cover", { playlist_id: card.id })}>Take it away</button>}
      </div>
    </div>
  );
}

/** The form of what a playlist is called, what is said of it, and its picture. */
export function FactsDialog({ card, onClose }) {
  const [title, setTitle] = useState(card.title);
  const [description, setDescription] = useState(card.description);
  const [wrong, setWrong] = useState("");
  const id = useId();
  const submit = async (event) => {
    event.preventDefault();
    try {
      await live.call("playlist.facts", { playlist_id: card.id, title, description });
      onClose();
    } catch (error) {
      setWrong(error.message);
    }
  };
  return (
    <Dialog title="Edit details" onClose={onClose}>
      <form className="ch-finder ch-dialog-scroll" onSubmit={submit}>
        <Picture card={card} onWrong={setWrong} />
        <label htmlFor={`${id}-title`}>Name</label>
        <input id={`${id}-title`} value={title} maxLength={200} required autoComplete="off" dir="auto" onChange={(event) => setTitle(event.target.value)} />
        <label htmlFor={`${id}-words`}>Description</label>
        <textarea id={`${id}-words`} className="pl-words" value={description} maxLength={2000} rows={4} dir="auto" onChange={(event) => setDescription(event.target.value)} />
        {wrong && <p className="wrong" role="alert">{wrong}</p>}
        <button type="submit" className="button">Save</button>
      </form>
    </Dialog>
  );
}
