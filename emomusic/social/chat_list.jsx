// The conversations of whoever is here, and beginning a new one.
import { useId, useState } from "react";
import { Link, NavLink, useNavigate } from "react-router";
import { IconButton } from "$/public/external/emomusic/player/controls.jsx";
import * as Icons from "$/public/external/emomusic/player/icons.jsx";
import { say } from "$/public/external/emomusic/player/notice.js";
import { useStore } from "$/public/external/emomusic/player/store.js";
import { Dialog } from "./chat_dialog.jsx";
import { Bell, Compose, Flag } from "./chat_icons.jsx";
import { Face, PeopleFinder } from "./chat_person.jsx";
import { adopt, chat, inOrder, load, prefer, titleOf, typing } from "./chat_store.js";
import { Room } from "./icons.jsx";
import * as live from "./live.js";

const DAY_MS = 86_400_000;
const CARDS = { song: "a song", moment: "a moment", album: "an album", songs: "a playlist" };

function whenText(iso) {
  const at = new Date(iso);
  const age_ms = Date.now() - at;
  if (at.toDateString() === new Date().toDateString()) return at.toLocaleTimeString(undefined, { timeStyle: "short" });
  if (age_ms < 6 * DAY_MS) return at.toLocaleDateString(undefined, { weekday: "short" });
  return at.toLocaleDateString(undefined, { day: "numeric", month: "short" });
}

function previewOf({ last, conversation }, me) {
  if (!last) return conversation.kind === "group" ? "A new room" : "Nothing said yet";
  if (last.gone) return last.gone === "hidden" ? "" : "A message was taken away";
  if (last.kind === "note") return last.text;
  const words = last.text || `sent ${CARDS[last.card?.kind] ?? "music"}`;
  if (last.sender_id === me) return `You: ${words}`;
  return conversation.kind === "group" ? `${last.sender_name}: ${words}` : words;
}

function Entry({ listed, me }) {
  const { conversation, unread, last } = listed;
  const title = titleOf(conversation);
  const someoneTypes = useStore(typing, (all) => Object.keys(all[conversation.id] ?? {}).length > 0);
  const count = unread > 99 ? "99+" : unread;
  return (
    <li>
      <NavLink to={`/messages/${conversation.id}`} className="ch-entry" data-conversation={conversation.id} data-unread={unread > 0}>
        <Face conversation={conversation} title={title} size={44} />
        <span className="ch-entry-words">
          <span className="ch-entry-top"><strong><bdi>{title}</bdi></strong>{last && <time dateTime={last.at}>{whenText(last.at)}</time>}</span>
          <span className="ch-entry-below">
            {someoneTypes ? <em>typing…</em> : <span><bdi>{previewOf(listed, me)}</bdi></span>}
            {unread > 0 && <b className="ch-unread" aria-label={`${count} unread`}>{count}</b>}
          </span>
        </span>
      </NavLink>
    </li>
  );
}

function NewConversation({ onClose }) {
  const navigate = useNavigate();
  const id = useId();
  const [isRoom, setIsRoom] = useState(false);
  const [name, setName] = useState("");
  const [people, setPeople] = useState([]);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const go = async (what, body) => {
    setBusy(true);
    try {
      const conversation = adopt(await live.call(what, body));
      onClose();
      navigate(`/messages/${conversation.id}`);
    } catch (error) {
      setWrong(error.message);
      setBusy(false);
    }
  };
  const choose = (person) => {
    if (!isRoom) go("chat.direct", { user_id: person.id });
    else setPeople((all) => (all.some((one) => one.id === person.id) ? all.filter((one) => one.id !== person.id) : [...all, person]));
  };
  const create = (event) => {
    event.preventDefault();
    go("chat.create", { name, member_ids: people.map((one) => one.id) });
  };
  return (
    <Dialog title={isRoom ? "New room" : "New message"} onClose={onClose}>
      <div className="ch-ways" role="group" aria-label="What to begin">
        <button type="button" className="chip" aria-pressed={!isRoom} onClick={() => setIsRoom(false)}>To one person</button>
        <button type="button" className="chip" aria-pressed={isRoom} onClick={() => setIsRoom(true)}>A room of several</button>
      </div>
      {isRoom && (
        <form id={`${id}-form`} className="ch-finder" onSubmit={create}>
          <label htmlFor={`${id}-name`}>Name of the room</label>
          <input id={`${id}-name`} value={name} maxLength={64} required autoComplete="off" onChange={(event) => setName(event.target.value)} />
        </form>
      )}
      {isRoom && people.length > 0 && (
        <ul className="ch-chosen" aria-label="In the room">
          {people.map((one) => (
            <li key={one.id}><button type="button" aria-label={`Leave ${one.name} out`} onClick={() => choose(one)}><bdi>{one.name}</bdi><Icons.Close size={12} /></button></li>
          ))}
        </ul>
      )}
      <div className="ch-dialog-scroll">
        <PeopleFinder label={isRoom ? "People" : "To"} chosen={isRoom ? people : []} onChoose={choose} />
      </div>
      {wrong && <p className="wrong" role="alert">{wrong}</p>}
      {isRoom && <footer><button type="submit" form={`${id}-form`} className="button" disabled={busy || !people.length || !name.trim()}>Make the room</button></footer>}
    </Dialog>
  );
}

function Switch({ label, hint, on, onChange }) {
  return (
    <label className="ch-switch">
      <span><strong>{label}</strong><small>{hint}</small></span>
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.target.checked)} />
    </label>
  );
}

function Preferences({ onClose }) {
  const { sound, badge } = useStore(chat, (state) => state.preferences);
  const set = (part) => prefer(part).catch((error) => say(error.message));
  return (
    <Dialog title="How you hear of messages" onClose={onClose}>
      <Switch label="Sound" hint="A soft sound for a message. The music goes on." on={sound} onChange={(on) => set({ sound: on })} />
      <Switch label="Badge" hint="The number of unread messages in the navigation and in the tab's title." on={badge} onChange={(on) => set({ badge: on })} />
    </Dialog>
  );
}

/**
 * @param isPage whether the list is what the page is about, rather than a conversation
 * @param onReports opens the reported messages; only given to administrators
 */
export function ConversationList({ isPage, onReports }) {
  const { ready, me, listed, error } = useStore(chat);
  const [open, setOpen] = useState("");
  const entries = inOrder(listed);
  const Heading = isPage ? "h1" : "h2";
  return (
    <section className="ch-list" aria-label="Conversations">
      <header>
        <Heading>Messages</Heading>
        {onReports && <IconButton icon={Flag} size={18} label="Reported messages" onClick={onReports} />}
        <IconButton icon={Bell} size={18} label="How you hear of messages" onClick={() => setOpen("preferences")} />
        <IconButton icon={Compose} size={20} label="New message" onClick={() => setOpen("new")} />
      </header>
      <nav className="chips ch-places" aria-label="With others">
        <Link to="/rooms" className="chip"><Room size={16} />Listen together</Link>
        <Link to="/friends" className="chip">Friends</Link>
      </nav>
      {!ready && !error && <div className="ch-list-wait" role="status" aria-label="Loading conversations">{[1, 2, 3, 4].map((one) => <span key={one} className="skeleton" />)}</div>}
      {!ready && error && <div className="ch-list-wrong"><p role="alert">{error}</p><button type="button" className="chip" onClick={load}>Try again</button></div>}
      {ready && entries.length === 0 && (
        <div className="ch-list-none">
          <p>No messages yet. Write to somebody who listens here, or make a room.</p>
          <button type="button" className="button" onClick={() => setOpen("new")}>New message</button>
        </div>
      )}
      <ul>{entries.map((one) => <Entry key={one.conversation.id} listed={one} me={me} />)}</ul>
      {open === "new" && <NewConversation onClose={() => setOpen("")} />}
      {open === "preferences" && <Preferences onClose={() => setOpen("")} />}
    </section>
  );
}
