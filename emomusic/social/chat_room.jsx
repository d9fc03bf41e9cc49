// The head of a conversation, and what can be done with a room and the people in it.
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { MenuButton } from "$/public/external/emomusic/player/menu.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { Avatar } from "./avatar.jsx";
import { Dialog } from "./chat_dialog.jsx";
import { Back } from "./chat_icons.jsx";
import { Face, PeopleFinder } from "./chat_person.jsx";
import { titleOf } from "./chat_store.js";
import * as live from "./live.js";

function Room({ conversation, me, onClose }) {
  const navigate = useNavigate();
  const { id, members, owner_id } = conversation;
  const mine = owner_id === me;
  const [name, setName] = useState(conversation.name);
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const [wrong, setWrong] = useState("");
  const ask = (what, body = {}) =>
    live.call(what, { conversation_id: id, ...body }).then(
      () => { setWrong(""); return true; },
      (error) => { setWrong(error.message); return false; },
    );
  const rename = async (event) => {
    event.preventDefault();
    if (await ask("chat.rename", { name })) say("The room has its new name.");
  };
  const leave = async () => {
    if (!leaving) return setLeaving(true);
    if (await ask("chat.leave")) {
      onClose();
      navigate("/messages");
    }
  };
  return (
    <Dialog title={inviting ? "Invite to the room" : "The room"} onClose={inviting ? () => setInviting(false) : onClose}>
      {inviting ? (
        <div className="ch-dialog-scroll">
          <PeopleFinder label="Who" but={members.map((one) => one.id)} onChoose={(one) => ask("chat.invite", { user_ids: [one.id] })} />
        </div>
      ) : (
        <>
          {mine && (
            <form className="ch-finder ch-rename" onSubmit={rename}>
              <label htmlFor="room-name">Name</label>
              <span>
                <input id="room-name" value={name} maxLength={64} required autoComplete="off" onChange={(event) => setName(event.target.value)} />
                <button type="submit" className="chip" disabled={!name.trim() || name === conversation.name}>Rename</button>
              </span>
            </form>
          )}
          <div className="ch-dialog-scroll">
            <ul className="ch-people" aria-label="In this room">
              {members.map((one) => (
                <li key={one.id} className="ch-member">
                  <Avatar name={one.name} size={36} />
                  <span><bdi>{one.name}</bdi>{one.id === owner_id && <small>Made this room</small>}{one.id === me && one.id !== owner_id && <small>You</small>}</span>
                  {mine && one.id !== me && (
                    <button type="button" className="chip" aria-label={`Remove ${one.name}`} onClick={() => ask("chat.expel", { user_id: one.id })}>Remove</button>
                  )}
                </li>
              ))}
            </ul>
          </div>
          <footer>
            <button type="button" className="button plain" onClick={leave}>{leaving ? "Really leave?" : "Leave the room"}</button>
            <button type="button" className="button" onClick={() => setInviting(true)}>Invite</button>
          </footer>
        </>
      )}
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
    </Dialog>
  );
}

function directItems(other) {
  const block = () =>
    live.call("people.block", { person_id: other.id }).then(
      () => say(`${other.name} can't write to you any more.`),
      (error) => say(error.message),
    );
  return [[`Block ${other.name}`, block]];
}

export function Head({ conversation, me }) {
  const [open, setOpen] = useState(false);
  const title = titleOf(conversation);
  const isRoom = conversation.kind === "group";
  const other = conversation.members.find((one) => one.id !== me);
  const count = conversation.members.length;
  return (
    <header className="ch-conversation-head">
      <Link className="em-icon ch-back" to="/messages" aria-label="All conversations" title="All conversations"><Back size={22} /></Link>
      <Face conversation={conversation} title={title} />
      <div className="ch-conversation-title">
        <h1><bdi>{title}</bdi></h1>
        {isRoom && <p>{count === 1 ? "Only you" : `${count} people`}</p>}
      </div>
      {isRoom && <IconButton icon={Icons.More} label="About this room" aria-haspopup="dialog" onClick={() => setOpen(true)} />}
      {!isRoom && other && <MenuButton items={directItems(other)} label={`More for ${title}`} name={title} />}
      {open && <Room conversation={conversation} me={me} onClose={() => setOpen(false)} />}
    </header>
  );
}
